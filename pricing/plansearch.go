package pricing

import (
	"math/big"
	"slices"
)

// A search finds the size of purchase with the least yearly cost among all cents.
//
// Up to the largest purchase that is used up whole the cost of size s is
//
//	C(s) = B x fee(s) / s + interest x s / 2
//
// and above it C only rises, since fee and breakage do. The fee is a staircase of
// cents that never falls, so within a step C has one low point: the step's end where
// money costs nothing. Steps are many (137,500 up to $25,000 at 5.5 %), so a stretch
// of sizes is halved until it lies in one step, and left alone where a bound shows
// that nothing in it is less than the best found so far. Two bounds, both exact:
//
//   - the fee of the stretch's beginning, paid as rarely as at its end;
//   - the fee before rounding, less the most that rounding can take off: with a
//     percentage of few digits the fractions of a cent that a fee can end in are
//     few (5 % ends in twentieths, and takes at most 9/20 of a cent off).
type search struct {
	supply
	lo, hi int64 // cents, both allowed
	fees   map[int64]int64
	pieces []piece
	limit  *big.Rat // what C falls to without reaching it, where sizes have no bound; or nil
}

// cheapest finds the plan of least cost. Plans within a cent a year are equal
// and the smallest wins. A plan is a size at which the cost turns: a bound of the
// purchase, the low point of a step of the fee, or the last and the first cent around
// what is used up whole; short of these nobody would stop.
func (s supply) cheapest() (TopUpCost, error) {
	if _, err := s.fee.ForCredit(cents(s.least)); err != nil {
		return TopUpCost{}, err
	}
	most, bounded := s.most, s.most > 0
	whole, dies := s.usedWhole()
	if dies && (!bounded || whole < most) {
		most, bounded = whole, true
	}
	var turns []int64 // beside the low points of steps
	turns = append(turns, s.least)
	if first := whole + 1; dies && first > s.least && (s.most == 0 || first <= s.most) {
		turns = append(turns, first)
	}
	var q *search
	if !bounded || most > s.least {
		q = newSearch(s, most, bounded)
		turns = append(turns, q.hi)
	}
	var best *big.Rat
	for _, c := range turns {
		if cost := s.exact(c); best == nil || cost.Cmp(best) < 0 {
			best = cost
		}
	}
	if q != nil {
		best = q.lowest(best)
	}
	within := new(big.Rat).Add(best, big.NewRat(1, 100))
	size := int64(0)
	for _, c := range turns {
		if s.exact(c).Cmp(within) <= 0 && (size == 0 || c < size) {
			size = c
		}
	}
	if q != nil {
		if c := q.smallest(within); c > 0 && (size == 0 || c < size) {
			size = c
		}
	}
	return s.cost(cents(size))
}

// exact is the yearly cost of a size in cents.
func (s *supply) exact(c int64) *big.Rat {
	cost, err := s.cost(cents(c))
	if err != nil {
		panic("a published fee prices every size: " + err.Error()) // the caller asked for one before
	}
	return cost.exact
}

func newSearch(s supply, most int64, bounded bool) *search {
	q := &search{supply: s, lo: s.least, hi: most, fees: map[int64]int64{}}
	var cuts []int64
	for _, k := range s.fee.kinks() {
		cuts = append(cuts, wholeCents(k))
	}
	slices.Sort(cuts)
	if !bounded {
		q.unbounded(cuts)
	}
	from := q.lo
	for _, c := range cuts {
		// Rounding can move a bound of the fee by a cent or two.
		for _, to := range []int64{c - 3, c + 3} {
			if to = min(to, q.hi); to >= from {
				p := piece{from: from, to: to}
				if to <= c-3 {
					p = q.line(from, to)
				}
				q.pieces = append(q.pieces, p)
				from = to + 1
			}
		}
	}
	if from <= q.hi {
		q.pieces = append(q.pieces, q.line(from, q.hi))
	}
	return q
}

// feeOf is the rounded fee of a size, both in cents.
func (s *search) feeOf(c int64) int64 {
	fee, known := s.fees[c]
	if !known {
		p, err := s.fee.ForCredit(cents(c))
		if err != nil {
			panic("a published fee prices every size: " + err.Error())
		}
		fee = centsOf(p.Fee)
		s.fees[c] = fee
	}
	return fee
}

// at is C, in dollars, of a size with a fee, both in cents, and of an idle balance:
// with another size there it is a bound of C.
func (s *search) at(fee, size, idle int64) *big.Rat {
	c := new(big.Rat).Mul(s.year, big.NewRat(fee, size))
	return c.Add(c, new(big.Rat).Mul(s.interest, big.NewRat(idle, 200)))
}

