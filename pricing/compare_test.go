package pricing

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

// compared is the comparison of a workload, which has to succeed.
func compared(t testing.TB, c *Catalog, w Workload, k Knobs, asOf time.Time) Comparison {
	t.Helper()
	got, err := c.Compare(w, k, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// rowOf is one gateway's row, which has to be there.
func rowOf(t testing.TB, c Comparison, gateway string) *Row {
	t.Helper()
	r := c.Row(gateway)
	if r == nil {
		t.Fatalf("no row of %s", gateway)
	}
	return r
}

func says(list []string, words string) bool {
	return slices.ContainsFunc(list, func(s string) bool { return strings.Contains(s, words) })
}

func factor(s string) Factor {
	f, err := ParseFactor(s)
	if err != nil {
		panic(err)
	}
	return f
}

// line is usage of a model by one request.
func line(model string, pairs ...int64) WorkLine {
	return WorkLine{Name: model, Model: model, Tokens: used(pairs...), Requests: 1}
}

// TestSpendAtOpenRouter has the figures of the issue, by card and one purchase
// a month unless said.
func TestSpendAtOpenRouter(t *testing.T) {
	cases := []struct {
		name, spend, method, topUp     string
		fee, total, size, count, takes string
	}{
		{"a thousand", "1000", "", "", "55.00", "1055.00", "1000", "1", "card"},
		{"ten thousand", "10000", "", "", "550.00", "10550.00", "10000", "1", "card"},
		{"by crypto", "1000", "crypto", "", "50.00", "1050.00", "1000", "1", "crypto"},
		{"by a method it does not offer", "1000", "cheque", "", "55.00", "1055.00", "1000", "1", "card"},
		{"ten", "10", "", "", "0.80", "10.80", "10", "1", "card"},
		{"a hundred by tens: 10 x 0.80", "100", "", "10", "8.00", "108.00", "10", "10", "card"},
		{"250 by fives: 50 x 0.80", "250", "", "5", "40.00", "290.00", "5", "50", "card"},
		{"three, by the least purchase: 3/5 x 0.80", "3", "", "", "0.48", "3.48", "5", "0.6", "card"},
		{"a top-up under the least purchase: 50 x 0.80", "250", "", "1", "40.00", "290.00", "5", "50", "card"},
		{"split at the largest purchase: 60/25 x 1,375", "60000", "", "", "3300.00", "63300.00", "25000", "2.4", "card"},
		{"a top-up over the largest", "60000", "", "30000", "3300.00", "63300.00", "25000", "2.4", "card"},
		// 25/10 x 0.80
		{"purchases need not come out even", "25", "", "10", "2.00", "27.00", "10", "2.5", "card"},
		// A purchase of 1,000.01 covers 1,000.001; 1,000.001/1,000.01 x 55.00 = 54.9995
		{"a purchase is in whole cents", "1000.001", "", "", "55.00", "1055.001", "1000.01", "0.999991", "card"},
	}
	for _, c := range cases {
		k := Knobs{Method: c.method, Gateways: []string{"openrouter"}}
		if c.topUp != "" {
			k.TopUp = MustMoney(c.topUp)
		}
		got := compared(t, facts(t), SpendWorkload(MustMoney(c.spend)), k, today)
		r := rowOf(t, got, "openrouter")
		amount(t, c.name+": tokens", r.Token, c.spend)
		amount(t, c.name+": fee", r.Fee, c.fee)
		amount(t, c.name+": total", r.Total, c.total)
		amount(t, c.name+": purchase", r.PurchaseUSD, c.size)
		if r.PurchasesMTh != c.count || r.Method != c.takes {
			t.Errorf("%s: %s purchases by %q, want %s by %s", c.name, r.PurchasesMTh, r.Method, c.count, c.takes)
		}
		money(t, c.name+": list", got.ListUSD, c.spend)
		for what, part := range map[string]*Money{"breakage": r.Breakage, "subscription": r.Subscription, "own-key fee": r.BYOKFee, "downtime": r.Downtime} {
			amount(t, c.name+": "+what, part, "0")
		}
		if len(r.Assumptions) > 0 || !r.Ranked || got.Cheapest != "openrouter" || len(got.If) > 0 {
			t.Errorf("%s: assumptions %v, ranked %v, cheapest %q if %v", c.name, r.Assumptions, r.Ranked, got.Cheapest, got.If)
		}
	}
}

// TestMarkupOnSpend: 5 % on 1,000 of tokens is 50, and nothing for loading.
func TestMarkupOnSpend(t *testing.T) {
	got := compared(t, facts(t), SpendWorkload(MustMoney("1000")), Knobs{Gateways: []string{"requesty", "merge"}}, today)
	for _, id := range []string{"requesty", "merge"} {
		r := rowOf(t, got, id)
		amount(t, id+": tokens", r.Token, "1050")
		amount(t, id+": fee", r.Fee, "0")
		amount(t, id+": total", r.Total, "1050")
	}
	money(t, "list", got.ListUSD, "1000")
}

// TestOfoxWinsWithAnIf: no fee and no expiry by its own word, prices assumed.
// (1,055 - 1,000) / 1,000 = 5.5 % is how far it could be over list.
func TestOfoxWinsWithAnIf(t *testing.T) {
	got := compared(t, facts(t), SpendWorkload(MustMoney("1000")), Knobs{Gateways: []string{"openrouter", "ofox"}}, today)
	r := rowOf(t, got, "ofox")
	amount(t, "fee", r.Fee, "0")
	amount(t, "total", r.Total, "1000")
	amount(t, "over the cheapest", r.OverCheapest, "0")
	amount(t, "openrouter over it", rowOf(t, got, "openrouter").OverCheapest, "55")
	if r.ListMultiple != "1" || rowOf(t, got, "openrouter").ListMultiple != "1.055" {
		t.Errorf("multiples of list %s and %s", r.ListMultiple, rowOf(t, got, "openrouter").ListMultiple)
	}
	for _, about := range []string{"list price (assumed)", "fee for loading credits is 0 % (its own claim)", "never expires (its own claim)"} {
		if !says(r.Assumptions, about) || !says(got.If, about) {
			t.Errorf("assumptions %q, if %q; want %q", r.Assumptions, got.If, about)
		}
	}
	if got.Cheapest != "ofox" || got.UpTo != "5.5" || got.Against != "openrouter" || got.Why != "" {
		t.Errorf("cheapest %q up to %s %% against %q, why %q", got.Cheapest, got.UpTo, got.Against, got.Why)
	}
	if up := rowOf(t, got, "openrouter").winsUpTo(*rowOf(t, got, "ofox").Total); up != "" {
		t.Errorf("openrouter wins up to %s %% over ofox", up)
	}
	// Three at OpenRouter are 3.48: 0.48 / 3 = 16 %.
	small := compared(t, facts(t), SpendWorkload(MustMoney("3")), Knobs{Gateways: []string{"openrouter", "ofox"}}, today)
	if small.UpTo != "16" {
		t.Errorf("at 3 it wins up to %s %%, want 16", small.UpTo)
	}
}

// TestDirectSpend: bare list dollars have no models, so direct is list price. Who only watches
// requests is no offer.
func TestDirectSpend(t *testing.T) {
	got := compared(t, facts(t), SpendWorkload(MustMoney("1000")), Knobs{}, today)
	r := rowOf(t, got, Direct)
	amount(t, "total", r.Total, "1000")
	if !r.Ranked || len(r.Assumptions) == 0 || len(got.Rows) != len(facts(t).offered())+1 || got.Row("langfuse") != nil {
		t.Errorf("ranked %v, assumptions %v, %d rows", r.Ranked, r.Assumptions, len(got.Rows))
	}
	seen := map[string]bool{}
	for _, r := range got.Rows {
		if seen[r.Gateway] {
			t.Errorf("two rows of %s", r.Gateway)
		}
		seen[r.Gateway] = true
		if !r.Ranked && r.OverCheapest != nil {
			t.Errorf("%s is not ranked and %s over the cheapest", r.Gateway, r.OverCheapest)
		}
		if !r.Ranked && len(r.Missing) == 0 {
			t.Errorf("%s is not ranked and does not say why", r.Gateway)
		}
	}
	for _, id := range []string{"groq", "together", "vercel", "anthropic", "litellm", "kilo"} {
		if rowOf(t, got, id).Ranked {
			t.Errorf("%s is ranked for bare list dollars", id)
		}
	}
}

// TestUnknownCostsAreUnranked: a fee that nobody has published, a server of
// one's own.
func TestUnknownCostsAreUnranked(t *testing.T) {
	k := Knobs{Gateways: []string{"vercel", "litellm", "openrouter"}}
	got := compared(t, facts(t), SpendWorkload(MustMoney("1000")), k, today)
	for id, words := range map[string]string{"vercel": "vercel's fee for loading credits", "litellm": "your server's cost"} {
		r := rowOf(t, got, id)
		amount(t, id, r.Total, "?")
		amount(t, id+"'s tokens", r.Token, "1000")
		if r.Ranked || r.OverCheapest != nil || !says(r.Missing, words) || r.ListMultiple != "" {
			t.Errorf("%s: ranked %v, over %v, missing %q, multiple %q", id, r.Ranked, r.OverCheapest, r.Missing, r.ListMultiple)
		}
	}
	if got.Cheapest != "openrouter" || got.Rows[0].Gateway != "openrouter" {
		t.Errorf("cheapest %q", got.Cheapest)
	}
	k.ServerUSD = map[string]Money{"litellm": MustMoney("20")}
	r := rowOf(t, compared(t, facts(t), SpendWorkload(MustMoney("1000")), k, today), "litellm")
	amount(t, "with a server of 20", r.Total, "1020")
	amount(t, "its subscription", r.Subscription, "20")
	if !r.Ranked {
		t.Error("with the server's cost it is not ranked")
	}
}

// TestBreakageInSteadyState: 100 of credit that lives 300 days, burned at 6 a
// month, 0.20 a day: 60 are used and 40 lost. A purchase lasts ten months, so a
// month has 0.1 of one: fee 0.1 x 5.50 = 0.55, breakage 0.1 x 40 = 4.
func TestBreakageInSteadyState(t *testing.T) {
	c := rows{
		"gateways/dies":  router("fee_percent,card,5.5", "expiry,,after 300 days"),
		"gateways/may":   router("fee_percent,card,5.5", "expiry,,may after 300 days"),
		"gateways/keeps": router("fee_percent,card,5.5", "expiry,,never"),
		"gateways/mum":   router("fee_percent,card,5.5"),
		"gateways/day":   router("fee_percent,card,5.5", "expiry,,after 1 days"),
	}.load(t)
	cases := []struct{ gateway, spend, topUp, fee, breakage, total string }{
		{"dies", "6", "100", "0.55", "4", "10.55"},
		{"may", "6", "100", "0.55", "4", "10.55"}, // what may expire is counted
		{"keeps", "6", "100", "0.33", "0", "6.33"},
		{"mum", "6", "100", "0.33", "0", "6.33"},
		{"dies", "10", "100", "0.55", "0", "10.55"}, // used up on its last day
		{"dies", "9.99", "100", "0.55", "0.01", "10.55"},
		{"dies", "6", "", "0.33", "0", "6.33"}, // one a month is always used up
		{"dies", "0.03", "100", "0.55", "9.97", "10.55"},
		{"day", "30", "10", "16.5", "270", "316.5"}, // a purchase a day: 30 x 0.55, and 30 x 9 lost
	}
	for _, k := range cases {
		knobs := Knobs{}
		if k.topUp != "" {
			knobs.TopUp = MustMoney(k.topUp)
		}
		r := rowOf(t, compared(t, c, SpendWorkload(MustMoney(k.spend)), knobs, today), k.gateway)
		name := fmt.Sprintf("%s of %s by %s", k.spend, k.gateway, k.topUp)
		amount(t, name+": fee", r.Fee, k.fee)
		amount(t, name+": breakage", r.Breakage, k.breakage)
		amount(t, name+": total", r.Total, k.total)
		// Where not knowing matters it is said.
		if said := says(r.Assumptions, "never expires (not known)"); said != (k.gateway == "mum") {
			t.Errorf("%s: assumptions %v", name, r.Assumptions)
		}
	}
	// OpenRouter may expire credit after 365 days: of 100, 0.10 a day leaves 63.50.
	// 3 / 36.50 purchases a month lose 190.50 / 36.50 = 5.219178, and pay
	// 16.50 / 36.50 = 0.45.
	r := rowOf(t, compared(t, facts(t), SpendWorkload(MustMoney("3")), Knobs{TopUp: MustMoney("100"), Gateways: []string{"openrouter"}}, today), "openrouter")
	amount(t, "openrouter: fee", r.Fee, "0.45")
	amount(t, "openrouter: breakage", r.Breakage, "5.219178")
	amount(t, "openrouter: total", r.Total, "8.669178")
}

// TestDowntimeCost: 104.05 weighted minutes in 352,800 make 104.05 x 43,200 /
// 352,800 = 12.7408 in 30 days; at 100 an hour 1,040.50 / 49 = 21.234694.
func TestDowntimeCost(t *testing.T) {
	k := Knobs{DowntimeUSD: MustMoney("100"), Gateways: []string{"openrouter", "ofox", Direct}}
	got := compared(t, facts(t), SpendWorkload(MustMoney("1000")), k, today)
	r := rowOf(t, got, "openrouter")
	amount(t, "downtime", r.Downtime, "21.234694")
	amount(t, "total", r.Total, "1076.234694")
	for _, id := range []string{"ofox", Direct} {
		r := rowOf(t, got, id)
		amount(t, id, r.Downtime, "0")
		if !says(r.Assumptions, "no outages") {
			t.Errorf("%s: assumptions %v", id, r.Assumptions)
		}
	}
	// Direct, an outage stops the share of the work that goes there. Three
	// quarters of the dollars go to OpenAI, whose 193.5 minutes in 30 days are
	// 3.225 hours: 3.225 x 100 x 0.75.
	tokens := []WorkLine{line("openai/gpt-4o", kInput, 30_000_000), line("anthropic/claude-haiku-4-5", kInput, 25_000_000)} // 75 and 25
	direct := rowOf(t, compared(t, facts(t), facts(t).TokensWorkload(tokens), k, today), Direct)
	amount(t, "direct's tokens", direct.Token, "100")
	amount(t, "direct's downtime", direct.Downtime, "241.875")
}

// TestPlansByRequests: Portkey is free to 10,000 requests, 49 to 100,000, and 9
// for each 100,000 begun beyond, to three million.
func TestPlansByRequests(t *testing.T) {
	for _, c := range []struct {
		requests int64
		want     string
	}{
		{1, "0"}, {10_000, "0"}, {10_001, "49"}, {100_000, "49"}, {100_001, "58"}, {200_000, "58"}, {200_001, "67"}, {300_000, "67"},
		{3_000_000, "310"}, // 49 + 29 x 9
		{3_000_001, "?"},
	} {
		l := line("openai/gpt-4o", kInput, 400_000_000) // 1,000
		l.Requests = c.requests
		r := rowOf(t, compared(t, facts(t), facts(t).TokensWorkload([]WorkLine{l}), Knobs{Gateways: []string{"portkey"}}, today), "portkey")
		name := fmt.Sprintf("%d requests", c.requests)
		amount(t, name, r.Subscription, c.want)
		amount(t, name+": tokens", r.Token, "1000")
		if c.want == "?" {
			amount(t, name+": total", r.Total, "?")
			if r.Ranked || !says(r.Missing, "plan") {
				t.Errorf("%s: ranked %v, missing %v", name, r.Ranked, r.Missing)
			}
			continue
		}
		amount(t, name+": total", r.Total, MustMoney("1000").Add(MustMoney(c.want)).String())
		if !slices.Equal(r.Sellers, []string{"openai"}) {
			t.Errorf("%s: paid to %v, want openai", name, r.Sellers)
		}
	}
	// Bare dollars have no requests: the first plan that is paid, and said so.
	r := rowOf(t, compared(t, facts(t), SpendWorkload(MustMoney("1000")), Knobs{Gateways: []string{"portkey"}}, today), "portkey")
	amount(t, "bare dollars", r.Total, "1049")
	if !says(r.Assumptions, "production plan") {
		t.Errorf("assumptions %v", r.Assumptions)
	}
	// Half a month of usage counts twice: 50,001 requests are 100,002.
	l := line("openai/gpt-4o", kInput, 1)
	l.Requests = 50_001
	half := compared(t, facts(t), facts(t).LedgerWorkload([]WorkLine{l}, today, today, 15), Knobs{Gateways: []string{"portkey"}}, today)
	amount(t, "requests follow the month", half.Rows[0].Subscription, "58")
	// And the volume.
	twice := compared(t, facts(t), facts(t).TokensWorkload([]WorkLine{l}), Knobs{Volume: factor("2"), Gateways: []string{"portkey"}}, today)
	amount(t, "requests follow the volume", twice.Rows[0].Subscription, "58")
}

// TestOwnKeyFee: 5 % of list dollars, at OpenRouter from the first request
// before 2025-10-01, above a million requests until 2026-08-10, above 25,000
// list dollars since.
func TestOwnKeyFee(t *testing.T) {
	for _, c := range []struct {
		when           string
		list, requests int64
		want           string
	}{
		{"2025-09-30T23:59:59Z", 1_000, 2_000_000, "50"},
		{"2025-09-30T23:59:59Z", 1_000, 1, "50"},
		{"2025-10-01", 1_000, 1_000_000, "0"},
		{"2025-10-01", 1_000, 2_000_000, "25"}, // half of them are above
		{"2025-10-01", 50_000, 4_000_000, "1875"},
		{"2026-08-09T23:59:59Z", 50_000, 1_000_000, "0"},
		{"2026-08-09T23:59:59Z", 1_000, 2_000_000, "25"},
		{"2026-08-10", 1_000, 2_000_000, "0"},
		{"2026-08-10", 25_000, 2_000_000, "0"},
		{"2026-08-10", 25_001, 2_000_000, "0.05"},
		{"2026-08-10", 30_000, 1, "250"},
	} {
		own := line("openai/gpt-4o", kInput, c.list*400_000) // at 2.50 a million
		own.OwnKey, own.Requests = true, c.requests
		got := compared(t, facts(t), facts(t).TokensWorkload([]WorkLine{own, line("openai/gpt-4o", kInput, 400_000_000)}),
			Knobs{Method: "crypto", Gateways: []string{"openrouter"}}, instant(c.when))
		r := got.Rows[0]
		name := fmt.Sprintf("%d list dollars in %d requests on %s", c.list, c.requests, c.when)
		amount(t, name, r.BYOKFee, c.want)
		amount(t, name+": tokens", r.Token, "1000") // own keys are in no total
		money(t, name+": list", got.ListUSD, "1000")
		// The fee is taken from credits, which are loaded at 5 % too.
		byok := MustMoney(c.want)
		amount(t, name+": fee for loading", r.Fee, MustPercent("5").Of(MustMoney("1000").Add(byok)).Cents().String())
		amount(t, name+": total", r.Total, MustMoney("1000").Add(byok).Add(*r.Fee).String())
		if !says(got.Notes, "over your own keys") {
			t.Errorf("%s: notes %v", name, got.Notes)
		}
	}
	// Own keys alone: the fee still comes out of credits. 50 by crypto is 2.50.
	own := line("openai/gpt-4o", kInput, 400_000_000)
	own.OwnKey = true
	alone := compared(t, facts(t), facts(t).TokensWorkload([]WorkLine{own}), Knobs{Method: "crypto", Gateways: []string{"openrouter"}}, instant("2025-09-01")).Rows[0]
	amount(t, "own keys alone: tokens", alone.Token, "0")
	amount(t, "own keys alone", alone.BYOKFee, "50")
	amount(t, "own keys alone: fee for loading", alone.Fee, "2.5")
	amount(t, "own keys alone: total", alone.Total, "52.5")
	// Requesty charges something that nobody published; Vercel nothing.
	w := facts(t).TokensWorkload([]WorkLine{own, line("openai/gpt-4o", kInput, 400_000_000)})
	got := compared(t, facts(t), w, Knobs{Gateways: []string{"requesty", "vercel"}}, today)
	amount(t, "requesty", rowOf(t, got, "requesty").BYOKFee, "?")
	amount(t, "requesty's total", rowOf(t, got, "requesty").Total, "?")
	if !slices.Contains(rowOf(t, got, "requesty").Missing, "its fee on own-key requests") {
		t.Errorf("requesty lacks %q", rowOf(t, got, "requesty").Missing)
	}
	amount(t, "vercel", rowOf(t, got, "vercel").BYOKFee, "0")
	// LLM Gateway took 1 % until 2026-02-24; it lists no models to price.
	for when, want := range map[string]string{"2026-02-23T23:59:59Z": "1", "2026-02-24": "0"} {
		if b := facts(t).Gateway("llmgateway").BYOKAt(instant(when)); b == nil || b.Percent.String() != want {
			t.Errorf("llmgateway on %s: %+v, want %s %%", when, b, want)
		}
	}
}

// shop is two publishers and three who sell for them: both sell all there is,
// part lacks beta's model, and mute has no rate for m1's output.
var shop = acme.plus(rows{
	"gateways/beta": gateway("provider", "listed", "prepaid", "publishes,,beta", "markup_percent,,0", "fee_percent,any,3"),
	"models/beta":   {"beta/b1"},
	"rates/beta":    {"beta/b1,b1,,,,,2,8"},
	"gateways/both": gateway("router", "listed", "prepaid", "markup_percent,,10", "fee_percent,any,5", "tier_factor,batch,0.5"),
	"rates/both":    {"acme/m1,acme/m1,,,,,3,15,0.3,3.75,6", "acme/m2,acme/m2,,,,,1,5", "beta/b1,beta/b1,,,,,2,8"},
	"gateways/part": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0"),
	"rates/part":    {"acme/m1,acme/m1,,,,,1,1,0.1,1,1"},
	"gateways/mute": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0"),
	"rates/mute":    {"acme/m1,acme/m1,,,,,3", "beta/b1,beta/b1,,,,,2,8"},
	"gateways/keys": gateway("router", "own-keys", "own-key", "markup_percent,,0", "plan_month,all,7"),
})

// A month at shop: 10M in and 2M out of m1 are 30 + 30, 20M in of b1 40; list 100.
func shopMonth() []WorkLine {
	return []WorkLine{line("acme/m1", kInput, 10_000_000, kOutput, 2_000_000), line("beta/b1", kInput, 20_000_000)}
}

// TestDirectIsTheSumOverPublishers: 60 at acme without a fee, 40 at beta with
// 3 %, which is 1.20.
func TestDirectIsTheSumOverPublishers(t *testing.T) {
	c := shop.load(t)
	got := compared(t, c, c.TokensWorkload(shopMonth()), Knobs{}, today)
	money(t, "list", got.ListUSD, "100")
	for _, id := range []string{Direct, "keys"} {
		r := rowOf(t, got, id)
		amount(t, id+": tokens", r.Token, "100")
		amount(t, id+": fee", r.Fee, "1.20")
		if !slices.Equal(r.Sellers, []string{"acme", "beta"}) || !r.Ranked || r.Coverage != "1" {
			t.Errorf("%s: paid to %v, ranked %v, coverage %s", id, r.Sellers, r.Ranked, r.Coverage)
		}
	}
	amount(t, "direct", rowOf(t, got, Direct).Total, "101.20")
	amount(t, "keys: subscription", rowOf(t, got, "keys").Subscription, "7")
	amount(t, "keys", rowOf(t, got, "keys").Total, "108.20")
	// 100 x 1.1 = 110, and 5 % of it to load
	both := rowOf(t, got, "both")
	amount(t, "both: tokens", both.Token, "110")
	amount(t, "both: fee", both.Fee, "5.50")
	amount(t, "both", both.Total, "115.50")
	amount(t, "both over direct", both.OverCheapest, "14.30")
	if got.Cheapest != Direct || len(got.If) > 0 || both.ListMultiple != "1.155" {
		t.Errorf("cheapest %q if %v, both is %s x list", got.Cheapest, got.If, both.ListMultiple)
	}
}

// TestPartialRowsAreNotRanked, however cheap they look.
func TestPartialRowsAreNotRanked(t *testing.T) {
	c := shop.load(t)
	got := compared(t, c, c.TokensWorkload(shopMonth()), Knobs{}, today)
	part := rowOf(t, got, "part") // 10 + 2, and nothing of beta's 40 of 100
	amount(t, "part", part.Total, "12")
	if part.Ranked || part.OverCheapest != nil || part.Coverage != "0.6" || !slices.Equal(part.Missing, []string{"beta/b1"}) || len(part.Unpriced) > 0 {
		t.Errorf("part: ranked %v, over %v, coverage %s, missing %v, unpriced %v", part.Ranked, part.OverCheapest, part.Coverage, part.Missing, part.Unpriced)
	}
	mute := rowOf(t, got, "mute") // 30 + 40, without 30 of output
	amount(t, "mute", mute.Total, "70")
	if mute.Ranked || mute.OverCheapest != nil || mute.Coverage != "0.7" || !slices.Equal(mute.Unpriced, []string{"acme/m1 output"}) || len(mute.Missing) > 0 {
		t.Errorf("mute: ranked %v, over %v, coverage %s, missing %v, unpriced %v", mute.Ranked, mute.OverCheapest, mute.Coverage, mute.Missing, mute.Unpriced)
	}
	// Of those that are not ranked the fuller comes first.
	order := []string{}
	for _, r := range got.Rows {
		order = append(order, r.Gateway)
	}
	if want := []string{"direct", "keys", "both", "mute", "acme", "part", "beta"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	// Among partial rows alone none is.
	alone := compared(t, c, c.TokensWorkload(shopMonth()), Knobs{Gateways: []string{"part", "mute"}}, today)
	if alone.Cheapest != "" || rowOf(t, alone, "mute").Ranked || alone.Why != "no gateway serves 99.5 % of this workload at a known cost" {
		t.Errorf("of two partial rows the cheapest is %q", alone.Cheapest)
	}
}

// TestNobodysModelCountsForNone: what nobody has a price of lowers no gateway's coverage,
// its dollars without tokens no more than the others, which a sum may hold together.
func TestNobodysModelCountsForNone(t *testing.T) {
	c := shop.load(t)
	sold, unheard, bare := line("acme/m1", kInput, 1_000_000), line("unheard-of", kOutput, 54), WorkLine{Name: "unheard-of", Service: Service{Tier: Batch}, Requests: 1}
	sold.Reported, unheard.Reported, bare.Reported = MustMoney("90"), MustMoney("1"), MustMoney("9")
	for _, lines := range [][]WorkLine{{sold, unheard}, {sold, unheard, bare}} {
		r := compared(t, c, c.LedgerWorkload(lines, today, today, 30), Knobs{Gateways: []string{"part"}}, today).Rows[0]
		if r.Coverage != "1" || !r.Ranked || len(r.Missing) > 0 || !slices.Equal(r.Unpriced, []string{"unheard-of"}) {
			t.Errorf("of %d lines: coverage %s, missing %v, unpriced %v", len(lines), r.Coverage, r.Missing, r.Unpriced)
		}
	}
}

// TestNearlyAllIsRanked: who serves 99.5 % by one's own dollars is ranked, with the rest
// at what it costs now. m1's 1 million of input cost 3 at acme and 2 at part, which has
// no b1.
func TestNearlyAllIsRanked(t *testing.T) {
	c := shop.load(t)
	for _, k := range []struct {
		name     string
		m1, b1   string // what was paid for them
		ranked   bool
		coverage string
		assumed  string
	}{
		{"exactly 99.5 %", "199", "1", true, "0.995", "what it lacks costs there what it costs you now (assumed)"},
		{"a cent less", "198.99", "1", false, "", ""},
		{"paid nothing for the rest: its list price counts", "199", "0", false, "", ""},
	} {
		m1, b1 := line("acme/m1", kInput, 1_000_000), line("beta/b1", kInput, 1_000_000)
		m1.Reported, b1.Reported = MustMoney(k.m1), MustMoney(k.b1)
		got := compared(t, c, c.LedgerWorkload([]WorkLine{m1, b1}, today, today, 30), Knobs{Gateways: []string{"part"}}, today)
		r := rowOf(t, got, "part")
		if r.Ranked != k.ranked || k.coverage != "" && r.Coverage != k.coverage || strings.Join(r.Assumptions, ";") != k.assumed {
			t.Errorf("%s: ranked %v, coverage %s, assumed %q", k.name, r.Ranked, r.Coverage, r.Assumptions)
		}
		rates := byRates(r)
		carried := r.Token.Sub(*rates)
		if want := map[bool]string{true: "1", false: "0"}[k.ranked]; carried.String() != want {
			t.Errorf("%s: %s is added for what it lacks, want %s", k.name, carried, want)
		}
		if k.ranked {
			bill, err := c.Bill(c.LedgerWorkload([]WorkLine{m1, b1}, today, today, 30), Knobs{}, "part", today)
			if err != nil || len(bill.Models) != 2 {
				t.Errorf("the bill's models are %+v, %v", bill.Models, err)
			}
		}
	}
	// A model swapped for another weighs what that one costs at list, not what was paid.
	m1, b1 := line("acme/m1", kInput, 1_000_000), line("acme/m1", kOutput, 1)
	m1.Reported = MustMoney("1000")
	swapped := compared(t, c, c.LedgerWorkload([]WorkLine{m1, b1}, today, today, 30), Knobs{Gateways: []string{"part"}, Swaps: map[string]string{"acme/m1": "beta/b1"}}, today)
	if r := rowOf(t, swapped, "part"); r.Ranked || r.Coverage != "0" {
		t.Errorf("swapped for what it lacks: ranked %v, coverage %s", r.Ranked, r.Coverage)
	}
}

// TestModelsNobodyPrices are named and in no total.
func TestModelsNobodyPrices(t *testing.T) {
	c := shop.load(t)
	lines := append(shopMonth(), WorkLine{Name: "mystery", Tokens: used(kInput, 1_000_000), Requests: 1}, line("beta/b1", kAudioIn, 5))
	got := compared(t, c, c.TokensWorkload(lines), Knobs{}, today)
	if want := []string{"beta/b1 audio_in", "mystery"}; !slices.Equal(got.Unpriced, want) {
		t.Errorf("unpriced %v, want %v", got.Unpriced, want)
	}
	money(t, "list", got.ListUSD, "100")
	direct := rowOf(t, got, Direct)
	amount(t, "direct", direct.Total, "101.20")
	if !says(direct.Unpriced, "mystery") || !says(direct.Unpriced, "audio_in") {
		t.Errorf("direct: unpriced %v", direct.Unpriced)
	}
}

// TestListPriceWithoutAPublisher: the lowest price of any gateway's default id
// stands in, and an offer for nothing does not.
func TestListPriceWithoutAPublisher(t *testing.T) {
	c := acme.plus(rows{
		"models/orphan": {"orphan/o1"},
		"gateways/dear": gateway("host", "listed", "arrears"),
		"rates/dear":    {"orphan/o1,o1-turbo,,,,,9,9", "orphan/o1,o1-lite,,,,,1,1"},
		"gateways/fair": gateway("host", "listed", "arrears"),
		"rates/fair":    {"orphan/o1,o1,,,,,4,10"},
		"gateways/gift": gateway("host", "listed", "arrears"),
		"rates/gift":    {"orphan/o1,o1:free,,,,,0,0"},
	}).load(t)
	got := compared(t, c, c.TokensWorkload([]WorkLine{line("orphan/o1", kInput, 1_000_000, kOutput, 1_000_000)}), Knobs{}, today)
	money(t, "list: 4 in at fair, 9 out at dear", got.ListUSD, "13")
	if !says(got.Notes, "no publisher lists orphan/o1") {
		t.Errorf("notes %v", got.Notes)
	}
	// Reasoning is output where nobody says otherwise.
	thought := compared(t, c, c.TokensWorkload([]WorkLine{line("orphan/o1", kOutput, 1_000_000, kReasoning, 1_000_000)}), Knobs{}, today)
	money(t, "list: 2 x 9 out at dear", thought.ListUSD, "18")
	amount(t, "fair", rowOf(t, got, "fair").Total, "14")
	amount(t, "dear", rowOf(t, got, "dear").Total, "18") // its default id, listed first
	if r := rowOf(t, got, Direct); r.Total != nil && r.Ranked || !slices.Equal(r.Missing, []string{"orphan/o1"}) {
		t.Errorf("direct: total %v, ranked %v, missing %v", r.Total, r.Ranked, r.Missing)
	}
}

// TestUsedVariantKeepsItsPrice: the default id of a model, unless the workload
// used another one.
func TestUsedVariantKeepsItsPrice(t *testing.T) {
	c := acme.plus(rows{
		"gateways/r": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0"),
		"rates/r":    {"acme/m1,acme/m1,,,,,3", "acme/m1,acme/m1:fast,,,,,9"},
	}).load(t)
	for name, want := range map[string]string{"acme/m1": "3", "m1": "3", "acme/m1:fast": "9", "acme/m1:odd": "3"} {
		l := line("acme/m1", kInput, 1_000_000)
		l.Name = name
		amount(t, name, compared(t, c, c.TokensWorkload([]WorkLine{l}), Knobs{Gateways: []string{"r"}}, today).Rows[0].Token, want)
	}
}

func TestSwap(t *testing.T) {
	c := shop.load(t)
	// m1's 10M in and 2M out as m2: 10 x 1 + 2 x 5 = 20, and 40 of b1.
	for _, from := range []string{"acme/m1"} {
		got := compared(t, c, c.TokensWorkload(shopMonth()), Knobs{Swaps: map[string]string{from: "acme/m2"}}, today)
		money(t, "list", got.ListUSD, "60")
		amount(t, "direct", rowOf(t, got, Direct).Token, "60")
	}
	// A model that the catalog does not know can be swapped by its name.
	got := compared(t, c, c.TokensWorkload([]WorkLine{{Name: "house-model", Tokens: used(kInput, 1_000_000)}}), Knobs{Swaps: map[string]string{"house-model": "acme/m1"}}, today)
	money(t, "by name", got.ListUSD, "3")
	// A swap does not change the workload itself.
	w := c.TokensWorkload(shopMonth())
	compared(t, c, w, Knobs{Swaps: map[string]string{"acme/m1": "acme/m2"}}, today)
	money(t, "without the swap", compared(t, c, w, Knobs{}, today).ListUSD, "100")
}

// TestCacheHitIsExact: shares of the whole prompt. What is read has been written: by the
// model's own ratio of writes to reads, or one token for ten where no read is known.
func TestCacheHitIsExact(t *testing.T) {
	c := shop.load(t)
	for _, k := range []struct {
		name, share string
		tokens      Tokens
		want        string
	}{
		{"none", "0", used(kInput, 300_000, kRead, 700_000), "3"},
		{"all", "100", used(kInput, 1_000_000), "0.3"},
		{"70 %", "70", used(kInput, 1_000_000), "1.1625"}, // 0.7 x 0.30 + 0.07 x 3.75 + 0.23 x 3
		{"as it was", "70", used(kInput, 300_000, kRead, 700_000), "1.11"},
		// A third of one token: 0.333 x 0.30 + 0.0333 x 3.75 + 0.6337 x 3 = 2.125875 millionths
		{"33.3 % of one token", "33.3", used(kInput, 1), "0.000002125875"},
		{"writes that nobody read", "70", used(kInput, 600_000, kWrite5m, 400_000), "1.1625"},
		// 0.5 x 0.30 + 0.05 x 3.75 + 0.45 x 3 = 1.6875, and 1 x 15 of output as it is
		{"output stays", "50", used(kInput, 600_000, kWrite5m, 400_000, kOutput, 1_000_000), "16.6875"},
		// One written for five read, half of them for an hour: 0.5 x 0.30 + 0.05 x 3.75 + 0.05 x 6 + 0.4 x 3
		{"its own writes", "50", used(kInput, 880_000, kRead, 100_000, kWrite5m, 10_000, kWrite1h, 10_000), "1.8375"},
		// 0.9 x 0.30, and the 0.1 left are written: 0.18 would be its ratio
		{"no more than the prompt", "90", used(kInput, 880_000, kRead, 100_000, kWrite5m, 20_000), "0.645"},
	} {
		share := MustPercent(k.share)
		got := compared(t, c, c.TokensWorkload([]WorkLine{{Name: "acme/m1", Model: "acme/m1", Tokens: k.tokens, Requests: 3}}), Knobs{CacheHit: &share, Gateways: []string{"acme"}}, today)
		amount(t, k.name, got.Rows[0].Token, k.want)
		money(t, k.name+": list", got.ListUSD, k.want)
	}
	// Where a model has no cache price its prompts are not free: b1 at 2.
	share := MustPercent("70")
	got := compared(t, c, c.TokensWorkload([]WorkLine{line("beta/b1", kInput, 1_000_000)}), Knobs{CacheHit: &share, Gateways: []string{"beta"}}, today)
	amount(t, "no cache price", got.Rows[0].Token, "2")
	money(t, "no cache price: list", got.ListUSD, "2")
	if got.Rows[0].Coverage != "1" || len(got.Rows[0].Unpriced) > 0 {
		t.Errorf("no cache price: coverage %s, unpriced %v", got.Rows[0].Coverage, got.Rows[0].Unpriced)
	}
	if !says(got.Rows[0].Notes, "no cache price of beta/b1: its prompts are priced as not cached") {
		t.Errorf("notes %q", got.Rows[0].Notes)
	}
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 1_000_000), line("beta/b1", kInput, 1_000_000)})
	if got := compared(t, c, w, Knobs{CacheHit: &share}, today); !says(got.Notes, "written to the cache for ten that are read of acme/m1 (assumed") {
		t.Errorf("the guess of its writes is not said: %q", got.Notes)
	}
}

