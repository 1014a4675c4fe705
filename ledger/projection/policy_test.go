package projection

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"tollbook/data"
	"tollbook/ledger/forecast"
	"tollbook/pricing"
)

// planDay is a day on which the shipped fees are in force.
var planDay = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

func flat(days int, usd float64) []float64 {
	out := make([]float64, days)
	for i := range out {
		out[i] = usd
	}
	return out
}

// TestPolicyOverAPath works policies by hand.
func TestPolicyOverAPath(t *testing.T) {
	never := math.Inf(1)
	idleYear := append(flat(10, 1), flat(720, 0)...) // stopped after ten days
	for _, c := range []struct {
		name string
		p    loadPolicy
		path []float64
		from int
		want loadCosts
	}{
		// Bought on day 0 and on day 365: 1 a year, 27.50, and 500 - 365 dies
		{"a purchase that dies", loadPolicy{500, 27.5, 365, 0}, flat(730, 1), 0, loadCosts{1, 27.5, 135, 0}},
		// Half way through the second purchase half of its fee and of its loss count
		{"half of a purchase", loadPolicy{500, 27.5, 365, 0}, flat(365+73, 1), 0, loadCosts{1, 27.5, 135, 0}},
		{"30 days each", loadPolicy{30, 2, 365, 0}, flat(365, 1), 0, loadCosts{365. / 30, 365. / 15, 0, 0}},
		{"the days before the first top-up are not counted", loadPolicy{30, 2, 365, 0}, flat(395, 1), 30, loadCosts{365. / 30, 365. / 15, 0, 0}},
		// 25 a day in purchases of 10: of two days 50 in five purchases
		{"several at a time", loadPolicy{10, 1, never, 0}, flat(2, 25), 0, loadCosts{365 * 2.5, 365 * 2.5, 0, 0}},
		// 10 of 100 used: in 730 days one purchase, 90 of it dead
		{"stopped, and it dies", loadPolicy{100, 5, 365, 0}, idleYear, 0, loadCosts{0.5, 2.5, 45, 0}},
		// Nothing dies: a tenth of the fee is for what was used
		{"stopped, and nothing dies", loadPolicy{100, 5, never, 0}, idleYear, 0, loadCosts{0.05, 0.25, 0, 0}},
		// Nothing more is used before it dies, after the path's end
		{"stopped, and it will die", loadPolicy{100, 5, 1000, 0}, idleYear, 0, loadCosts{0.5, 2.5, 45, 0}},
		{"nothing burns", loadPolicy{100, 5, 365, 0}, flat(730, 0), 0, loadCosts{}},
		// 10 to 0 in ten days, again and again: 5 on average, at 8 %
		{"idle money", loadPolicy{10, 0, never, 0.08}, flat(100, 1), 0, loadCosts{36.5, 0, 0, 0.4}},
		// 3 used, 2 given back, 2 used: 3 of 5
		{"a refund of usage", loadPolicy{5, 1, never, 0}, []float64{3, -2, 2}, 0, loadCosts{365. / 3 * 0.6, 365. / 3 * 0.6, 0, 0}},
	} {
		got := c.p.over(c.path, c.from)
		for _, f := range []struct {
			what      string
			got, want float64
		}{
			{"purchases", got.purchases, c.want.purchases}, {"fees", got.fees, c.want.fees}, {"breakage", got.breakage, c.want.breakage}, {"money", got.money, c.want.money},
		} {
			if math.Abs(f.got-f.want) > 1e-6 {
				t.Errorf("%s: %s %v, want %v", c.name, f.what, f.got, f.want)
			}
		}
	}
}

// A simulated user burns by rules that only the test knows.
type simulated struct {
	rand   *rand.Rand
	level  float64 // USD on a day with usage
	busy   float64 // share of days with usage
	noise  float64 // of the logarithm of a day
	weekly bool    // nothing on weekends
	growth float64 // of the logarithm, a day
	wander float64 // the same at random
	day    int
}

// next is the burn of the next day.
func (s *simulated) next() float64 {
	s.day++
	s.level *= math.Exp(s.growth + s.wander*s.rand.NormFloat64())
	if s.rand.Float64() > s.busy || s.weekly && s.day%7 >= 5 {
		return 0
	}
	return s.level * math.Exp(s.noise*s.rand.NormFloat64())
}

func (s *simulated) days(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = s.next()
	}
	return out
}

// newSimulated is a user of a seed: from 20 cents to 2,000 dollars a month, steady or
// intermittent, growing, shrinking or wandering.
func newSimulated(seed uint64) *simulated {
	r := rand.New(rand.NewPCG(seed, 4))
	monthly := 0.2 * math.Exp(r.Float64()*math.Log(10_000))
	s := &simulated{rand: r, busy: 1, noise: 0.3 + r.Float64(), weekly: r.IntN(2) == 0}
	if r.IntN(3) == 0 {
		s.busy = 0.1 + 0.5*r.Float64()
	}
	s.level = monthly / 30 / s.busy
	switch r.IntN(4) {
	case 0:
		s.growth = 0.002 * r.NormFloat64()
	case 1:
		s.wander = 0.02
	}
	return s
}

