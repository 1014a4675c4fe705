package see

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

type monthForecastJSON struct {
	Month        string         `json:"month"`
	ActualUSD    pricing.Money  `json:"actual_usd"`
	ProjectedUSD pricing.Money  `json:"projected_usd"`
	LowUSD       pricing.Money  `json:"low_usd"`
	HighUSD      pricing.Money  `json:"high_usd"`
	FeesUSD      *pricing.Money `json:"fees_usd"`
	AllInUSD     *pricing.Money `json:"all_in_usd"`
}

func newMonthsJSON(months []projection.Month) []monthForecastJSON {
	out := []monthForecastJSON{}
	for _, m := range months {
		out = append(out, monthForecastJSON{m.Month, m.Actual, m.Projected, m.Low, m.High, m.Fees, m.AllIn})
	}
	return out
}

type backtestRowJSON struct {
	Method string  `json:"method"`
	Share  *string `json:"share"`
	Error  *string `json:"error_usd_per_day"`
	MASE   *string `json:"mase"`
}

type backtestJSON struct {
	Origins   int               `json:"origins"`
	DaysAhead int               `json:"days_ahead"`
	MASE      *string           `json:"mase"`
	Held      *string           `json:"held_share"`
	Methods   []backtestRowJSON `json:"methods"`
}

func newBacktestJSON(b projection.Backtest) backtestJSON {
	out := backtestJSON{b.Origins, b.Days, print.OrNull(b.MASE), print.OrNull(b.Held), []backtestRowJSON{}}
	for _, r := range b.Rows {
		out.Methods = append(out.Methods, backtestRowJSON{r.Method, print.OrNull(r.Share), print.OrNull(r.Error), print.OrNull(r.MASE)})
	}
	return out
}

type lotOutlookJSON struct {
	ID        *int64        `json:"id"`
	Born      *string       `json:"purchased_at"`
	ExpiresAt *string       `json:"expires_at"`
	Breakage  pricing.Money `json:"expected_breakage_usd"`
	Chance    string        `json:"breakage_chance"`
}

type accountForecastJSON struct {
	Account  string              `json:"account"`
	Months   []monthForecastJSON `json:"months"`
	RunsOut  *string             `json:"runs_out"`
	Method   *string             `json:"method"`
	Backtest backtestJSON        `json:"backtest"`
	Lots     []lotOutlookJSON    `json:"lots"`
	Notes    []string            `json:"notes"`
}

// ForecastJSON is what forecast --json answers, tollbook.forecast.v1.
type ForecastJSON struct {
	Schema         string                `json:"schema"`
	AsOf           *string               `json:"as_of"`
	DataUntil      *string               `json:"data_until"`
	KnownUntil     *string               `json:"known_until"`
	Months         []monthForecastJSON   `json:"months"`
	AtRiskUSD      pricing.Money         `json:"at_risk_usd"`
	RunsOut        *string               `json:"runs_out"`
	RunsOutAccount *string               `json:"runs_out_account"`
	Method         *string               `json:"method"`
	Backtest       backtestJSON          `json:"backtest"`
	Notes          []string              `json:"notes"`
	Accounts       []accountForecastJSON `json:"accounts"`
}

// accountMonthJSON is a month of an account, or of all together: a row of its own.
type accountMonthJSON struct {
	Of      string `json:"of"`      // "all", or "account": sums are of one of the two
	Account string `json:"account"` // "" for all
	monthForecastJSON
}

// Records are the months of each account and of all together, which stand first.
func (f ForecastJSON) Records() (rows []any, empty any) {
	for _, m := range f.Months {
		rows = append(rows, accountMonthJSON{"all", "", m})
	}
	for _, a := range f.Accounts {
		for _, m := range a.Months {
			rows = append(rows, accountMonthJSON{"account", a.Account, m})
		}
	}
	return rows, accountMonthJSON{}
}

