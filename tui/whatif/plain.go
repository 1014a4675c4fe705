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
	out = append(out, "", "Knobs")
	all := s
	all.unfolded = true
	ids, _ := all.knobOrder()
	for _, id := range append(ids, requireKnob) {
		line := knobs[id].label + ": " + s.value(id, s.now[id])
		if could, _ := s.could(id); could != "" && could != "no move" {
			line += "; could be " + could
		}
		out = append(out, line)
	}
	out = append(out, "", "Gateways, a month")
	sheet, _ := s.Sheet()
	out = append(out, sheet.Spoken()...)
	if lines, _ := s.crossings(); len(lines) > 0 {
		out = append(out, "", "Break-even")
		for _, l := range lines {
			out = append(out, strings.TrimSpace(l.pair)+": "+strings.TrimSpace(l.at))
		}
	}
	left, right := s.caption(10_000)
	return append(out, "", strings.Trim(left+"; "+right, "; "))
}

// Sheet is the table of gateways.
func (s Model) Sheet() (draw.Sheet, bool) {
	if s.laid != nil {
		return s.laid.table(s), true
	}
	switch s.mode {
	case listMode:
		return s.list.Sheet("scenarios"), true
	case besideMode:
		return s.two.sheet(), true
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
		out.Rows = append(out.Rows, []string{r.Gateway, amount(r.Total), amount(r.Token), amount(r.Fee), amount(r.Subscription), amount(r.BYOKFee), amount(r.Breakage), amount(r.Downtime), s.against(r), cover, strings.Join(r.Assumptions, "; ")})
	}
	return out.WithoutZeros("own-key fee", "expires unused", "outages"), true
}
