package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/print"
	"tollbook/ledger"
	"tollbook/ledger/projection"
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

// demoScreens are the screens on the demo's books, in the first theme.
func demoScreens(a *app, s *ledger.Store) tui.Config {
	return equip(a, tui.Config{Source: importBooks{books: newBooks(a, s).withPassing(passingDemo), a: a}, LedgerName: "demo", Mode: tui.Demo})
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
