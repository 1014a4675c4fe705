package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
	"github.com/spf13/cobra"

	"tollbook/ledger"
	"tollbook/pricing"
	"tollbook/tui"
)

// books lets the screens read a ledger without knowing it.
type books struct {
	store *ledger.Store
	asOf  time.Time
	until time.Time
	// settings are the thresholds of findings.
	settings func() (ledger.Settings, error)
}

// newBooks reads what the screens want to know at once.
func newBooks(ctx context.Context, s *ledger.Store, asOf time.Time, settings func() (ledger.Settings, error)) (books, error) {
	e, err := s.Extent(ctx)
	return books{s, asOf, e.Last, settings}, err
}

// Workload is the usage that the what-if screen starts from.
func (b books) Workload(ctx context.Context, asOf time.Time) (pricing.Workload, error) {
	return b.store.Workload(ctx, ledger.WorkloadQuery{AsOf: asOf})
}

// Spend is all usage as daily sums.
func (b books) Spend(ctx context.Context, asOf time.Time) (ledger.Spend, error) {
	return b.store.Spend(ctx, asOf)
}

// Rows are a page of the rows behind a figure.
func (b books) Rows(ctx context.Context, spend ledger.Spend, q ledger.RowsQuery) (ledger.Rows, error) {
	return b.store.Rows(ctx, spend, q)
}

// DataUntil is the instant of the last usage; false for an empty ledger.
func (b books) DataUntil() (time.Time, bool) { return b.until, !b.until.IsZero() }

// Explain takes apart what stands behind an address.
func (b books) Explain(ctx context.Context, address string) (pricing.Explanation, error) {
	return b.store.Explain(ctx, ledger.SplitAddress(address), b.asOf, b.settings)
}

// screen opens the terminal UI on the ledger, or prints what the ledger comes to
// where there is no terminal.
func (a *app) screen(cmd *cobra.Command) (err error) {
	ctx := cmd.Context()
	if !a.terminal && a.plain == "" {
		return a.compare(ctx, compareFlags{rates: "now"})
	}
	path, err := a.path()
	if err != nil {
		return err
	}
	s, err := a.openExisting(ctx)
	if errors.Is(err, ledger.ErrMissing) { // the empty screen says what to do
		s, err = ledger.OpenTemporary(ctx, a.catalog)
	}
	if err != nil {
		return err
	}
	defer closing(s, &err)
	b, err := newBooks(ctx, s, a.asOf, a.thresholds)
	if err != nil {
		return err
	}
	var demo *ledger.Store
	defer func() {
		if demo != nil {
			closing(demo, &err)
		}
	}()
	return a.show(cmd, tui.Config{Source: b, LedgerName: filepath.Base(path), Mode: tui.Ledger, Demo: func() (tui.Source, error) {
		var err error
		if demo, err = a.openDemo(ctx); err != nil {
			return nil, err
		}
		return newBooks(ctx, demo, a.asOf, a.thresholds)
	}})
}

// show runs the screens until the user quits, or prints them.
func (a *app) show(cmd *cobra.Command, cfg tui.Config) error {
	if a.plain != "" {
		return a.print(cmd, cfg)
	}
	cfg.Catalog, cfg.AsOf, cfg.Theme = a.catalog, a.asOf, a.theme
	cfg.Copy, cfg.Save, cfg.Table = a.copyText, saveText, tableText
	cfg.Renderer = lipgloss.NewRenderer(a.stdout)
	if a.color == "always" && cfg.Renderer.ColorProfile() == termenv.Ascii {
		cfg.Renderer.SetColorProfile(termenv.ANSI256)
	}
	if !a.colored() {
		cfg.Renderer.SetColorProfile(termenv.Ascii)
	}
	err := tui.Run(cmd.Context(), cfg, a.stdin, a.stdout)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
