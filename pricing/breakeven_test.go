package pricing

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// between are the volumes at which two gateways cost the same, as printed.
func between(c Comparison, a, b string) []string {
	var out []string
	for _, e := range c.BreakEvens {
		if e.A == a && e.B == b || e.A == b && e.B == a {
			out = append(out, e.Spend.String())
		}
	}
	return out
}

// TestBreakEvens: 49 / 0.055 = 890.9090..., shown rounded up; 49 / 0.05 = 980.
// OpenRouter is above Cloudflare at every volume.
func TestBreakEvens(t *testing.T) {
	for _, spend := range []string{"1000", "3", "777777.77"} { // the volume of the workload does not matter
		got := compared(t, facts(t), SpendWorkload(MustMoney(spend)), Knobs{Gateways: []string{"openrouter", "portkey", "cloudflare"}}, today)
		for _, k := range []struct {
			a, b string
			want []string
		}{
			{"openrouter", "portkey", []string{"890.91"}},
			{"cloudflare", "portkey", []string{"980"}},
			{"openrouter", "cloudflare", nil},
		} {
			if at := between(got, k.a, k.b); !slices.Equal(at, k.want) {
				t.Errorf("at %s, %s and %s: %v, want %v", spend, k.a, k.b, at, k.want)
			}
		}
	}
	// By crypto both gateways take 5 %, but OpenRouter's least purchase is 5 and
	// Cloudflare's 10; 49 / 0.05 for both.
	got := compared(t, facts(t), SpendWorkload(MustMoney("1000")), Knobs{Method: "crypto", Gateways: []string{"openrouter", "portkey", "cloudflare"}}, today)
	for _, id := range []string{"openrouter", "cloudflare"} {
		if at := between(got, id, "portkey"); !slices.Equal(at, []string{"980"}) {
			t.Errorf("crypto, %s and portkey: %v, want 980", id, at)
		}
	}
	if at := between(got, "openrouter", "cloudflare"); at != nil {
		t.Errorf("crypto, openrouter and cloudflare: %v, want none", at)
	}
}

// terms are the curves of the cases below, and what they cost at a volume v.
var terms = rows{
	"gateways/floor":  router("fee_percent,any,2", "fee_min,any,10"),                                                                             // 10 up to 500, then 0.02 v
	"gateways/cap":    router("fee_percent,any,4", "fee_max,any,30"),                                                                             // 0.04 v up to 750, then 30
	"gateways/ceil":   router("fee_percent,any,2", "fee_max,any,10"),                                                                             // 0.02 v up to 500, then 10
	"gateways/twin":   router("fee_percent,any,2", "fee_min,any,10"),                                                                             // floor's
	"gateways/flat":   router("fee_percent,any,0", "fee_flat,any,7"),                                                                             // 7
	"gateways/one":    router("fee_percent,any,1"),                                                                                               // 0.01 v
	"gateways/plans":  router("fee_percent,any,0", "plan_month,free,0", "plan_requests,free,1000", "plan_month,paid,49", "plan_requests,paid,0"), // 0 up to 1,000 requests, then 49
	"gateways/blocks": router("fee_percent,any,0", "plan_month,p,0", "plan_requests,p,1000", "plan_overage,p,10 per 1000 up to 3000"),
	"gateways/split":  router("fee_percent,any,0", "fee_flat,any,10", "purchase_max,,1000"),           // 10 up to 1,000, then 0.01 v
	"gateways/least":  router("fee_percent,any,0", "fee_flat,any,10", "purchase_min,,1000"),           // 0.01 v up to 1,000, then 10
	"gateways/stops":  router("fee_percent,any,2", "fee_max,any,10", "purchase_max,,1000"),            // 0.02 v up to 500, 10 up to 1,000, then 0.01 v
	"gateways/ten":    router("fee_percent,any,0", "fee_flat,any,10"),                                 // 10
	"gateways/gross":  router("fee_percent,any,20", "fee_taken,any,gross_up"),                         // v / 0.8 - v = 0.25 v
	"gateways/taken":  router("fee_percent,any,20", "fee_max,any,100", "fee_taken,any,deducted"),      // 0.25 v up to 400, then 100
	"gateways/thrice": router("fee_percent,any,30"),                                                   // 0.30 v
	"gateways/marked": gateway("router", "none", "prepaid", "markup_percent,,1", "fee_percent,any,0"), // 0.01 v in the tokens
	"gateways/dies":   router("fee_percent,any,0", "fee_flat,any,1", "expiry,,after 300 days"),
}

