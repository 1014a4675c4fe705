package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/ledger/check"
	"tollbook/tui"
	"tollbook/tui/draw"
)

// everyScreen is what --plain stands for where it names no screen.
const everyScreen = "all"

// screenFlags are those of the commands that open the screens.
func screenFlags(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.theme, "theme", "", "`NAME` of the colours: "+strings.Join(draw.Themes(), ", ")+" (default: the theme of tollbook settings)")
	cmd.Flags().StringVar(&a.plain, "plain", "", "print the screens line by line, for a screen reader or a pipe, or one `SCREEN` of them: "+strings.Join(tui.Screens(), ", "))
	cmd.Flags().Lookup("plain").NoOptDefVal = everyScreen
}

// checkScreenFlags refuses names that nothing has.
func checkScreenFlags(a *app) error {
	if a.theme != "" && !slices.Contains(draw.Themes(), a.theme) {
		return wrongUse("--theme %q: want one of %s", a.theme, strings.Join(draw.Themes(), ", "))
	}
	if a.plain != "" && a.Format != "table" {
		return wrongUse("--plain prints text: it goes with no --format %s", a.Format)
	}
	if a.plain != "" && a.plain != everyScreen && !tui.KnownScreen(a.plain) {
		return wrongUse("--plain %q: want one of %s", a.plain, strings.Join(tui.Screens(), ", "))
	}
	return nil
}

// joinPlain lets a screen stand behind --plain without the sign between them: some
// screens are called as a command is.
func joinPlain(args []string) []string {
	i := slices.Index(args, "--plain")
	if i < 0 || i+1 >= len(args) || !tui.KnownScreen(args[i+1]) {
		return args
	}
	return slices.Concat(args[:i], []string{"--plain=" + args[i+1]}, args[i+2:])
}

// chosenTheme is the theme by flag, else by the settings. Without colours, as NO_COLOR
// asks for them, it still says which signs are drawn. What else is wrong with the
// settings is said where it counts, in what needs attention.
func chosenTheme(a *app) (string, error) {
	if a.theme != "" {
		return a.theme, nil
	}
	s, _, err := a.settings()
	var wrong *check.SettingError
	if errors.As(err, &wrong) && wrong.Key == themeKey {
		return "", err
	}
	return s.theme, nil
}

// keepTheme makes a theme that of the settings.
func keepTheme(a *app, name string) error {
	_, err := changeSetting(a, themeKey, name)
	return err
}

// printScreens writes the screens as text.
func printScreens(ctx context.Context, a *app, cfg tui.Config) error {
	screen := a.plain
	if screen == everyScreen {
		screen = ""
	}
	text, err := tui.Plain(ctx, cfg, screen)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(a.Out, text)
	return err
}
