package overview

import (
	"fmt"
	"strings"

	"tollbook/ledger/check"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/period"
)

// answer says in two sentences what the month comes to, and what needs attention.
func (s Model) answer() []string {
	if s.load.Value.fault != nil {
		return []string{"This cannot be added up: " + draw.Safe(s.load.Value.fault.Error()) + "."}
	}
	return []string{s.monthAnswer(), s.attentionAnswer()}
}

// monthAnswer is what was spent and what it will come to, against the month before
// and the budget.
func (s Model) monthAnswer() string {
	m, name := s.month(), s.month().from.Format("January")
	first := name + " so far " + draw.Money(m.usd)
	if m.today.Before(m.from) {
		first = "No usage of " + name + " is imported yet"
		if !m.today.IsZero() {
			first += " (the data end on " + m.today.Format("2 Jan 2006") + ")"
		}
	}
	switch f := s.ahead; {
	case f.Phase == page.Failed:
		return first + "; it cannot be projected: " + draw.Safe(f.Err.Error()) + s.budgetWords() + "."
	case f.Phase != page.Ready:
		return first + ", about … by its end" + s.budgetWords() + "."
	case len(f.Value.Months) == 0:
		return first + s.nothingAhead() + s.budgetWords() + "."
	}
	p := s.ahead.Value.Months[0]
	first += ", about " + about(p.Projected) + " by its end"
	if !p.Low.Equal(p.High) {
		first += " (" + about(p.Low) + " to " + about(p.High) + ")"
	}
	if m.known.Whole() {
		if change := period.Change(p.Over(m.before)); change != "" {
			first += ", " + change + " " + s.beforeName()
		}
	} else if c, ok := p.OverPart(m.before, m.known); ok {
		first += ": " + period.PerDay(c, s.beforeName())
	}
	if s.untested() {
		first += "; that is the plain mean of the few days there are"
	}
	if p.Fees != nil && p.Fees.Sign() > 0 {
		first += "; with fees " + about(*p.AllIn)
	}
	return first + s.budgetWords() + "."
}

// beforeName is the month before.
func (s Model) beforeName() string { return s.month().from.AddDate(0, -1, 0).Format("January") }

// beforeWords name the month before, and what of it is known.
func (s Model) beforeWords() string {
	return s.beforeName() + period.Known(s.month().known, s.beforeName())
}

// untested reports whether no method could be held against the past: what is said of
// the days ahead is a plain mean.
func (s Model) untested() bool {
	f := s.ahead.Value
	return len(f.Months) > 0 && !f.Tested
}

// nothingAhead says why nothing is projected.
func (s Model) nothingAhead() string {
	if notes := s.ahead.Value.Notes; len(notes) > 0 {
		return "; " + draw.Safe(notes[0])
	}
	return "; there is nothing to project from"
}

// budgetWords say whether the month stays within its budgets.
func (s Model) budgetWords() string {
	var over, will, within []check.BudgetState
	for _, b := range s.watch.Value.budgets {
		switch {
		case b.Left().Sign() < 0:
			over = append(over, b)
		case b.Projected == nil:
		case b.Projected.Cmp(b.USD) > 0:
			will = append(will, b)
		default:
			within = append(within, b)
		}
	}
	one := func(list []check.BudgetState, single, many string) string {
		if len(list) > 1 {
			return fmt.Sprintf("%d budgets %s", len(list), many)
		}
		return fmt.Sprintf("%s budget “%s” %s", draw.Brief(list[0].USD), draw.Safe(list[0].Name), single)
	}
	var parts []string
	if len(over) > 0 {
		parts = append(parts, one(over, "is exceeded", "are exceeded"))
	}
	if len(will) > 0 {
		parts = append(parts, one(will, "will be exceeded", "will be exceeded"))
	}
	if len(parts) == 0 && len(within) > 0 {
		parts = append(parts, one(within, "is kept", "are kept"))
	}
	if len(parts) == 0 {
		return ""
	}
	return "; " + strings.Join(parts, ", ")
}

// attentionAnswer is when credit runs out, and the worst of what needs attention.
func (s Model) attentionAnswer() string {
	ends, need := s.endsWords(), s.needWords()
	if w := s.worst(); w != nil && w.Kind == check.RunsOut && w.Account == s.ahead.Value.First {
		ends = "" // the message says when
	}
	if ends == "" {
		return draw.UpperFirst(need) + "."
	}
	return ends + "; " + need + "."
}

// worst is the first finding that nobody has acknowledged; nil for none.
func (s Model) worst() *check.Finding {
	for i := range s.findings.all {
		if f := &s.findings.all[i]; !f.Acknowledged {
			return f
		}
	}
	return nil
}

// needWords say how much needs attention, and the worst of it.
func (s Model) needWords() string {
	if s.watch.Phase == page.Failed {
		return "what needs attention cannot be told: " + draw.Safe(s.watch.Err.Error())
	}
	if s.watch.Phase != page.Ready {
		return "what needs attention is still being worked out"
	}
	found := s.watch.Value.attention
	press := found.Count(check.Critical) + found.Count(check.Warning)
	switch worst := s.worst(); {
	case worst == nil:
		return "nothing needs attention"
	case press == 0:
		return fmt.Sprintf("nothing presses, %d to know", found.Count(check.Info))
	case press == 1:
		return "one thing needs attention: " + draw.Safe(worst.Message)
	default:
		return fmt.Sprintf("%d things need attention: ", press) + draw.Safe(worst.Message)
	}
}

// endsWords are the account whose credit ends first, and when.
func (s Model) endsWords() string {
	f := s.ahead.Value
	if s.ahead.Phase != page.Ready || f.First == "" {
		return ""
	}
	if f.RunsOut.Before(s.asOf) {
		return draw.Safe(f.First) + " has run out by now"
	}
	for _, a := range f.Accounts {
		if a.Account.Name == f.First && a.Expires() {
			return draw.Safe(f.First) + "'s last credit expires " + draw.ShortDay(f.RunsOut, s.asOf)
		}
	}
	return draw.Safe(f.First) + " runs out " + draw.ShortDay(f.RunsOut, s.asOf)
}

// about drops the cents of an estimate of ten dollars or more.
func about(m pricing.Money) string {
	if m.Abs().Cmp(pricing.MustMoney("10")) < 0 {
		return draw.Money(m.Cents())
	}
	return draw.Dollars(m)
}
