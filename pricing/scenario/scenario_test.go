package scenario_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/pricing"
	"tollbook/pricing/pricingtest"
	"tollbook/pricing/scenario"
)

// asText is everything that a comparison shows.
func asText(t interface {
	Helper()
	Fatal(...any)
}, c pricing.Comparison) string {
	t.Helper()
	text, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestLaw: saved and read back, on that day or later, it compares as the
// workload that it was made of, and its text stays the same.
func TestLaw(t *testing.T) {
	c := pricingtest.Shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		var w pricing.Workload
		switch rapid.IntRange(0, 3).Draw(t, "source") {
		case 0:
			w = pricing.SpendWorkload(pricingtest.Cents(rapid.Int64Range(1, 1e9).Draw(t, "spend")))
		default:
			w = c.LedgerWorkload(pricingtest.Lines(t, c), pricingtest.Today.AddDate(0, 0, -12), pricingtest.Today, 13)
			w.Purchase = pricingtest.Cents(rapid.Int64Range(0, 10_000).Draw(t, "usual"))
			w.Notes = []string{"one \"note\"\nof two lines"}
			if rapid.Bool().Draw(t, "projected") {
				w.Projection = &pricing.Projection{From: pricingtest.Today, To: pricingtest.Today.AddDate(0, 0, 29), USD: pricing.MustMoney("9.99"), High: pricing.MustMoney("12.34"), Method: "a mean"}
			}
		}
		k := pricingtest.Knobs(t, w.Source != "spend")
		s, err := scenario.New(c, "a name", w, k, "openrouter", nil, pricingtest.Today)
		if err != nil {
			t.Fatal(err)
		}
		text := s.Text()
		back, err := scenario.Parse(c, text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if p := back.Work.Projection; (p == nil) != (w.Projection == nil) || p != nil && *p != *w.Projection {
			t.Fatalf("projection %+v, want %+v", p, w.Projection)
		}
		if again := back.Text(); again != text {
			t.Fatalf("%s\n%s", firstDifference(text, again), text)
		}
		for _, asOf := range []time.Time{pricingtest.Today, pricingtest.Today.AddDate(-1, 0, 0), pricingtest.Today.AddDate(0, 4, 0)} {
			before, err := c.Compare(w, k, asOf)
			if err != nil {
				t.Fatal(err)
			}
			after, err := c.Compare(back.Work, back.Knobs, asOf)
			if err != nil {
				t.Fatal(err)
			}
			if want, got := asText(t, before), asText(t, after); want != got {
				t.Fatalf("as of %s, swaps %v, hit %v, batch %s: %s\n%s", asOf, k.Swaps, k.CacheHit, k.BatchShare, firstDifference(want, got), text)
			}
		}
		// The bill in it is the row's, and its models are what its tokens are made of.
		bill, err := c.Bill(back.Work, back.Knobs, back.Gateway, pricingtest.Today)
		if err != nil {
			t.Fatal(err)
		}
		if changes := pricing.Changes(back.Bill, nil, bill); len(changes) > 0 {
			t.Fatalf("nothing changed, but %+v", changes)
		}
		if bill.Token != nil {
			var sum pricing.Money
			for _, m := range bill.Models {
				sum = sum.Add(m.USD)
			}
			if !sum.Equal(*bill.Token) {
				t.Fatalf("models add up to %s, tokens are %s", sum, bill.Token)
			}
		}
	})
}

// TestText is a whole file, read line by line: 100M tokens of gpt-4o into OpenRouter at
// 2.50 and 10M out of it at 10, by crypto, twice: (250 + 100) x 2 = 700, fee 35.
func TestText(t *testing.T) {
	c := pricingtest.Shipped(t)
	used := pricing.Tokens{pricing.Input: 100_000_000, pricing.Output: 10_000_000}
	w := c.TokensWorkload([]pricing.WorkLine{{Name: "openai/gpt-4o", Model: "openai/gpt-4o", Mixed: true, Tokens: used}})
	twice, _ := pricing.ParseFactor("2")
	s, err := scenario.New(c, "crypto 2x", w, pricing.Knobs{Method: "crypto", Volume: twice, Gateways: []string{"openai", "openrouter"}}, "openrouter", nil, pricingtest.Today)
	if err != nil {
		t.Fatal(err)
	}
	want := `# tollbook scenario: what-if answers, their workload and what they came to.
# Ask it again: tollbook compare --scenario FILE --fail-over 5%
name = "crypto 2x"
saved = "2026-11-23T00:00:00Z"
gateway = "openrouter"

[knobs]
volume = "2"
method = "crypto"
gateways = ["openai", "openrouter"]

[workload]
source = "tokens"

[result]
total_usd = "735"
list_usd = "700"
coverage = "1"
token_usd = "700"
fee_usd = "35"
subscription_usd = "0"
byok_fee_usd = "0"
breakage_usd = "0"
downtime_usd = "0"

[result.models]
"openai/gpt-4o" = "700"

[result.gateways]
"openai" = "700"
"openrouter" = "735"

[[line]]
model = "openai/gpt-4o"
input = 100000000
output = 10000000
mixed = true
`
	if got := s.Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if words := s.Words(); words != "openrouter, tokens of openai/gpt-4o, volume 2x, method crypto" {
		t.Error(words)
	}
}

