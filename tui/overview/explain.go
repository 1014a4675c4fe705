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

// Sheet is the table in hand: the findings, the accounts or the models.
func (s Model) Sheet() (draw.Sheet, bool) {
	switch s.pane {
	case balancesPane:
		return s.accounts.Sheet("accounts"), true
	case spentPane:
		return s.models.Sheet("models"), true
	}
	out := draw.Sheet{Name: "attention", Head: []string{"id", "level", "kind", "account", "what", "do"}}
	for _, f := range s.findings.all {
		level := f.Level.String()
		if f.Acknowledged {
			level = "acked"
		}
		out.Rows = append(out.Rows, []string{f.ID, level, string(f.Kind), f.Account, f.Message, f.Do})
	}
	return out, true
}

// Plain tells the answer, what needs attention, the accounts and the models.
func (s Model) Plain() []string {
	out := append(s.answer(), "", "Needs attention")
	switch {
	case s.watch.Phase == page.Failed:
		out = append(out, "cannot be told: "+draw.Safe(s.watch.Err.Error()))
	case len(s.findings.all) == 0:
		out = append(out, "nothing")
	}
	for _, f := range s.findings.all {
		level, _ := levelWords(draw.Theme{}, f)
		out = append(out, draw.Safe(level+": "+f.Message+"; do: "+f.Do))
	}
	out = append(append(out, "", "Accounts"), s.accounts.Sheet("accounts").Spoken()...)
	return append(append(out, "", "Spend by model in "+s.month().of.From.Format("January 2006")), s.modelsPlain()...)
}

// modelsPlain are the models without their bars.
func (s Model) modelsPlain() []string {
	var out []string
	for _, cells := range s.models.Cells {
		out = append(out, cells[0]+": "+cells[1]+", "+cells[3])
	}
	return out
}

// mouse puts the cursor on what is clicked, and goes where it leads at the second click.
func (s Model) mouse(msg tea.MouseMsg) (Model, tea.Cmd) {
	if msg.Action != tea.MouseActionPress {
		return s, nil
	}
	pane, line, ok := s.placeOf(msg.X, msg.Y)
	if by := page.Wheel(msg); by != 0 {
		if ok {
			s.pane = pane
		}
		return s.moved(by).laid(), nil
	}
	if !ok || msg.Button != tea.MouseButtonLeft {
		return s, nil
	}
	was := s.pane
	s.pane = pane
	switch pane {
	case balancesPane:
		before := s.accounts.Cursor
		s.accounts, _ = s.accounts.Click(msg.X, line)
		if was == pane && line > 0 && before == s.accounts.Cursor {
			return s.laid(), s.enter()
		}
	case spentPane:
		before, x := s.models.Cursor, msg.X
		if s.rooms().beside {
			x -= s.rooms().left + 1
		}
		s.models, _ = s.models.Click(x, line)
		if was == pane && line > 0 && before == s.models.Cursor {
			return s.laid(), s.enter()
		}
	default:
		_, of := s.findings.lines(draw.Theme{}, true)
		if line >= len(of) {
			break
		}
		before := s.findings.cursor
		s.findings.cursor = s.findings.all[of[line]].ID
		s.findings = s.findings.scrolled()
		if was == pane && before == s.findings.cursor {
			return s.laid(), s.enter()
		}
	}
	return s.laid(), nil
}