func TestCrossings(t *testing.T) {
	c := terms.load(t)
	cases := []struct {
		name, a, b string
		want       []string
	}{
		{"one crossing: 0.01 v = 7", "one", "flat", []string{"700"}},
		// 0.04 v = 10 at 250, 0.02 v = 30 at 1,500
		{"two crossings", "floor", "cap", []string{"250", "1500"}},
		{"touching at 500 without crossing", "floor", "ceil", nil},
		{"the same curve", "floor", "twin", nil},
		{"the same slope from the start", "one", "marked", nil},
		{"the same up to a volume, then apart", "one", "least", nil},
		{"apart, then the same", "one", "split", nil},
		// Below 1,000 the least purchase costs 0.01 v, then 10; split the other way round
		{"touching at 1,000 from both sides", "split", "least", nil},
		// 0.02 v until 500, both 10 until 1,000, then 0.01 v against 10
		{"the same for a stretch, then changed places", "stops", "ten", []string{"500"}},
		// Marked up or on top, the same dollars
		{"0.30 v and 100", "thrice", "taken", nil}, // 0.30 v is above 0.25 v, and above 100 from 400 on
		{"no volume costs the same", "gross", "thrice", nil},
		{"0.25 v up to 400, then apart", "gross", "taken", nil},
		// 10 at 40, from there 0.25 v is more, until 0.02 v = 100 at 5,000
		{"a deducted fee", "taken", "floor", []string{"40", "5000"}},
	}
	for _, k := range cases {
		got := compared(t, c, SpendWorkload(MustMoney("1000")), Knobs{Gateways: []string{k.a, k.b}}, today)
		if at := between(got, k.a, k.b); !slices.Equal(at, k.want) {
			t.Errorf("%s: %v, want %v", k.name, at, k.want)
		}
	}
}

// workAt is a workload of one request a list dollar.
func workAt(c *Catalog) Workload {
	l := line("acme/m1", kInput, 1_000_000)
	l.Requests = 3
	return c.TokensWorkload([]WorkLine{l})
}

// planCatalog has acme's model at the gateways with plans, at list price.
func planCatalog(t testing.TB) *Catalog {
	priced := rows{}
	for _, id := range []string{"plans", "blocks", "one", "flat"} {
		lines := slices.Clone(terms["gateways/"+id])
		lines[2] = "prices,,listed"
		priced["gateways/"+id] = lines
		priced["rates/"+id] = []string{"acme/m1,m1,,,,,3"}
	}
	return acme.plus(priced).load(t)
}

// TestAPlanJumps: at 1,000 requests, 1,000 list dollars, a plan ends and costs
// 49 from the next on. It is below 1 % before and above it after, until
// 0.01 v = 49.
func TestAPlanJumps(t *testing.T) {
	c := planCatalog(t)
	got := compared(t, c, workAt(c), Knobs{Gateways: []string{"plans", "one"}}, today)
	if at := between(got, "plans", "one"); !slices.Equal(at, []string{"1000", "4900"}) {
		t.Errorf("%v, want 1000 and 4900", at)
	}
	// Blocks of 1,000 requests beyond 1,000 are 10 each, up to 3,000; 7 flat is
	// below from the first block on, and what is beyond the last is not known.
	got = compared(t, c, workAt(c), Knobs{Gateways: []string{"blocks", "flat"}}, today)
	if at := between(got, "blocks", "flat"); !slices.Equal(at, []string{"1000"}) {
		t.Errorf("%v, want 1000", at)
	}
	// 0.01 v is 10 at 1,000 and 20 at 2,000, just where a block begins: it is above
	// within the blocks and meets the next at its beginning.
	got = compared(t, c, workAt(c), Knobs{Gateways: []string{"blocks", "one"}}, today)
	if at := between(got, "blocks", "one"); at != nil {
		t.Errorf("%v, want none", at)
	}
	// Beyond the last block nothing is published: no break-even, and no percentage.
	for volume, known := range map[string]bool{"3000": true, "3000.01": false, "1000000": false} {
		if p, ok := overListAt(&got, "blocks", volume); ok != known {
			t.Errorf("at %s: %s %%, %v", volume, p, ok)
		}
	}
	// 150 above 250 included, in blocks of 100 that end between two of them: 5 up
	// to 250, 6 to 350, 7 to 400, then 60. 1 % is 2.50, 3.50, 4.00 there: below
	// all along, until 60 at 6,000.
	uneven := acme.plus(rows{
		"gateways/uneven": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "plan_month,p,5", "plan_requests,p,250", "plan_overage,p,1 per 100 up to 400", "plan_month,q,60"),
		"gateways/one":    gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,1"),
		"rates/uneven":    {"acme/m1,m1,,,,,3"},
		"rates/one":       {"acme/m1,m1,,,,,3"},
	}).load(t)
	got = compared(t, uneven, workAt(uneven), Knobs{Gateways: []string{"uneven", "one"}}, today)
	if at := between(got, "uneven", "one"); !slices.Equal(at, []string{"6000"}) {
		t.Errorf("%v, want 6000", at)
	}
}