// TestBatchShareIsExact: both gives half off: a quarter of the tokens at half is
// 0.875 of the price, and its markup is 10 %.
func TestBatchShareIsExact(t *testing.T) {
	c := shop.load(t)
	one := []WorkLine{line("acme/m1", kInput, 1)}
	batch := line("acme/m1", kInput, 1_000_000)
	batch.Service.Tier = Batch
	flex := line("acme/m1", kInput, 1_000_000)
	flex.Service.Tier = Flex
	extra := line("acme/m1", kInput, 1_000_000)
	extra.Extra, extra.Reported = MustMoney("2"), MustMoney("5")
	for _, k := range []struct {
		name, share string
		lines       []WorkLine
		want        string
	}{
		{"none", "0", one, "0.0000033"},
		{"a quarter of one token", "25", one, "0.0000028875"},
		{"a third, nearly", "33.3", one, "0.00000275055"}, // 3.3 x (1 - 0.1665)
		{"all", "100", one, "0.00000165"},
		{"of what is batched today too", "25", []WorkLine{batch}, "2.8875"},
		{"none of what is batched today", "0", []WorkLine{batch}, "3.3"},
		{"what is batched today stays where nothing is asked", "", []WorkLine{batch}, "1.65"},
		{"another tier stays", "25", []WorkLine{flex}, "3.3"},
		// 3.3 x 0.75 + 2: searches are not batched
		{"extras are carried over once", "50", []WorkLine{extra}, "4.475"},
	} {
		got := compared(t, c, c.TokensWorkload(k.lines), Knobs{BatchShare: percent(k.share), Gateways: []string{"both"}}, today)
		amount(t, k.name, got.Rows[0].Token, k.want)
	}
	// Requests are counted once: 100,000 at Portkey still are 49.
	l := line("openai/gpt-4o", kInput, 1_000_000)
	l.Requests = 100_000
	share := MustPercent("33.3")
	got := compared(t, facts(t), facts(t).TokensWorkload([]WorkLine{l}), Knobs{BatchShare: percent("33.3"), CacheHit: &share, Gateways: []string{"portkey"}}, today)
	amount(t, "the plan", got.Rows[0].Subscription, "49")
	// acme takes the whole rate, as no discount of it is known.
	amount(t, "no discount", compared(t, c, c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 1_000_000)}), Knobs{BatchShare: percent("50"), Gateways: []string{"acme"}}, today).Rows[0].Token, "3")
}

