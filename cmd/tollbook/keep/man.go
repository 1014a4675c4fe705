package keep

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"tollbook/cmd/tollbook/cli"
	"tollbook/pricing/words"
)

// NewManCommand writes the manual of the commands for man.
func NewManCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "man pages of all commands, written into a folder",
		Long: `Writes a man page of each command into a folder, which is made where it is not
there: tollbook.1, tollbook-import.1 and so on. They say what --help says.`,
		Example: "  tollbook man ~/.local/share/man/man1\n  man tollbook-import",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runMan(run, cmd.Root(), args[0]) },
	}
}

func runMan(run *cli.Run, root *cobra.Command, folder string) error {
	if info, err := os.Stat(folder); err == nil && !info.IsDir() {
		return cli.WrongUse("%s is no folder", folder)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return cli.WithHint(err, "name a folder that can be made and written")
	}
	day := run.Catalog.Newest // a page is the same whenever it is written
	root.DisableAutoGenTag = true
	if err := doc.GenManTree(root, &doc.GenManHeader{Section: "1", Source: "tollbook", Manual: "tollbook", Date: &day}, folder); err != nil {
		return cli.WithHint(err, "name a folder that can be written")
	}
	pages, err := filepath.Glob(filepath.Join(folder, "tollbook*.1"))
	if err != nil || len(pages) == 0 {
		return errors.Join(err, errors.New("no page was written"))
	}
	out := struct {
		Schema string `json:"schema"`
		Folder string `json:"folder"`
		Pages  int    `json:"pages"`
	}{"tollbook.man.v1", folder, len(pages)}
	if err := run.Emit(out, fmt.Sprintf("%s in %s", words.Counted(len(pages), "man page"), folder), nil); err != nil {
		return err
	}
	run.Next("man -l " + words.Shell(filepath.Join(folder, "tollbook.1")))
	return nil
}
