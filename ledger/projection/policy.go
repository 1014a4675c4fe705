package projection

import (
	"math"
	"slices"
	"strconv"

	"tollbook/pricing"
)

// A loadPolicy is a rule of buying: one size, bought when the credit that is left
// does not cover the day. Dollars.
type loadPolicy struct {
	size, fee float64
	life      float64 // days until a purchase dies; math.Inf(1) is never
	interest  float64 // yearly share of the average unused balance
}

// loadCosts are what a year of a policy comes to.
type loadCosts struct{ purchases, fees, breakage, money float64 }

func (c loadCosts) total() float64 { return c.fees + c.breakage + c.money }

func (c loadCosts) plus(o loadCosts, weight float64) loadCosts {
	return loadCosts{c.purchases + weight*o.purchases, c.fees + weight*o.fees, c.breakage + weight*o.breakage, c.money + weight*o.money}
}

// purchased is what was bought on one day and is not dead: no older credit is left
// by then, and so one of it is live at a time.
type purchased struct {
	n            float64
	credit, left float64
	dies         float64 // the day
}

// steadyDays is how much of a path's end is the rate at which it goes on after it, in
// days.
const steadyDays = 28

// over runs the policy along a path of daily burn from a day on, with no credit to
// begin with, and returns a year's costs. Of the purchase that is live at the end it
// counts the part of its fee and of its loss that belongs to the usage so far, as if
// burn went on as in the last four weeks.
//
//	$1.00 a day, purchases of $500.00 with a fee of $27.50 that die in 365 days: one
//	a year, fees $27.50, and $135.00 dies
func (p loadPolicy) over(path []float64, from int) loadCosts {
	var sum loadCosts
	var live purchased
	settle := func(share, lost float64) {
		sum.purchases += share * live.n
		sum.fees += share * live.n * p.fee
		sum.breakage += share * lost
	}
	idle := 0.0
	for day := from; day < len(path); day++ {
		if live.n > 0 && float64(day) >= live.dies {
			settle(1, live.left)
			live = purchased{}
		}
		begin, need := live.left, path[day]
		if need > live.left+1e-9 {
			if live.n > 0 {
				settle(1, 0)
			}
			short := need - live.left
			n := math.Ceil(short/p.size - 1e-9)
			begin += n * p.size
			live = purchased{n, n * p.size, n*p.size - short, float64(day) + p.life}
		} else {
			live.left = min(live.left-need, live.credit) // a refund of usage comes back
		}
		idle += (begin + live.left) / 2
	}
	if live.n > 0 {
		used := live.credit - live.left
		switch more := p.toCome(path, live); {
		case math.IsInf(p.life, 1):
			settle(used/live.credit, 0)
		case used+more <= 0:
			settle(1, live.credit)
		default:
			settle(used/(used+more), live.left-more)
		}
	}
	days := float64(len(path) - from)
	if days <= 0 {
		return loadCosts{}
	}
	out := loadCosts{}.plus(sum, 365/days)
	out.money = p.interest * idle / days
	return out
}

// toCome is what will be used of a purchase after the path's end before it dies.
func (p loadPolicy) toCome(path []float64, live purchased) float64 {
	tail := path[max(0, len(path)-steadyDays):]
	rate := 0.0
	for _, v := range tail {
		rate += v / float64(len(tail))
	}
	return max(0, min(live.left, rate*(live.dies-float64(len(path)))))
}

// futures are simulated days to come, and on each path the day on which credit has
// to be bought first.
type futures struct {
	paths [][]float64
	from  []int
}

// planPaths is on how many of the simulated paths policies are tried: what is cheapest
// on so many is within the noise of what is cheapest on all.
const planPaths = 250

// thinned takes so many paths, and on each the day on which today's credit is used
// up, at most half way along it; nil is at once. They average what the forecast says of
// their days.
func thinned(paths [][]float64, said, ends []float64) futures {
	var f futures
	step := max(1, len(paths)/planPaths)
	for i := 0; i < len(paths); i += step {
		from := 0
		if ends != nil {
			from = int(min(ends[i], float64(len(paths[i])/2)))
		}
		f.paths, f.from = append(f.paths, slices.Clone(paths[i])), append(f.from, from)
	}
	f.average(said)
	return f
}

// average makes the paths burn on average what the forecast says, in each stretch of
// steadyDays. Far ahead they stray upwards further than downwards: their own mean is
// above what the forecast says, and a plan for it would be one for a larger burn.
func (f futures) average(mean []float64) {
	for from := 0; from < len(mean); from += steadyDays {
		to := min(from+steadyDays, len(mean))
		said, came := 0.0, 0.0
		for h := from; h < to; h++ {
			said += mean[h]
			for _, path := range f.paths {
				came += path[h] / float64(len(f.paths))
			}
		}
		if came <= 0 || said < 0 || math.Abs(said-came) < 1e-9*said { // the last digits of a float are no difference
			continue
		}
		for _, path := range f.paths {
			for h := from; h < to; h++ {
				path[h] *= said / came
			}
		}
	}
}

// mean is the mean yearly cost of a policy.
func (f futures) mean(p loadPolicy) loadCosts {
	var out loadCosts
	for i, path := range f.paths {
		out = out.plus(p.over(path, f.from[i]), 1/float64(len(f.paths)))
	}
	return out
}

// daily is the mean burn of a day.
func (f futures) daily() float64 {
	sum, days := 0.0, 0
	for i, path := range f.paths {
		for _, v := range path[f.from[i]:] {
			sum += v
		}
		days += len(path) - f.from[i]
	}
	if days == 0 {
		return 0
	}
	return sum / float64(days)
}