// TestPlanBurnsWhatTheForecastSays: over two years the paths of a wandering user come
// to more than the forecast's days; those that a plan is made over come to the same.
func TestPlanBurnsWhatTheForecastSays(t *testing.T) {
	user := &simulated{rand: rand.New(rand.NewPCG(3, 4)), level: 5, busy: 0.2, noise: 1, wander: 0.03}
	paths, days := simulatedPaths(user.days(200), 1)
	said, came := 0.0, 0.0
	for h, v := range days {
		said += v / float64(len(days))
		for _, path := range paths {
			came += path[h] / float64(len(days)*len(paths))
		}
	}
	if came < 1.02*said {
		t.Fatalf("the paths come to %v a day and the forecast to %v: nothing is tested", came, said)
	}
	if got := thinned(paths, days, nil).daily(); math.Abs(got-said) > 1e-9*said {
		t.Errorf("a plan burns %v a day, the forecast says %v", got, said)
	}
}

// TestPlanUnderUncertainty: over simulated users, on futures that the plan did not
// see, it costs no more on average than four rules of thumb, by dollars and by the
// share of what each rule pays over what the user burns.
func TestPlanUnderUncertainty(t *testing.T) {
	catalog, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	g := catalog.Gateway("openrouter")
	q := pricing.PlanQuery{Method: "card", MinDays: pricing.MinDays, At: planDay}
	fee, _ := g.Fee("card", q.At)
	rules := []string{"monthly", "at 14.55", "a year ahead", "the least"}
	const users = 40
	dollarsOver, shareOver := map[string]float64{}, map[string]float64{}
	for seed := range uint64(users) {
		user := newSimulated(seed)
		history := user.days(60 + user.rand.IntN(300))
		seen, said := simulatedPaths(history, seed)
		l, err := newSizePricer(g, q, thinned(seen, said, nil))
		if err != nil {
			t.Fatal(err)
		}
		best, err := l.best(bounds(t, l))
		if err != nil {
			t.Fatal(err)
		}
		month := 0.0
		for _, v := range history[max(0, len(history)-30):] {
			month += v
		}
		sizes := map[string]float64{"monthly": month, "at 14.55": 14.55, "a year ahead": month * 365 / 30, "the least": 5}
		// What really comes: twenty continuations of the same user.
		var real futures
		burned := 0.0
		for i := range uint64(20) {
			twin := *user
			twin.rand = rand.New(rand.NewPCG(seed, 100+i))
			real.paths = append(real.paths, twin.days(730))
			real.from = append(real.from, 0)
		}
		burned = real.daily() * 365
		cost := func(size float64) float64 {
			p, err := fee.ForCredit(inCents(min(max(size, 5), 25000)))
			if err != nil {
				t.Fatal(err)
			}
			return real.mean(loadPolicy{float(p.Credit), float(p.Fee), 365, 0}).total()
		}
		plan := cost(float(best.Purchase.Credit))
		for _, rule := range rules {
			over := cost(sizes[rule]) - plan
			dollarsOver[rule] += over / users
			shareOver[rule] += over / (burned + 1) / users
		}
	}
	for _, rule := range rules {
		t.Logf("buying %s costs $%.2f a year more than the plan, %.2f %% of the burn", rule, dollarsOver[rule], 100*shareOver[rule])
		if dollarsOver[rule] < 0 || shareOver[rule] < 0 {
			t.Errorf("the plan is worse than buying %s by $%.2f a year, %.2f %% of the burn", rule, -dollarsOver[rule], -100*shareOver[rule])
		}
	}
}

// bounds are those of a plan's best.
func bounds(t testing.TB, l *sizePricer) (least, most pricing.Money) {
	t.Helper()
	least, most, err := l.gateway.PlanBounds(l.query)
	if err != nil {
		t.Fatal(err)
	}
	return least, most
}

func BenchmarkPlanOverPaths(b *testing.B) {
	catalog, err := pricing.Load(data.Files)
	if err != nil {
		b.Fatal(err)
	}
	seen, said := simulatedPaths(newSimulated(1).days(300), 1)
	for b.Loop() {
		l, err := newSizePricer(catalog.Gateway("openrouter"), pricing.PlanQuery{MinDays: 7, At: planDay}, thinned(seen, said, nil))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := l.best(bounds(b, l)); err != nil {
			b.Fatal(err)
		}
	}
}

// simulatedPaths are two years of simulated futures of a history, and what is said of
// them.
func simulatedPaths(history []float64, seed uint64) (paths [][]float64, said []float64) {
	p, _ := forecast.Project(forecast.Series{USD: history}, seed)
	paths = forecast.Table(forecast.Paths, 730)
	p.Draw(paths)
	return paths, p.Said(730)
}
