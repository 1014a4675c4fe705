package see

import (
	"fmt"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// ForecastText is the answer in two sentences, the months, the accounts, and how far
// the methods can be trusted.
func ForecastText(run *cli.Run, f projection.Forecast, backtest bool) string {
	var b strings.Builder
	if len(f.Months) == 0 {
		fmt.Fprintln(&b, "There is nothing to project.")
		for _, note := range f.Notes {
			fmt.Fprintln(&b, run.Prose(print.OneLine("· "+note)))
		}
		return b.String()
	}
	m := f.Months[0]
	fmt.Fprintln(&b, run.Prose("  "+monthLine(m)))
	fmt.Fprintln(&b, run.Prose("  "+runsOutLine(run, f)))
	b.WriteString("\n" + monthTable(run, f.Months).Text(run.Page))
	if len(f.Accounts) > 1 {
		b.WriteString("\n" + accountForecasts(run, f).Text(run.Page))
	}
	if backtest {
		b.WriteString("\n" + backtestText(run, f))
	}
	notes := f.Notes
	if len(f.Accounts) == 1 && len(f.Accounts[0].Notes) > 0 {
		notes = f.Accounts[0].Notes
	}
	if len(notes) > 0 {
		b.WriteString("\n")
	}
	for _, note := range notes {
		fmt.Fprintln(&b, run.Prose(print.OneLine("· "+note)))
	}
	return b.String()
}

// monthLine says what a month comes to all in, and what of that is for tokens.
func monthLine(m projection.Month) string {
	tokens := fmt.Sprintf("%s (80 %%: %s to %s)", roughUSD(m.Projected), roughUSD(m.Low), roughUSD(m.High))
	used := fmt.Sprintf("; %s of it is used.", print.USD(m.Actual.Cents()))
	switch {
	case m.Fees == nil:
		return monthWords(m.Month) + " comes to about " + tokens + ", without fees that are not known" + used
	case m.Fees.IsZero():
		return monthWords(m.Month) + " comes to about " + tokens + used
	}
	return fmt.Sprintf("%s comes to about %s all in: tokens %s%s Fees are %s.", monthWords(m.Month), roughUSD(*m.AllIn), tokens, used, roughUSD(*m.Fees))
}

// monthWords is "November 2026" of "2026-11".
func monthWords(month string) string {
	t, err := pricing.ParseInstant(month + "-01")
	if err != nil {
		return month
	}
	return t.Format("January 2006")
}

// runsOutLine says when credits run out, and where first.
func runsOutLine(run *cli.Run, f projection.Forecast) string {
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
			later = append(later, endsOn(x, " on ", ""))
		}
	}
	line := ""
	for _, x := range f.Accounts {
		if x.Account.Name == f.First {
			line = endsOn(x, " runs out on ", " if nothing is bought")
		}
	}
	if f.RunsOut.Before(f.AsOf) {
		line = fmt.Sprintf("%s has run out by now, about %s, if nothing was bought", print.OneLine(f.First), f.RunsOut.Format("2 Jan 2006"))
	}
	if len(later) > 0 && len(later) <= 2 {
		line += "; " + strings.Join(later, ", ")
	}
	return line + "."
}

// endsOn says when an account's credit ends: how it is used up, or that the last of it
// expires.
func endsOn(x projection.Account, usedUp, unless string) string {
	name, day := print.OneLine(x.Account.Name), x.RunsOut.Format("2 Jan 2006")
	if x.Expires() {
		return name + "'s last credit expires on " + day
	}
	return name + usedUp + day + unless
}

// monthTable is one line a month.
func monthTable(run *cli.Run, months []projection.Month) *print.Table {
	return print.TableOf(months, []print.Column[projection.Month]{
		{Head: "MONTH", Of: func(m projection.Month) string { return m.Month }},
		{Head: ">SO FAR", Of: func(m projection.Month) string {
			if m.Actual.IsZero() {
				return "-"
			}
			return print.USD(m.Actual.Cents())
		}},
		{Head: ">PROJECTED", Of: func(m projection.Month) string { return print.USD(m.Projected) }},
		{Head: ">80 % FROM", Of: func(m projection.Month) string { return print.USD(m.Low) }},
		{Head: ">TO", Of: func(m projection.Month) string { return print.USD(m.High) }},
		{Head: ">FEES", Of: func(m projection.Month) string { return print.MaybeUSD(m.Fees) }},
		{Head: ">ALL IN", Of: func(m projection.Month) string { return print.MaybeUSD(m.AllIn) }},
	})
}

// accountForecasts is one line an account: its months, and how it was projected.
func accountForecasts(run *cli.Run, f projection.Forecast) *print.Table {
	columns := []print.Column[projection.Account]{{Head: "ACCOUNT", Of: func(x projection.Account) string { return x.Account.Name }}}
	for i, m := range f.Months[:min(3, len(f.Months))] {
		columns = append(columns, print.Column[projection.Account]{Head: ">" + m.Month, Of: func(x projection.Account) string {
			if i >= len(x.Months) {
				return "?"
			}
			return print.USD(x.Months[i].Projected)
		}})
	}
	columns = append(columns,
		print.Column[projection.Account]{Head: "ENDS", Of: func(x projection.Account) string {
			switch {
			case x.Account.AutoTopUp != nil:
				return "auto"
			case x.RunsOut.IsZero():
				return "-"
			}
			return x.RunsOut.Format(pricing.Day)
		}},
		print.Column[projection.Account]{Head: "METHOD", Of: func(x projection.Account) string { return x.Method }})
	return print.TableOf(f.Accounts, columns)
}

// backtestText says how the projection, its levels and forecasts of one line did on the
// past.
func backtestText(run *cli.Run, f projection.Forecast) string {
	if f.Backtest.Origins == 0 {
		return "BACK-TEST  too little data for one: it takes 44 days.\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "BACK-TEST  from %s in the past, %d days ahead, reading nothing later\n", words.Counted(f.Backtest.Origins, "day"), f.Backtest.Days)
	figure := func(text string, as func(pricing.Money) string) string {
		if text == "" {
			return "-"
		}
		return as(pricing.MustFigure(text))
	}
	percent := func(m pricing.Money) string { return m.Times(100).Fixed(0) + " %" }
	decimals := func(m pricing.Money) string { return m.Fixed(2) }
	rows := f.Backtest.Rows
	if len(f.Accounts) == 1 { // shares are an account's own
		rows = f.Accounts[0].Backtest.Rows
	}
	t := print.NewTable("", ">COUNTS", ">ERROR A DAY", ">MASE")
	for _, r := range rows {
		t.Add(r.Method, figure(r.Share, percent), figure(r.Error, print.USD), figure(r.MASE, decimals))
	}
	b.WriteString(t.Text(run.Page))
	b.WriteString(run.Prose(fmt.Sprintf("The 80 %% intervals held %s of the time. Error: of a sum of %d days, dollars a day. MASE: mean error of a day over that of the same weekday last week.", figure(f.Backtest.Held, percent), f.Backtest.Days)) + "\n")
	return b.String()
}
