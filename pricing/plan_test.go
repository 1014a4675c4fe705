package pricing

import (
	"errors"
	"math"
	"slices"
	"sort"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func planned(t testing.TB, gateway string, q PlanQuery) TopUpPlan {
	t.Helper()
	q.At = today
	p, err := facts(t).Gateway(gateway).TopUpPlan(q)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestHalfADollarAMonth: 0.50 x 365 / 30 = 6.08333 a year, all of which one purchase
// can serve in its 365 days. 6.08 is bought 6.08333 / 6.08 = 1.000548 times, for 0.80 x
// 1.000548 = 0.800439. 14.55 is bought once, for 0.80, and 14.55 - 6.08333 = 8.466667
// dies. The least purchase, 5, is bought 1.216667 times: 0.973333.
func TestHalfADollarAMonth(t *testing.T) {
	q := PlanQuery{Monthly: MustMoney("0.50"), Method: "card", MinDays: MinDays, At: today}
	p := planned(t, "openrouter", q)
	for _, c := range []struct {
		name, size, perYear, fees, breakage, total string
	}{
		{"the plan", p.Best.Purchase.Credit.String(), "1.000548", "0.800439", "0", "0.800439"},
		{"the kink", "14.55", "1", "0.80", "8.466667", "9.266667"},
		{"the least", "5", "1.216667", "0.973333", "0", "0.973333"},
	} {
		got, err := facts(t).Gateway("openrouter").TopUpCost(q, MustMoney(c.size))
		if err != nil {
			t.Fatal(err)
		}
		money(t, c.name+": fees", got.Fees, c.fees)
		money(t, c.name+": breakage", got.Breakage, c.breakage)
		money(t, c.name+": total", got.Total, c.total)
		if got.PerYear != c.perYear {
			t.Errorf("%s: %s a year, want %s", c.name, got.PerYear, c.perYear)
		}
		if !slices.ContainsFunc(p.Curve, func(x TopUpCost) bool { return x.Purchase.Credit.Equal(MustMoney(c.size)) }) {
			t.Errorf("%s: %s is not in the curve", c.name, c.size)
		}
	}
	money(t, "the plan's size", p.Best.Purchase.Credit, "6.08")
	money(t, "the plan's fee", p.Best.Purchase.Fee, "0.80")
}

// TestPlans works plans of the shipped and of small catalogs by hand.
func TestPlans(t *testing.T) {
	c := rows{
		"gateways/free":  router("fee_percent,any,0", "expiry,,never"),
		"gateways/flat":  router("fee_percent,any,0", "fee_flat,any,1", "expiry,,after 90 days"),
		"gateways/flats": router("fee_percent,any,0", "fee_flat,any,1", "expiry,,never"),
		"gateways/small": router("fee_percent,any,0", "fee_flat,any,1", "purchase_max,,20"),
		"gateways/short": router("fee_percent,any,0", "fee_flat,any,1", "purchase_min,,50", "expiry,,after 5 days"),
		"gateways/cap":   router("fee_percent,any,5", "fee_max,any,2", "purchase_max,,100", "expiry,,never"),
	}.load(t)
	for _, k := range []struct {
		name, gateway string
		q             PlanQuery
		size, total   string
	}{
		// 7 days of 30 a month are 7.00, and no size costs anything
		{"nothing costs anything", "free", PlanQuery{Monthly: MustMoney("30"), MinDays: 7}, "7", "0"},
		{"no bound at all", "free", PlanQuery{Monthly: MustMoney("30")}, "0.01", "0"},
		{"seven days of 0.10, rounded up: 0.0233", "free", PlanQuery{Monthly: MustMoney("0.10"), MinDays: 7}, "0.03", "0"},
		// 90 days of 1 a day are 90; 365 / 90 purchases of 1
		{"all that is used before it dies", "flat", PlanQuery{Monthly: MustMoney("30"), MinDays: 7}, "90", "4.055556"},
		// The low point of 365 / s + 0.10 x s / 2 is s = sqrt(2 x 365 / 0.10) = 85.44;
		// 365 / 85.44 = 4.272004, 0.10 x 42.72 = 4.272
		{"money costs 10 %", "flat", PlanQuery{Monthly: MustMoney("30"), MinDays: 7, CostOfMoney: MustPercent("10")}, "85.44", "8.544004"},
		{"money costs 10 %, nothing dies", "flats", PlanQuery{Monthly: MustMoney("30"), MinDays: 7, CostOfMoney: MustPercent("10")}, "85.44", "8.544004"},
		// s = sqrt(2 x 365 / 50) = 3.82, under the week's 7: 365 / 7 + 0.5 x 50 % x 7
		{"money is dear, but a week is a week", "flats", PlanQuery{Monthly: MustMoney("30"), MinDays: 7, CostOfMoney: MustPercent("5000")}, "7", "227.142857"},
		// 365 / s <= 0.01 a year from s = 36,500 on
		{"nothing dies: within a cent of nothing", "flats", PlanQuery{Monthly: MustMoney("30"), MinDays: 7}, "36500", "0.01"},
		// 365 / 20 = 18.25
		{"the largest purchase", "small", PlanQuery{Monthly: MustMoney("30"), MinDays: 7}, "20", "18.25"},
		{"a week is more than the largest purchase: 3650 / 20", "small", PlanQuery{Monthly: MustMoney("300"), MinDays: 7}, "20", "182.50"},
		// In 5 days 5 of 50 are used: 73 purchases, 73 x 1 + 73 x 45
		{"the least purchase dies", "short", PlanQuery{Monthly: MustMoney("30"), MinDays: 7}, "50", "3358"},
		// 2 a purchase from 40 on: 3.65 x 2
		{"the fee's maximum", "cap", PlanQuery{Monthly: MustMoney("30"), MinDays: 7}, "100", "7.30"},
	} {
		k.q.At = today
		p, err := c.Gateway(k.gateway).TopUpPlan(k.q)
		if err != nil {
			t.Errorf("%s: %v", k.name, err)
			continue
		}
		money(t, k.name+": size", p.Best.Purchase.Credit, k.size)
		money(t, k.name+": total", p.Best.Total, k.total)
	}
}

// TestAboveTheKink: at 5.5 % a size above the kink is as good as another but for the
// rounding of the cent, so the plan is the least that lasts a week: 100 a month are
// 23.333 a week. 23.34 pays 1.2837, charged 1.28; the last size with that fee is 23.36,
// and 1216.666667 x 1.28 / 23.36 = 66.666667. By crypto there is no kink: 23.49 pays
// 1.1745, charged 1.17, 60.600255 a year.
func TestAboveTheKink(t *testing.T) {
	card := planned(t, "openrouter", PlanQuery{Monthly: MustMoney("100"), MinDays: MinDays})
	money(t, "by card", card.Best.Purchase.Credit, "23.36")
	money(t, "by card, a year", card.Best.Total, "66.666667")
	for _, x := range card.Curve {
		if x.Purchase.Credit.Cmp(MustMoney("24")) > 0 && x.Fees.Add(MustMoney("0.01")).Cmp(card.Best.Total) < 0 {
			t.Errorf("%s saves: %s a year", x.Purchase.Credit, x.Fees)
		}
	}
	if len(card.Others) != 3 || card.Others[0].Method != "crypto" || card.Others[1].Method != "alipay" || card.Others[2].Method != "business" {
		t.Fatalf("other methods: %+v", card.Others)
	}
	crypto, err := facts(t).Gateway("openrouter").CheapestTopUp(PlanQuery{Monthly: MustMoney("100"), Method: "crypto", MinDays: MinDays, At: today})
	if err != nil {
		t.Fatal(err)
	}
	money(t, "by crypto", crypto.Purchase.Credit, "23.49")
	money(t, "by crypto, a year", crypto.Total, "60.600255")
	for method, want := range map[string]string{"card": "from $14.55 up the fee is 5.5 %: larger purchases save nothing", "crypto": "the fee is 5 % of any size: larger purchases save nothing"} {
		p := planned(t, "openrouter", PlanQuery{Monthly: MustMoney("100"), Method: method, MinDays: MinDays})
		if !slices.Contains(p.Why, want) {
			t.Errorf("%s: %q, want %q", method, p.Why, want)
		}
	}
}

// TestRecommended: what a person would do, worked by hand. A year of 20 a day is 7300.
func TestRecommended(t *testing.T) {
	c := rows{
		"gateways/free":  router("fee_percent,any,0", "expiry,,never"),
		"gateways/flat":  router("fee_percent,any,0", "fee_flat,any,1", "expiry,,never"),
		"gateways/small": router("fee_percent,any,0", "fee_flat,any,1", "purchase_max,,20"),
		"gateways/large": router("fee_percent,any,5", "purchase_min,,50", "expiry,,never"),
		"gateways/short": router("fee_percent,any,0", "fee_flat,any,1", "expiry,,after 10 days"),
	}.load(t)
	shipped := facts(t)
	for _, k := range []struct {
		name, gateway, monthly string
		minDays, maxDays       int
		size, total            string
	}{
		// 7300 / 600 x 33.00; 140.09 every week would be 400.93
		{"once a month", "openrouter", "600", 7, 31, "600", "401.5"},
		{"a month of odd dollars is a round one: 31 days are 401.67", "openrouter", "388.72", 7, 31, "400", "260.118467"},
		// 5 is the least purchase, and lasts for 300 days: 6.083333 / 5 x 0.80
		{"the gateway's least purchase may last longer", "openrouter", "0.50", 7, 31, "5", "0.973333"},
		{"nothing costs anything: still not 52 purchases", "free", "30", 7, 31, "30", "0"},
		{"no bound of days: the largest round size that two years use up", "free", "30", 7, 0, "500", "0"},
		// 365 / 31 x 1.00
		{"a fee a purchase: as rarely as is allowed", "flat", "30", 7, 31, "31", "11.774194"},
		{"90 days are allowed", "flat", "30", 7, 90, "90", "4.055556"},
		{"60 days are the least and the most", "flat", "30", 60, 60, "60", "6.083333"},
		{"the largest purchase", "small", "300", 7, 31, "20", "182.5"},
		// 50 is more than 31 days burn, and 5 % of any size
		{"the least purchase is more than a month's", "large", "30", 7, 31, "50", "18.25"},
		// credit lives for 10 days: 36.5 purchases of 10
		{"credit dies before a month is over", "short", "30", 7, 31, "10", "36.5"},
	} {
		g := c.Gateway(k.gateway)
		if g == nil {
			g = shipped.Gateway(k.gateway)
		}
		q := PlanQuery{Monthly: MustMoney(k.monthly), MinDays: k.minDays, MaxDays: k.maxDays, At: today}
		p, err := g.TopUpPlan(q)
		if err != nil {
			t.Errorf("%s: %v", k.name, err)
			continue
		}
		money(t, k.name+": size", p.Recommended.Purchase.Credit, k.size)
		money(t, k.name+": total", p.Recommended.Total, k.total)
		if !slices.ContainsFunc(p.Curve, func(x TopUpCost) bool { return x.Purchase.Credit.Equal(p.Recommended.Purchase.Credit) }) {
			t.Errorf("%s: %s is not in the curve", k.name, p.Recommended.Purchase.Credit)
		}
		if alone, err := g.RecommendedTopUp(q); err != nil || !alone.Purchase.Credit.Equal(p.Recommended.Purchase.Credit) {
			t.Errorf("%s: alone %s, %v", k.name, alone.Purchase.Credit, err)
		}
	}
}

// TestCurrentIsKept: 500 a month are 6083.333333 a year, 334.583333 of fees at 5.5 % of
// any size. What is bought now stays as long as it is in the bounds and costs at most
// 1 % more, 3.35.
func TestCurrentIsKept(t *testing.T) {
	g := facts(t).Gateway("openrouter")
	q := PlanQuery{Monthly: MustMoney("500"), Method: "card", MinDays: MinDays, MaxDays: MaxDays, At: today}
	for _, k := range []struct{ name, now, want string }{
		{"a month's", "500", "500"},
		{"half of it", "250", "250"},
		{"under a week", "100", "500"},
		{"more than 31 days: 516.66", "516.67", "500"},
		{"not a cent under seven days: 116.67", "116.66", "500"},
		{"a year's", "6000", "500"},
	} {
		now, err := g.TopUpCost(q, MustMoney(k.now))
		if err != nil {
			t.Fatal(err)
		}
		cheapest, err := g.CheapestTopUp(q)
		if err != nil {
			t.Fatal(err)
		}
		month, err := g.TopUpCost(q, MustMoney("500"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := g.RecommendTopUp(q, cheapest, []TopUpCost{month}, &now)
		if err != nil {
			t.Fatal(err)
		}
		money(t, k.name, got.Purchase.Credit, k.want)
	}
	// 10 a month: the fee of 5 is 0.80, 19.466667 a year; 10 pays as much half as often.
	q.Monthly = MustMoney("10")
	now, err := g.TopUpCost(q, MustMoney("5"))
	if err != nil {
		t.Fatal(err)
	}
	ten, err := g.TopUpCost(q, MustMoney("10"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := g.RecommendTopUp(q, ten, []TopUpCost{now}, &now); err != nil || !got.Purchase.Credit.Equal(MustMoney("10")) {
		t.Errorf("twice the fee is kept: %s, %v", got.Purchase.Credit, err)
	}
}

// TestPlanNotes: what a plan rests on, and bounds that can't be kept, are said.
func TestPlanNotes(t *testing.T) {
	for _, k := range []struct {
		gateway string
		q       PlanQuery
		want    string
	}{
		{"openrouter", PlanQuery{Monthly: MustMoney("100"), MinDays: 7}, "may expire after 365 days, and is read as if it does"},
		{"openrouter", PlanQuery{Monthly: MustMoney("100"), MinDays: 7, Lenient: true}, "does not expire, though it may"},
		{"openrouter", PlanQuery{Monthly: MustMoney("1000000"), MinDays: 7}, "7 days between purchases can't be kept: no purchase is over $25,000.00"},
		{"openrouter", PlanQuery{Monthly: MustMoney("0.50"), MinDays: 1000}, "1,000 days between purchases can't be kept: credit lives for 365 days"},
		{"ofox", PlanQuery{Monthly: MustMoney("100"), MinDays: 7}, "its credit never expires (its own claim)"},
		{"cloudflare", PlanQuery{Monthly: MustMoney("100"), MinDays: 7}, "its credit never expires (not known)"},
	} {
		p := planned(t, k.gateway, k.q)
		if !strings.Contains(strings.Join(p.Notes, "\n"), k.want) {
			t.Errorf("%s: %q, want %q", k.gateway, p.Notes, k.want)
		}
	}
}

func TestNoPlan(t *testing.T) {
	for gateway, want := range map[string]error{"vercel": ErrFeeUnknown, "azure": ErrNothingToLoad, "portkey": ErrNothingToLoad} {
		q := PlanQuery{Monthly: MustMoney("100"), At: today}
		if p, err := facts(t).Gateway(gateway).TopUpPlan(q); !errors.Is(err, want) {
			t.Errorf("%s: %+v, %v, want %v", gateway, p.Best, err, want)
		}
		if x, err := facts(t).Gateway(gateway).TopUpCost(q, MustMoney("10")); !errors.Is(err, want) {
			t.Errorf("%s, a purchase of 10: %+v, %v, want %v", gateway, x, err, want)
		}
		if x, _, err := facts(t).Gateway(gateway).FeeCurve("", today); !errors.Is(err, want) {
			t.Errorf("%s, the curve: %+v, %v, want %v", gateway, x, err, want)
		}
	}
	if _, err := facts(t).Gateway("openrouter").TopUpPlan(PlanQuery{At: today}); err == nil {
		t.Error("a burn of nothing has a plan")
	}
}

// TestFeeCurve: 0.80 is 16 % of 5; 1.38 is 5.52 % of 25.
func TestFeeCurve(t *testing.T) {
	g := facts(t).Gateway("openrouter")
	sizes := []Money{MustMoney("25"), MustMoney("4"), MustMoney("5"), MustMoney("14.55"), MustMoney("25000.01"), MustMoney("5")}
	curve, from, err := g.FeeCurve("card", today, sizes...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range curve {
		got = append(got, x.Credit.String()+" "+x.Percent)
	}
	if want := []string{"5 16", "14.55 5.498282", "25 5.52"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	money(t, "from there on size changes nothing", from, "14.55")
	money(t, "the caller's sizes stay as they were", sizes[0], "25")
	if _, from, _ := g.FeeCurve("crypto", today); !from.IsZero() {
		t.Errorf("a kink by crypto at %s", from)
	}
}

// A plain is a schedule and a burn in whole cents, and the second way of working a
// plan: every size, in integers and floats.
type plain64 struct {
	taken                Taken
	pct, low, high, flat int64 // pct in hundredths of a percent
	least, most          int64
	days                 int64 // until credit dies; 0 is never
	minDays              int64
	monthly              int64
	interest             int64 // hundredths of a percent a year
}

// round is num / den, half up.
func round(num, den int64) int64 { return (2*num + den) / (2 * den) }

// share is the rounded fee on a base.
func (p plain64) share(num, den int64) int64 {
	if num < p.low*den {
		num, den = p.low, 1
	}
	if p.high > 0 && num > p.high*den {
		num, den = p.high, 1
	}
	return round(num+p.flat*den, den)
}

func (p plain64) fee(s int64) int64 {
	switch p.taken {
	case Deducted:
		// The smallest charge that leaves the credit; a larger one never leaves less.
		return int64(sort.Search(int(2*(s+p.flat+p.low))+2, func(fee int) bool {
			paid := s + int64(fee)
			return paid-p.share(p.pct*paid, 10000) >= s
		}))
	case GrossUp:
		return p.share(p.pct*(s+p.flat), 10000-p.pct)
	}
	return p.share(p.pct*s, 10000)
}

// cost is USD a year.
func (p plain64) cost(s, fee int64) float64 {
	day := float64(p.monthly) / 30
	usable := float64(s)
	if p.days > 0 {
		usable = math.Min(usable, day*float64(p.days))
	}
	n := 365 * day / usable
	return (n*(float64(fee)+float64(s)-usable) + float64(p.interest)/10000*(float64(s)-usable/2)) / 100
}

// from is the smallest size allowed.
func (p plain64) from() int64 {
	days := p.minDays
	if p.days > 0 {
		days = min(days, p.days)
	}
	least := max(1, p.least, (p.monthly*days+29)/30)
	if p.most > 0 {
		least = min(least, p.most)
	}
	return least
}

func (p plain64) gateway() *Gateway {
	g := &Gateway{ID: "g", Billing: "prepaid", PurchaseMin: cents(p.least), PurchaseMax: cents(p.most), Expiry: Expiry{Kind: ExpiryUnknown}}
	if p.days > 0 {
		g.Expiry = Expiry{Kind: ExpiresAfter, Days: int(p.days)}
	}
	g.Fees = []Fee{{Method: AnyMethod, Percent: Percent{cents(p.pct).usd()}, Min: cents(p.low), Max: cents(p.high), Flat: cents(p.flat), Taken: p.taken}}
	return g
}

func (p plain64) query() PlanQuery {
	return PlanQuery{Monthly: cents(p.monthly), MinDays: int(p.minDays), CostOfMoney: Percent{cents(p.interest).usd()}, At: today}
}

// TestPlanAgainstBruteForce: over random schedules and burns no size in cents costs
// less than the plan by more than a cent a year, none that the cost turns at is both
// smaller and within that cent, and the plan costs what the plain way says.
func TestPlanAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for range 20 { // 2,000 schedules by default
			bruteForce(t)
		}
	})
}

func bruteForce(t *rapid.T) {
	maybe := func(name string, g *rapid.Generator[int64]) int64 {
		if rapid.Bool().Draw(t, name+"?") {
			return g.Draw(t, name)
		}
		return 0
	}
	p := plain64{
		taken:    Taken(rapid.IntRange(0, 3).Draw(t, "taken")),
		pct:      rapid.OneOf(rapid.SampledFrom([]int64{0, 100, 290, 500, 550, 1000, 2500}), rapid.Int64Range(0, 3000)).Draw(t, "pct"),
		low:      maybe("low", rapid.Int64Range(1, 200)),
		flat:     maybe("flat", rapid.Int64Range(1, 60)),
		least:    maybe("least", rapid.Int64Range(1, 1000)),
		days:     maybe("days", rapid.SampledFrom([]int64{5, 30, 90, 365})),
		minDays:  rapid.SampledFrom([]int64{0, 1, 7, 30}).Draw(t, "min days"),
		monthly:  rapid.OneOf(rapid.Int64Range(1, 300), rapid.Int64Range(1, 20_000)).Draw(t, "monthly"),
		interest: maybe("interest", rapid.Int64Range(1, 3000)),
	}
	if high := maybe("high", rapid.Int64Range(1, 300)); high >= p.low {
		p.high = high
	}
	if most := maybe("most", rapid.Int64Range(1, 4000)); most >= p.least {
		p.most = most
	}
	plan, err := p.gateway().TopUpPlan(p.query())
	if err != nil {
		t.Fatal(err)
	}
	size := centsOf(plan.Best.Purchase.Credit)
	from, to := p.from(), p.most
	if to == 0 {
		to = from + 6000
	}
	if size < from || p.most > 0 && size > p.most {
		t.Fatalf("a purchase of %d cents, outside of %d to %d", size, from, p.most)
	}
	total := p.cost(size, p.fee(size))
	if got, _ := plan.Best.Total.usd().Float64(); math.Abs(got-total) > 2e-6 {
		t.Fatalf("purchases of %d cents cost %v, want %v", size, got, total)
	}
	least, fees := math.Inf(1), make([]int64, to-from+2)
	for s := from; s <= to; s++ {
		fees[s-from] = p.fee(s)
		if c := p.cost(s, fees[s-from]); c < least {
			least = c
			if c < total-0.01-1e-9 {
				t.Fatalf("purchases of %d cents cost %v a year, of %d %v", size, total, s, c)
			}
		}
	}
	if p.most == 0 && (p.days == 0 || p.monthly*p.days/30 > to) {
		return // the least may lie behind what was tried
	}
	for s := from; s < min(size, to); s++ {
		before, at, after := math.Inf(1), p.cost(s, fees[s-from]), p.cost(s+1, fees[s+1-from])
		if s > from {
			before = p.cost(s-1, fees[s-1-from])
		}
		if turns := at < before && at < after; turns && at < least+0.01-1e-9 && total > least+1e-9 {
			t.Fatalf("%d cents are smaller than %d and cost %v a year, where the least is %v", s, size, at, least)
		}
	}
}

// TestPlanOfLargeBurns: the search is quick where steps of the fee are many, and not
// beaten by the sizes around it or by round ones.
func TestPlanOfLargeBurns(t *testing.T) {
	for _, p := range []plain64{
		{taken: OnTop, pct: 550, low: 80, least: 500, most: 2_500_000, days: 365, minDays: 7, monthly: 10_000_000},
		{taken: OnTop, pct: 550, low: 80, least: 500, most: 2_500_000, days: 365, minDays: 7, monthly: 200_000_000},
		{taken: GrossUp, pct: 290, flat: 30, least: 500, minDays: 7, monthly: 50_000_000, days: 365},
		{taken: Deducted, pct: 317, flat: 1, least: 500, minDays: 7, monthly: 5_000_000, days: 90, interest: 437},
		{taken: OnTop, pct: 500, least: 500, minDays: 7, monthly: 100_000_000},
		{taken: OnTop, pct: 1, flat: 1, least: 500, minDays: 7, monthly: 1_000_000},
	} {
		plan, err := p.gateway().TopUpPlan(p.query())
		if err != nil {
			t.Fatal(err)
		}
		size := centsOf(plan.Best.Purchase.Credit)
		total := p.cost(size, p.fee(size))
		to := p.most
		if to == 0 {
			to = 100_000_000
		}
		for s := p.from(); s <= to; s += 1 + s/50_000 {
			if c := p.cost(s, p.fee(s)); c < total-0.01-1e-6 {
				t.Errorf("%+v: purchases of %d cents cost %v a year, of %d %v", p, size, total, s, c)
				break
			}
		}
	}
}

func BenchmarkTopUpPlan(b *testing.B) {
	g := facts(b).Gateway("openrouter")
	for b.Loop() {
		if _, err := g.TopUpPlan(PlanQuery{Monthly: MustMoney("1240"), MinDays: MinDays, At: today}); err != nil {
			b.Fatal(err)
		}
	}
}

// The bounds of a plan's terms: both ends are within.
func TestPlanTerms(t *testing.T) {
	for text, ok := range map[string]bool{"0": true, "1000": true, "8.5": true, "-1": false, "1000.1": false, "x": false} {
		if _, err := ParseCostOfMoney(text); (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
	}
	for days, ok := range map[int]bool{0: true, 3650: true, -1: false, 3651: false} {
		if err := CheckPlanDays(days); (err == nil) != ok {
			t.Errorf("%d: %v", days, err)
		}
	}
}
