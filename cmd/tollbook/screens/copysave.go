package screens

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/atotto/clipboard"
	"github.com/aymanbagabas/go-osc52/v2"

	"tollbook/cmd/tollbook/cli"
)

// copyText puts text into the clipboard: the terminal's, which works from afar too,
// and the desktop's where this is one. Neither says whether it was heard.
func copyText(run *cli.Run, text string) error {
	sequence := osc52.New(text)
	switch {
	case run.Getenv("TMUX") != "":
		sequence = sequence.Tmux()
	case strings.HasPrefix(run.Getenv("TERM"), "screen"):
		sequence = sequence.Screen()
	}
	if _, err := sequence.WriteTo(run.Out); err != nil {
		return err
	}
	if run.Getenv("SSH_TTY") == "" && !clipboard.Unsupported {
		_ = clipboard.WriteAll(text) // the terminal has it already
	}
	return nil
}

// saveText writes a new file of that name in the working folder, or of the name with
// a number where there is one already, and returns its name.
func saveText(name, text string) (string, error) {
	end := filepath.Ext(name)
	for n := 1; ; n++ {
		path := name
		if n > 1 {
			path = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, end), n, end)
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) && n < 1000 {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = f.WriteString(text)
		return path, errors.Join(err, f.Close())
	}
}
