package overview

import (
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Sheet is the table in hand: the gateways, the models or the tasks.
func (s Model) Sheet() (draw.Sheet, bool) {
	switch s.pane {
	case gatewaysPane:
		return s.gateways.Sheet("gateways"), true
	case modelsPane:
		return s.models.Sheet("models"), true
	}
	out := draw.Sheet{Name: "attention", Head: []string{"id", "level", "kind", "account", "what", "do"}}
	for _, k := range s.todo.all {
		out.Rows = append(out.Rows, []string{k.ID, k.told(), string(k.Kind), k.Account, k.Message, k.Do})
		for _, f := range k.more {
			out.Rows = append(out.Rows, []string{f.ID, task{Finding: f}.told(), string(f.Kind), f.Account, f.Message, f.Do})
		}
	}
	return out, true
}

// Plain tells the answer, the gateways, what is to be done, and the models.
func (s Model) Plain() []string {
	var out []string
	for _, said := range s.said {
		out = append(out, said.full())
	}
	if f := s.ahead.Value; len(f.Months) > 0 && !f.Months[0].Low.Equal(f.Months[0].High) {
		m, charged := f.Months[0], f.Charged()
		out = append(out, "In 80 of 100 simulated futures it comes to "+about(charged.With(m.Low, m))+" to "+about(charged.With(m.High, m))+".")
	}
	if unknown := s.ahead.Value.Charged().Unknown; len(unknown) > 0 {
		out = append(out, "Not in it: the fees of "+draw.List(unknown, len(unknown))+", which are not published.")
	}
	out = append(append(out, "", "Gateways"), s.gateways.Sheet("gateways").Spoken()...)
	if s.gateways.Sum != nil {
		sum := s.gateways.With([]gatewayLine{*s.gateways.Sum})
		out = append(out, sum.Sheet("gateways").Spoken()...)
	}
	out = append(out, "", "To do")
	switch {
	case s.watch.Phase == page.Failed:
		out = append(out, "cannot be told: "+draw.Safe(s.watch.Err.Error()))
	case len(s.todo.all) == 0:
		out = append(out, "nothing")
	}
	for _, k := range s.todo.all {
		out = append(out, draw.Safe(k.told()+": "+k.Message+"; do: "+k.Do))
		for _, f := range k.more {
			out = append(out, draw.Safe(k.told()+": "+f.Message+"; do: "+f.Do))
		}
	}
	out = append(out, "", "Spend by model in "+s.month().of.From.Format("January 2006"))
	return append(out, s.models.Sheet("models").Spoken()...)
}
