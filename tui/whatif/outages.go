package whatif

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/page"
)

// record takes apart how available the compared gateways are, alone and as pairs of
// which one takes over when the other is down.
func (s Model) record() tea.Cmd {
	e := recordOf(s.cmp, s.now.apply(s.cat))
	return func() tea.Msg { return page.Explain{Is: e} }
}

func recordOf(c pricing.Comparison, k pricing.Knobs) pricing.Explanation {
	e := pricing.Explanation{Title: "Availability by the record of outages", Figure: "not known: of none of these gateways a record is kept"}
	pairs := c.Failovers()
	alone := map[string]pricing.Reliability{}
	for _, g := range c.Watched() {
		rel := g.Reliability()
		alone[g.ID] = rel
		e.Lines = append(e.Lines, pricing.ExplainLine{Label: g.ID, Figure: rel.Availability + " %",
			Formula: fmt.Sprintf("%s down in 30 days; %s from %s to %s", words.Minutes(rel.MinutesPer30Days), words.Plural(rel.Incidents, "incident"), rel.From.Format(pricing.Day), rel.To.Format(pricing.Day))})
		if len(e.Lines) == 1 {
			e.Figure = fmt.Sprintf("%s %% at best, at %s alone", rel.Availability, g.ID)
		}
	}
	for i, f := range pairs {
		if i == 0 {
			e.Figure = fmt.Sprintf("%s %% at best, with %s and %s", f.Availability, f.A, f.B)
		}
		e.Lines = append(e.Lines, pricing.ExplainLine{Label: f.A + " + " + f.B, Figure: f.Availability + " %",
			Formula: fmt.Sprintf("both down %s in 30 days: 1 - (1 - %s %%) x (1 - %s %%)", words.Minutes(f.MinutesPer30Days), alone[f.A].Availability, alone[f.B].Availability)})
	}
	for _, t := range c.Targets(k) {
		e.Notes = append(e.Notes, t.Words()+".")
	}
	if len(pairs) > 0 {
		e.Notes = append(e.Notes, "A pair is taken as if "+pricing.Independence+", which nobody has shown: a router and the provider behind it can go down at once.")
	}
	if len(alone) > 0 {
		e.Notes = append(e.Notes, "The days in which each was watched decide the number; of gateways without a record nothing is known.")
	}
	return e
}

// recordNote is what the note line says of the record once a knob asks for it: who
// reaches the required availability, or what an hour of outage rests on.
func (s Model) recordNote() string {
	switch {
	case s.knobAt == requireKnob:
		if targets := s.cmp.Targets(s.now.apply(s.cat)); len(targets) > 0 {
			return targets[0].Words() + ". f shows the record"
		}
	case s.knobAt == downtimeKnob && s.now[downtimeKnob] != "":
		if pairs := s.cmp.Failovers(); len(pairs) > 0 {
			return fmt.Sprintf("the best pair, %s + %s, is up %s %% if %s; f shows the record", pairs[0].A, pairs[0].B, pairs[0].Availability, pricing.Independence)
		}
	}
	return ""
}
