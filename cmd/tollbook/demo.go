package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"tollbook/data"
	"tollbook/ledger"
	"tollbook/pricing"
	"tollbook/tui"
)

// demoCommand shows tollbook on invented data.
func (a *app) demoCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "demo",
		Short:   "tollbook on a year of invented usage",
		Long:    "Opens the screen on a throw-away ledger with a year of invented usage of a small\nteam. Without a terminal it prints the comparison.",
		Example: "  tollbook demo\n  tollbook demo | less",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			s, err := a.openDemo(cmd.Context())
			if err != nil {
				return err
			}
			defer closing(s, &err)
			b, err := newBooks(cmd.Context(), s)
			if err != nil {
				return err
			}
			if a.terminal && a.format == "table" {
				return a.show(cmd.Context(), tui.Config{Source: b, LedgerName: "demo", Mode: tui.Demo})
			}
			return a.printDemo(cmd.Context(), s)
		},
	}
}

// openDemo builds the demo's ledger in memory from the embedded exports, as a
// user would import them. The clock stands at the end of the data unless
// --as-of says otherwise.
func (a *app) openDemo(ctx context.Context) (s *ledger.Store, err error) {
	if s, err = ledger.OpenTemporary(ctx, a.catalog); err != nil {
		return nil, err
	}
	names, err := fs.Glob(data.Demo, "samples/demo/*")
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	for _, name := range names {
		if err := a.importDemo(ctx, s, name); err != nil {
			return nil, errors.Join(fmt.Errorf("demo: %w", err), s.Close())
		}
	}
	e, err := s.Extent(ctx)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if a.asOfText == "" {
		a.asOf = e.Last
	}
	return s, nil
}

func (a *app) importDemo(ctx context.Context, s *ledger.Store, name string) error {
	f, err := data.Demo.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = s.Import(ctx, f, ledger.ImportOptions{File: name, At: a.asOf})
	return err
}

func (a *app) printDemo(ctx context.Context, s *ledger.Store) error {
	w, c, err := a.asItStands(ctx, s)
	if err != nil {
		return err
	}
	if a.format == "table" {
		fmt.Fprintf(a.stdout, "Invented usage of a small team, to %s. Your own: tollbook openrouter_activity.csv\n\n", a.when(a.asOf))
	}
	if err := a.showComparison(c, w, pricing.Knobs{}); err != nil {
		return err
	}
	a.next("tollbook openrouter_activity.csv", "tollbook compare --spend 1000")
	return nil
}