// percent is a share that was asked for, nil for "".
func percent(text string) *Percent {
	if text == "" {
		return nil
	}
	p := MustPercent(text)
	return &p
}

func TestVolumeIsExact(t *testing.T) {
	for _, c := range []struct{ spend, volume, list, fee string }{
		{"1000", "1.5", "1500", "82.50"},
		{"1000", "1", "1000", "55.00"},
		{"1000", "0.001", "1", "0.16"}, // a fifth of a purchase of 5
		{"1.2", "3x", "3.6", "0.58"},   // 0.72 x 0.80 = 0.576
	} {
		got := compared(t, facts(t), SpendWorkload(MustMoney(c.spend)), Knobs{Volume: factor(c.volume), Gateways: []string{"openrouter"}}, today)
		money(t, c.spend+" x "+c.volume, got.ListUSD, c.list)
		amount(t, c.spend+" x "+c.volume+": fee", got.Rows[0].Fee, c.fee)
	}
	for _, in := range []string{"", "x", "0", "-1", "1.5xx", "two"} {
		if f, err := ParseFactor(in); err == nil {
			t.Errorf("%q is the factor %s", in, f)
		}
	}
	if (Factor{}).String() != "1" || factor("1.50x").String() != "1.5" {
		t.Error("factors are written wrongly")
	}
}

