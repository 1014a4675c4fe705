package pricing

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"tollbook/pricing/words"
)

// near is within which factor of the workload's volume a break-even is worth a line.
const near = 10

// closeBy is the share of a break-even's volume within which the workload is said to be
// close to it.
var closeBy = big.NewRat(1, 10)

// WhoIsCheaper says of pairs of gateways which of the two is cheaper up to which volume,
// from a tenth of the workload's volume on and where a break-even lies within ten times
// of it: of the present gateway and each other, or of all where there is none. The
// nearest stand first.
//
//	under $487 a month portkey is cheaper (its free plan suffices), to $982 openrouter,
//	above portkey
func (c *Comparison) WhoIsCheaper(w Workload) []string {
	if c.list.Sign() <= 0 {
		return nil
	}
	type pair struct{ a, b string }
	var order []pair
	all := map[pair][]BreakEven{}
	far := map[pair]*big.Rat{}
	for _, e := range c.BreakEvens {
		p := pair{e.A, e.B}
		if w.You != "" && w.You != e.A && w.You != e.B {
			continue
		}
		if e.exact.Cmp(new(big.Rat).Quo(c.list, big.NewRat(near, 1))) < 0 {
			continue // what is so much less than the workload is left to JSON
		}
		if all[p] == nil {
			order = append(order, p)
		}
		all[p] = append(all[p], e)
		if d := e.distance(c.list); far[p] == nil || d.Cmp(far[p]) < 0 {
			far[p] = d
		}
	}
	order = slices.DeleteFunc(order, func(p pair) bool { return far[p].Cmp(big.NewRat(near, 1)) > 0 })
	slices.SortStableFunc(order, func(p, q pair) int { return far[p].Cmp(far[q]) })
	var out []string
	for _, p := range order {
		out = append(out, c.cheaperWords(all[p]))
	}
	return out
}

// distance is how many times as much the larger of two volumes is as the smaller.
func (e BreakEven) distance(volume *big.Rat) *big.Rat {
	d := new(big.Rat).Quo(e.exact, volume)
	if d.Cmp(big.NewRat(1, 1)) < 0 {
		d.Inv(d)
	}
	return d
}

// cheaperWords are the break-evens of one pair, in order of volume.
func (c *Comparison) cheaperWords(all []BreakEven) string {
	var b strings.Builder
	for i, e := range all {
		word := "to"
		if i == 0 {
			word = "under"
		} else {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %s ", word, wholeDollars(e.Spend))
		if i == 0 {
			fmt.Fprintf(&b, "a month %s is cheaper", e.CheaperBelow)
		} else {
			b.WriteString(e.CheaperBelow)
		}
		if c.Row(e.CheaperBelow).freeBelow(e.exact) {
			b.WriteString(" (its free plan suffices)")
		}
	}
	last := all[len(all)-1]
	above := last.A
	if last.CheaperBelow == last.A {
		above = last.B
	}
	fmt.Fprintf(&b, ", above %s", above)
	for _, e := range all {
		if off := new(big.Rat).Sub(c.list, e.exact); new(big.Rat).Abs(off).Cmp(new(big.Rat).Mul(closeBy, e.exact)) <= 0 {
			side := "above"
			if off.Sign() < 0 {
				side = "under"
			}
			fmt.Fprintf(&b, "; your %s are %s %s %s", wholeDollars(c.ListUSD), oneDecimal(off.Abs(off).Quo(off, e.exact)), side, wholeDollars(e.Spend))
			break
		}
	}
	return b.String()
}

// freeBelow reports whether the row needs no paid plan just under a volume, and one
// just above it.
func (r *Row) freeBelow(volume *big.Rat) bool {
	at := func(percent int64) *big.Rat {
		x := new(big.Rat).Mul(volume, big.NewRat(percent, 100))
		usd, _, ok := r.planCost(x.Quo(x, r.list))
		if !ok {
			return nil
		}
		return usd
	}
	under, above := at(99), at(101)
	return under != nil && under.Sign() == 0 && above != nil && above.Sign() > 0
}

// wholeDollars writes an amount for a sentence: from $100 on without cents.
func wholeDollars(m Money) string {
	if m.Cmp(MustMoney("100")) < 0 {
		return m.Dollars()
	}
	return "$" + words.Thousands(m.Fixed(0))
}

// Between are the volumes at which two gateways change places, the least first.
func (c *Comparison) Between(a, b string) (out []BreakEven) {
	for _, e := range c.BreakEvens {
		if e.A == a && e.B == b || e.A == b && e.B == a {
			out = append(out, e)
		}
	}
	return out
}
