package pricing

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// yearDays is a plan's year.
const yearDays = 365

// MinDays is how many days a plan leaves between two purchases unless told
// otherwise.
const MinDays = 7

// A PlanQuery asks how to load credit.
type PlanQuery struct {
	Monthly     Money   // burn in USD per 30 days, even and certain
	Method      string  // "" is the gateway's default; one that it does not offer leaves that too
	CostOfMoney Percent // a year, of the average unused balance
	MinDays     int     // at least so many days between two purchases; 0 is no bound
	MaxDays     int     // what is recommended lasts no more days than that, or than MinDays; 0 is no bound
	Lenient     bool    // an expiry that "may" happen is read as if it does not
	At          time.Time
}

// What a plan's terms may be, as flags and addresses say where they are not.
var (
	ErrCostOfMoney = errors.New("want a percentage a year from 0 to 1000")
	ErrPlanDays    = errors.New("want days from 0 to 3650")
)

// ParseCostOfMoney reads what idle credit costs, in percent a year, or returns
// ErrCostOfMoney.
func ParseCostOfMoney(text string) (Percent, error) {
	p, err := ParsePercent(text)
	if err != nil || p.Cmp(Percent{}) < 0 || p.Cmp(MustPercent("1000")) > 0 {
		return Percent{}, ErrCostOfMoney
	}
	return p, nil
}

// CheckPlanDays returns ErrPlanDays for days between purchases that no plan takes.
func CheckPlanDays(days int) error {
	if days < 0 || days > 3650 {
		return ErrPlanDays
	}
	return nil
}

// A TopUpCost is what a year costs with purchases of one size by one method, the
// tokens not counted.
type TopUpCost struct {
	Method    string
	Purchase  Purchase // one of them
	PerYear   string   // purchases a year, half up to 6 decimals
	EveryDays string   // 365 / PerYear, half up to 6 decimals
	// Fees, Breakage and Money are USD a year, half up to 6 decimals: for loading,
	// lost with credit that dies, and for the money that lies idle.
	Fees, Breakage, Money Money
	Total                 Money // their sum

	exact *big.Rat
}

// A TopUpPlan is the purchase size and rhythm that a person would choose, and the one
// with the least yearly cost.
type TopUpPlan struct {
	Gateway     string
	Method      string
	Recommended TopUpCost
	Best        TopUpCost
	Curve       []TopUpCost // telling sizes by the same method, ascending; those above among them
	Others      []TopUpCost // what is recommended by every other method, cheapest first
	Why         []string    // what made the recommended size, in sentences
	Notes       []string    // what was assumed, and bounds that can't be kept
}

// ErrNothingToLoad is returned for a gateway that sells no credits.
var ErrNothingToLoad = errors.New("no credits to load")

// TopUpPlan finds the purchase size and rhythm that cost least a year for a burn
// that is certain and even (DESIGN.md 3.7): fees, credit that dies and is bought
// again, and the cost of money. The size lies between the gateway's least and largest
// purchase, and lasts for MinDays. Plans within a cent a year are equal: the smallest
// wins. It is exact: no size in whole cents costs less by more than that cent. What is
// recommended is RecommendTopUp's.
//
// It returns ErrNothingToLoad where no credit is bought before use, and ErrFeeUnknown
// where the method's fee is not published.
//
//	$0.50 a month at OpenRouter by card: $6.08 once a year, fee $0.80 and nothing lost
func (g *Gateway) TopUpPlan(q PlanQuery) (TopUpPlan, error) {
	s, assumed, err := g.supply(q)
	if err != nil {
		return TopUpPlan{}, err
	}
	plan := TopUpPlan{Gateway: g.ID, Method: s.fee.Method}
	if plan.Best, err = s.cheapest(); err != nil {
		return plan, err
	}
	for _, size := range g.PlanSizes(q, plan.Best.Purchase.Credit) {
		c, err := s.cost(size)
		if err != nil {
			return plan, err
		}
		plan.Curve = append(plan.Curve, c)
	}
	if plan.Recommended, err = g.recommend(q, s, plan.Curve); err != nil {
		return plan, err
	}
	plan.Curve = WithTopUp(plan.Curve, plan.Recommended)
	plan.Others = g.otherMethods(q, plan.Method)
	plan.Why = g.why(s, plan.Recommended)
	plan.Notes = g.planNotes(q, s, plan.Recommended, assumed)
	return plan, nil
}

// BestWords say what Best is: "the least", or where the curve has a size that costs a
// cent less and is outside of the bounds, "the least within bounds".
func (p TopUpPlan) BestWords() string {
	for _, c := range p.Curve {
		if p.Best.Total.Sub(c.Total).Cmp(MustMoney("0.01")) >= 0 {
			return "the least within bounds"
		}
	}
	return "the least"
}