// TestShortHistoryCountsAsAMonth: W days x 30/W.
func TestShortHistoryCountsAsAMonth(t *testing.T) {
	c := shop.load(t)
	for _, k := range []struct {
		days       int
		list, note string
		warns      bool
	}{
		{30, "3", "30 days of usage, 2026-10-25 to 2026-11-23, taken", false},
		{29, "3.103448", "29 days of usage, 2026-10-26 to 2026-11-23, taken x 30/29", false}, // 90/29
		{10, "9", "10 days of usage, 2026-11-14 to 2026-11-23, taken x 30/10", false},
		{7, "12.857143", "7 days of usage, 2026-11-17 to 2026-11-23, taken x 30/7", false}, // 90/7
		{6, "15", "6 days of usage, 2026-11-18 to 2026-11-23, taken x 30/6", true},
		{1, "90", "1 day of usage, 2026-11-23, taken x 30/1", true},
	} {
		w := c.LedgerWorkload([]WorkLine{line("acme/m1", kInput, 1_000_000)}, today.AddDate(0, 0, 1-k.days), today, k.days)
		got := compared(t, c, w, Knobs{Gateways: []string{"acme"}}, today)
		name := fmt.Sprintf("%d days", k.days)
		money(t, name, got.ListUSD, k.list)
		amount(t, name+": tokens", got.Rows[0].Token, k.list)
		if !says(got.Notes, k.note) || says(got.Notes, "less than a week") != k.warns {
			t.Errorf("%s: notes %v", name, got.Notes)
		}
		if got.Days != k.days || got.Requests != 1 {
			t.Errorf("%s: %d days, %d requests", name, got.Days, got.Requests)
		}
	}
}

