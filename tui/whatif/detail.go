package whatif

import (
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/wrap"
)

// A detailed line stands out where it is a name or a sum.
type detailed struct {
	text   string
	strong bool
}

// detail says in so many cells what the month at the gateway in hand is made of and what it
// rests on: its name, the parts that are not nothing, the sum, the rest in words.
func (s Model) detail(width int) []detailed {
	r := s.cmp.Row(s.gatewayAt)
	if r == nil || width < 20 {
		return nil
	}
	const most = 46 // where a figure stands, as near to its name as can be read
	line := func(name string, usd *pricing.Money) detailed {
		amount := "?"
		if usd != nil {
			amount = draw.Money(*usd)
		}
		return detailed{text: draw.Edges(name, amount, min(width, most))}
	}
	out := []detailed{{label(r, width), true}}
	for _, part := range []struct {
		name string
		usd  *pricing.Money
	}{{"tokens", r.Token}, {"fee for loading credit", r.Fee}, {"plan", r.Subscription}, {"own-key fee", r.BYOKFee}, {"credit that expires", r.Breakage}, {"outages", r.Downtime}} {
		if part.usd == nil || !part.usd.IsZero() {
			out = append(out, line(part.name, part.usd))
		}
	}
	sum := line("a month", r.Total)
	sum.strong = true
	out = append(out, sum, detailed{})
	for _, sentence := range s.gatewayParts(r) {
		for _, part := range wrap.Fit(sentence, width) {
			out = append(out, detailed{text: part})
		}
	}
	return out
}

// detailLine draws one of those lines; a blank one behind the last.
func detailLine(t draw.Theme, lines []detailed, i, width int) string {
	if i >= len(lines) {
		return draw.Spaces(width)
	}
	style := t.Plain
	if lines[i].strong {
		style = t.Strong
	}
	return style.Render(" " + draw.Fit(lines[i].text, width-1))
}
