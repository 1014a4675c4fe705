package pricing

import "math/big"

// A piece is a stretch of sizes on which the fee before rounding is a line, in
// cents: slope x s + level, and rounding takes off at most less cents. Beside a bound
// of the fee no line is known.
type piece struct {
	from, to           int64
	slope, level, less *big.Rat // nil without a line
}

// unbounded finds an end for sizes that neither a largest purchase nor an expiry
// bounds, so that no size behind it is better.
func (s *search) unbounded(cuts []int64) {
	start := s.lo
	for _, c := range cuts {
		start = max(start, c+4)
	}
	if s.interest.Sign() > 0 {
		// Behind it the money alone costs more than the smallest purchase does.
		s.hi = max(start, centsUp(new(big.Rat).Quo(new(big.Rat).Mul(big.NewRat(2, 1), s.exact(s.lo)), s.interest)))
		return
	}
	last := s.line(start, start+1_000_000)
	over := new(big.Rat).Sub(last.level, last.less)
	if over.Sign() < 0 {
		// C >= B x (slope + over / s) rises, and some size of the next D, the
		// denominator of the line, comes to it.
		d := new(big.Int).Mul(last.slope.Denom(), last.level.Denom())
		s.hi = start + 1_000_000
		if d.IsInt64() && d.Int64() < 1_000_000_000 {
			s.hi = start + d.Int64()
		}
		return
	}
	// C falls to B x slope and never is less: a cent above it is near enough.
	s.limit = new(big.Rat).Mul(s.year, last.slope)
	high := new(big.Rat).Add(last.level, new(big.Rat).Inv(oneMinus(s.fee.Percent))) // no rounding adds more
	if last.slope.Sign() == 0 {
		high.SetInt64(s.feeOf(start))
	}
	high.Mul(high, s.year).Mul(high, big.NewRat(100, 1))
	s.hi = max(start, centsUp(high.Quo(high, big.NewRat(100, 1))))
}

// line is the fee before rounding over sizes between which no bound begins or ends
// to bind.
func (s *search) line(from, to int64) piece {
	at := func(c int64) *big.Rat { // in cents
		fee := s.fee.unrounded(big.NewRat(c, 100))
		return fee.Mul(fee, big.NewRat(100, 1))
	}
	p := piece{from: from, to: to, slope: new(big.Rat), level: at(from)}
	if to > from {
		p.slope.Sub(at(to), p.level).Quo(p.slope, big.NewRat(to-from, 1))
	}
	p.level.Sub(p.level, new(big.Rat).Mul(p.slope, big.NewRat(from, 1)))
	if s.fee.Taken != Deducted || p.slope.Sign() == 0 {
		p.less = roundedOff(p.slope, p.level)
		return p
	}
	// What is rounded is the share of the charge, credit and fee: a fee that is lower
	// by a cent lowers its own base.
	p.less = roundedOff(s.fee.Percent.rat(), new(big.Rat).Mul(s.fee.Flat.rat(), big.NewRat(100, 1)))
	p.less.Quo(p.less, oneMinus(s.fee.Percent))
	return p
}

// roundedOff is the most that rounding half up takes off slope x n + level over
// whole n, in cents: the largest fraction under a half that it can end in, or if there
// is none the largest that is left when one is added.
func roundedOff(slope, level *big.Rat) *big.Rat {
	one := big.NewInt(1)
	d := new(big.Int).Mul(slope.Denom(), level.Denom())
	d.Quo(d, new(big.Int).GCD(nil, nil, slope.Denom(), level.Denom()))
	p := new(big.Int).Mul(slope.Num(), new(big.Int).Quo(d, slope.Denom()))
	q := new(big.Int).Mul(level.Num(), new(big.Int).Quo(d, level.Denom()))
	// (p x n + q) mod d takes every value that is q modulo g = gcd(p, d).
	g := new(big.Int).GCD(nil, nil, p, d)
	rest := new(big.Int).Mod(q, g)
	top := new(big.Int).Sub(d, one)
	top.Quo(top, big.NewInt(2)) // the largest x with 2x < d
	value := func(top *big.Int) *big.Int {
		steps := new(big.Int).Sub(top, rest)
		steps.Div(steps, g)
		return steps.Mul(steps, g).Add(steps, rest)
	}
	if rest.Cmp(top) > 0 {
		x := value(new(big.Int).Sub(d, one))
		return new(big.Rat).SetFrac(x.Sub(x, d), d)
	}
	return new(big.Rat).SetFrac(value(top), d)
}
