package screens

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/keep"
	"tollbook/ledger/check"
	"tollbook/tui"
	"tollbook/tui/draw"
)

// everyScreen is what --plain stands for where it names no screen.
const everyScreen = "all"

// AddFlags adds --theme and --plain to a command that opens the screens.
func AddFlags(run *cli.Run, cmd *cobra.Command) {
	cmd.Flags().StringVar(&run.Theme, "theme", "", "`NAME` of the colours: "+strings.Join(draw.Themes(), ", ")+" (default: the theme of tollbook settings)")
	cmd.Flags().StringVar(&run.Plain, "plain", "", "print the screens line by line, for a screen reader or a pipe, or one `SCREEN` of them: "+strings.Join(tui.Screens(), ", "))
	cmd.Flags().Lookup("plain").NoOptDefVal = everyScreen
}

// CheckFlags refuses themes and screens that there are none of. Every run calls it once its
// flags are read.
func CheckFlags(run *cli.Run) error {
	if run.Theme != "" && !slices.Contains(draw.Themes(), run.Theme) {
		return cli.WrongUse("--theme %q: want one of %s", run.Theme, strings.Join(draw.Themes(), ", "))
	}
	if run.Plain != "" && run.Format != "table" {
		return cli.WrongUse("--plain prints text: it goes with no --format %s", run.Format)
	}
	if run.Plain != "" && run.Plain != everyScreen && !tui.KnownScreen(run.Plain) {
		return cli.WrongUse("--plain %q: want one of %s", run.Plain, strings.Join(tui.Screens(), ", "))
	}
	return nil
}

// JoinPlain lets a screen stand behind --plain without the sign between them: some
// screens are called as a command is.
func JoinPlain(args []string) []string {
	i := slices.Index(args, "--plain")
	if i < 0 || i+1 >= len(args) || !tui.KnownScreen(args[i+1]) {
		return args
	}
	return slices.Concat(args[:i], []string{"--plain=" + args[i+1]}, args[i+2:])
}

// chosenTheme is the theme by flag, else by the settings. Without colours, as NO_COLOR
// asks for them, it still says which signs are drawn. What else is wrong with the
// settings is said where it counts, in what needs attention.
func chosenTheme(run *cli.Run) (string, error) {
	if run.Theme != "" {
		return run.Theme, nil
	}
	s, _, err := run.Settings()
	var wrong *check.SettingError
	if errors.As(err, &wrong) && wrong.Key == cli.ThemeKey {
		return "", err
	}
	return s.Theme, nil
}

// keepTheme makes a theme that of the settings.
func keepTheme(run *cli.Run, name string) error {
	_, err := keep.ChangeSetting(run, cli.ThemeKey, name)
	return err
}

// writeText writes the screens as text.
func writeText(ctx context.Context, run *cli.Run, cfg tui.Config) error {
	screen := run.Plain
	if screen == everyScreen {
		screen = ""
	}
	text, err := tui.Plain(ctx, cfg, screen)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(run.Out, text)
	return err
}
