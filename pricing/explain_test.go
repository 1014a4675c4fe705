package pricing

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// addsUp fails where the parts of an explanation are not its sum, or what rounding
// closes is more than rounding.
func addsUp(t testing.TB, e Explanation) {
	t.Helper()
	var sum Money
	parts := 0
	for _, l := range e.Lines {
		if l.Part == nil {
			continue
		}
		parts++
		sum = sum.Add(*l.Part)
		if l.Label == "rounding of the parts" && l.Part.Abs().Cmp(MustMoney("0.0001")) > 0 || l.Label == "rounded to the cent" && l.Part.Abs().Cmp(MustMoney("0.01")) >= 0 {
			t.Errorf("%s: %s of %s", e.Title, l.Label, l.Part)
		}
	}
	if parts > 0 && (e.Sum == nil || !e.Sum.Equal(sum)) {
		t.Errorf("%s: lines of %s, a sum of %v", e.Title, sum, e.Sum)
	}
}

// lines writes an explanation's parts in a short form.
func lines(e Explanation) string {
	var out []string
	for _, l := range e.Lines {
		if l.Part != nil {
			out = append(out, l.Label+" "+l.Part.String())
		}
	}
	return strings.Join(out, "; ")
}

func TestExplainFee(t *testing.T) {
	c := rows{
		"gateways/top":  router("fee_percent,card,5.5", "fee_min,card,0.80"),
		"gateways/down": router("fee_percent,card,5", "fee_flat,card,0.30", "fee_taken,card,deducted"),
		"gateways/div":  router("fee_percent,card,5", "fee_taken,card,by_division"),
		"gateways/up":   router("fee_percent,card,3", "fee_flat,card,0.30", "fee_taken,card,gross_up"),
		"gateways/cap":  router("fee_percent,card,5", "fee_max,card,2"),
	}.load(t)
	for _, test := range []struct{ gateway, credit, formula, lines string }{
		// 5.5 % of 25 is 1.375, charged 1.38
		{"top", "25", "max(5.5 % x $25.00, $0.80)", "5.5 % of the credit 1.375; rounded to the cent 0.005"},
		{"top", "100", "max(5.5 % x $100.00, $0.80)", "5.5 % of the credit 5.5"},
		// 5.5 % of 10 is 0.55, 0.25 under the minimum
		{"top", "10", "max(5.5 % x $10.00, $0.80)", "5.5 % of the credit 0.55; up to the minimum of $0.80 0.25"},
		// 5 % of 105.58 is 5.279, and 0.30: 5.58, which leaves 100.00
		{"down", "100", "5 % x $105.58 + $0.30", "5 % of the charge 5.279; fixed part 0.3; rounded to the cent 0.001"},
		// 5 % of 95.24 is 4.762
		{"div", "95.24", "5 % x $95.24", "5 % of the credit 4.762; rounded to the cent -0.002"},
		// (100 + 0.30) / 0.97 = 103.402: 3 % of 103.40 is 3.102
		{"up", "100", "3 % x $103.40 + $0.30", "3 % of the charge 3.102; fixed part 0.3; rounded to the cent -0.002"},
		{"cap", "100", "min(5 % x $100.00, $2.00)", "5 % of the credit 5; down to the maximum of $2.00 -3"},
	} {
		g := c.Gateway(test.gateway)
		f, _ := g.Fee("", today)
		p, err := f.ForCredit(MustMoney(test.credit))
		if err != nil {
			t.Fatal(err)
		}
		e := g.ExplainFee(f, p)
		addsUp(t, e)
		if e.Formula != test.formula || lines(e) != test.lines {
			t.Errorf("%s %s:\n got %s: %s\nwant %s: %s", test.gateway, test.credit, e.Formula, lines(e), test.formula, test.lines)
		}
	}
}

