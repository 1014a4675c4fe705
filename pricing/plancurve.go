package pricing

import (
	"slices"
	"time"
)

// roundSizes are the sizes of purchase that people buy.
var roundSizes = []string{"5", "10", "25", "50", "100", "250", "500", "1000", "2500", "5000", "10000", "25000"}

// curveSizes is how many of them a curve shows at most.
const curveSizes = 5

// PlanSizes are telling sizes of purchase for a burn, ascending: where the fee's
// minimum ends, a month's burn (a round one where the bounds of what is recommended
// leave room for it) and a year's, the gateway's least purchase, round sizes around
// the plan's own, and those given.
func (g *Gateway) PlanSizes(q PlanQuery, also ...Money) []Money {
	least, most := g.PurchaseMin, g.PurchaseMax
	out := slices.Clone(also)
	add := func(m Money) {
		if m.Sign() > 0 && m.Cmp(least) >= 0 && (most.IsZero() || m.Cmp(most) <= 0) {
			out = append(out, m)
		}
	}
	add(g.PurchaseMin)
	for _, k := range g.kinkSizes(q.At) {
		add(k)
	}
	month, year := q.Monthly.CentsUp(), moneyFrom(quotientUp(yearlyBurn(q.Monthly)))
	round, ok := q.roundMonth()
	if ok {
		add(round)
	}
	if !ok || !q.aMonth(round) {
		add(month)
	}
	add(cents(wholeCents(yearlyBurn(q.Monthly))))
	// A round size that lasts for less than a week, or for more than two years, tells
	// nothing to someone with that burn.
	week := moneyFrom(quotientUp(lasting(q.Monthly, 7)))
	var sizes []Money
	for _, text := range roundSizes {
		if m := MustMoney(text); m.Cmp(week) >= 0 && m.Cmp(year.Times(2)) <= 0 {
			sizes = append(sizes, m)
		}
	}
	for len(sizes) > curveSizes { // the ends and the middle stay
		sizes = slices.Delete(sizes, 1, 2)
	}
	for _, m := range sizes {
		add(m)
	}
	slices.SortFunc(out, Money.Cmp)
	return slices.CompactFunc(out, Money.Equal)
}

// kinkSizes are the least credits at which the minimum of a method's fee no longer
// binds, of all methods in force.
func (g *Gateway) kinkSizes(at time.Time) []Money {
	var out []Money
	for _, method := range g.Methods() {
		if fee, _ := g.Fee(method, at); fee != nil {
			if end, ok := fee.minimumEnds(); ok {
				out = append(out, end)
			}
		}
	}
	return out
}

// A SizeFee is the fee of one size of purchase.
type SizeFee struct {
	Purchase
	Percent string // fee / credit in percent, half up to 6 decimals
}

// FeeCurve is the fee by size of purchase, ascending: of the given sizes, or where
// there are none of round ones and of that at which the minimum ends. From is that one,
// above which the size changes nothing any more; zero where no minimum binds or where
// the fee has a part that does not grow with the size. Sizes that the gateway does not
// sell are left out. It returns ErrFeeUnknown and ErrNothingToLoad.
//
//	OpenRouter by card: $5 16 %, $10 8 %, $14.55 5.498282 %, $25 5.52 %, $100 5.5 %
func (g *Gateway) FeeCurve(method string, at time.Time, sizes ...Money) (curve []SizeFee, from Money, err error) {
	if !g.Prepaid() {
		return nil, from, ErrNothingToLoad
	}
	fee, _ := g.Fee(method, at)
	if fee == nil || fee.Unknown {
		return nil, from, ErrFeeUnknown
	}
	end, kinked := fee.minimumEnds()
	if kinked && fee.Flat.IsZero() && fee.Max.IsZero() {
		from = end
	}
	sizes = slices.Clone(sizes)
	if len(sizes) == 0 {
		for _, text := range roundSizes {
			sizes = append(sizes, MustMoney(text))
		}
		if kinked {
			sizes = append(sizes, end)
		}
	}
	slices.SortFunc(sizes, Money.Cmp)
	for _, size := range slices.CompactFunc(sizes, Money.Equal) {
		if size.Cmp(g.PurchaseMin) < 0 || !g.PurchaseMax.IsZero() && size.Cmp(g.PurchaseMax) > 0 {
			continue
		}
		p, err := fee.ForCredit(size)
		if err != nil {
			return nil, from, err
		}
		percent, _ := Quotient(p.Fee.Times(100), p.Credit)
		curve = append(curve, SizeFee{p, percent})
	}
	return curve, from, nil
}
