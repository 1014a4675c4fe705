package tui

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"tollbook/pricing"
)

// drawn names the gateways that the chart compares, at most four that differ:
// the user's own, the cheapest, the best with a paid plan, the next best.
func (s whatif) drawn() []string {
	var out []string
	var totals []pricing.Money
	add := func(r *pricing.Row) {
		if r == nil || !r.Ranked || len(out) == 4 || slices.Contains(out, r.Gateway) {
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
		if r := &s.cmp.Rows[i]; r.Ranked && r.Subscription.Sign() > 0 {
			add(r)
			break
		}
	}
	for i := range s.cmp.Rows {
		add(&s.cmp.Rows[i])
	}
	return out
}

// sampled computes the chart's curves. Gateways that cost the same as a drawn
// one share its label.
func (s whatif) sampled() []curve {
	if s.cmp.ListUSD.Sign() <= 0 {
		return nil
	}
	span := s.span()
	var out []curve
	for _, name := range s.drawn() {
		over, ok := span.sample(&s.cmp, name)
		if !ok {
			continue
		}
		r := s.cmp.Row(name)
		c := curve{label: label(r), you: name == s.base.You, over: over}
		for i := range s.cmp.Rows {
			if twin := &s.cmp.Rows[i]; twin.Ranked && twin.Gateway != name && twin.Total.Equal(*r.Total) && len(s.crossed(name, twin.Gateway)) == 0 {
				c.label += ", " + label(twin)
				break
			}
		}
		out = append(out, c)
	}
	return out
}

func (s whatif) span() span {
	v, err := strconv.ParseFloat(s.cmp.ListUSD.String(), 64)
	if err != nil {
		v = 1
	}
	return spanAround(v)
}

// crossed are the volumes at which two gateways cost the same.
func (s whatif) crossed(a, b string) []pricing.BreakEven {
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
type crossing struct{ pair, at string }

// mostVolumes is how many volumes of a pair are listed: the others are counted.
const mostVolumes = 3

// crossings lists the pairs of gateways drawn, a line each: those that break even
// inside the chart, the one nearest to the user's volume first, then those that do
// not. within is false where no two do.
//
//	openrouter = portkey+3   $346.95, $1,323.77
func (s whatif) crossings() (lines []crossing, within bool) {
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
			far := math.Inf(1)
			for _, e := range s.crossed(a, b) {
				v, err := strconv.ParseFloat(e.Spend.String(), 64)
				if err != nil {
					continue
				}
				switch at := span.fraction(v); {
				case at < 0:
					elsewhere = "only under " + powerOfTen(span.from)
				case at > 1:
					elsewhere = "only above " + powerOfTen(span.to)
				default:
					inside = append(inside, e.Spend)
					far = min(far, math.Abs(at-span.fraction(yours)))
				}
			}
			switch {
			case len(inside) > 0:
				meet = append(meet, meeting{crossing{left + " = " + right, volumesWords(inside)}, far})
			case elsewhere != "":
				outside = append(outside, crossing{left + ", " + right, elsewhere})
			default:
				never = append(never, crossing{left + ", " + right, "never cross"})
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
	slices.SortFunc(at, func(a, b pricing.Money) int { return a.Cmp(b) })
	var out []string
	for _, m := range at[:min(len(at), mostVolumes)] {
		out = append(out, money(m))
	}
	if more := len(at) - mostVolumes; more > 0 {
		out = append(out, fmt.Sprintf("%d more", more))
	}
	return strings.Join(out, ", ")
}