// TestBreakEvenOfTopUps: with top-ups of 10 OpenRouter takes 0.80 of each, 8 %,
// and 49 / 0.08 = 612.50.
func TestBreakEvenOfTopUps(t *testing.T) {
	got := compared(t, facts(t), SpendWorkload(MustMoney("1000")), Knobs{TopUp: MustMoney("10"), Gateways: []string{"openrouter", "portkey"}}, today)
	if at := between(got, "openrouter", "portkey"); !slices.Equal(at, []string{"612.5"}) {
		t.Errorf("%v, want 612.50", at)
	}
}

// TestBreakEvenWithBreakage: purchases of 100 live 300 days, a fee of 1 each.
// Under 10 a month a tenth of a purchase is bought: 0.1 x 100 = 10 of credit and
// 0.10 of fees whatever is used, so v + 10 - v + 0.10 = v x 1.01 at ten percent
// of nothing but 10.10 / 1.01 = 10, where the curve turns into 1.01 v itself.
func TestBreakEvenWithBreakage(t *testing.T) {
	c := terms.load(t)
	got := compared(t, c, SpendWorkload(MustMoney("1000")), Knobs{TopUp: MustMoney("100"), Gateways: []string{"dies", "thrice"}}, today)
	// 10.10 = 1.30 v is v = 7.7692...
	if at := between(got, "dies", "thrice"); !slices.Equal(at, []string{"7.77"}) {
		t.Errorf("%v, want 7.77", at)
	}
	if at := between(compared(t, c, SpendWorkload(MustMoney("1000")), Knobs{TopUp: MustMoney("100"), Gateways: []string{"dies", "one"}}, today), "dies", "one"); at != nil {
		t.Errorf("%v, want none: from 10 on both cost 1.01 v", at)
	}
}

// TestBreakEvenOfCreditThatDiesInHalfAMonth: a purchase a month, and half of it
// dies: 2 v, which is v + 5 at 5. That purchases are in whole cents has no part
// in it.
func TestBreakEvenOfCreditThatDiesInHalfAMonth(t *testing.T) {
	c := rows{
		"gateways/fast": router("fee_percent,any,0", "expiry,,after 15 days"),
		"gateways/five": router("fee_percent,any,0", "fee_flat,any,5"),
	}.load(t)
	got := compared(t, c, SpendWorkload(MustMoney("1000")), Knobs{}, today)
	if at := between(got, "fast", "five"); !slices.Equal(at, []string{"5"}) {
		t.Errorf("%v, want 5", at)
	}
	// A least purchase of 10 at 2.50 each: 0.25 v up to 10, to the last bit of a cent.
	least := rows{"gateways/g": router("fee_percent,any,0", "fee_min,any,2.50", "purchase_min,,10")}.load(t)
	row := rowOf(t, compared(t, least, SpendWorkload(MustMoney("1000")), Knobs{Gateways: []string{"g"}}, today), "g")
	for v, want := range map[string]string{"8": "10.00000", "9.999": "12.49875", "10": "12.50000", "10.001": "12.50100"} {
		if got := row.atVolume(MustMoney(v).rat()).FloatString(5); got != want {
			t.Errorf("at %s: %s, want %s", v, got, want)
		}
	}
	amount(t, "a month of 7", rowOf(t, compared(t, c, SpendWorkload(MustMoney("7")), Knobs{}, today), "fast").Total, "14")
}

