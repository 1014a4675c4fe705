package whatif

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/pricing"
	"tollbook/tui/draw"
)

// drawn names the gateways that the chart compares, at most four that differ:
// the user's own, the cheapest, the best with a paid plan, the next best.
func (s Model) drawn() []string {
	var out []string
	var totals []pricing.Money
	add := func(r *pricing.Row) {
		if r == nil || !r.Contends || len(out) == 4 || slices.Contains(out, r.Gateway) {
			return
		}
		for _, t := range totals {
			if t.Equal(*r.Total) {
				return
			}
		}
		out, totals = append(out, r.Gateway), append(totals, *r.Total)
	}
	if s.cmp.Cheapest == "" {
		return nil
	}
	add(s.you())
	add(s.cmp.Row(s.cmp.Cheapest))
	for i := range s.cmp.Rows {
		if r := &s.cmp.Rows[i]; r.Contends && r.Subscription.Sign() > 0 {
			add(r)
			break
		}
	}
	for i := range s.cmp.Rows {
		add(&s.cmp.Rows[i])
	}
	return out
}

// sample computes the chart's curves. Gateways that cost the same as a drawn
// one share its label.
func (s Model) sample() []draw.Curve {
	if s.cmp.ListUSD.Sign() <= 0 {
		return nil
	}
	span := s.span()
	var out []draw.Curve
	for _, name := range s.drawn() {
		over, ok := span.Sample(&s.cmp, name)
		if !ok {
			continue
		}
		r := s.cmp.Row(name)
		c := draw.Curve{Label: label(r), You: name == s.base.You, Over: over}
		for i := range s.cmp.Rows {
			if twin := &s.cmp.Rows[i]; twin.Ranked && twin.Gateway != name && twin.Total.Equal(*r.Total) && len(s.crossed(name, twin.Gateway)) == 0 {
				c.Label += ", " + label(twin)
				break
			}
		}
		out = append(out, c)
	}
	return out
}

func (s Model) span() draw.Span {
	v, err := strconv.ParseFloat(s.cmp.ListUSD.String(), 64)
	if err != nil {
		v = 1
	}
	return draw.SpanAround(v)
}

// crossed are the volumes at which two gateways cost the same.
func (s Model) crossed(a, b string) []pricing.BreakEven {
	var out []pricing.BreakEven
	for _, e := range s.cmp.BreakEvens {
		if e.A == a && e.B == b || e.A == b && e.B == a {
			out = append(out, e)
		}
	}
	return out
}

// A crossing is one line beside the chart: two gateways and the volumes at which
// they cost the same, or that there are none.
type crossing struct {
	pair, at string
	volumes  []pricing.Money // the nearest to the user's first; none where at says why
}

// within is at in so many cells: in want of room the volumes that are farthest from
// the user's are counted.
//
//	$346.95, $1,323.77   or   $1,323.77 +1
func (c crossing) within(width int) string {
	for n := len(c.volumes); n > 0; n-- {
		text := volumesWords(c.volumes[:n])
		if more := len(c.volumes) - n; more > 0 {
			text += fmt.Sprintf(" +%d", more)
		}
		if lipgloss.Width(text) <= width || n == 1 {
			return text
		}
	}
	return c.at
}

// crossings lists the pairs of gateways drawn, a line each: those that break even
// inside the chart, the one nearest to the user's volume first, then those that do
// not. within is false where no two do.
//
//	openrouter = portkey (3)   $346.95, $1,323.77
func (s Model) crossings() (lines []crossing, within bool) {
	names := s.drawn()
	span := s.span()
	yours, _ := strconv.ParseFloat(s.cmp.ListUSD.String(), 64)
	type meeting struct {
		crossing
		far float64
	}
	var meet []meeting
	var outside, never []crossing
	for i, a := range names {
		for _, b := range names[i+1:] {
			left, right := label(s.cmp.Row(a)), label(s.cmp.Row(b))
			elsewhere := ""
			var inside []pricing.Money
			fars := map[string]float64{}
			for _, e := range s.crossed(a, b) {
				v, err := strconv.ParseFloat(e.Spend.String(), 64)
				if err != nil {
					continue
				}
				switch at := span.Fraction(v); {
				case at < 0:
					elsewhere = "only under " + draw.PowerOfTen(span.From)
				case at > 1:
					elsewhere = "only above " + draw.PowerOfTen(span.To)
				default:
					inside = append(inside, e.Spend)
					fars[e.Spend.String()] = math.Abs(at - span.Fraction(yours))
				}
			}
			switch {
			case len(inside) > 0:
				slices.SortStableFunc(inside, func(a, b pricing.Money) int { return cmp.Compare(fars[a.String()], fars[b.String()]) })
				meet = append(meet, meeting{crossing{left + " = " + right, volumesWords(inside), inside}, fars[inside[0].String()]})
			case elsewhere != "":
				outside = append(outside, crossing{pair: left + ", " + right, at: elsewhere})
			default:
				never = append(never, crossing{pair: left + ", " + right, at: "never cross"})
			}
		}
	}
	slices.SortStableFunc(meet, func(a, b meeting) int { return cmp.Compare(a.far, b.far) })
	for _, m := range meet {
		lines = append(lines, m.crossing)
	}
	return slices.Concat(lines, never, outside), len(meet) > 0
}

// volumesWords lists what two gateways cost the same at, the least first.
func volumesWords(at []pricing.Money) string {
	at = slices.SortedFunc(slices.Values(at), pricing.Money.Cmp)
	out := make([]string, len(at))
	for i, m := range at {
		out[i] = draw.Money(m)
	}
	return strings.Join(out, ", ")
}