// bound is at most C of every size in a stretch of a piece.
func (s *search) bound(a, b int64, p *piece) *big.Rat {
	low := s.at(s.feeOf(a), b, a)
	if p.slope == nil {
		return low
	}
	over := new(big.Rat).Sub(p.level, p.less)
	size := b
	if over.Sign() < 0 {
		size = a
	}
	over.Mul(over, big.NewRat(1, size)).Add(over, p.slope).Mul(over, s.year)
	over.Add(over, new(big.Rat).Mul(s.interest, big.NewRat(a, 200)))
	if over.Cmp(low) > 0 {
		return over
	}
	return low
}

// lowPoint is the size of the stretch, which lies in one step of the fee, with the
// least cost.
//
//	B x fee / s + interest x s / 2 is least at s = sqrt(2 x B x fee / interest)
func (s *search) lowPoint(a, b int64) int64 {
	if s.interest.Sign() == 0 {
		if s.feeOf(a) == 0 {
			return a // it costs nothing anywhere: the smallest
		}
		return b
	}
	square := new(big.Rat).Mul(s.year, big.NewRat(200*s.feeOf(a), 1))
	square.Quo(square, s.interest)
	root := new(big.Int).Sqrt(new(big.Int).Quo(square.Num(), square.Denom()))
	if !root.IsInt64() {
		return b
	}
	c := min(max(root.Int64(), a), b)
	if up := min(c+1, b); s.at(s.feeOf(a), up, up).Cmp(s.at(s.feeOf(a), c, c)) < 0 {
		return up
	}
	return c
}

// lowest is the least cost of all sizes, given one that is known.
func (s *search) lowest(best *big.Rat) *big.Rat {
	if s.limit != nil && s.limit.Cmp(best) < 0 {
		best = s.limit
	}
	var within func(a, b int64, p *piece)
	within = func(a, b int64, p *piece) {
		if s.feeOf(a) == s.feeOf(b) {
			c := s.lowPoint(a, b)
			if cost := s.at(s.feeOf(c), c, c); cost.Cmp(best) < 0 {
				best = cost
			}
			return
		}
		if s.bound(a, b, p).Cmp(best) >= 0 {
			return
		}
		middle := a + (b-a)/2
		if s.bound(middle+1, b, p).Cmp(s.bound(a, middle, p)) < 0 {
			within(middle+1, b, p)
			within(a, middle, p)
			return
		}
		within(a, middle, p)
		within(middle+1, b, p)
	}
	for i := range s.pieces {
		within(s.pieces[i].from, s.pieces[i].to, &s.pieces[i])
	}
	return best
}

// smallest is the smallest low point of a step that costs no more than most; 0 for
// none.
func (s *search) smallest(most *big.Rat) int64 {
	var within func(a, b int64, p *piece) int64
	within = func(a, b int64, p *piece) int64 {
		if s.bound(a, b, p).Cmp(most) > 0 {
			return 0
		}
		if s.feeOf(a) == s.feeOf(b) {
			if c := s.lowPoint(s.step(a)); c >= a && c <= b && s.at(s.feeOf(c), c, c).Cmp(most) <= 0 {
				return c
			}
			return 0
		}
		middle := a + (b-a)/2
		if c := within(a, middle, p); c > 0 {
			return c
		}
		return within(middle+1, b, p)
	}
	for i := range s.pieces {
		if c := within(s.pieces[i].from, s.pieces[i].to, &s.pieces[i]); c > 0 {
			return c
		}
	}
	return 0
}

// step is the first and the last size, as far as allowed, with the fee of a size.
func (s *search) step(c int64) (first, last int64) {
	fee := s.feeOf(c)
	edge := func(limit int64) int64 { // the last size towards limit with that fee
		in, out, by := c, limit, int64(1)
		if limit < c {
			by = -1
		}
		if s.feeOf(limit) == fee {
			return limit
		}
		for reach := by; ; reach *= 2 { // gallop, then halve
			if next := in + reach; (next-out)*by >= 0 {
				break
			} else if s.feeOf(next) == fee {
				in = next
			} else {
				out = next
				break
			}
		}
		for (out-in)*by > 1 {
			if middle := in + (out-in)/2; s.feeOf(middle) == fee {
				in = middle
			} else {
				out = middle
			}
		}
		return in
	}
	return edge(s.lo), edge(s.hi)
}