// Marks say what a size of the curve is to the plan: the plan itself, the least, and what is
// done now where current is that size; "" for the others.
func (p TopUpPlan) Marks(c TopUpCost, current *TopUpCost) string {
	var marks []string
	if c.Purchase.Credit.Equal(p.Recommended.Purchase.Credit) {
		marks = append(marks, "the plan")
	}
	if c.Purchase.Credit.Equal(p.Best.Purchase.Credit) {
		marks = append(marks, p.BestWords())
	}
	if current != nil && c.Purchase.Credit.Equal(current.Purchase.Credit) {
		marks = append(marks, "now")
	}
	return strings.Join(marks, ", ")
}

// WithTopUp puts a year's cost in a curve, which is ascending, where its size is not
// there.
func WithTopUp(curve []TopUpCost, c TopUpCost) []TopUpCost {
	i, found := slices.BinarySearchFunc(curve, c.Purchase.Credit, func(x TopUpCost, size Money) int { return x.Purchase.Credit.Cmp(size) })
	if found {
		return curve
	}
	return slices.Insert(curve, i, c)
}

// PlanBounds are the smallest and the largest purchase that a plan may make: the
// gateway's, and what lasts for MinDays. A zero most is no bound. Errors are those of
// TopUpPlan.
func (g *Gateway) PlanBounds(q PlanQuery) (least, most Money, err error) {
	s, _, err := g.supply(q)
	return cents(s.least), cents(s.most), err
}

// PlanWords say of a purchase size what made it, and what the plan rests on. Errors
// are those of TopUpPlan.
func (g *Gateway) PlanWords(q PlanQuery, size Money) (why, notes []string, err error) {
	s, assumed, err := g.supply(q)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.cost(size)
	if err != nil {
		return nil, nil, err
	}
	return g.why(s, c), g.planNotes(q, s, c, assumed), nil
}

// RecommendedTopUp is what TopUpPlan recommends, without what is said beside it.
func (g *Gateway) RecommendedTopUp(q PlanQuery) (TopUpCost, error) {
	s, _, err := g.supply(q)
	if err != nil {
		return TopUpCost{}, err
	}
	var telling []TopUpCost
	for _, size := range g.PlanSizes(q) {
		c, err := s.cost(size)
		if err != nil {
			return TopUpCost{}, err
		}
		telling = append(telling, c)
	}
	return g.recommend(q, s, telling)
}

// CheapestTopUp is the best of TopUpPlan alone, without what is said beside it.
func (g *Gateway) CheapestTopUp(q PlanQuery) (TopUpCost, error) {
	s, _, err := g.supply(q)
	if err != nil {
		return TopUpCost{}, err
	}
	return s.cheapest()
}

// TopUpCost is what a year costs with purchases of one size, which the bounds of a
// plan need not allow. Errors are those of TopUpPlan.
//
//	$14.55 at OpenRouter by card for $0.50 a month: one a year, fee $0.80, and $8.47 dies
func (g *Gateway) TopUpCost(q PlanQuery, size Money) (TopUpCost, error) {
	s, _, err := g.supply(q)
	if err != nil {
		return TopUpCost{}, err
	}
	return s.cost(size)
}

// supply puts a query in exact numbers; the second result is true where the fee is
// the oldest known one, from before it was in force.
func (g *Gateway) supply(q PlanQuery) (supply, bool, error) {
	if !g.Prepaid() {
		return supply{}, false, ErrNothingToLoad
	}
	if q.Monthly.Sign() <= 0 {
		return supply{}, false, fmt.Errorf("a burn of $%s a month: want more than zero", q.Monthly)
	}
	fee, assumed := g.Fee(q.Method, q.At)
	if fee == nil || fee.Unknown {
		return supply{}, false, ErrFeeUnknown
	}
	s := supply{fee: fee, year: yearlyBurn(q.Monthly), interest: q.CostOfMoney.rat(), least: max(1, centsOf(g.PurchaseMin)), most: centsOf(g.PurchaseMax)}
	days := q.MinDays
	if n := g.dies(q); n > 0 {
		s.whole = lasting(q.Monthly, n)
		days = min(days, n)
	}
	s.least = max(s.least, centsUp(lasting(q.Monthly, days)))
	if s.most > 0 {
		s.least = min(s.least, s.most)
	}
	return s, assumed, nil
}

// dies is after how many days credit is read to expire; 0 is never.
func (g *Gateway) dies(q PlanQuery) int {
	if g.Expiry.Kind == MayExpire && q.Lenient {
		return 0
	}
	return g.Expiry.Days
}

// lasting is the credit that a burn uses in some days.
func lasting(monthly Money, days int) *big.Rat {
	return new(big.Rat).Mul(monthly.rat(), big.NewRat(int64(days), 30))
}

// otherMethods are what is recommended by every other method with a known fee.
func (g *Gateway) otherMethods(q PlanQuery, but string) []TopUpCost {
	var out []TopUpCost
	for _, method := range g.Methods() {
		if q.Method = method; method == but {
			continue
		}
		if c, err := g.RecommendedTopUp(q); err == nil {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b TopUpCost) int {
		return cmp.Or(a.exact.Cmp(b.exact), a.Purchase.Credit.Cmp(b.Purchase.Credit))
	})
	return out
}
