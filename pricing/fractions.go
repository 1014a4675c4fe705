package pricing

import "math/big"

// fractions are how much of a line counts, where a knob has split lines or an account is
// known for days of its own. A line names its part by number; 0 is all of it. Sums of
// whole lines are kept apart by part and multiplied once, so that no count has to be
// divided and a share may have any number of decimals.
//
//	a third of the prompts from the cache: each line twice, one with all of its prompt
//	read from the cache that counts 1/3, one with none of it that counts 2/3
type fractions struct {
	of    []*big.Rat
	known map[product]int
}

// A product is a part of a part, by the identity of the share.
type product struct {
	part  int
	share *big.Rat
}

func newFractions() *fractions {
	return &fractions{of: []*big.Rat{big.NewRat(1, 1)}, known: map[product]int{}}
}

// times is the part that a share of another is. The same share has to come as the same
// pointer.
func (p *fractions) times(part int, share *big.Rat) int {
	key := product{part, share}
	n, ok := p.known[key]
	if !ok {
		n = len(p.of)
		p.of = append(p.of, new(big.Rat).Mul(p.of[part], share))
		p.known[key] = n
	}
	return n
}

// amounts are dollars of whole lines, by part.
type amounts []Money

func (a *amounts) add(part int, m Money) {
	for len(*a) <= part {
		*a = append(*a, Money{})
	}
	(*a)[part] = (*a)[part].Add(m)
}

// plus adds other amounts.
func (a *amounts) plus(o amounts) {
	for part, m := range o {
		a.add(part, m)
	}
}

// isZero reports whether nothing is in any part.
func (a amounts) isZero() bool {
	for _, m := range a {
		if !m.IsZero() {
			return false
		}
	}
	return true
}

// sum is what the parts of the amounts come to.
func (p *fractions) sum(a amounts) *big.Rat {
	out := new(big.Rat)
	for part, m := range a {
		if !m.IsZero() {
			out.Add(out, new(big.Rat).Mul(m.rat(), p.of[part]))
		}
	}
	return out
}

// count is how many of something the parts of whole lines are.
func (p *fractions) count(lines []WorkLine, of func(*WorkLine) int64) *big.Rat {
	sums := make([]count, len(p.of))
	for i := range lines {
		sums[lines[i].part].add(of(&lines[i]))
	}
	out := new(big.Rat)
	for part := range sums {
		n := new(big.Rat).SetInt(sums[part].whole())
		out.Add(out, n.Mul(n, p.of[part]))
	}
	return out
}

// tallies are tokens x rate of whole lines, by part.
type tallies []tally

func (t *tallies) merge(part int, o tally) {
	for len(*t) <= part {
		*t = append(*t, tally{})
	}
	(*t)[part].merge(o)
}

// cost is what the parts of the tallies come to.
func (p *fractions) cost(t tallies) *big.Rat {
	out := new(big.Rat)
	for part := range t {
		if m := t[part].money(); !m.IsZero() {
			out.Add(out, new(big.Rat).Mul(m.rat(), p.of[part]))
		}
	}
	return out
}
