package pricing

import "math/big"

// A supply is the question of a top-up plan for one payment method in exact
// numbers: an even burn that purchases of one size have to cover.
//
// Each purchase is made when the one before it is used up or dead, so no two of
// them overlap: to buy earlier would only start the clock of the expiry earlier. A
// purchase of size s serves usable(s) = min(s, burn a day x days until it dies), and
// the rest dies. With B dollars burned a year:
//
//	purchases a year  n = B / usable
//	fees              n x the rounded fee of one
//	breakage          n x (s - usable)
//	cost of money     yearly share x average unused balance, s - usable / 2: the
//	                  balance falls evenly from s to the part that dies
//
// $0.50 a month at OpenRouter by card: B = 0.50 x 365 / 30 = 6.0833, and all of it is
// usable in the 365 days of a purchase. s = 6.08: n = 1.0005, fees 0.80, nothing lost.
// s = 14.55: n = 1, fees 0.80, breakage 8.4667.
type supply struct {
	fee      *Fee
	year     *big.Rat // USD burned a year
	whole    *big.Rat // USD that one purchase can serve before it dies; nil where none dies
	interest *big.Rat // yearly share of the average unused balance
	least    int64    // cents of credit of the smallest purchase allowed
	most     int64    // and of the largest; 0 is no bound
}

// cost is what a year of purchases of one size comes to.
func (s *supply) cost(size Money) (TopUpCost, error) {
	p, err := s.fee.ForCredit(size)
	if err != nil {
		return TopUpCost{}, err
	}
	credit := p.Credit.rat()
	usable := s.usable(credit)
	n := new(big.Rat).Quo(s.year, usable)
	fees := new(big.Rat).Mul(n, p.Fee.rat())
	lost := new(big.Rat).Sub(credit, usable)
	idle := new(big.Rat).Sub(credit, new(big.Rat).Mul(usable, big.NewRat(1, 2)))
	interest := idle.Mul(idle, s.interest)
	lost.Mul(lost, n)
	c := TopUpCost{Method: s.fee.Method, Purchase: p,
		PerYear: plain(quotient(n, 6)), EveryDays: plain(quotient(new(big.Rat).Quo(big.NewRat(yearDays, 1), n), 6)),
		Fees: moneyFrom(quotient(fees, 6)), Breakage: moneyFrom(quotient(lost, 6)), Money: moneyFrom(quotient(interest, 6))}
	c.Total = c.Fees.Add(c.Breakage).Add(c.Money)
	c.exact = fees.Add(fees, lost).Add(fees, interest)
	return c, nil
}

// usable is the part of a purchase that is used before it dies.
func (s *supply) usable(credit *big.Rat) *big.Rat {
	if s.whole != nil && s.whole.Cmp(credit) < 0 {
		return s.whole
	}
	return credit
}

// usedWhole is the largest purchase, in cents, of which nothing dies; false where
// none ever dies.
func (s *supply) usedWhole() (int64, bool) {
	if s.whole == nil {
		return 0, false
	}
	return wholeCents(s.whole), true
}

// wholeCents rounds dollars down to cents.
func wholeCents(r *big.Rat) int64 {
	c := new(big.Rat).Mul(r, big.NewRat(100, 1))
	return new(big.Int).Quo(c.Num(), c.Denom()).Int64()
}

// centsUp rounds dollars up to cents.
func centsUp(r *big.Rat) int64 {
	return quotientUp(r).Shift(2).IntPart()
}

// centsOf is an amount in cents, a part of one rounded up.
func centsOf(m Money) int64 { return centsUp(m.rat()) }

// yearlyBurn is what a month of 30 days makes of a year of 365: $30 are $365.
func yearlyBurn(monthly Money) *big.Rat {
	return new(big.Rat).Mul(monthly.rat(), big.NewRat(yearDays, 30))
}
