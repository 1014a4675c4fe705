package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/print"
	"tollbook/data"
	"tollbook/ledger"
	"tollbook/ledger/projection"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/tui"
)

// newDemoCommand shows tollbook on invented data.
func newDemoCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "demo",
		Short:       "tollbook on a year of invented usage",
		Long:        "Opens the screen on a throw-away ledger with a year of invented usage of a small\nteam. Without a terminal it prints the comparison, what became of their\ncredit, and what the months to come will cost.",
		Example:     "  tollbook demo\n  tollbook demo | less\n  tollbook demo --plain what-if",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{withoutOwnRates: "its figures are invented, and the same for all"},
		RunE:        func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), a) },
	}
	screenFlags(a, cmd)
	return cmd
}

func runDemo(ctx context.Context, a *app) (err error) {
	s, err := openDemo(ctx, a)
	if err != nil {
		return err
	}
	defer closeStore(s, &err)
	if (a.terminal || a.plain != "") && a.Format == "table" {
		return showScreens(ctx, a, demoScreens(a, s))
	}
	return printDemo(ctx, a, s)
}

// demoScreens are the screens on the demo's books.
func demoScreens(a *app, s *ledger.Store) tui.Config {
	return tui.Config{Source: importBooks{books: newBooks(a, s).withPassing(passingDemo), a: a}, LedgerName: "demo", Mode: tui.Demo}
}

// The demo's pipelines load their account by themselves, $10 at a time, for which
// the schedule's minimum of $0.80 is 8 %.
var (
	demoAutomatic = "openrouter/ci"
	demoTopUp     = pricing.MustMoney("10")
	demoBelow     = pricing.MustMoney("2")
)

// openDemo builds the demo's ledger in memory from the embedded exports and
// purchases, as a user would import them. The clock stands at the end of the data
// unless --as-of says otherwise.
func openDemo(ctx context.Context, a *app) (*ledger.Store, error) {
	s, err := ledger.OpenTemporary(ctx, a.catalog)
	if err != nil {
		return nil, err
	}
	if err := fillDemo(ctx, a, s); err != nil {
		return nil, errors.Join(fmt.Errorf("demo: %w", err), s.Close())
	}
	return s, nil
}

func fillDemo(ctx context.Context, a *app, s *ledger.Store) error {
	names, err := fs.Glob(data.Demo, "samples/demo/*")
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := importDemo(ctx, a, s, name); err != nil {
			return err
		}
	}
	bought, err := data.Demo.Open("samples/topups.csv")
	if err != nil {
		return err
	}
	_, err = s.ImportTopUps(ctx, "topups.csv", bought, false)
	if err := errors.Join(err, bought.Close()); err != nil {
		return err
	}
	if _, err := s.SetAccount(ctx, demoAutomatic, ledger.AccountChange{AutoTopUp: &demoTopUp, AutoBelow: &demoBelow}); err != nil {
		return err
	}
	e, err := s.Extent(ctx)
	if a.asOfText == "" {
		a.asOf = e.Last
	}
	return err
}

func importDemo(ctx context.Context, a *app, s *ledger.Store, name string) error {
	f, err := data.Demo.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = s.Import(ctx, f, usage.ImportOptions{File: path.Base(name), At: a.asOf})
	return err
}

// demoJSON are the results that the demo shows.
type demoJSON struct {
	Schema     string       `json:"schema"`
	Comparison compareJSON  `json:"comparison"`
	Credits    creditsJSON  `json:"credits"`
	Forecast   forecastJSON `json:"forecast"`
}

// Records are the comparison's gateways: its credits and its forecast are tables of their own.
func (d demoJSON) Records() (rows []any, empty any) {
	return print.Rows(d.Comparison.Gateways)
}

func printDemo(ctx context.Context, a *app, s *ledger.Store) error {
	w, c, err := asItStands(ctx, a, s)
	if err != nil {
		return err
	}
	credits, err := s.Credits(ctx, "", a.asOf)
	if err != nil {
		return err
	}
	forecast, err := s.Forecast(ctx, projection.Query{AsOf: a.asOf})
	if err != nil {
		return err
	}
	if a.Format != "table" {
		return a.Emit(demoJSON{"tollbook.demo.v1", newCompareJSON(a, comparison{c: c, w: w}), newCreditsJSON(credits), newForecastJSON(forecast)}, "", nil)
	}
	fmt.Fprintf(a.Out, "%s\n\n", a.Prose(fmt.Sprintf("Invented usage of a small team, to %s. Your own: tollbook openrouter_activity.csv", a.When(a.asOf))))
	fmt.Fprint(a.Out, comparisonText(comparison{c: c, w: w}, a.Page))
	fmt.Fprintf(a.Out, "\n%s\n", creditsText(a, credits))
	fmt.Fprintf(a.Out, "FORECAST\n%s\n", forecastText(a, forecast, false))
	a.Next("tollbook openrouter_activity.csv", "tollbook compare --spend 1000")
	return nil
}