// TestRatesThenAndNow: m1 cost 3 until June and 2 since; the usage is of May.
func TestRatesThenAndNow(t *testing.T) {
	c := acme.plus(rows{"rates/acme": {"acme/m1,m1,,,,2026-06-01,3", "acme/m1,m1,,,2026-06-01,,2", "acme/m2,m2,,,,,1,5"}}).load(t)
	l := line("acme/m1", kInput, 1_000_000)
	l.At = instant("2026-05-15T13:00:00Z")
	w := c.LedgerWorkload([]WorkLine{l}, instant("2026-05-01"), instant("2026-05-30"), 30)
	for _, k := range []struct {
		name  string
		knobs Knobs
		asOf  string
		want  string
	}{
		{"now", Knobs{}, "2026-11-23", "2"},
		{"then", Knobs{RatesThen: true}, "2026-11-23", "3"},
		{"as of May", Knobs{}, "2026-05-31T23:59:59Z", "3"},
		{"as of June", Knobs{}, "2026-06-01", "2"},
	} {
		k.knobs.Gateways = []string{"acme"}
		got := compared(t, c, w, k.knobs, instant(k.asOf))
		amount(t, k.name, got.Rows[0].Token, k.want)
		money(t, k.name+": list", got.ListUSD, k.want)
	}
}