// Every fee of the catalog explains itself, whichever way it is bought.
func TestExplainEveryFee(t *testing.T) {
	c := facts(t)
	rapid.Check(t, func(rt *rapid.T) {
		g := rapid.SampledFrom(c.Gateways()).Draw(rt, "gateway")
		f, _ := g.Fee(rapid.SampledFrom(append(g.Methods(), "")).Draw(rt, "method"), today)
		if f == nil || f.Unknown {
			return
		}
		amount := cents(rapid.Int64Range(1, 10_000_000).Draw(rt, "cents"))
		p, err := f.ForCredit(amount)
		if rapid.Bool().Draw(rt, "paid") {
			p, err = f.ForPaid(amount)
		}
		if err != nil {
			return
		}
		e := g.ExplainFee(f, p)
		addsUp(t, e)
		if e.USD == nil || !e.USD.Equal(p.Fee) || !e.Sum.Equal(p.Fee) {
			rt.Fatalf("%s: explained as %v, the fee is %s", e.Address, e.USD, p.Fee)
		}
	})
}

// 1,000,000 in at 2 and 100,000 out at 10 are 3.00, of which a markup of 5 % is 0.15.
func TestCostLinesAreTheCost(t *testing.T) {
	c := facts(t)
	for _, card := range c.Gateway("openrouter").cards {
		for _, mixed := range []bool{false, true} {
			served := Service{}
			if mixed {
				served.Tier = Batch
			}
			tokens := used(kInput, 300_000, kRead, 20_000, kOutput, 7_001, kReasoning, 13)
			usd, unpriced, ok := c.Cost(WorkLine{Gateway: "openrouter", Name: card.ID, Tokens: tokens, At: today, Mixed: mixed, Service: served})
			q, err := c.CostLines(WorkLine{Gateway: "openrouter", Name: card.ID, Tokens: tokens, At: today, Mixed: mixed, Service: served})
			if err != nil || ok && !q.USD().Equal(usd) || !slices.Equal(unpriced, q.Unpriced) {
				t.Fatalf("%s: lines of %s without %v, %v; the cost is %s without %v", card.ID, q.USD(), q.Unpriced, err, usd, unpriced)
			}
			if e := q.Explain(); len(q.Lines) > 0 && !e.Sum.Equal(usd) {
				t.Fatalf("%s: explained as %v", card.ID, e.Sum)
			}
		}
	}
	if _, err := c.CostLines(WorkLine{Gateway: "nobody", Name: "x", Tokens: used(kInput, 1), At: today}); err == nil {
		t.Error("a gateway that there is none of has a price")
	}
}

// figureOf is what the comparison itself says.
func figureOf(r *Row, figure string) *Money {
	return map[string]*Money{"total": r.Total, "token": r.Token, "fee": r.Fee, "subscription": r.Subscription, "byok_fee": r.BYOKFee,
		"breakage": r.Breakage, "downtime": r.Downtime, "over_cheapest": r.OverCheapest}[figure]
}

