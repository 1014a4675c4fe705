package overview

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// explained takes the month's projection apart.
func (s Model) explained() tea.Cmd {
	if len(s.ahead.Value.Months) == 0 {
		if s.month().usd.IsZero() {
			return func() tea.Msg { return page.Unexplained{Err: errors.New("nothing is projected for this month")} }
		}
		address := report.Query{}.In(report.MonthOf(s.asOf)).Address(nil, "usd")
		return func() tea.Msg { return page.Explain{Address: address} }
	}
	e := s.explanation()
	return func() tea.Msg { return page.Explain{Is: e} }
}

// explanation is how the month's projection comes about: what was used, and what each
// account will come to.
func (s Model) explanation() pricing.Explanation {
	f, now := s.ahead.Value, report.MonthOf(s.asOf)
	m := f.Months[0]
	// The parts of the forecast are explained by the ledger, as by the command.
	part := func(account, figure string) string {
		return projection.Address(account, s.month().from.Format("2006-01"), figure)
	}
	e := pricing.Explanation{
		Title:   s.month().from.Format("January 2006") + ", projected",
		Figure:  draw.Money(m.Projected),
		Formula: "used so far + the mean of the days to come, over the accounts",
		Lines: []pricing.ExplainLine{
			{Label: "used so far", Figure: draw.Money(s.month().usd), Address: report.Query{}.In(now).Address(nil, "usd")},
		},
	}
	if !m.Low.Equal(m.High) {
		e.Lines = append(e.Lines,
			pricing.ExplainLine{Label: "80 of 100 simulated futures, from", Figure: about(m.Low), Formula: "10 of 100 come to less", Address: part("", "low")},
			pricing.ExplainLine{Label: "to", Figure: about(m.High), Formula: "10 of 100 come to more", Address: part("", "high")})
	}
	for _, a := range f.Accounts {
		if len(a.Months) == 0 {
			continue
		}
		x := a.Months[0]
		e.Lines = append(e.Lines, pricing.ExplainLine{Label: a.Account.Name, Figure: draw.Money(x.Projected), Formula: draw.Money(x.Actual) + " so far; " + about(x.Low) + " to " + about(x.High) + "; by " + a.Method,
			Address: part(a.Account.Name, "projected")})
	}
	if m.Fees != nil && !m.Fees.IsZero() {
		e.Lines = append(e.Lines, pricing.ExplainLine{Label: "not in it: the fees that it bears", Figure: draw.Money(*m.Fees), Address: part("", "fees")})
	}
	if !s.month().before.IsZero() {
		e.Lines = append(e.Lines, pricing.ExplainLine{Label: s.beforeWords(), Figure: draw.Money(s.month().before), Address: report.Query{}.In(now.Moved(-1)).Address(nil, "usd")})
	}
	if day, account := f.RunsOut, f.First; !day.IsZero() {
		e.Lines = append(e.Lines, pricing.ExplainLine{Label: account + " runs out of credit", Figure: day.Format("2 Jan"), Address: part(account, "runs-out")})
	}
	for _, b := range s.watch.Value.budgets {
		figure := "?"
		if b.Projected != nil {
			figure = draw.Money(*b.Projected)
		}
		e.Lines = append(e.Lines, pricing.ExplainLine{Label: "budget " + b.Name + ", of " + b.Of(), Figure: figure, Formula: draw.Money(b.Spent) + " spent of " + draw.Money(b.USD), Address: b.Address("projected")})
	}
	if f.Method != "" {
		e.Lines = append(e.Lines, pricing.ExplainLine{Label: "method", Figure: f.Method, Formula: "each account's levels count by its own past; tollbook forecast --backtest", Address: part("", "method")})
	}
	e.Notes = append(e.Notes, f.Notes...)
	return e
}

// modelsPlain are the models without their bars.
func (s Model) modelsPlain() []string {
	var out []string
	for _, cells := range s.models.Cells {
		out = append(out, cells[0]+": "+cells[1]+", "+cells[3])
	}
	return out
}