// TestByHand: what a person writes who knows little.
func TestByHand(t *testing.T) {
	s, err := scenario.Parse(pricingtest.Shipped(t), "gateway = 'OpenRouter'\n[knobs]\nmethod = 'crypto'\ntop_up = 25\n[knobs.swap]\ngpt-4o = 'gpt-4o-mini'\n[workload]\nfrom = 2026-11-01\n[[line]]\nmodel = 'gpt-4o'\ninput = 1_000_000\n[result]\ntotal_usd = 5\n")
	if err != nil {
		t.Fatal(err)
	}
	if s.Gateway != "openrouter" || s.Knobs.Swaps["openai/gpt-4o"] != "openai/gpt-4o-mini" || !s.Knobs.TopUp.Equal(pricing.MustMoney("25")) || s.Work.Lines[0].Model != "openai/gpt-4o" || !s.Bill.Total.Equal(pricing.MustMoney("5")) {
		t.Errorf("%+v", s)
	}
}

// TestFaults: each names line and key.
func TestFaults(t *testing.T) {
	work := "[workload]\nspend_usd = '10'\n"
	for _, k := range []struct{ text, want string }{
		{"", "workload: the scenario has no [workload]"},
		{"gateway = 'openrouter'\n[workload\n", "line 2: expected ']' to close table name"},
		{"gateway = 'openroter'\n" + work, "line 1: gateway: no gateway \"openroter\""},
		{work + "[knobs]\nvolume = '0'\n", `line 4: knobs.volume: "0": want a multiple above zero, like 2 or 1.5`},
		{work + "[knobs]\nvolume = 1.5\n", `line 4: knobs.volume: want it in quotes`},
		{work + "[knobs]\nmetod = 'card'\n", "line 4: knobs.metod: unknown key; known here: batch_share, "},
		{work + "[knobs]\nmethod = 'shells'\n", "line 4: knobs.method: \"shells\": no gateway takes that; methods: "},
		{work + "[knobs]\ntop_up = '-5'\n", "line 4: knobs.top_up: \"-5\": want dollars above zero"},
		{work + "[knobs]\ntop_up = '0.001'\n", "line 4: knobs.top_up: \"0.001\": want whole cents"},
		{work + "[knobs]\ncache_hit = '101'\n", "line 4: knobs.cache_hit: \"101\": want a percentage"},
		{work + "[knobs]\nbatch_share = '0.0000001'\n", "line 4: knobs.batch_share: "},
		{work + "[knobs]\nrates = 'soon'\n", "line 4: knobs.rates: \"soon\": want now or then"},
		{work + "[knobs]\nrequire = 'speed'\n", "line 4: knobs.require: requirement \"speed\""},
		{work + "[knobs]\ngateways = 'openrouter'\n", "line 4: knobs.gateways: want a list"},
		{work + "[knobs]\ngateways = [1]\n", "line 4: knobs.gateways: want a list of texts"},
		{work + "[knobs.swap]\ngpt-4o = 'gpt-9'\n", "line 4: knobs.swap.gpt-4o: no model \"gpt-9\""},
		{work + "[knobs.server]\nlitelm = '4'\n", "line 4: knobs.server.litelm: no such gateway"},
		{work + "[knobs]\ncache_hit = '50'\n", "line 3: knobs: needs a workload of tokens"},
		{work + "[follow]\n", "line 3: follow: only a workload of the ledger"},
		{work + "[result]\ntotal_usd = 'much'\n", "line 4: result.total_usd: \"much\": want dollars"},
		{work + "[result]\ntotal_usd = 1e400\n", "line 4: "},
		{work + "colour = 'blue'\n", "line 3: workload.colour: unknown key"},
		{work + "[[line]]\nmodel = 'gpt-4o'\n", "workload.source: a workload of list dollars has no [[line]]"},
		{"[workload]\nsource = 'ledger'\n", "line 2: workload.source: the workload has no [[line]]"},
		{"[workload]\nsource = 'dream'\n", "line 2: workload.source: \"dream\""},
		{"[workload]\nsource = 'tokens'\nspend_usd = '1'\n[[line]]\nmodel = 'x'\n", "line 3: workload.spend_usd: "},
		{"[workload]\n[[line]]\nmodel = 'x'\n[[line]]\nmodel = 'y'\ninput = -1\n", "line 6: line[1].input: -1: want a whole number"},
		{"[workload]\n[[line]]\nmodel = 'x'\ninput = '1'\n", "line 4: line[0].input: want a whole number without quotes"},
		{"[workload]\n[[line]]\ninput = 1\n", "line 2: line[0].model: a line names its model"},
		{"[workload]\n[[line]]\nmodel = 'x'\nbatch = 'no'\n", "line 4: line[0].batch: want true or false"},
		{"[workload]\n[[line]]\nmodel = 'x'\nat = 'noon'\n", "line 4: line[0].at: "},
		{"name = 'a/b'\n" + work, "line 1: name: the name of a scenario has none of"},
		{"workload = 1\n", "line 1: workload: want a table"},
		{"line = 1\n" + work, "line 1: line: want tables"},
	} {
		s, err := scenario.Parse(pricingtest.Shipped(t), k.text)
		var where *scenario.Error
		if err == nil || !errors.As(err, &where) || !strings.Contains(err.Error(), k.want) {
			t.Errorf("%q: %v, want %s", k.text, err, k.want)
		}
		if s.Work.Source != "" {
			t.Errorf("%q: a scenario beside the error", k.text)
		}
	}
}