// TestExplainedShare: under 97 % of the reported bill no winner is named, and
// why is said.
func TestExplainedShare(t *testing.T) {
	c := shop.load(t)
	at := instant("2026-05-15")
	bill := func(reported, extra string, tokens int64) WorkLine {
		l := line("acme/m1", kInput, tokens)
		l.Gateway, l.Reported, l.Extra, l.At = "acme", MustMoney(reported), MustMoney(extra), at
		return l
	}
	cases := []struct {
		name      string
		lines     []WorkLine
		explained string
		wins      bool
	}{
		{"all of it", []WorkLine{bill("3", "0", 1_000_000)}, "1", true},
		{"exactly 97 %", []WorkLine{bill("100", "0", 97_000_000/3+0)}, "", false}, // replaced below
		{"more is reported", []WorkLine{bill("4", "0", 1_000_000)}, "0.75", false},
		{"less is reported: 3 - 0.10 off", []WorkLine{bill("2.90", "0", 1_000_000)}, "0.965517", false}, // 2.8 / 2.9
		{"extras explain themselves", []WorkLine{bill("4", "1", 1_000_000)}, "1", true},
		// Two models that are off in opposite ways don't cancel: (3 - 1 + 10 - 1) / 13
		{"errors don't cancel", []WorkLine{bill("4", "0", 1_000_000), {Gateway: "acme", Name: "acme/m2", Model: "acme/m2", At: at, Reported: MustMoney("9"), Tokens: used(kInput, 10_000_000), Requests: 1}}, "0.846154", false},
		{"far too much reported by the catalog", []WorkLine{bill("1", "0", 1_000_000)}, "0", false}, // |1 - 3| is over 1
	}
	// 100 reported, 97 by the catalog: 97 x 333,333.33 tokens is no whole number,
	// so the bill is 300 and the catalog's 291 are 97,000,000 tokens at 3.
	cases[1].lines, cases[1].explained, cases[1].wins = []WorkLine{bill("300", "0", 97_000_000)}, "0.97", true
	cases = append(cases, struct {
		name      string
		lines     []WorkLine
		explained string
		wins      bool
	}{"one token under it", []WorkLine{bill("300", "0", 96_999_999)}, "0.97", false})
	for _, k := range cases {
		w := c.LedgerWorkload(k.lines, at, at, 30)
		got := compared(t, c, w, Knobs{}, today)
		if w.Explained != k.explained || got.Explained != k.explained {
			t.Errorf("%s: explained %q, want %q", k.name, got.Explained, k.explained)
		}
		if w.You != "acme" {
			t.Errorf("%s: you are %q", k.name, w.You)
		}
		if k.wins != (got.Cheapest != "") || k.wins != (got.Why == "") {
			t.Errorf("%s: cheapest %q, why %q", k.name, got.Cheapest, got.Why)
		}
		if !k.wins {
			if !strings.Contains(got.Why, "97 %") {
				t.Errorf("%s: why %q", k.name, got.Why)
			}
			for _, r := range got.Rows {
				if r.OverCheapest != nil {
					t.Errorf("%s: %s is %s over a winner that is not named", k.name, r.Gateway, r.OverCheapest)
				}
			}
		}
	}
	// What the catalog itself priced, and own keys, are no evidence.
	computed, own := bill("50", "0", 1), bill("0", "0", 1_000_000)
	computed.Computed, own.OwnKey = true, true
	if w := c.LedgerWorkload([]WorkLine{computed, own}, at, at, 30); w.Explained != "" {
		t.Errorf("nothing was reported, and %q is explained", w.Explained)
	}
	// A gateway that the catalog does not have explains nothing.
	odd := bill("3", "0", 1_000_000)
	odd.Gateway = "elsewhere"
	if w := c.LedgerWorkload([]WorkLine{odd}, at, at, 30); w.Explained != "0" || w.You != "elsewhere" {
		t.Errorf("elsewhere: explained %q, you are %q", w.Explained, w.You)
	}
}

