package screens

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/decide"
	"tollbook/cmd/tollbook/demo"
	"tollbook/cmd/tollbook/print"
	"tollbook/cmd/tollbook/see"
	"tollbook/ledger"
	"tollbook/ledger/projection"
	"tollbook/tui"
)

// NewDemoCommand shows tollbook on invented data.
func NewDemoCommand(run *cli.Run) *cobra.Command {
	cmd := &cobra.Command{
		Use:         "demo",
		Short:       "tollbook on a year of invented usage",
		Long:        "Opens the screen on a throw-away ledger with a year of invented usage of a small\nteam. Without a terminal it prints the comparison, what became of their\ncredit, and what the months to come will cost.",
		Example:     "  tollbook demo\n  tollbook demo | less\n  tollbook demo --plain what-if",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{cli.WithoutOwnRates: "its figures are invented, and the same for all"},
		RunE:        func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), run) },
	}
	AddFlags(run, cmd)
	return cmd
}

func runDemo(ctx context.Context, run *cli.Run) (err error) {
	s, err := demo.Open(ctx, run)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	if (run.Terminal || run.Plain != "") && run.Format == "table" {
		return show(ctx, run, DemoConfig(run, s))
	}
	return printDemo(ctx, run, s)
}

// DemoConfig is the screens on the demo's books, which the caller closes after them. They
// are in the first theme, whatever the settings say.
func DemoConfig(run *cli.Run, s *ledger.Store) tui.Config {
	return equip(run, tui.Config{Books: newDemoBooks(run, s), LedgerName: "demo", Mode: tui.Demo})
}

// demoJSON are the results that the demo shows.
type demoJSON struct {
	Schema     string             `json:"schema"`
	Comparison decide.CompareJSON `json:"comparison"`
	Credits    see.CreditsJSON    `json:"credits"`
	Forecast   see.ForecastJSON   `json:"forecast"`
}

// Records are the comparison's gateways: its credits and its forecast are tables of their own.
func (d demoJSON) Records() (rows []any, empty any) {
	return print.Rows(d.Comparison.Gateways)
}

func printDemo(ctx context.Context, run *cli.Run, s *ledger.Store) error {
	compared, err := decide.AsItStands(ctx, run, s)
	if err != nil {
		return err
	}
	credits, err := s.Credits(ctx, "", run.AsOf)
	if err != nil {
		return err
	}
	forecast, err := s.Forecast(ctx, projection.Query{AsOf: run.AsOf})
	if err != nil {
		return err
	}
	if run.Format != "table" {
		return run.Emit(demoJSON{"tollbook.demo.v1", decide.NewCompareJSON(run, compared), see.NewCreditsJSON(credits), see.NewForecastJSON(forecast)}, "", nil)
	}
	fmt.Fprintf(run.Out, "%s\n\n", run.Prose(fmt.Sprintf("Invented usage of a small team, to %s. Your own: tollbook openrouter_activity.csv", run.When(run.AsOf))))
	fmt.Fprint(run.Out, decide.ComparisonText(compared, run.Page))
	fmt.Fprintf(run.Out, "\n%s\n", see.CreditsText(run, credits))
	fmt.Fprintf(run.Out, "FORECAST\n%s\n", see.ForecastText(run, forecast, false))
	run.Next("tollbook openrouter_activity.csv", "tollbook compare --spend 1000")
	return nil
}