func TestNames(t *testing.T) {
	twice, _ := pricing.ParseFactor("2")
	seventy := pricing.MustPercent("70")
	for want, k := range map[string]pricing.Knobs{
		"r":                               {},
		"2x, crypto at r":                 {Method: "crypto", Volume: twice},
		"d for b, cache 70 % at r":        {Swaps: map[string]string{"a/b": "c/d"}, CacheHit: &seventy},
		"top-up one a month at r":         {Monthly: true},
		"downtime $1,000.00 an hour at r": {DowntimeUSD: pricing.MustMoney("1000")},
	} {
		w := pricing.SpendWorkload(pricing.MustMoney("1"))
		w.Purchase = pricing.MustMoney("25")
		if got := scenario.SuggestedName(pricing.Side{Workload: w, Knobs: k, Gateway: "r"}); got != want || scenario.CheckName(got) != nil {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, name := range []string{"a", "openrouter, crypto, 2x", "Jahr 2027", "v1.2"} {
		if err := scenario.CheckName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", ".", "..", "a/b", `a\b`, "a:b", "-a", "a.", " a", "a\nb", "a\x1b[2J", strings.Repeat("x", 101)} {
		if scenario.CheckName(name) == nil {
			t.Errorf("%q is taken", name)
		}
	}
}

// FuzzParse: what parses prints, and parses back as the same.
func FuzzParse(f *testing.F) {
	c := pricingtest.Shipped(f)
	s, err := scenario.New(c, "a", c.TokensWorkload([]pricing.WorkLine{{Name: "openai/gpt-4o", Model: "openai/gpt-4o", Tokens: pricing.Tokens{pricing.Input: 5}, Requests: 1}}), pricing.Knobs{Method: "crypto"}, "openrouter", nil, pricingtest.Today)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Text())
	f.Add("[workload]\nspend_usd = '10'\n[knobs.server]\nlitellm = '4'\n")
	f.Add("[workload]\nsource = 'ledger'\n[follow]\nprojected = true\n[[line]]\nmodel = \"\\u0007\"\nat = 2026-01-01\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := scenario.Parse(c, text)
		if err != nil {
			return
		}
		once := s.Text()
		back, err := scenario.Parse(c, once)
		if err != nil {
			t.Fatalf("%v\n%s", err, once)
		}
		if twice := back.Text(); twice != once {
			t.Fatalf("%s\nbecomes\n%s", once, twice)
		}
	})
}

// TestWouldPay: a scenario's file keeps at which gateway each line was used.
func TestWouldPay(t *testing.T) {
	w := pricingtest.Shipped(t).LedgerWorkload([]pricing.WorkLine{
		{Account: "openrouter", Gateway: "openrouter", Name: "openai/gpt-4o", Model: "openai/gpt-4o", At: pricingtest.Today, Tokens: pricing.Tokens{pricing.Input: 40_000_000}, Reported: pricing.MustMoney("98")},
		{Account: "openai", Gateway: "openai", Name: "openai/gpt-4o", Model: "openai/gpt-4o", At: pricingtest.Today, Tokens: pricing.Tokens{pricing.Input: 20_000_000}, Reported: pricing.MustMoney("50")},
	}, pricingtest.Today, pricingtest.Today, 30).
		PaidBy([]pricing.PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30}, {Account: "openai", Gateway: "openai", Days: 30}})
	s, err := scenario.New(pricingtest.Shipped(t), "two", w, pricing.Knobs{}, "openrouter", nil, pricingtest.Today)
	if err != nil {
		t.Fatal(err)
	}
	read, err := scenario.Parse(pricingtest.Shipped(t), s.Text())
	if err != nil {
		t.Fatal(err)
	}
	got, err := pricingtest.Shipped(t).WouldPay(read.Work, pricing.Knobs{Method: "crypto"}, pricingtest.Today)
	if err != nil {
		t.Fatal(err)
	}
	if got.Total == nil || !got.Total.Equal(pricing.MustMoney("152.89")) { // by crypto, as in home_test.go of package pricing
		t.Errorf("%v, want $152.89", got.Total)
	}
}

// firstDifference is the first line in which two texts differ, with the one before.
func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[max(i-1, 0)] + "\n" + as[i] + "\nis now\n" + bs[i]
		}
	}
	return "one is longer"
}
