package whatif

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

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

// sample finds the chart's curves. Gateways that cost the same as a drawn
// one share its label.
func (s Model) sample() []draw.Curve {
	if s.cmp.ListUSD.Sign() <= 0 {
		return nil
	}
	var out []draw.Curve
	for _, name := range s.drawn() {
		r := s.cmp.Row(name)
		names := []string{draw.Safe(r.ShortName())}
		for i := range s.cmp.Rows {
			if twin := &s.cmp.Rows[i]; twin.Ranked && twin.Gateway != name && twin.Total.Equal(*r.Total) && len(s.cmp.Between(name, twin.Gateway)) == 0 {
				names = append(names, draw.Safe(twin.ShortName()))
			}
		}
		out = append(out, draw.NewCurve(draw.List(names, 2), name == s.base.You, s.cmp.OverList(name)))
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

// inside are the volumes of the chart at which two gateways change places, the least first.
func (s Model) inside(a, b string) (out []pricing.BreakEven) {
	span := s.span()
	for _, e := range s.cmp.Between(a, b) {
		if v, err := strconv.ParseFloat(e.Spend.String(), 64); err == nil && span.Fraction(v) >= 0 && span.Fraction(v) <= 1 {
			out = append(out, e)
		}
	}
	return out
}

// A pairing is one line beside the chart: where a gateway is cheaper than another one.
type pairing struct {
	name  string // of the gateway
	where string // "under $123.30, above $529.68"
	far   float64
}

// crossings say of the gateways drawn where each is cheaper than the user's own, than the
// cheapest where none is the user's: the one whose volume is nearest to the user's first.
// Those that never change places with it are named together.
//
//	portkey + keys  cheaper under $123.30 and above $529.68
func (s Model) crossings() (lines []pairing, never []string) {
	names := s.drawn()
	if len(names) == 0 {
		return nil, nil
	}
	own := names[0] // the user's own, else the cheapest
	span := s.span()
	yours := span.Fraction(float(s.cmp.ListUSD))
	for _, other := range names[1:] {
		at := s.inside(own, other)
		name := draw.Safe(s.cmp.Row(other).ShortName())
		if len(at) == 0 {
			never = append(never, name)
			continue
		}
		line := pairing{name: name, far: math.Inf(1)}
		var where []string
		for i, e := range at {
			line.far = math.Min(line.far, math.Abs(span.Fraction(float(e.Spend))-yours))
			usd := draw.Money(e.Spend)
			switch {
			case e.CheaperBelow != other: // it becomes the cheaper one there
				if i == len(at)-1 {
					where = append(where, "above "+usd)
				} else {
					where = append(where, usd+" to "+draw.Money(at[i+1].Spend))
				}
			case i == 0:
				where = append(where, "under "+usd)
			}
		}
		line.where = strings.Join(where, ", ")
		lines = append(lines, line)
	}
	slices.SortStableFunc(lines, func(a, b pairing) int { return cmp.Compare(a.far, b.far) })
	return lines, never
}

// crosses reports whether two of the gateways drawn change places inside the chart, the user's
// own or the cheapest among them.
func (s Model) crosses() bool {
	lines, _ := s.crossings()
	return len(lines) > 0
}

// ownName is what the others are compared with beside the chart.
func (s Model) ownName() string {
	if names := s.drawn(); len(names) > 0 {
		return draw.Safe(s.cmp.Row(names[0]).ShortName())
	}
	return ""
}

// neverCross says in a sentence that volume does not decide.
func (s Model) neverCross() string {
	return fmt.Sprintf("Volume does not decide: from %s to %s a month nobody changes places with %s.",
		draw.PowerOfTen(s.span().From), draw.PowerOfTen(s.span().To), s.ownName())
}