// anyTerms draws a gateway's fee, purchase limits, expiry and plans.
var anyTerms = rapid.Custom(func(t *rapid.T) []string {
	pick := func(name string, from ...string) string { return rapid.SampledFrom(from).Draw(t, name) }
	out := router("fee_percent,any,"+pick("percent", "0", "1", "2.9", "5", "5.5", "12.5"), "fee_taken,any,"+pick("taken", "on_top", "deducted", "by_division", "gross_up"))
	out = append(out,
		"fee_min,any,"+pick("min", "0", "0", "0.80", "5", "10"),
		"fee_flat,any,"+pick("flat", "0", "0", "0.30", "2"),
		"purchase_min,,"+pick("purchase min", "0", "5", "10", "25"),
		"expiry,,"+pick("expiry", "never", "unknown", "after 15 days", "after 45 days", "after 365 days"),
		"markup_percent,,"+pick("markup", "0", "0", "1", "5"),
	)
	if m := pick("max", "0", "12", "40"); m != "0" {
		out = append(out, "fee_max,any,"+m)
	}
	if m := pick("purchase max", "0", "100", "777.77"); m != "0" {
		out = append(out, "purchase_max,,"+m)
	}
	switch pick("plans", "none", "none", "jump", "blocks") {
	case "jump":
		out = append(out, "plan_month,a,0", "plan_requests,a,100", "plan_month,b,19", "plan_requests,b,1000", "plan_month,c,99")
	case "blocks":
		out = append(out, "plan_month,a,5", "plan_requests,a,100", "plan_overage,a,3 per 70 up to 900", "plan_month,c,60")
	}
	out[2] = "prices,,listed"
	return out
})

// TestBreakEvenLaws: at a crossing the exact costs change places, and between
// two volumes at which they have there is a crossing.
func TestBreakEvenLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := acme.plus(rows{"rates/a": {"acme/m1,m1,,,,,3"}, "rates/b": {"acme/m1,m1,,,,,3"}})
		r["gateways/a"], r["gateways/b"] = anyTerms.Draw(t, "a"), anyTerms.Draw(t, "b")
		c := r.load(t)
		k := Knobs{Gateways: []string{"a", "b"}, TopUp: MustMoney(rapid.SampledFrom([]string{"0", "0", "10", "60", "500"}).Draw(t, "top-up"))}
		got, err := c.Compare(workAt(c), k, today)
		if err != nil {
			t.Fatal(err)
		}
		a, b := got.Row("a"), got.Row("b")
		if !a.Ranked || !b.Ranked {
			t.Skip("one is not ranked")
		}
		sign := func(v *big.Rat) int { return a.atVolume(v).Cmp(b.atVolume(v)) }
		at := crossings(a.curve(), b.curve())
		var printed []string
		for _, x := range at {
			printed = append(printed, moneyFrom(quotientUp(x.at)).String())
		}
		// Rows are ranked, so the pair may stand in either order.
		if shown := between(got, "a", "b"); !slices.Equal(shown, printed) {
			t.Fatalf("shown %v, crossings %v", shown, printed)
		}
		little := big.NewRat(1, 1_000_000_000)
		for i, x := range at {
			v := x.at
			if v.Sign() <= 0 || i > 0 && v.Cmp(at[i-1].at) <= 0 {
				t.Fatalf("crossings %v", printed)
			}
			before, after := sign(new(big.Rat).Sub(v, little)), sign(new(big.Rat).Add(v, little))
			if before == 0 || before == after || before != x.below {
				t.Fatalf("at %s: sign %d before, said to be %d, and %d after", v.FloatString(6), before, x.below, after)
			}
		}
		// A sign that has changed has crossed an odd number of times.
		last, lastAt := 0, new(big.Rat)
		for n := int64(1); n < 150; n++ {
			v := big.NewRat(n*n*n, 997)
			s := sign(v)
			if s == 0 {
				continue
			}
			if last != 0 {
				inside := 0
				for _, x := range at {
					if x.at.Cmp(lastAt) >= 0 && x.at.Cmp(v) < 0 {
						inside++
					}
				}
				if (inside%2 == 1) != (s != last) {
					t.Fatalf("between %s and %s the sign goes from %d to %d over %d crossings (%v)", lastAt.FloatString(4), v.FloatString(4), last, s, inside, printed)
				}
			}
			last, lastAt = s, v
		}
	})
}

