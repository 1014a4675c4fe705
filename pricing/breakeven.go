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

// breakEvens finds every monthly list volume above 0 at which two ranked rows
// change places.
func (c *Comparison) breakEvens() []BreakEven {
	if c.list.Sign() <= 0 {
		return nil
	}
	var names []string
	var curves [][]stretch
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Ranked {
			names = append(names, r.Gateway)
			curves = append(curves, r.curve())
		}
	}
	var out []BreakEven
	for i := range curves {
		for j := i + 1; j < len(curves); j++ {
			for _, v := range crossings(curves[i], curves[j]) {
				out = append(out, BreakEven{names[i], names[j], moneyFrom(quotientUp(v))})
			}
		}
	}
	return out
}

// curve is the row's cost over volume, in straight stretches. Where the slope
// or the level can change is known from the terms; between two such volumes two
// exact evaluations give the line.
func (c *costs) curve() []stretch {
	turns := c.turns()
	out := make([]stretch, 0, len(turns))
	for i, from := range turns {
		var a, b *big.Rat
		if i+1 < len(turns) {
			third := new(big.Rat).Sub(turns[i+1], from)
			third.Quo(third, big.NewRat(3, 1))
			a = new(big.Rat).Add(from, third)
			b = new(big.Rat).Add(a, third)
		} else {
			a = new(big.Rat).Add(from, big.NewRat(1, 1))
			b = new(big.Rat).Add(from, big.NewRat(2, 1))
		}
		if !c.knownAt(b) { // more than any published plan admits, and so is all beyond
			return append(out, stretch{from: from})
		}
		ya, yb := c.atVolume(a), c.atVolume(b)
		slope := new(big.Rat).Sub(yb, ya)
		slope.Quo(slope, b.Sub(b, a))
		base := ya.Sub(ya, new(big.Rat).Mul(slope, a))
		if n := len(out); n > 0 && out[n-1].slope.Cmp(slope) == 0 && out[n-1].base.Cmp(base) == 0 {
			continue
		}
		out = append(out, stretch{from, base, slope})
	}
	return out
}

// atVolume is the exact monthly cost at a volume in list dollars.
func (c *costs) atVolume(v *big.Rat) *big.Rat {
	return c.atMultiple(new(big.Rat).Quo(v, c.list), true)
}

// knownAt reports whether a published plan admits a volume in list dollars.
func (c *costs) knownAt(v *big.Rat) bool {
	_, _, ok := c.planCost(new(big.Rat).Quo(v, c.list))
	return ok
}

// turns are the volumes, ascending from 0, at which the cost may turn.
func (c *costs) turns() []*big.Rat {
	turns := []*big.Rat{new(big.Rat)}
	add := func(v *big.Rat) {
		if v.Sign() > 0 {
			turns = append(turns, v)
		}
	}
	// Volumes at which an own-key allowance is used up, and the fee above it.
	var ownAt, ownSlope *big.Rat
	if c.byok != nil && c.ownList.Sign() > 0 {
		ownAt = new(big.Rat).Quo(new(big.Rat).Mul(c.byok.FreeListUSD.rat(), c.list), c.ownList)
		if c.byok.FreeRequests > 0 && c.ownReqs.Sign() > 0 {
			ownAt = new(big.Rat).Quo(new(big.Rat).Mul(new(big.Rat).SetInt64(c.byok.FreeRequests), c.list), c.ownReqs)
		}
		ownSlope = new(big.Rat).Mul(c.byok.Percent.rat(), new(big.Rat).Quo(c.ownList, c.list))
		add(ownAt)
	}
	for _, p := range c.parts {
		if p.seller == nil || p.spend.Sign() <= 0 {
			continue
		}
		perList := new(big.Rat).Quo(p.spend, c.list)
		for _, k := range p.seller.kinks(c.knobs.Method, c.knobs.TopUp, c.at) {
			add(new(big.Rat).Quo(k, perList))
			if ownAt != nil && p.seller == c.gateway { // the same spend with the own-key fee in it
				steep := new(big.Rat).Add(perList, ownSlope)
				shifted := new(big.Rat).Add(k, new(big.Rat).Mul(ownSlope, ownAt))
				add(shifted.Quo(shifted, steep))
			}
		}
	}
	if c.gateway != nil && c.requests != nil && c.requests.Sign() > 0 {
		perRequest := new(big.Rat).Quo(c.list, c.requests)
		for _, p := range c.gateway.Plans {
			if p.Requests == 0 {
				continue
			}
			step := max(p.OveragePer, 1)
			for n := p.Requests; n <= max(p.Requests, p.OverageMax); n += step {
				add(new(big.Rat).Mul(perRequest, new(big.Rat).SetInt64(n)))
				if p.OveragePer == 0 {
					break
				}
			}
			add(new(big.Rat).Mul(perRequest, new(big.Rat).SetInt64(p.OverageMax)))
		}
	}
	slices.SortFunc(turns, (*big.Rat).Cmp)
	return slices.CompactFunc(turns, func(a, b *big.Rat) bool { return a.Cmp(b) == 0 })
}

// crossings are the volumes above 0 at which one curve goes from below another
// to above it, or the other way.
func crossings(a, b []stretch) []*big.Rat {
	var out []*big.Rat
	before := 0
	var meeting *big.Rat // where the two began to be the same
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
		if a[i-1].base == nil || b[j-1].base == nil {
			break
		}
		base := new(big.Rat).Sub(a[i-1].base, b[j-1].base)
		slope := new(big.Rat).Sub(a[i-1].slope, b[j-1].slope)
		start := signAt(base, slope, from)
		if start == 0 {
			start = slope.Sign()
		}
		if start == 0 {
			if meeting == nil {
				meeting = from
			}
			continue
		}
		if before != 0 && start != before {
			at := from
			if meeting != nil {
				at = meeting
			}
			if at.Sign() > 0 {
				out = append(out, at)
			}
		}
		meeting, before = nil, start
		if slope.Sign() == -start || slope.Sign() != 0 && slope.Sign() != start {
			root := new(big.Rat).Quo(new(big.Rat).Neg(base), slope)
			if root.Cmp(from) > 0 && (to == nil || root.Cmp(to) < 0) {
				out = append(out, root)
				before = -start
			}
		}
	}
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

// OverListAt is how many percent above list price a row costs at a monthly
// volume of list dollars, on unrounded fees; false where its cost is unknown.
func (c *Comparison) OverListAt(gateway string, listUSD Money) (Percent, bool) {
	r := c.Row(gateway)
	if r == nil || r.Total == nil || listUSD.Sign() <= 0 || c.list.Sign() <= 0 {
		return Percent{}, false
	}
	v := listUSD.rat()
	if !r.knownAt(v) {
		return Percent{}, false
	}
	over := new(big.Rat).Sub(r.atVolume(v), v)
	return Percent{quotient(over.Mul(over.Quo(over, v), big.NewRat(100, 1)), 6)}, true
}
