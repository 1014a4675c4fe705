package pricing

import (
	"math/big"
	"slices"
)

// A stretch of a row's monthly cost over volume: cost = base + slope x volume
// for volumes above from, up to the next stretch.
type stretch struct {
	from, base, slope *big.Rat // base and slope are nil where the cost is unknown from here on
}

// breakEvens finds every monthly list volume above 0 at which two rows that contend
// change places.
func (c *Comparison) breakEvens() []BreakEven {
	if c.list.Sign() <= 0 {
		return nil
	}
	var names []string
	var curves [][]stretch
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Contends {
			names = append(names, r.Gateway)
			curves = append(curves, r.curve())
		}
	}
	var out []BreakEven
	for i := range curves {
		for j := i + 1; j < len(curves); j++ {
			for _, x := range crossings(curves[i], curves[j]) {
				below := names[j]
				if x.below < 0 {
					below = names[i]
				}
				out = append(out, BreakEven{names[i], names[j], moneyFrom(quotientUp(x.at)), below, x.at})
			}
		}
	}
	return out
}

// curve is the row's cost over volume, in straight stretches: what each of its parts
// costs, and its plan.
func (c *costs) curve() []stretch {
	sum := []stretch{{new(big.Rat), c.down, new(big.Rat)}}
	for i := range c.parts {
		sum = added(sum, c.lines(c.partTurns(i), func(x *big.Rat) *big.Rat { return c.partCost(i, x, true) }))
	}
	sum = added(sum, c.lines(c.ownTurns(), c.ownKeyFee))
	return added(sum, c.steps())
}

// lines are a cost in straight stretches, of which turns are the volumes where the
// slope or the level can change: between two of them two exact evaluations, at
// multiples of the workload, give the line.
func (c *costs) lines(turns []*big.Rat, cost func(x *big.Rat) *big.Rat) []stretch {
	turns = ascending(turns)
	out := make([]stretch, 0, len(turns))
	for i, from := range turns {
		a, b := inside(turns, i)
		ya, yb := cost(new(big.Rat).Quo(a, c.list)), cost(new(big.Rat).Quo(b, c.list))
		slope := yb.Sub(yb, ya)
		slope.Quo(slope, b.Sub(b, a))
		base := ya.Sub(ya, a.Mul(a, slope))
		out = appendStretch(out, stretch{from, base, slope})
	}
	return out
}

// steps are what the plan costs: the same all along a stretch.
func (c *costs) steps() []stretch {
	turns := ascending(c.planTurns())
	out := make([]stretch, 0, len(turns))
	for i, from := range turns {
		at, _ := inside(turns, i)
		plan, _, ok := c.planCost(at.Quo(at, c.list))
		if !ok { // more than any published plan admits, and so is all beyond
			return append(out, stretch{from: from})
		}
		out = appendStretch(out, stretch{from, plan, new(big.Rat)})
	}
	return out
}

// added is the sum of two curves; from where one is unknown, so is the sum.
func added(a, b []stretch) []stretch {
	var out []stretch
	together(a, b, func(from, _ *big.Rat, x, y stretch) bool {
		if x.base == nil || y.base == nil {
			out = append(out, stretch{from: from})
			return false
		}
		out = appendStretch(out, stretch{from, new(big.Rat).Add(x.base, y.base), new(big.Rat).Add(x.slope, y.slope)})
		return true
	})
	return out
}

// together goes over two curves side by side, from each volume at which one of them
// turns to the next, nil behind the last, until f returns false.
func together(a, b []stretch, f func(from, to *big.Rat, x, y stretch) bool) {
	for i, j := 0, 0; i < len(a) || j < len(b); {
		from := stretchStart(a, i, b, j)
		if i < len(a) && a[i].from.Cmp(from) == 0 {
			i++
		}
		if j < len(b) && b[j].from.Cmp(from) == 0 {
			j++
		}
		var to *big.Rat
		if i < len(a) || j < len(b) {
			to = stretchStart(a, i, b, j)
		}
		if !f(from, to, a[i-1], b[j-1]) {
			return
		}
	}
}

// appendStretch adds a stretch, unless it goes on with the line of the last one.
func appendStretch(all []stretch, s stretch) []stretch {
	if n := len(all); n > 0 && all[n-1].slope.Cmp(s.slope) == 0 && all[n-1].base.Cmp(s.base) == 0 {
		return all
	}
	return append(all, s)
}

// inside are two volumes within the stretch that begins at turn i.
func inside(turns []*big.Rat, i int) (a, b *big.Rat) {
	third := big.NewRat(1, 1)
	if i+1 < len(turns) {
		third.Sub(turns[i+1], turns[i])
		third.Quo(third, big.NewRat(3, 1))
	}
	a = new(big.Rat).Add(turns[i], third)
	return a, third.Add(third, a)
}

// atVolume is the exact monthly cost at a volume in list dollars.
func (c *costs) atVolume(v *big.Rat) *big.Rat {
	return c.atMultiple(new(big.Rat).Quo(v, c.list), true)
}

// ownAllowance is the volume at which an own-key allowance is used up, and by how
// much the fee rises with each list dollar beyond; nil where there is none.
func (c *costs) ownAllowance() (at, slope *big.Rat) {
	if c.byok == nil || c.ownList.Sign() <= 0 {
		return nil, nil
	}
	at = new(big.Rat).Quo(new(big.Rat).Mul(c.byok.FreeListUSD.rat(), c.list), c.ownList)
	if c.byok.FreeRequests > 0 && c.ownReqs.Sign() > 0 {
		at = new(big.Rat).Quo(new(big.Rat).Mul(new(big.Rat).SetInt64(c.byok.FreeRequests), c.list), c.ownReqs)
	}
	return at, new(big.Rat).Mul(c.byok.Percent.rat(), new(big.Rat).Quo(c.ownList, c.list))
}

