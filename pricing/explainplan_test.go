package pricing

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// parts writes the parts of an explanation: "fees 0.8; rounding 0.01".
func parts(e Explanation) string {
	var out []string
	for _, l := range e.Lines {
		if l.Part != nil {
			out = append(out, l.Label+" "+l.Part.String())
		}
	}
	return strings.Join(out, "; ")
}

// The figures of TestHalfADollarAMonth: of 6.08 purchases are 6.083333 / 6.08 =
// 1.000548 a year, x 0.80 = 0.8004384, shown as 0.800439. Of 14.55 one dies by 14.55 -
// 6.083333 = 8.466667.
func TestExplainAPlan(t *testing.T) {
	g := facts(t).Gateway("openrouter")
	q := PlanQuestion{Query: PlanQuery{Monthly: MustMoney("0.50"), Method: "card", MinDays: MinDays, At: today}, Address: "plan openrouter monthly=0.5"}
	for _, c := range []struct{ size, figure, usd, parts, how string }{
		{"6.08", "total", "0.800439", "fees 0.800439; credit that expires unused 0; cost of money 0", ""},
		{"6.08", "fees", "0.800439", "fees 0.8004384; rounding: purchases a year are shown to 6 decimals 0.0000006", "1.000548 purchases x $0.80"},
		{"14.55", "fees", "0.8", "fees 0.8", "1 purchase x $0.80"},
		{"14.55", "breakage", "8.466667", "what expires of it; unused credit may expire after 365 days 8.466667", "1 purchase x $8.466667"},
		{"14.55", "money", "0", "idle money 0", "0 %: cost-of-money=PCT puts a price on it"},
	} {
		var err error
		q.Figure = c.figure
		if q.Cost, err = g.TopUpCost(q.Query, MustMoney(c.size)); err != nil {
			t.Fatal(err)
		}
		e, err := g.ExplainPlan(q)
		if err != nil {
			t.Fatal(err)
		}
		money(t, c.size+" "+c.figure, *e.USD, c.usd)
		if got := parts(e); got != c.parts || c.how != "" && e.Lines[0].Formula != c.how {
			t.Errorf("%s %s: %s, %q\nwant %s, %q", c.size, c.figure, got, e.Lines[0].Formula, c.parts, c.how)
		}
	}
	// 10 % of 6.08 - 6.08 / 2 = 3.04 are 0.304.
	q.Figure, q.Query.CostOfMoney = "money", MustPercent("10")
	q.Cost, _ = g.TopUpCost(q.Query, MustMoney("6.08"))
	if e, err := g.ExplainPlan(q); err != nil || e.USD.String() != "0.304" || !strings.HasPrefix(e.Lines[0].Formula, "10 % x ($6.08 - $6.08 / 2)") || e.Address != "plan openrouter monthly=0.5 money" {
		t.Errorf("%+v, %v", e, err)
	}
}

// Every plan's every figure is the plan's own, its parts add up to it, and what is
// called rounding is less than a ten-thousandth of a fee of one.
func TestExplainEveryPlan(t *testing.T) {
	c := facts(t)
	rapid.Check(t, func(rt *rapid.T) {
		g := rapid.SampledFrom(c.Gateways()).Draw(rt, "gateway")
		q := PlanQuestion{Query: PlanQuery{Monthly: cents(rapid.Int64Range(1, 10_000_000).Draw(rt, "monthly")), MinDays: MinDays, At: today, Lenient: rapid.Bool().Draw(rt, "lenient"),
			Method: rapid.SampledFrom(append(g.Methods(), "")).Draw(rt, "method"), CostOfMoney: MustPercent(rapid.SampledFrom([]string{"0", "7.5"}).Draw(rt, "percent"))}}
		var err error
		if q.Cost, err = g.TopUpCost(q.Query, cents(rapid.Int64Range(1, 1_000_000).Draw(rt, "size"))); err != nil {
			return
		}
		for figure, usd := range map[string]Money{"total": q.Cost.Total, "fees": q.Cost.Fees, "breakage": q.Cost.Breakage, "money": q.Cost.Money} {
			q.Figure = figure
			e, err := g.ExplainPlan(q)
			if err != nil || !e.USD.Equal(usd) || e.Sum == nil || !e.Sum.Equal(usd) {
				rt.Fatalf("%s of %s: %+v, %v; want %s", figure, g.ID, e, err, usd)
			}
			for _, l := range e.Lines {
				if strings.HasPrefix(l.Label, "rounding") && l.Part.Abs().Times(10_000).Cmp(q.Cost.Purchase.Fee.Add(q.Cost.Purchase.Credit).Add(usd).Add(MustMoney("0.1"))) > 0 {
					rt.Fatalf("%s of %s: %s of %s", figure, g.ID, l.Label, l.Part)
				}
			}
		}
	})
}

// $300 in purchases of $10 by card are 30 x 0.80 = 24.00; without a size 300 is loaded
// at once, for 16.50. Of $3 a purchase of $5 is the least: 0.6 of it, 0.48.
func TestExplainMonthlyFee(t *testing.T) {
	g := facts(t).Gateway("openrouter")
	for _, c := range []struct{ spend, size, usd, how string }{
		{"300", "10", "24", "30 purchases of $10.00 x $0.80, rounded to the cent"},
		{"300", "", "16.5", "1 purchase of $300.00 x $16.50, rounded to the cent"},
		{"3", "", "0.48", "0.6 purchases of $5.00 x $0.80, rounded to the cent"},
	} {
		var size Money
		if c.size != "" {
			size = MustMoney(c.size)
		}
		e := g.ExplainMonthlyFee(MustMoney(c.spend), "card", size, today)
		addsUp(t, e)
		want, known := g.MonthlyFee(MustMoney(c.spend), "card", size, today)
		if !known || !e.USD.Equal(want) || e.USD.String() != c.usd || e.Lines[0].Formula != c.how {
			t.Errorf("%s: %s, %q; want %s, %q", c.spend, e.Figure, e.Lines[0].Formula, c.usd, c.how)
		}
	}
	if e := g.ExplainMonthlyFee(Money{}, "card", Money{}, today); e.Figure != "$0.00" || len(e.Lines) != 0 {
		t.Errorf("of nothing: %+v", e)
	}
	for _, g := range facts(t).Gateways() {
		if _, known := g.MonthlyFee(MustMoney("3"), "", Money{}, today); !known {
			if e := g.ExplainMonthlyFee(MustMoney("3"), "", Money{}, today); e.USD != nil || e.Figure != "?" || len(e.Notes) == 0 {
				t.Errorf("%s: %+v", g.ID, e)
			}
		}
	}
}