// A sizePricer prices sizes of purchase by one method over simulated futures.
type sizePricer struct {
	futures
	gateway *pricing.Gateway
	query   pricing.PlanQuery // its burn is the mean of the futures
	fee     *pricing.Fee
	life    float64
	known   map[string]sizeCost // what was worked out, by size
}

// sizeCost is the mean yearly cost of a size, to the cent. The total beside it is not
// rounded: plans are compared by that.
type sizeCost struct {
	pricing.TopUpCost
	exact float64
}

// cost is the cost of a size. Each is simulated once: the curve, the best and what is
// recommended ask for many of the same.
func (l *sizePricer) cost(size pricing.Money) (sizeCost, error) {
	if c, known := l.known[size.String()]; known {
		return c, nil
	}
	p, err := l.fee.ForCredit(size)
	if err != nil {
		return sizeCost{}, err
	}
	c := l.mean(loadPolicy{float(p.Credit), float(p.Fee), l.life, float(l.query.CostOfMoney.Of(pricing.MustMoney("1")))})
	out := pricing.TopUpCost{Method: l.fee.Method, Purchase: p, PerYear: quotientText(c.purchases), EveryDays: "0",
		Fees: inCents(c.fees), Breakage: inCents(c.breakage), Money: inCents(c.money)}
	out.Total = out.Fees.Add(out.Breakage).Add(out.Money)
	if c.purchases > 0 {
		out.EveryDays = quotientText(365 / c.purchases)
	}
	l.known[size.String()] = sizeCost{out, c.total()}
	return sizeCost{out, c.total()}, nil
}

// curve is what a year costs with each of the telling sizes, ascending.
func (l *sizePricer) curve(also ...pricing.Money) ([]pricing.TopUpCost, error) {
	var out []pricing.TopUpCost
	for _, size := range l.gateway.PlanSizes(l.query, also...) {
		c, err := l.cost(size)
		if err != nil {
			return nil, err
		}
		out = append(out, c.TopUpCost)
	}
	return out, nil
}

// recommend is pricing's RecommendTopUp over the simulated futures.
func (l *sizePricer) recommend(curve []pricing.TopUpCost, current *pricing.TopUpCost) (pricing.TopUpCost, error) {
	least, most, err := l.gateway.AdviceBounds(l.query)
	if err != nil {
		return pricing.TopUpCost{}, err
	}
	cheapest, err := l.best(least, most)
	if err != nil {
		return pricing.TopUpCost{}, err
	}
	return l.gateway.RecommendTopUp(l.query, cheapest, curve, current)
}

// best is the size with the least mean yearly cost of those worth trying within
// bounds; a zero most is none. Within a cent a year the smallest wins.
func (l *sizePricer) best(least, most pricing.Money) (pricing.TopUpCost, error) {
	sizes, err := l.sizes(least, most)
	if err != nil {
		return pricing.TopUpCost{}, err
	}
	all := make([]sizeCost, len(sizes))
	cheapest := math.Inf(1)
	for i, size := range sizes {
		if all[i], err = l.cost(size); err != nil {
			return pricing.TopUpCost{}, err
		}
		cheapest = min(cheapest, all[i].exact)
	}
	for _, c := range all { // ascending
		if c.exact <= cheapest+0.01 {
			return c.TopUpCost, nil
		}
	}
	return pricing.TopUpCost{}, nil
}

// burnsToTry are the certain burns whose plans are worth trying, in means.
var burnsToTry = []float64{0.4, 0.55, 0.7, 0.85, 1, 1.2, 1.5, 2}

// sizes are the sizes worth trying, ascending: the plans of certain burns around the
// mean, what tells something of the fee and the burn, and steps of a quarter from the
// smallest allowed to two years' burn.
func (l *sizePricer) sizes(least, most pricing.Money) ([]pricing.Money, error) {
	out := l.gateway.PlanSizes(l.query, least)
	daily := l.daily()
	for _, x := range burnsToTry {
		q := l.query
		if q.Monthly = inCents(30 * daily * x); q.Monthly.Sign() > 0 {
			best, err := l.gateway.CheapestTopUp(q)
			if err != nil {
				return nil, err
			}
			out = append(out, best.Purchase.Credit)
		}
	}
	for size := float(least); size < 730*daily; size *= 1.25 {
		out = append(out, pricing.MustMoney(strconv.FormatFloat(size, 'g', 2, 64)))
	}
	out = slices.DeleteFunc(out, func(m pricing.Money) bool {
		return m.Cmp(least) < 0 || !most.IsZero() && m.Cmp(most) > 0
	})
	for i := range out {
		out[i] = out[i].Cents()
	}
	slices.SortFunc(out, pricing.Money.Cmp)
	return slices.CompactFunc(out, pricing.Money.Equal), nil
}

// newSizePricer prepares the pricing of sizes by a method over futures. It returns
// pricing.ErrNothingToLoad and pricing.ErrFeeUnknown.
func newSizePricer(g *pricing.Gateway, q pricing.PlanQuery, f futures) (*sizePricer, error) {
	if q.Monthly = inCents(30 * f.daily()); q.Monthly.Sign() <= 0 {
		q.Monthly = pricing.MustMoney("0.01")
	}
	if _, _, err := g.PlanBounds(q); err != nil {
		return nil, err
	}
	fee, _ := g.Fee(q.Method, q.At)
	l := &sizePricer{futures: f, gateway: g, query: q, fee: fee, life: math.Inf(1), known: map[string]sizeCost{}}
	if days := g.Expiry.Days; days > 0 && !(q.Lenient && g.Expiry.Kind == pricing.MayExpire) {
		l.life = float64(days)
	}
	return l, nil
}

// inCents is a figure of the plan's statistics, which are finite, as an amount.
func inCents(f float64) pricing.Money {
	m, _ := fromFloat(f)
	return m
}
