package whatif

import (
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
)

// over is what a row costs above list price, by cause. below is how far its
// tokens are under list: it eats up part of the rest.
type over struct {
	fee, plan, other, below, net pricing.Money
}

// overList takes a ranked row's cost apart.
func (s Model) overList(r *pricing.Row) over {
	o := over{fee: *r.Fee, plan: *r.Subscription, net: r.Total.Sub(s.cmp.ListUSD)}
	o.other = r.BYOKFee.Add(*r.Breakage).Add(*r.Downtime)
	if markup := r.Token.Sub(s.cmp.ListUSD); markup.Sign() > 0 {
		o.other = o.other.Add(markup)
	} else {
		o.below = markup.Neg()
	}
	return o
}

// parts are the marks of the causes that are not zero.
func (o over) parts() string {
	out := ""
	for _, p := range []struct {
		m    pricing.Money
		mark string
	}{{o.fee, feeMark}, {o.plan, planMark}, {o.other, otherMark}, {o.below, belowMark}} {
		if p.m.Sign() > 0 {
			out += p.mark
		}
	}
	return out
}

// The marks of the bars.
const (
	feeMark   = "█"
	planMark  = "▒"
	otherMark = "░"
	belowMark = "·"
)

var barWords = map[string]string{feeMark: "fee", planMark: "plan", otherMark: "other", belowMark: "given back"}

// above is the length of the whole bar.
func (o over) above() float64 {
	f, _ := strconv.ParseFloat(o.fee.Add(o.plan).Add(o.other).String(), 64)
	return f
}

// barScale is the amount that fills a bar: the largest over list, but not so
// much more than the user's own that the latter could not be seen. The heading
// names the causes that occur, as far as width lets it.
func (s Model) barScale(width int) (scale float64, heading string) {
	seen := ""
	for i := range s.cmp.Rows {
		if r := &s.cmp.Rows[i]; r.Ranked && s.shows(r.Gateway) {
			o := s.overList(r)
			scale = math.Max(scale, o.above())
			seen += o.parts()
		}
	}
	if you := s.you(); you != nil && you.Ranked {
		if own := s.overList(you).above(); own > 0 {
			scale = math.Min(scale, own*3)
		}
	}
	heading = "OVER LIST "
	for _, mark := range []string{feeMark, planMark, otherMark, belowMark} {
		if word := " " + mark + " " + barWords[mark]; strings.Contains(seen, mark) && lipgloss.Width(heading+word) <= width {
			heading += word
		}
	}
	return scale, heading
}

// bar draws a row's parts over list and their sum, in width cells. A bar too
// long for the scale ends in an arrow.
func (s Model) bar(t draw.Theme, r *pricing.Row, scale float64, width int) string {
	o := s.overList(r)
	if o.parts() == "" || scale <= 0 {
		return draw.Spaces(width)
	}
	text := draw.Dollars(o.net)
	room := width - len([]rune(text)) - 1
	if room < 3 {
		return draw.FitRight(text, width)
	}
	cells := func(m pricing.Money) int {
		f, _ := strconv.ParseFloat(m.String(), 64)
		n := int(math.Round(math.Min(f/scale, 2) * float64(room)))
		if m.Sign() > 0 {
			n = max(n, 1)
		}
		return n
	}
	// What cheaper tokens give back is taken from the end of the bar.
	var runes []rune
	for _, p := range []struct {
		m    pricing.Money
		mark string
	}{{o.fee, feeMark}, {o.plan, planMark}, {o.other, otherMark}} {
		runes = append(runes, []rune(strings.Repeat(p.mark, cells(p.m)))...)
	}
	for i, n := len(runes)-1, cells(o.below); i >= 0 && n > 0; i, n = i-1, n-1 {
		runes[i] = []rune(belowMark)[0]
	}
	cut := len(runes) > room
	if cut {
		runes = append(runes[:room-1], '▶')
	}
	drawn := string(runes)
	filled := strings.TrimRight(drawn, belowMark+otherMark+planMark+"▶")
	return t.Fee.Render(filled) + strings.TrimPrefix(drawn, filled) + " " + text + draw.Spaces(room-len(runes))
}
