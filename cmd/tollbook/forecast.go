package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"tollbook/ledger"
	"tollbook/pricing"
)

type monthForecastJSON struct {
	Month        string         `json:"month"`
	ActualUSD    pricing.Money  `json:"actual_usd"`
	ProjectedUSD pricing.Money  `json:"projected_usd"`
	LowUSD       pricing.Money  `json:"low_usd"`
	HighUSD      pricing.Money  `json:"high_usd"`
	FeesUSD      *pricing.Money `json:"fees_usd"`
}

func newMonthsJSON(months []ledger.MonthForecast) []monthForecastJSON {
	out := []monthForecastJSON{}
	for _, m := range months {
		out = append(out, monthForecastJSON{m.Month, m.Actual, m.Projected, m.Low, m.High, m.Fees})
	}
	return out
}

type methodJSON struct {
	Method string  `json:"method"`
	Chosen bool    `json:"chosen"`
	MASE   *string `json:"mase"`
	Held   *string `json:"held_share"`
}

type backtestJSON struct {
	Origins   int          `json:"origins"`
	DaysAhead int          `json:"days_ahead"`
	MASE      *string      `json:"mase"`
	Held      *string      `json:"held_share"`
	Methods   []methodJSON `json:"methods"`
}

func newBacktestJSON(b ledger.Backtest) backtestJSON {
	out := backtestJSON{b.Origins, b.Days, orNull(b.MASE), orNull(b.Held), []methodJSON{}}
	for _, m := range b.Methods {
		out.Methods = append(out.Methods, methodJSON{m.Method, m.Chosen, orNull(m.MASE), orNull(m.Held)})
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

type forecastJSON struct {
	Schema         string                `json:"schema"`
	AsOf           *string               `json:"as_of"`
	DataUntil      *string               `json:"data_until"`
	Months         []monthForecastJSON   `json:"months"`
	RunsOut        *string               `json:"runs_out"`
	RunsOutAccount *string               `json:"runs_out_account"`
	Method         *string               `json:"method"`
	Backtest       backtestJSON          `json:"backtest"`
	Notes          []string              `json:"notes"`
	Accounts       []accountForecastJSON `json:"accounts"`
}

// accountMonthJSON is a month of an account: a row of its own.
type accountMonthJSON struct {
	Account string `json:"account"`
	monthForecastJSON
}

// records are the months of each account and of all together, which stand first.
func (f forecastJSON) records() (rows []any, empty any) {
	for _, m := range f.Months {
		rows = append(rows, accountMonthJSON{"all", m})
	}
	for _, a := range f.Accounts {
		for _, m := range a.Months {
			rows = append(rows, accountMonthJSON{a.Account, m})
		}
	}
	return rows, accountMonthJSON{}
}

func newForecastJSON(f ledger.Forecast) forecastJSON {
	out := forecastJSON{"tollbook.forecast.v1", rfc3339(f.AsOf), rfc3339(f.DataUntil), newMonthsJSON(f.Months), rfc3339(f.RunsOut), orNull(f.First),
		orNull(f.Method), newBacktestJSON(f.Backtest), list(f.Notes), []accountForecastJSON{}}
	for _, a := range f.Accounts {
		x := accountForecastJSON{a.Account.Name, newMonthsJSON(a.Months), rfc3339(a.RunsOut), orNull(a.Method), newBacktestJSON(a.Backtest), []lotOutlookJSON{}, list(a.Notes)}
		for _, l := range a.Lots {
			o := lotOutlookJSON{Born: rfc3339(l.Born), ExpiresAt: rfc3339(l.Expires), Breakage: l.ExpectedBreakage, Chance: l.Chance}
			if l.LotID != 0 {
				o.ID = &l.LotID
			}
			x.Lots = append(x.Lots, o)
		}
		out.Accounts = append(out.Accounts, x)
	}
	return out
}

// forecastCommand projects the months to come.
func (a *app) forecastCommand() *cobra.Command {
	q := ledger.ForecastQuery{}
	cmd := &cobra.Command{
		Use:   "forecast",
		Short: "what the months to come will cost, and when credits run out",
		Long: `Projects the daily burn of each account that pays in dollars over calendar months
(UTC), this one first: what was used of it so far and what it will come to, with an
80 % interval, the fees of the top-ups that it implies, and the day on which credits
run out. Several methods compete on the account's own past, and the one that erred
least speaks; --backtest shows how each did and how often its intervals held. Days
after the last row of data are unknown, not zero: they are estimated too.`,
		Example: "  tollbook forecast\n  tollbook forecast --months 6 --account openrouter --json\n  tollbook forecast --backtest",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if q.Months < 1 || q.Months > ledger.MostForecastMonths {
				return wrongUse("--months %d: want 1 to %d", q.Months, ledger.MostForecastMonths)
			}
			s, err := a.openToRead(cmd.Context())
			if err != nil {
				return err
			}
			defer closing(s, &err)
			if err := needAccount(cmd.Context(), s, q.Account); err != nil {
				return err
			}
			q.AsOf = a.asOf
			f, err := s.Forecast(cmd.Context(), q)
			if err != nil {
				return err
			}
			return a.showForecast(f, q)
		},
	}
	f := cmd.Flags()
	f.IntVar(&q.Months, "months", ledger.ForecastMonths, "how many `MONTHS`, this one included")
	f.StringVar(&q.Account, "account", "", "of one `ACCOUNT` only")
	f.BoolVar(&q.Backtest, "backtest", false, "how each method did on the past, and how often its 80 % intervals held")
	return cmd
}

func (a *app) showForecast(f ledger.Forecast, q ledger.ForecastQuery) error {
	if a.format != "table" {
		return a.emit(newForecastJSON(f), "", nil)
	}
	fmt.Fprint(a.stdout, a.forecastText(f, q.Backtest))
	switch {
	case len(f.Months) == 0:
		a.next("tollbook import openrouter_activity.csv")
	case !q.Backtest:
		a.next("tollbook forecast --backtest", "tollbook expiring", "tollbook credits")
	default:
		a.next("tollbook expiring", "tollbook credits")
	}
	return nil
}

// forecastText is the answer in two sentences, the months, the accounts, and how far
// the methods can be trusted.
func (a *app) forecastText(f ledger.Forecast, backtest bool) string {
	var b strings.Builder
	if len(f.Months) == 0 {
		fmt.Fprintln(&b, "There is nothing to project.")
		for _, note := range f.Notes {
			fmt.Fprintln(&b, wrapped(oneLine("· "+note), 80))
		}
		return b.String()
	}
	m := f.Months[0]
	fmt.Fprintln(&b, indented(fmt.Sprintf("%s comes to about %s (80 %%: %s to %s); %s of it is used.", monthWords(m.Month), about(m.Projected), about(m.Low), about(m.High), usd(m.Actual.Cents()))))
	fmt.Fprintln(&b, indented(a.runsOutLine(f)))
	b.WriteString("\n" + a.monthTable(f.Months).text(a.colored()))
	if len(f.Accounts) > 1 {
		b.WriteString("\n" + a.accountForecasts(f).text(a.colored()))
	}
	if backtest {
		b.WriteString("\n" + a.backtestText(f))
	}
	notes := f.Notes
	if len(f.Accounts) == 1 && len(f.Accounts[0].Notes) > 0 {
		notes = f.Accounts[0].Notes
	}
	if len(notes) > 0 {
		b.WriteString("\n")
	}
	for _, note := range notes {
		fmt.Fprintln(&b, wrapped(oneLine("· "+note), 80))
	}
	return b.String()
}

// indented is a sentence that stands two columns in, broken before the 80th.
func indented(line string) string { return "  " + strings.ReplaceAll(wrapped(line, 78), "\n", "\n  ") }

// monthWords is "November 2026" of "2026-11".
func monthWords(month string) string {
	t, err := pricing.ParseInstant(month + "-01")
	if err != nil {
		return month
	}
	return t.Format("January 2006")
}

// runsOutLine says when credits run out, and where first.
func (a *app) runsOutLine(f ledger.Forecast) string {
	if f.RunsOut.IsZero() {
		for _, x := range f.Accounts {
			if len(x.Lots) > 0 {
				return "No account's credit is seen to run out."
			}
		}
		return "No credit is known to be left, so none is seen to run out."
	}
	var later []string
	for _, x := range f.Accounts {
		if !x.RunsOut.IsZero() && x.Account.Name != f.First {
			later = append(later, fmt.Sprintf("%s on %s", oneLine(x.Account.Name), x.RunsOut.Format("2 Jan 2006")))
		}
	}
	line := fmt.Sprintf("%s runs out on %s if nothing is bought", oneLine(f.First), f.RunsOut.Format("2 Jan 2006"))
	if f.RunsOut.Before(f.AsOf) {
		line = fmt.Sprintf("%s has run out by now, about %s, if nothing was bought", oneLine(f.First), f.RunsOut.Format("2 Jan 2006"))
	}
	if len(later) > 0 && len(later) <= 2 {
		line += "; " + strings.Join(later, ", ")
	}
	return line + "."
}

// monthTable is one line a month.
func (a *app) monthTable(months []ledger.MonthForecast) *table {
	return columned(months, []column[ledger.MonthForecast]{
		{head: "MONTH", of: func(m ledger.MonthForecast) string { return m.Month }},
		{head: ">SO FAR", of: func(m ledger.MonthForecast) string {
			if m.Actual.IsZero() {
				return "-"
			}
			return usd(m.Actual.Cents())
		}},
		{head: ">PROJECTED", of: func(m ledger.MonthForecast) string { return usd(m.Projected) }},
		{head: ">80 % FROM", of: func(m ledger.MonthForecast) string { return usd(m.Low) }},
		{head: ">TO", of: func(m ledger.MonthForecast) string { return usd(m.High) }},
		{head: ">FEES", of: func(m ledger.MonthForecast) string { return maybeUSD(m.Fees) }},
	})
}

// accountForecasts is one line an account: its months, and how it was projected.
func (a *app) accountForecasts(f ledger.Forecast) *table {
	columns := []column[ledger.AccountForecast]{{head: "ACCOUNT", of: func(x ledger.AccountForecast) string { return x.Account.Name }}}
	for i, m := range f.Months[:min(3, len(f.Months))] {
		columns = append(columns, column[ledger.AccountForecast]{head: ">" + m.Month, of: func(x ledger.AccountForecast) string {
			if i >= len(x.Months) {
				return "?"
			}
			return usd(x.Months[i].Projected)
		}})
	}
	columns = append(columns,
		column[ledger.AccountForecast]{head: "RUNS OUT", of: func(x ledger.AccountForecast) string {
			switch {
			case x.Account.AutoTopUp != nil:
				return "auto"
			case x.RunsOut.IsZero():
				return "-"
			}
			return x.RunsOut.Format(pricing.Day)
		}},
		column[ledger.AccountForecast]{head: "METHOD", of: func(x ledger.AccountForecast) string { return x.Method }})
	return columned(f.Accounts, columns)
}

// backtestText says how the methods did on the past of each account.
func (a *app) backtestText(f ledger.Forecast) string {
	if f.Backtest.Origins == 0 {
		return "BACK-TEST  too little data for one: it takes 21 days.\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "BACK-TEST  from %s in the past, up to %d days ahead, reading nothing later\n", counted(f.Backtest.Origins, "day"), f.Backtest.Days)
	share := func(held string) string {
		if held == "" {
			return "-"
		}
		return pricing.MustMoney(held).Times(100).Fixed(0) + " %"
	}
	mase := func(m string) string {
		if m == "" {
			return "-"
		}
		return pricing.MustMoney(m).Fixed(2)
	}
	t := newTable("METHOD", ">MASE", ">80 % HELD", "CHOSEN FOR")
	for i, m := range f.Backtest.Methods {
		var chosen []string
		for _, x := range f.Accounts {
			if i < len(x.Backtest.Methods) && x.Backtest.Methods[i].Chosen {
				chosen = append(chosen, x.Account.Name)
			}
		}
		t.add(m.Method, mase(m.MASE), share(m.Held), strings.Join(chosen, ", "))
	}
	t.add("as chosen", mase(f.Backtest.MASE), share(f.Backtest.Held), "")
	b.WriteString(t.text(false))
	b.WriteString("MASE: mean error of a day over that of \"seasonal naive\" (as the same weekday\nwas last).\n")
	return b.String()
}