// TestCurveIsTheCost: at any volume a row's curve is its exact cost, with and without an
// own-key fee and an allowance, also where the own-key fee is all that burns credit.
func TestCurveIsTheCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := acme.plus(rows{"rates/a": {"acme/m1,m1,,,,,3"}})
		r["gateways/a"] = anyTerms.Draw(t, "a")
		cents := func(name string, most int64) *big.Rat {
			return big.NewRat(rapid.Int64Range(0, most).Draw(t, name), 100)
		}
		g := r.load(t).Gateway("a")
		c := costs{
			parts:   []sellerSpend{{g, cents("spend", 10_000)}, {nil, cents("beside", 10_000)}},
			gateway: g, knobs: &Knobs{TopUp: MustMoney(rapid.SampledFrom([]string{"0", "0", "10", "60"}).Draw(t, "top-up"))}, at: today,
			requests: cents("requests", 100_000), ownList: cents("own list", 50_000), ownReqs: cents("own requests", 100_000),
			down: cents("down", 1_000), list: big.NewRat(rapid.Int64Range(1, 20_000).Draw(t, "list"), 100),
		}
		if rapid.Bool().Draw(t, "nothing but own keys") {
			c.parts[0].spend = new(big.Rat)
		}
		if rapid.Bool().Draw(t, "own-key fee") {
			c.byok = &BYOK{Percent: MustPercent("5"), FreeListUSD: MustMoney(rapid.SampledFrom([]string{"0", "30", "500"}).Draw(t, "free"))}
			if rapid.Bool().Draw(t, "by requests") {
				c.byok.FreeListUSD, c.byok.FreeRequests = Money{}, 700
			}
		}
		curve := c.curve()
		for n := int64(1); n < 60; n++ {
			v := big.NewRat(n*n*n, 997)
			at := curve[0]
			for _, s := range curve {
				if s.from.Cmp(v) < 0 {
					at = s
				}
			}
			if at.base == nil || !c.knownAt(v) {
				if at.base != nil || c.knownAt(v) {
					t.Fatalf("at %s the curve knows %t, the plan %t", v.FloatString(4), at.base != nil, c.knownAt(v))
				}
				continue
			}
			got := new(big.Rat).Mul(at.slope, v)
			if want := c.atVolume(v); got.Add(got, at.base).Cmp(want) != 0 {
				t.Fatalf("at %s the curve is %s, the cost %s", v.FloatString(4), got.FloatString(6), want.FloatString(6))
			}
		}
	})
}

// TestBreakEvensOfAllShippedGateways holds the same law over the real catalog.
func TestBreakEvensOfAllShippedGateways(t *testing.T) {
	l := line("openai/gpt-4o", kInput, 400_000)
	l.Requests = 7
	own := l
	own.OwnKey, own.Requests = true, 30
	for name, w := range map[string]Workload{
		"bare":         SpendWorkload(MustMoney("1000")),
		"tokens":       facts(t).TokensWorkload([]WorkLine{l}),
		"own keys too": facts(t).TokensWorkload([]WorkLine{l, own}),
	} {
		for _, asOf := range []string{"2025-11-01", "2026-11-23"} {
			got := compared(t, facts(t), w, Knobs{}, instant(asOf))
			little := big.NewRat(1, 1_000_000_000)
			for _, e := range got.BreakEvens {
				a, b := got.Row(e.A), got.Row(e.B)
				found := false
				for _, x := range crossings(a.curve(), b.curve()) {
					v := x.at
					if !moneyFrom(quotientUp(v)).Equal(e.Spend) {
						continue
					}
					found = true
					before, after := new(big.Rat).Sub(v, little), new(big.Rat).Add(v, little)
					if x, y := a.atVolume(before).Cmp(b.atVolume(before)), a.atVolume(after).Cmp(b.atVolume(after)); x == y || x == 0 || (x < 0) != (e.CheaperBelow == e.A) {
						t.Errorf("%s as of %s: %s and %s at %s: sign %d before and %d after, where "+e.CheaperBelow+" is said to be cheaper below", name, asOf, e.A, e.B, v.FloatString(6), x, y)
					}
				}
				if !found {
					t.Errorf("%s as of %s: %s and %s at %s is no crossing", name, asOf, e.A, e.B, e.Spend)
				}
			}
			if len(got.BreakEvens) == 0 {
				t.Errorf("%s as of %s: no break-evens", name, asOf)
			}
		}
	}
}

// knownAt reports whether a published plan admits a volume in list dollars.
func (c *costs) knownAt(v *big.Rat) bool {
	_, _, ok := c.planCost(new(big.Rat).Quo(v, c.list))
	return ok
}
