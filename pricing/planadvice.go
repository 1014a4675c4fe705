package pricing

import (
	"cmp"
	"slices"
)

// MaxDays is for how many days of burn a recommended purchase is enough at most,
// unless told otherwise: nobody is told to lend a gateway a year's money.
const MaxDays = 31

// nearPercent and nearLeast say which plans cost as good as the same: those within 1 %
// a year of the cheapest, and in any case those within a dollar.
var (
	nearPercent = MustPercent("1")
	nearLeast   = MustMoney("1")
)

// AdviceBounds are the smallest and the largest purchase that is recommended: those of
// PlanBounds, and what MaxDays burn, or the gateway's least purchase where that is
// more. A zero most is no bound. Errors are those of TopUpPlan.
//
//	$600.00 a month at OpenRouter: from $140.00 (7 days) to $620.00 (31 days)
func (g *Gateway) AdviceBounds(q PlanQuery) (least, most Money, err error) {
	s, _, err := g.supply(q)
	if err != nil {
		return Money{}, Money{}, err
	}
	s = s.recommended(q)
	return cents(s.least), cents(s.most), nil
}

// recommended is a supply that sells no more at once than MaxDays burn.
func (s supply) recommended(q PlanQuery) supply {
	if q.MaxDays == 0 {
		return s
	}
	most := max(wholeCents(lasting(q.Monthly, q.MaxDays)), s.least)
	if s.most == 0 || most < s.most {
		s.most = most
	}
	return s
}

// RecommendTopUp is what a person would do (DESIGN.md 3.7). Cheapest is the plan of
// least cost within AdviceBounds, telling are other sizes. Of those in the bounds whose
// year costs no more than 1 % above the cheapest, or no more than a dollar, it takes
// current where that is one (nil is none), else the one with the fewest purchases a
// year; among equals the cheaper, then the smaller.
//
//	$600.00 a month by card: $140.09 a week costs $400.93 a year in fees, $600.00 a month
//	$401.50: 12 purchases are recommended, not 52
func (g *Gateway) RecommendTopUp(q PlanQuery, cheapest TopUpCost, telling []TopUpCost, current *TopUpCost) (TopUpCost, error) {
	least, most, err := g.AdviceBounds(q)
	if err != nil {
		return TopUpCost{}, err
	}
	limit := cheapest.Total.Add(nearLeast)
	if share := cheapest.Total.Add(nearPercent.Of(cheapest.Total)); share.Cmp(limit) > 0 {
		limit = share
	}
	good := func(c TopUpCost) bool {
		size := c.Purchase.Credit
		return size.Cmp(least) >= 0 && (most.IsZero() || size.Cmp(most) <= 0) && c.Total.Cmp(limit) <= 0
	}
	if current != nil && good(*current) {
		return *current, nil
	}
	best := cheapest
	for _, c := range telling {
		if good(c) && cmp.Or(c.perYear().Cmp(best.perYear()), c.Total.Cmp(best.Total), c.Purchase.Credit.Cmp(best.Purchase.Credit)) < 0 {
			best = c
		}
	}
	return best, nil
}

// perYear is how many purchases a year makes.
func (c TopUpCost) perYear() Money { return MustMoney(c.PerYear) }

// recommend is RecommendTopUp for a burn that is certain and even.
func (g *Gateway) recommend(q PlanQuery, s supply, telling []TopUpCost) (TopUpCost, error) {
	cheapest, err := s.recommended(q).cheapest()
	if err != nil {
		return TopUpCost{}, err
	}
	return g.RecommendTopUp(q, cheapest, telling, nil)
}

// roundMonth is the roundest size that lasts until MaxDays are over, or for a day
// less: what a person buys for a month. False where MaxDays is no bound or no whole
// dollar lies between.
//
//	$388.72 a month last 31 days with $401.67: $400.00
func (q PlanQuery) roundMonth() (Money, bool) {
	if q.MaxDays <= 1 {
		return Money{}, false
	}
	last := wholeCents(lasting(q.Monthly, q.MaxDays))
	first := centsUp(lasting(q.Monthly, q.MaxDays-1))
	for _, text := range slices.Backward(roundSizes) {
		step := centsOf(MustMoney(text))
		if n := last / step * step; n >= first && n > 0 {
			return cents(n), true
		}
	}
	const dollar = 100
	n := last / dollar * dollar
	return cents(n), n >= first && n > 0
}

// aMonth reports whether a size lasts for 30 to 31 days.
func (q PlanQuery) aMonth(size Money) bool {
	return size.Cmp(q.Monthly) >= 0 && size.rat().Cmp(lasting(q.Monthly, 31)) <= 0
}