// ownTurns are the volumes at which the own-key fee may turn.
func (c *costs) ownTurns() []*big.Rat {
	if at, _ := c.ownAllowance(); at != nil {
		return []*big.Rat{at}
	}
	return nil
}

// partTurns are the volumes at which the cost of part i may turn: where its own-key
// allowance is used up, and where what it burns, with the own-key fee or without, comes
// to a kink of the loading fee.
func (c *costs) partTurns(i int) (turns []*big.Rat) {
	p := c.parts[i]
	if p.seller == nil {
		return nil
	}
	kinks := p.seller.kinks(c.knobs.Method, c.knobs.TopUp, c.at)
	perList := new(big.Rat).Quo(p.spend, c.list)
	if perList.Sign() > 0 {
		for _, k := range kinks {
			turns = append(turns, new(big.Rat).Quo(k, perList))
		}
	}
	if own, slope := c.ownAllowance(); own != nil && p.seller == c.gateway {
		turns = append(turns, own)
		if steep := new(big.Rat).Add(perList, slope); steep.Sign() > 0 {
			for _, k := range kinks {
				shifted := new(big.Rat).Add(k, new(big.Rat).Mul(slope, own))
				turns = append(turns, shifted.Quo(shifted, steep))
			}
		}
	}
	return turns
}

// planTurns are the volumes at which the plan may cost something else.
func (c *costs) planTurns() (turns []*big.Rat) {
	if c.gateway == nil || c.requests == nil || c.requests.Sign() <= 0 {
		return nil
	}
	perRequest := new(big.Rat).Quo(c.list, c.requests)
	add := func(requests int64) {
		turns = append(turns, new(big.Rat).Mul(perRequest, new(big.Rat).SetInt64(requests)))
	}
	for _, p := range c.gateway.Plans {
		if p.Requests == 0 {
			continue
		}
		step := max(p.OveragePer, 1)
		for n := p.Requests; n <= max(p.Requests, p.OverageMax); n += step {
			add(n)
			if p.OveragePer == 0 {
				break
			}
		}
		add(p.OverageMax)
	}
	return turns
}

// ascending are 0 and the volumes above it in order, each once.
func ascending(volumes []*big.Rat) []*big.Rat {
	out := []*big.Rat{new(big.Rat)}
	for _, v := range volumes {
		if v.Sign() > 0 {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, (*big.Rat).Cmp)
	return slices.CompactFunc(out, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
}

// A crossing is a volume at which one curve goes from below another to above it, or the
// other way.
type crossing struct {
	at    *big.Rat
	below int // the sign of their difference under it: -1 where the first is the cheaper
}

// crossings are all of two curves above 0, in order.
func crossings(a, b []stretch) []crossing {
	var out []crossing
	before := 0
	var meeting *big.Rat // where the two began to be the same
	together(a, b, func(from, to *big.Rat, x, y stretch) bool {
		if x.base == nil || y.base == nil {
			return false
		}
		base := new(big.Rat).Sub(x.base, y.base)
		slope := new(big.Rat).Sub(x.slope, y.slope)
		start := signAt(base, slope, from)
		if start == 0 {
			start = slope.Sign()
		}
		if start == 0 {
			if meeting == nil {
				meeting = from
			}
			return true
		}
		if before != 0 && start != before {
			at := from
			if meeting != nil {
				at = meeting
			}
			if at.Sign() > 0 {
				out = append(out, crossing{at, before})
			}
		}
		meeting, before = nil, start
		if slope.Sign() == -start || slope.Sign() != 0 && slope.Sign() != start {
			root := new(big.Rat).Quo(new(big.Rat).Neg(base), slope)
			if root.Cmp(from) > 0 && (to == nil || root.Cmp(to) < 0) {
				out = append(out, crossing{root, start})
				before = -start
			}
		}
		return true
	})
	return out
}

// stretchStart is the next volume at which either curve turns.
func stretchStart(a []stretch, i int, b []stretch, j int) *big.Rat {
	switch {
	case i >= len(a):
		return b[j].from
	case j >= len(b), a[i].from.Cmp(b[j].from) <= 0:
		return a[i].from
	}
	return b[j].from
}

func signAt(base, slope, v *big.Rat) int {
	return new(big.Rat).Add(base, new(big.Rat).Mul(slope, v)).Sign()
}

// A Stretch is a part of a row's cost over list price along monthly volumes of list dollars,
// on unrounded fees: so many dollars, and so many percent of the volume. It ends where the
// next one begins.
//
//	5.5 %, at least $0.80 a purchase, one a month: {0, 0.80, 0 %}, {14.55, 0, 5.5 %}
type Stretch struct {
	From  Money // rounded up to the cent, as a break-even is
	USD   Money
	Share Percent
	// Known is false from a volume on that no published plan admits.
	Known bool
}

// OverList is a row's cost over list price in such stretches; nil where its cost is unknown.
func (c *Comparison) OverList(gateway string) []Stretch {
	r := c.Row(gateway)
	if r == nil || r.Total == nil || c.list.Sign() <= 0 {
		return nil
	}
	hundred := big.NewRat(100, 1)
	var out []Stretch
	for _, s := range r.curve() {
		if s.base == nil {
			return append(out, Stretch{From: moneyFrom(quotientUp(s.from))})
		}
		over := new(big.Rat).Sub(s.slope, big.NewRat(1, 1))
		out = append(out, Stretch{moneyFrom(quotientUp(s.from)), moneyOf(s.base), Percent{quotient(over.Mul(over, hundred), 6)}, true})
	}
	return out
}
