package pricing

import (
	"math/big"
	"time"
)

// A loadingCost is what it costs a month to keep a prepaid account supplied.
type loadingCost struct {
	method    string   // the method whose fee was taken
	fee       Money    // purchases x the rounded fee of one, rounded to the cent
	feeExact  *big.Rat // the same without any rounding, for break-evens
	breakage  *big.Rat
	lostExact *big.Rat // breakage of purchases that are not rounded to the cent, for break-evens
	perMonth  *big.Rat // purchases a month
	size      Money    // credit of one purchase
	assumed   bool     // the fee rule was not yet known to be in force
	fact      Fact     // of the fee rule
	rate      string   // its percentage in words
	unknown   bool     // nobody has published the fee
	noExpiry  bool     // whether credit expires is not known, and it would matter
	purchased bool     // credit is bought at all
	bound     string   // why a purchase is not of the size asked for; "" where it is
}

// load finds the monthly cost of supplying spend dollars of credit a month at
// the gateway (DESIGN.md 3.5): purchases of topUp, or one a month where topUp is
// zero, never under the gateway's minimum and split at its maximum.
//
//	$3 at OpenRouter by card: purchases of $5, 3/5 of one a month, 0.6 x $0.80 = $0.48
func (g *Gateway) load(spend *big.Rat, method string, topUp Money, at time.Time) loadingCost {
	none := loadingCost{feeExact: new(big.Rat), breakage: new(big.Rat), lostExact: new(big.Rat), perMonth: new(big.Rat)}
	fee, assumed := g.Fee(method, at)
	if fee != nil {
		none.method, none.assumed, none.fact = fee.Method, assumed, fee.Fact
		none.unknown = fee.Unknown && g.Prepaid()
	}
	if fee == nil {
		none.unknown = g.Prepaid()
	}
	if none.unknown || !g.Prepaid() || spend.Sign() <= 0 {
		return none
	}
	l := none
	l.purchased = true
	exactSize := new(big.Rat).Set(spend)
	l.size = moneyFrom(quotientUp(spend))
	if !topUp.IsZero() {
		l.size, exactSize = topUp, topUp.rat()
	}
	if l.size.Cmp(g.PurchaseMin) < 0 {
		l.size, l.bound = g.PurchaseMin, "the least that it sells"
	}
	if least := g.PurchaseMin.rat(); exactSize.Cmp(least) < 0 {
		exactSize = least
	}
	if !g.PurchaseMax.IsZero() && l.size.Cmp(g.PurchaseMax) > 0 {
		l.size, exactSize, l.bound = g.PurchaseMax, g.PurchaseMax.rat(), "the most that it sells at once"
	}
	purchase, err := fee.ForCredit(l.size)
	if err != nil {
		l.unknown = true
		return l
	}
	var lost *big.Rat
	l.perMonth, lost = g.purchases(l.size.rat(), spend)
	l.breakage = lost
	l.fee = moneyFrom(quotient(new(big.Rat).Mul(l.perMonth, purchase.Fee.rat()), 2))
	exactCount, exactLost := g.purchases(exactSize, spend)
	l.lostExact = exactLost
	l.feeExact = exactCount.Mul(exactCount, fee.unrounded(exactSize))
	l.rate = fee.Percent.String() + " %"
	// Where a purchase is used up within two months no known policy touches it.
	l.noExpiry = g.Expiry.Kind == ExpiryUnknown && l.perMonth.Cmp(big.NewRat(1, 2)) < 0
	return l
}

// purchases returns how many purchases of size a month supply spend, and the
// credit of them that expires unused in steady state.
func (g *Gateway) purchases(size, spend *big.Rat) (perMonth, breakage *big.Rat) {
	usable := new(big.Rat).Set(size)
	if g.Expiry.Days > 0 {
		burned := new(big.Rat).Mul(spend, big.NewRat(int64(g.Expiry.Days), 30))
		if burned.Cmp(usable) < 0 {
			usable = burned
		}
	}
	perMonth = new(big.Rat).Quo(spend, usable)
	lost := new(big.Rat).Sub(size, usable)
	return perMonth, lost.Mul(lost, perMonth)
}

// kinks are the monthly spends at which load's formula changes its slope.
func (g *Gateway) kinks(method string, topUp Money, at time.Time) []*big.Rat {
	fee, _ := g.Fee(method, at)
	if fee == nil || fee.Unknown || !g.Prepaid() {
		return nil
	}
	var out []*big.Rat
	sizes := []Money{g.PurchaseMin, g.PurchaseMax}
	if topUp.IsZero() {
		out = fee.kinks()
	} else {
		sizes = append(sizes, topUp)
	}
	for _, size := range sizes {
		if size.IsZero() {
			continue
		}
		out = append(out, size.rat())
		if g.Expiry.Days > 0 {
			out = append(out, new(big.Rat).Mul(size.rat(), big.NewRat(30, int64(g.Expiry.Days))))
		}
	}
	return out
}

// EstimateFee is the part that spend dollars bear of the fee of one purchase by the
// schedule in force then: the estimate for usage of a month whose purchase is not
// recorded. A purchase is of topUp, or of spend where that is zero, never under the
// gateway's minimum and split at its maximum; credit of it that might expire bears its
// own part. It is false where the fee is not published.
//
//	$20.00 of a purchase of $500.00 by card at OpenRouter: 20 / 500 x $27.50 = $1.10
func (g *Gateway) EstimateFee(spend Money, method string, topUp Money, at time.Time) (fee Money, known bool) {
	kept := *g
	kept.Expiry = Expiry{Kind: NeverExpires}
	return kept.MonthlyFee(spend, method, topUp, at)
}

// MonthlyFee is what loading spend dollars of credit in a month costs by the schedule
// in force then, in purchases of topUp, or one a month where topUp is zero. Purchases
// are fractional, as in a comparison. It is false where the fee is not published.
//
//	$300 in purchases of $10 by card at OpenRouter: 30 x $0.80 = $24.00
func (g *Gateway) MonthlyFee(spend Money, method string, topUp Money, at time.Time) (fee Money, known bool) {
	l := g.load(spend.rat(), method, topUp, at)
	return l.fee, !l.unknown
}
