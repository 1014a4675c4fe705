package whatif

import (
	"strings"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// Plain tells the screen line by line: the answer, the knobs, the gateways, where
// their costs cross, and what the figures rest on.
func (s Model) Plain() []string {
	out := append([]string{}, s.answer()...)
	if s.vacant {
		out = append(out, "Open openrouter.ai/activity, then Export, then CSV; tollbook import openrouter_activity.csv brings it in.")
	}
	out = append(out, "", "Knobs")
	all := s
	all.unfolded = true
	ids, _ := all.knobOrder()
	for _, id := range append(ids, requireKnob) {
		line := s.knobLabel(id) + ": " + s.value(id, s.now[id])
		best := s.levers.by[id]
		switch text, _ := s.bestWords(id, 20); {
		case strings.TrimSpace(text) == "":
		case id == volumeKnob:
			line += "; twice of it " + strings.Trim(text, "()")
		case best.to == "" || best.asGood:
			line += "; best step: " + text
		default:
			line += "; best step " + best.to + ": " + strings.TrimSpace(text)
		}
		out = append(out, line)
	}
	out = append(out, "", "Gateways, a month")
	sheet, _ := s.Sheet()
	out = append(out, sheet.Spoken()...)
	if lines, never := s.crossings(); len(lines) > 0 {
		out = append(out, "", "Cheaper than "+s.ownName())
		for _, l := range lines {
			out = append(out, l.name+": "+l.where)
		}
		if len(never) > 0 {
			out = append(out, "nowhere: "+strings.Join(never, ", "))
		}
	} else if len(never) > 0 {
		out = append(out, "", s.neverCross())
	}
	left, right := s.caption(10_000)
	return append(out, "", strings.Trim(left+"; "+right, "; "))
}

// Sheet is the table of gateways.
func (s Model) Sheet() (draw.Sheet, bool) {
	if s.laid != nil {
		return s.laid.table(s), true
	}
	out := draw.Sheet{Name: "what-if", Head: []string{"gateway", "a month", "tokens", "fee", "plan", "own-key fee", "expires unused", "outages", s.againstHeading(), "coverage", "rests on"}}
	amount := func(m *pricing.Money) string {
		if m == nil {
			return "?"
		}
		return draw.Money(*m)
	}
	for _, l := range s.lines() {
		r := l.row
		if r == nil {
			continue
		}
		cover := ""
		if r.Coverage != "" {
			cover = words.Part(r.Coverage)
		}
		out.Rows = append(out.Rows, []string{r.Name(), amount(r.Total), amount(r.Token), amount(r.Fee), amount(r.Subscription), amount(r.BYOKFee), amount(r.Breakage), amount(r.Downtime), s.against(r, 20), cover, strings.Join(r.Assumptions, "; ")})
	}
	return out.WithoutZeros("own-key fee", "expires unused", "outages"), true
}