// TestStayingIsAsGoodAsMoving among gateways that cost the same.
func TestStayingIsAsGoodAsMoving(t *testing.T) {
	c := rows{
		"gateways/a": router("fee_percent,any,5"),
		"gateways/b": router("fee_percent,any,5"),
		"gateways/c": router("fee_percent,any,5"),
	}.load(t)
	w := SpendWorkload(MustMoney("100"))
	for _, you := range []string{"b", "c"} {
		w.You = you
		if got := compared(t, c, w, Knobs{Gateways: []string{"a", "b", "c"}}, today); got.Cheapest != you {
			t.Errorf("you are at %s and the cheapest is %s", you, got.Cheapest)
		}
	}
}

// TestExtrasAreCarriedOver: searches have no rate elsewhere.
func TestExtrasAreCarriedOver(t *testing.T) {
	c := shop.load(t)
	lines := shopMonth()
	lines[0].Extra, lines[0].Reported = MustMoney("5"), MustMoney("65")
	got := compared(t, c, c.TokensWorkload(lines), Knobs{}, today)
	money(t, "list", got.ListUSD, "105")
	amount(t, "direct", rowOf(t, got, Direct).Token, "105")
	amount(t, "both: 110 + 5", rowOf(t, got, "both").Token, "115")
	if !says(got.Notes, "$5.00 of extras") {
		t.Errorf("notes %v", got.Notes)
	}
}

// TestNeedsTokens: bare list dollars have no models, no cache and no batches.
func TestNeedsTokens(t *testing.T) {
	zero := MustPercent("0")
	for name, k := range map[string]Knobs{
		"swap": {Swaps: map[string]string{"acme/m1": "acme/m2"}}, "cache": {CacheHit: &zero}, "batch": {BatchShare: percent("25")},
	} {
		if _, err := facts(t).Compare(SpendWorkload(MustMoney("1000")), k, today); !errors.Is(err, ErrNeedsTokens) {
			t.Errorf("%s: %v, want ErrNeedsTokens", name, err)
		}
		c := acme.load(t)
		if _, err := c.Compare(c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 1)}), k, today); err != nil {
			t.Errorf("%s with tokens: %v", name, err)
		}
	}
	var noGateway *UnknownGatewayError
	if _, err := facts(t).Compare(SpendWorkload(MustMoney("1")), Knobs{Gateways: []string{"openruter"}}, today); !errors.As(err, &noGateway) {
		t.Errorf("an unknown gateway: %v", err)
	}
	if got := compared(t, facts(t), SpendWorkload(MustMoney("1")), Knobs{Gateways: []string{"OpenRouter", "openrouter", "Direct"}}, today); len(got.Rows) != 2 {
		t.Errorf("%d rows of two gateways", len(got.Rows))
	}
}

// TestNothingToCompare: no usage names no winner and does not fail.
func TestNothingToCompare(t *testing.T) {
	for name, w := range map[string]Workload{"no lines": facts(t).TokensWorkload(nil), "no dollars": SpendWorkload(Money{}), "an empty ledger": facts(t).LedgerWorkload(nil, today, today, 30)} {
		if !w.Empty() {
			t.Errorf("%s: it is not empty", name)
		}
		got := compared(t, facts(t), w, Knobs{}, today)
		if len(got.BreakEvens) != 0 || !got.ListUSD.IsZero() {
			t.Errorf("%s: list %s, break-evens %v", name, got.ListUSD, got.BreakEvens)
		}
		if p, ok := overListAt(&got, "openrouter", "1000"); ok {
			t.Errorf("%s: %s %% over list", name, p)
		}
	}
	// Zero tokens of a known model.
	got := compared(t, facts(t), facts(t).TokensWorkload([]WorkLine{line("openai/gpt-4o")}), Knobs{Gateways: []string{"openrouter", "openai"}}, today)
	money(t, "zero tokens", got.ListUSD, "0")
}

// TestSumsOfRequestsAreNoted: rows that add up many requests, and rows without
// a cached share.
func TestSumsOfRequestsAreNoted(t *testing.T) {
	c := shop.load(t)
	lines := shopMonth()
	lines[0].Mixed, lines[1].CacheUnknown = true, true // 12M and 20M of 32M tokens
	got := compared(t, c, c.TokensWorkload(lines), Knobs{}, today)
	if !says(got.Notes, "37.5 % of the tokens come in sums") || !says(got.Notes, "62.5 % of the tokens come without their cached share") {
		t.Errorf("notes %v", got.Notes)
	}
	money(t, "list", got.ListUSD, "100")
}

func TestCompareRequirements(t *testing.T) {
	need, err := ParseRequirements("sla,uptime=99.9,no-fee,models=1")
	if err != nil {
		t.Fatal(err)
	}
	lines := []WorkLine{line("openai/gpt-4o", kInput, 1_000_000), line("anthropic/claude-haiku-4-5", kInput, 1_000_000)}
	got := compared(t, facts(t), facts(t).TokensWorkload(lines), Knobs{Requirements: need, Gateways: []string{"openrouter", "ofox", Direct}}, today)
	for id, want := range map[string]map[string]Verdict{
		"openrouter": {"sla": Fail, "uptime=99.9": Pass, "no-fee": Fail, "models=1": Pass},
		"ofox":       {"sla": Undecidable, "uptime=99.9": Undecidable, "no-fee": Pass, "models=1": Pass},
		// OpenAI's record fails, Anthropic's is not kept.
		Direct: {"sla": Fail, "uptime=99.9": Fail, "no-fee": Pass, "models=1": Undecidable},
	} {
		for req, verdict := range want {
			r := rowOf(t, got, id)
			if r.Requirements[req] != verdict || len(r.Requirements) != 4 {
				t.Errorf("%s %s: %s, want %s", id, req, r.Requirements[req], verdict)
			}
			// Only ofox itself says of its fee that it is none.
			if basis, claimed := r.Claims[req]; claimed && verdict != Pass || id == "ofox" && req == "no-fee" && basis != Claimed {
				t.Errorf("%s %s: %s, and its pass rests on %q", id, req, verdict, basis)
			}
		}
	}
}