// NewForecastJSON is a projection for JSON, amounts in dollars.
func NewForecastJSON(f projection.Forecast) ForecastJSON {
	out := ForecastJSON{"tollbook.forecast.v1", print.RFC3339(f.AsOf), print.RFC3339(f.DataUntil), print.RFC3339(f.KnownUntil), newMonthsJSON(f.Months), f.AtRisk, print.RFC3339(f.RunsOut), print.OrNull(f.First),
		print.OrNull(f.Method), newBacktestJSON(f.Backtest), print.NotNull(f.Notes), []accountForecastJSON{}}
	for _, a := range f.Accounts {
		x := accountForecastJSON{a.Account.Name, newMonthsJSON(a.Months), print.RFC3339(a.RunsOut), print.OrNull(a.Method), newBacktestJSON(a.Backtest), []lotOutlookJSON{}, print.NotNull(a.Notes)}
		for _, l := range a.Lots {
			o := lotOutlookJSON{Born: print.RFC3339(l.Born), ExpiresAt: print.RFC3339(l.Expires), Breakage: l.ExpectedBreakage, Chance: l.Chance}
			if l.LotID != 0 {
				o.ID = &l.LotID
			}
			x.Lots = append(x.Lots, o)
		}
		out.Accounts = append(out.Accounts, x)
	}
	return out
}

// forecastOptions are the flags of forecast.
type forecastOptions struct {
	months   int
	account  string
	backtest bool
}

func (o *forecastOptions) addFlags(f *pflag.FlagSet) {
	f.IntVar(&o.months, "months", projection.DefaultMonths, "how many `MONTHS`, this one included")
	f.StringVar(&o.account, "account", "", "of one `ACCOUNT` only")
	f.BoolVar(&o.backtest, "backtest", false, "how it would have done on the past, and how often its 80 % intervals held")
}

// NewForecastCommand projects the months to come.
func NewForecastCommand(run *cli.Run) *cobra.Command {
	var o forecastOptions
	cmd := &cobra.Command{
		Use:   "forecast",
		Short: "what the months to come will cost, and when credits run out",
		Long: `Projects the daily burn of each account that pays in dollars over calendar months
(UTC), this one first: what was used of it so far and what it will come to, with an
80 % interval, the fees that it bears, and the day on which credits run out. Weeks of
the past count by one over their age; the last week and a straight line share in it as
far as they did better on the account's own past. --backtest shows how each did, and
how often the intervals held. Days after the last known one may be without use or not
exported: both are weighed.`,
		Example: "  tollbook forecast\n  tollbook forecast --months 6 --account openrouter --json\n  tollbook forecast --backtest",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runForecast(cmd.Context(), run, o) },
	}
	o.addFlags(cmd.Flags())
	return cmd
}

func runForecast(ctx context.Context, run *cli.Run, o forecastOptions) (err error) {
	if o.months < 1 || o.months > projection.MostMonths {
		return cli.WrongUse("--months %d: want 1 to %d", o.months, projection.MostMonths)
	}
	s, err := cli.OpenWithAccount(ctx, run.OpenToRead, o.account)
	if err != nil {
		return err
	}
	defer cli.CloseStore(s, &err)
	q := projection.Query{AsOf: run.AsOf, Months: o.months, Account: o.account, Backtest: o.backtest}
	f, err := s.Forecast(ctx, q)
	if err != nil {
		return err
	}
	return showForecast(run, f, q)
}

func showForecast(run *cli.Run, f projection.Forecast, q projection.Query) error {
	if run.Format != "table" {
		return run.Emit(NewForecastJSON(f), "", nil)
	}
	fmt.Fprint(run.Out, ForecastText(run, f, q.Backtest))
	switch {
	case len(f.Months) == 0 && q.Account != "":
		run.Next("tollbook report --by month --account "+words.Shell(q.Account), "tollbook credits "+words.Shell(q.Account))
	case len(f.Months) == 0:
		run.Next("tollbook import openrouter_activity.csv")
	case !q.Backtest:
		run.Next("tollbook forecast --backtest", "tollbook expiring", "tollbook credits")
	default:
		run.Next("tollbook expiring", "tollbook credits")
	}
	return nil
}
