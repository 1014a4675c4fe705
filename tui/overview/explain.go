package overview

import (
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// explained says why the task in hand stands there, or takes the month's projection apart.
func (s Model) explained() tea.Cmd {
	if k, ok := s.todo.selected(); ok && s.pane == tasksPane {
		return func() tea.Msg { return page.Explain{Address: k.Address()} }
	}
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

// part names a figure of the month's projection, which the ledger explains as for the command.
func (s Model) part(account, figure string) string {
	return projection.Address(account, s.month().from.Format("2006-01"), figure)
}

// explanation is how the month's projection comes about: what each account will come to, and
// the fees. All else stands apart.
func (s Model) explanation() pricing.Explanation {
	f := s.ahead.Value
	m, charged := f.Months[0], f.Charged()
	all := m.Projected.Add(charged.Fees)
	e := pricing.Explanation{
		Title:   s.month().from.Format("January 2006") + ", projected, with fees",
		Figure:  draw.Money(all),
		USD:     &all,
		Formula: "what each account will come to + the fees",
	}
	for _, a := range f.Accounts {
		if len(a.Months) == 0 || a.Months[0].Projected.IsZero() {
			continue
		}
		x := a.Months[0]
		e.Add(pricing.ExplainLine{Label: a.Account.Name, Formula: draw.Money(x.Actual) + " so far; " + about(x.Low) + " to " + about(x.High) + "; by " + a.Method,
			Address: s.part(a.Account.Name, "projected")}, x.Projected)
	}
	if !charged.Fees.IsZero() {
		e.Add(pricing.ExplainLine{Label: "fees to load it", Address: s.part("", "fees")}, charged.Fees)
	}
	e.Say(pricing.ExplainLine{Label: "used so far, without fees", Figure: draw.Money(m.Actual), Address: report.Query{}.In(report.MonthOf(s.asOf)).Address(nil, "usd")})
	if !m.Low.Equal(m.High) {
		e.Say(pricing.ExplainLine{Label: "80 of 100 simulated futures, from", Figure: about(m.Low), Formula: "without fees; 10 of 100 come to less", Address: s.part("", "low")})
		e.Say(pricing.ExplainLine{Label: "to", Figure: about(m.High), Formula: "without fees; 10 of 100 come to more", Address: s.part("", "high")})
	}
	if before := s.month().before; before != nil {
		e.Say(pricing.ExplainLine{Label: s.beforeName() + ", with fees", Figure: draw.Money(*before), Address: report.Query{}.In(report.MonthOf(s.asOf).Moved(-1)).Address(nil, "all_in_usd")})
	}
	if day, account := f.RunsOut, f.First; !day.IsZero() {
		e.Say(pricing.ExplainLine{Label: account + " runs out of credit", Figure: draw.ShortDay(day, s.asOf), Address: s.part(account, "runs-out")})
	}
	for _, b := range s.watch.Value.budgets {
		figure := "?"
		if b.Projected != nil {
			figure = draw.Money(*b.Projected)
		}
		e.Say(pricing.ExplainLine{Label: "budget " + b.Name + ", of " + b.Of(), Figure: figure, Formula: draw.Money(b.Spent) + " spent of " + draw.Money(b.USD), Address: b.Address("projected")})
	}
	if f.Method != "" {
		e.Say(pricing.ExplainLine{Label: "method", Figure: f.Method, Formula: "each account's levels count by its own past", Address: s.part("", "method")})
	}
	if len(charged.Unknown) > 0 {
		e.Note("the fees of " + draw.List(charged.Unknown, len(charged.Unknown)) + " are not published, and not in it")
	}
	e.Notes = append(e.Notes, f.Notes...)
	return e
}

// gatewayExplained takes the month of an account apart.
func (s Model) gatewayExplained(l gatewayLine) pricing.Explanation {
	e := pricing.Explanation{Title: l.name + " in " + s.month().from.Format("January 2006"), Figure: "?"}
	now := report.MonthOf(s.asOf)
	used := report.Query{Account: l.name}.In(now).Address(nil, "usd")
	if l.expected != nil {
		so := pricing.Money{}
		if l.soFar != nil {
			so = *l.soFar
		}
		e.Formula = "used + to come + fees"
		e.Add(pricing.ExplainLine{Label: "used so far", Address: used}, so)
		e.Add(pricing.ExplainLine{Label: "to come", Address: s.part(l.name, "projected")}, l.expected.Sub(so))
		if l.feesUnknown {
			e.Formula = "used + to come, without fees"
			e.Note("its fees are not published, and not in it")
		} else if l.fees != nil && !l.fees.IsZero() {
			e.Add(pricing.ExplainLine{Label: "fees to load it", Address: s.part(l.name, "fees")}, *l.fees)
		}
		sum := *e.Sum
		e.USD, e.Figure = &sum, draw.Money(sum)
	} else if l.soFar != nil {
		e.Add(pricing.ExplainLine{Label: "used so far", Address: used}, *l.soFar)
		sum := *e.Sum
		e.USD, e.Figure = &sum, draw.Money(sum)
	}
	if l.credit != nil {
		e.Say(pricing.ExplainLine{Label: "credit", Figure: draw.Money(*l.credit), Address: credit.AccountAddress(l.name, "balance")})
		if e.USD == nil {
			e.Figure = draw.Money(*l.credit)
		}
	}
	if l.how != "" {
		e.Say(pricing.ExplainLine{Label: "its credit ends first", Figure: l.spokenEnd(), Address: s.part(l.name, "runs-out")})
	}
	if l.risk != nil {
		e.Say(pricing.ExplainLine{Label: "likely dies unused, over all lots", Figure: draw.Money(*l.risk)})
	}
	return e
}