// TestPartsMakeTheTotal: what a row shows adds up to its total, to the sixth
// decimal of each part.
func TestPartsMakeTheTotal(t *testing.T) {
	own := line("openai/gpt-4o", kInput, 40_000_000_000)
	own.OwnKey, own.Requests = true, 3_000_000
	lines := []WorkLine{own, line("openai/gpt-4o", kInput, 777_777, kOutput, 33_333), line("anthropic/claude-sonnet-4-5", kInput, 1_234_567, kRead, 7_654_321), line("deepseek/deepseek-v4-flash", kOutput, 9_999_999)}
	w := facts(t).LedgerWorkload(lines, today, today, 13)
	for name, k := range map[string]Knobs{
		"plain":          {},
		"small top-ups":  {TopUp: MustMoney("7")},
		"large top-ups":  {TopUp: MustMoney("500"), DowntimeUSD: MustMoney("33.33")},
		"a server":       {ServerUSD: map[string]Money{"litellm": MustMoney("12.34")}, DowntimeUSD: MustMoney("1")},
		"crypto, volume": {Method: "crypto", Volume: factor("1.37")},
	} {
		for _, asOf := range []string{"2025-09-01", "2026-01-01", "2026-11-23"} {
			for _, r := range compared(t, facts(t), w, k, instant(asOf)).Rows {
				if r.Total == nil {
					continue
				}
				sum := r.Token.Add(*r.Fee).Add(*r.Subscription).Add(*r.BYOKFee).Add(*r.Breakage).Add(*r.Downtime)
				if off := sum.Sub(*r.Total).Abs(); off.Cmp(MustMoney("0.000005")) > 0 {
					t.Errorf("%s, %s, as of %s: %s + %s + %s + %s + %s + %s is not %s", r.Gateway, name, asOf, r.Token, r.Fee, r.Subscription, r.BYOKFee, r.Breakage, r.Downtime, r.Total)
				}
			}
		}
	}
}

// overListAt is how many percent above list price a row costs at a monthly volume of list
// dollars; false where that is not known.
func overListAt(c *Comparison, gateway, volume string) (Percent, bool) {
	v := MustMoney(volume)
	var at *Stretch
	all := c.OverList(gateway)
	for i := range all {
		if all[i].From.Cmp(v) < 0 {
			at = &all[i]
		}
	}
	if at == nil || !at.Known {
		return Percent{}, false
	}
	share := new(big.Rat).Quo(at.USD.rat(), v.rat())
	share.Mul(share, big.NewRat(100, 1))
	return Percent{quotient(share.Add(share, at.Share.pct.Rat()), 6)}, true
}

// TestOverList is on unrounded fees, at any volume.
func TestOverList(t *testing.T) {
	got := compared(t, facts(t), SpendWorkload(MustMoney("1000")), Knobs{Gateways: []string{"openrouter", "vercel"}}, today)
	for volume, want := range map[string]string{"1000": "5.5", "10": "8", "5": "16", "2.50": "16", "14.60": "5.5", "14": "5.714286", "100000": "5.5"} {
		if p, ok := overListAt(&got, "openrouter", volume); !ok || p.String() != want {
			t.Errorf("at %s: %s %%, %v; want %s", volume, p, ok, want)
		}
	}
	for _, gateway := range []string{"vercel", "nobody"} {
		if p, ok := overListAt(&got, gateway, "1000"); ok {
			t.Errorf("%s: %s %%", gateway, p)
		}
	}
	if p, ok := overListAt(&got, "openrouter", "0"); ok {
		t.Errorf("at nothing: %s %%", p)
	}
}

// TestRoundedAndExactCosts: the total charges whole cents, break-evens don't.
func TestRoundedAndExactCosts(t *testing.T) {
	r := rowOf(t, compared(t, facts(t), SpendWorkload(MustMoney("14.64")), Knobs{Gateways: []string{"openrouter"}}, today), "openrouter")
	one := big.NewRat(1, 1)
	if got := r.atMultiple(one, true).FloatString(4); got != "15.4452" { // 14.64 x 1.055
		t.Errorf("exact %s, want 15.4452", got)
	}
	if got := r.atMultiple(one, false).FloatString(4); got != "15.4500" {
		t.Errorf("charged %s, want 15.45", got)
	}
}

func TestAnswer(t *testing.T) {
	w := SpendWorkload(MustMoney("1000"))
	w.You = "openrouter"
	got := compared(t, facts(t), w, Knobs{Gateways: []string{"openrouter", "ofox", "cloudflare"}}, today)
	answer := strings.Join(got.Answer(w), "\n")
	for _, words := range []string{
		"You pay $55.00 a month (5.5 %) just to load openrouter: $1,055.00 for $1,000.00 of tokens.",
		"ofox would be $1,000.00, $55.00 a month less than you pay, if its prices are list price, ",
		"it stays cheaper than openrouter up to 5.5 % above that price.",
		"Without any assumption: cloudflare at $1,050.00.",
	} {
		if !strings.Contains(answer, words) {
			t.Errorf("%q lacks %q", answer, words)
		}
	}
	// Only own keys: there is a fee to load and no token to compare it with.
	own := line("openai/gpt-4o", kInput, 400_000_000)
	own.OwnKey, own.Gateway, own.At = true, "openrouter", instant("2025-09-01")
	keys := facts(t).LedgerWorkload([]WorkLine{own}, instant("2025-09-01"), instant("2025-09-01"), 30)
	alone := compared(t, facts(t), keys, Knobs{Gateways: []string{"openrouter"}}, instant("2025-09-01"))
	if text := strings.Join(alone.Answer(keys), "\n"); text == "" {
		t.Error("own keys alone have no answer")
	}
}

// TestPresentGatewayIsTheReference: what is paid now stays beside those that were
// asked for. 400 million input tokens of gpt-4o at 2.50 are $1,000.00, and 5.5 % of
// it $55.00; ofox has the list price.
func TestPresentGatewayIsTheReference(t *testing.T) {
	l := WorkLine{Gateway: "openrouter", Name: "openai/gpt-4o", Model: "openai/gpt-4o", At: today, Requests: 1, Tokens: used(kInput, 400_000_000), Prompt: 1000, Reported: MustMoney("1000")}
	w := facts(t).LedgerWorkload([]WorkLine{l}, today.AddDate(0, 0, -29), today, 30)
	got := compared(t, facts(t), w, Knobs{Gateways: []string{"ofox"}}, today)
	if len(got.Rows) != 2 || got.Cheapest != "ofox" || got.Against != "openrouter" {
		t.Fatalf("%d rows, %s is cheapest, against %s", len(got.Rows), got.Cheapest, got.Against)
	}
	amount(t, "openrouter", rowOf(t, got, "openrouter").Total, "1055")
	if answer := got.Answer(w); answer[0] != "You pay $55.00 a month (5.5 %) just to load openrouter: $1,055.00 for $1,000.00 of tokens." {
		t.Errorf("answer %q", answer)
	}
	if asked := compared(t, facts(t), w, Knobs{Gateways: []string{"openrouter", "ofox"}}, today); len(asked.Rows) != 2 {
		t.Errorf("asked for both: %d rows", len(asked.Rows))
	}
	levers, err := facts(t).Levers(w, Knobs{}, "ofox", today)
	if err != nil {
		t.Fatal(err)
	}
	for _, lv := range levers { // the bill at ofox is moved, not the one at openrouter
		if lv.Knob == "method" || lv.Knob == "top-up" {
			t.Errorf("ofox takes no fee, and %s saves %s", lv.Knob, lv.Change)
		}
	}
}
