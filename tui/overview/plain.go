package overview

import (
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

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
