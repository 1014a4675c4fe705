package keep

import (
	"fmt"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
)

// NewVersionCommand says which tollbook this is, and of which day its prices are.
func NewVersionCommand(run *cli.Run) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "which tollbook this is, and of which day its prices are",
		Long: `Says the version and the commit that it was built from, and the catalog: its
version, which changes with every fact, and the newest day on which one of its
facts was seen.`,
		Example: "  tollbook version\n  tollbook version --json",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return runVersion(run, cli.ThisBuild()) },
	}
}

func runVersion(run *cli.Run, b cli.Build) error {
	out := struct {
		Schema   string  `json:"schema"`
		Version  string  `json:"version"`
		Commit   *string `json:"commit"`
		Modified bool    `json:"modified"` // files differed from the commit
		BuiltOf  *string `json:"commit_time"`
		Go       string  `json:"go"`
		Platform string  `json:"platform"`
		Catalog  string  `json:"catalog"`
		Newest   *string `json:"catalog_newest"` // day on which its newest fact was seen
	}{"tollbook.version.v1", b.Version, print.OrNull(b.Commit), b.Modified, print.OrNull(b.At), b.Go, b.Platform, run.Catalog.Version, print.Day(run.Catalog.Newest)}
	text := fmt.Sprintf("tollbook %s, %s, %s", b.Version, b.Go, b.Platform)
	if b.Commit != "" {
		text += "\nbuilt of commit " + b.Commit[:min(len(b.Commit), 12)]
		if b.At != "" {
			text += " of " + b.At
		}
		if b.Modified {
			text += ", and files that differ from it"
		}
	}
	text += "\ncatalog " + run.Catalog.Version
	if day := print.Day(run.Catalog.Newest); day != nil {
		text += ", its newest fact of " + *day
	}
	if err := run.Emit(out, text, nil); err != nil {
		return err
	}
	run.Next("tollbook catalog status")
	return nil
}