// Every figure of every row is explained as it stands there, and its parts add up.
func TestExplainEveryRow(t *testing.T) {
	c := facts(t)
	tokens := c.TokensWorkload([]WorkLine{line("anthropic/claude-sonnet-4.5", kInput, 7_000_001, kRead, 30_000_000, kOutput, 900_007), line("openai/gpt-4o", kInput, 50_000_000, kOutput, 3_333_333)})
	swap := Knobs{Swaps: map[string]string{"openai/gpt-4o": "openai/gpt-4o-mini"}, Volume: factor("3.7"), TopUp: MustMoney("25"), DowntimeUSD: MustMoney("100")}
	own := c.TokensWorkload([]WorkLine{{Name: "openai/gpt-4o", Model: "openai/gpt-4o", Tokens: used(kInput, 9_000_000_000), Requests: 2_000_000, OwnKey: true}, line("openai/gpt-4o", kInput, 1_000)})
	for name, q := range map[string]RowQuestion{
		"spend": {Workload: SpendWorkload(MustMoney("1234.56")), Words: "spend=1234.56"}, "tokens": {Workload: tokens}, "knobs": {Workload: tokens, Knobs: swap}, "own keys": {Workload: own},
	} {
		q.AsOf = today
		all := compared(t, c, q.Workload, q.Knobs, today)
		for i := range all.Rows {
			r := &all.Rows[i]
			for _, q.Figure = range RowFigures {
				q.Gateway = r.Gateway
				e, err := c.ExplainRow(q)
				if err != nil {
					t.Fatalf("%s, %s of %s: %v", name, q.Figure, r.Gateway, err)
				}
				addsUp(t, e)
				want := figureOf(r, q.Figure)
				if (e.USD == nil) != (want == nil) || want != nil && !e.USD.Equal(*want) {
					t.Errorf("%s, %s of %s: explained as %v, compared as %v", name, q.Figure, r.Gateway, e.USD, want)
				}
				if want != nil && e.Sum != nil && !e.Sum.Equal(*want) {
					t.Errorf("%s, %s of %s: parts of %s for %s", name, q.Figure, r.Gateway, e.Sum, want)
				}
				if q.Figure == "list_multiple" && r.ListMultiple != "" && e.Figure != r.ListMultiple || q.Figure == "coverage" && r.Coverage != "" && e.Figure != r.Coverage {
					t.Errorf("%s, %s of %s: %s", name, q.Figure, r.Gateway, e.Figure)
				}
				if q.Figure == "token" && name != "spend" {
					explainModels(t, c, q, e)
				}
			}
		}
	}
}

// explainModels checks that each model's own explanation comes to the part that it
// is of the tokens.
func explainModels(t *testing.T, c *Catalog, q RowQuestion, tokens Explanation) {
	for _, l := range tokens.Lines {
		_, model, ok := strings.Cut(l.Address, "model=")
		if !ok {
			continue
		}
		q.Model = model
		e, err := c.ExplainRow(q)
		if err != nil {
			t.Fatal(err)
		}
		addsUp(t, e)
		if e.USD == nil || e.USD.Sub(*l.Part).Abs().Cmp(MustMoney("0.00001")) > 0 {
			t.Errorf("%s: %v, a part of %s", e.Address, e.USD, l.Part)
		}
	}
}

// 2,000,000 in at 3 and 100,000 out at 15 are 6.00 and 1.50; loading 7.50 by card
// costs the minimum of 0.80.
func TestExplainARow(t *testing.T) {
	c := facts(t)
	q := RowQuestion{Workload: c.TokensWorkload([]WorkLine{line("anthropic/claude-sonnet-4.5", kInput, 2_000_000, kOutput, 100_000)}), AsOf: today, Gateway: "openrouter"}
	for figure, want := range map[string]string{
		"total": "tokens 7.5; fee for loading credits 0.8",
		"token": "anthropic/claude-sonnet-4.5 7.5",
		"fee":   "openrouter, by card 0.8",
	} {
		q.Figure = figure
		e, err := c.ExplainRow(q)
		if err != nil || lines(e) != want {
			t.Errorf("%s: %s, %v; want %s", figure, lines(e), err, want)
		}
	}
	q.Figure, q.Model = "token", "anthropic/claude-sonnet-4.5"
	e, err := c.ExplainRow(q)
	if err != nil || !strings.HasPrefix(lines(e), "input 6; output 1.5") || e.Lines[0].Formula != "2,000,000 x $3 per million" || e.Lines[0].Source == "" {
		t.Errorf("%s, %v: %+v", lines(e), err, e.Lines)
	}
	q.Figure = "speed"
	if _, err := c.ExplainRow(q); err == nil || !strings.Contains(err.Error(), "figures: total, token") {
		t.Errorf("error %v", err)
	}
	q.Figure, q.Gateway = "", "openruter"
	if _, err := c.ExplainRow(q); err == nil {
		t.Error("a gateway without a row is explained")
	}
}
