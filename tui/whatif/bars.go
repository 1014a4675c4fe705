package whatif

import (
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
)

// A ruler is the amount a month at which the bars begin: what saves lies to the left of it,
// what is dearer to the right. It stays where it is while knobs turn.
type ruler struct {
	at   *pricing.Money // nil where it is not known
	name string         // "today"; "list" where nobody is paid yet
}

// rule finds the ruler of a workload: what is paid for it today, with no knob turned, else its
// list price.
func (s Model) rule() ruler {
	w := s.workload()
	if w.You != "" {
		if you, err := s.cat.WouldPay(w, pricing.Knobs{}, s.asOf); err == nil && you != nil && you.Total != nil {
			if w.Source == "spend" {
				return ruler{you.Total, w.You}
			}
			return ruler{you.Total, "today"}
		}
	}
	untouched, err := s.cat.Compare(w, pricing.Knobs{Gateways: []string{pricing.Direct}}, s.asOf)
	if err != nil || untouched.ListUSD.Sign() <= 0 {
		return ruler{}
	}
	return ruler{&untouched.ListUSD, "list"}
}

// overRule is what a row costs more than the ruler; false where that is not known.
func (s Model) overRule(r *pricing.Row) (pricing.Money, bool) {
	if s.ruler.at == nil {
		return pricing.Money{}, false
	}
	return r.Over(*s.ruler.at)
}

// rulerHeading names the ruler in so many cells.
//
//	saves ◂ today $609 ▸ more   or   ◂ today $609 ▸   or   ◂ $609 ▸
func (s Model) rulerHeading(width int) string {
	if s.ruler.at == nil {
		return ""
	}
	usd := draw.Dollars(*s.ruler.at)
	for _, text := range []string{"saves ◂ " + s.ruler.name + " " + usd + " ▸ more", "◂ " + s.ruler.name + " " + usd + " ▸", "◂ " + usd + " ▸", usd} {
		if lipgloss.Width(text) <= width {
			return text
		}
	}
	return ""
}

// A scale says how long the bars are: the cells to the left of the ruler, and the dollars that
// fill them.
type scale struct {
	left, right int
	usd         float64
}

// barScale fits the bars into so many cells. The largest saving fills the left side, but a
// twentieth of the ruler at least, so that cents do not look like much.
func (s Model) barScale(width int) scale {
	out := scale{left: width * 2 / 3}
	out.right = width - out.left - 1
	if s.ruler.at == nil {
		return out
	}
	saved, dearer := 0.0, 0.0
	for i := range s.cmp.Rows {
		if over, ok := s.overRule(&s.cmp.Rows[i]); ok && s.shows(s.cmp.Rows[i].Gateway) {
			usd := float(over)
			saved, dearer = math.Max(saved, -usd), math.Max(dearer, usd)
		}
	}
	least := float(*s.ruler.at) / 20
	if out.usd = math.Max(saved, least); saved < least && out.left > 0 {
		out.usd = math.Max(out.usd, dearer*float64(out.left)/math.Max(float64(out.right), 1))
	}
	return out
}

func float(m pricing.Money) float64 {
	f, _ := strconv.ParseFloat(m.String(), 64) // which block is drawn, no more
	return f
}

// bar draws a row from the ruler: what it saves to the left, what it costs more to the right.
// A bar too long for its side ends in an arrow.
func (s Model) bar(t draw.Theme, r *pricing.Row, c scale) string {
	over, ok := s.overRule(r)
	if !ok {
		return draw.Spaces(c.left + 1 + c.right)
	}
	usd := float(over)
	cells := 0
	if c.usd > 0 && !over.Cents().IsZero() {
		cells = max(int(math.Round(math.Abs(usd)/c.usd*float64(c.left))), 1)
	}
	left, right := "", ""
	switch {
	case usd < 0:
		left = draw.Spaces(c.left-cells) + strings.Repeat("█", min(cells, c.left))
		if cells > c.left {
			left = "◀" + strings.Repeat("█", max(c.left-1, 0))
		}
	case cells > c.right:
		right = strings.Repeat("▒", max(c.right-1, 0)) + "▶"
	default:
		right = strings.Repeat("▒", cells)
	}
	left = draw.FitRight(left, c.left)
	if r.Gateway == s.base.You && right == "" && c.right >= 5 {
		return t.Saved.Render(left) + t.You.Render("┃ you") + draw.Spaces(c.right-4)
	}
	rule := t.Muted.Render("┃")
	return t.Saved.Render(left) + rule + t.Muted.Render(draw.Fit(right, c.right))
}
