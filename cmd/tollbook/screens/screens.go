package screens

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/decide"
	"tollbook/cmd/tollbook/demo"
	"tollbook/cmd/tollbook/print"
	"tollbook/tui"
)

// Run opens the terminal UI on the ledger, or prints what the ledger comes to
// where there is no terminal.
func Run(ctx context.Context, run *cli.Run) (err error) {
	if !run.Terminal && run.Plain == "" {
		return decide.CompareLedger(ctx, run)
	}
	path, err := run.Path()
	if err != nil {
		return err
	}
	opened := noLedgers()
	defer opened.close(&err)
	b, err := lastingBooks(ctx, run, opened)
	if err != nil {
		return err
	}
	return show(ctx, run, equip(run, tui.Config{Books: b, LedgerName: filepath.Base(path), Mode: tui.Ledger, Demo: func() (tui.Books, error) {
		invented, err := opened.put(demo.Open(ctx, run))
		if err != nil {
			return nil, err
		}
		return newDemoBooks(run, invented), nil
	}}))
}

// show runs equipped screens until the user quits, or prints them.
func show(ctx context.Context, run *cli.Run, cfg tui.Config) (err error) {
	if cfg.Theme, err = chosenTheme(run); err != nil {
		return err
	}
	if run.Plain == "" && run.Getenv("TERM") == "dumb" { // it can neither place nor erase anything
		run.Plain = everyScreen
	}
	if run.Plain != "" {
		return writeText(ctx, run, cfg)
	}
	cfg.Renderer = lipgloss.NewRenderer(run.Out)
	if run.Color == "always" && cfg.Renderer.ColorProfile() == termenv.Ascii {
		cfg.Renderer.SetColorProfile(termenv.ANSI256)
	}
	if !run.Colored() {
		cfg.Renderer.SetColorProfile(termenv.Ascii)
	}
	err = tui.Run(ctx, cfg, run.Stdin, run.Out)
	var fault *tui.Fault
	switch {
	case errors.As(err, &fault):
		return cli.WithHint(err, "the ledger is whole: what was being changed is not changed. Please report the fault, with these lines and what tollbook --version says")
	case errors.Is(err, context.Canceled):
		return nil
	}
	return err
}

// equip gives the screens what they have of the world but the theme, wherever they are
// shown.
func equip(run *cli.Run, cfg tui.Config) tui.Config {
	cfg.Catalog, cfg.AsOf = run.Catalog, run.AsOf
	cfg.Copy, cfg.Save, cfg.Table = func(text string) error { return copyText(run, text) }, saveText, print.ScreenTable
	cfg.Scenarios = scenarios(run)
	if path, _ := run.SettingsPath(); path != "" {
		cfg.KeepTheme = func(name string) error { return keepTheme(run, name) }
	}
	return cfg
}
