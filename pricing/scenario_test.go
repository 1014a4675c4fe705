package pricing

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// asText is everything that a comparison shows.
func asText(t interface {
	Helper()
	Fatal(...any)
}, c Comparison) string {
	t.Helper()
	text, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// kept are models whose price depends on the hour, the weekday, the tier or nothing,
// one that nobody knows, and names that a file has to quote.
var kept = []string{"deepseek/deepseek-chat", "deepseek-v4-flash", "openai/gpt-5.4", "google/gemini-2.5-pro", "anthropic/claude-sonnet-4.5", "z-ai/glm-5", "openai/gpt-4o:free", "nobody-knows", "a \"b\" = [c]\\", "tab\there"}

func drawLines(t *rapid.T, c *Catalog) []WorkLine {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) WorkLine {
		l := WorkLine{
			Gateway: rapid.SampledFrom([]string{"openrouter", "openai", "deepseek"}).Draw(t, "gateway"),
			Name:    rapid.SampledFrom(kept).Draw(t, "model"), Prompt: rapid.SampledFrom([]int64{0, 200_001, 272_001}).Draw(t, "prompt"),
			At:       time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 30*48-1).Draw(t, "half hours")) * 30 * time.Minute),
			Requests: rapid.Int64Range(0, 1000).Draw(t, "requests"), Reported: cents(rapid.Int64Range(0, 10_000).Draw(t, "reported")),
			Service: drawService(t), OwnKey: rapid.IntRange(0, 5).Draw(t, "own") == 0, CacheUnknown: rapid.IntRange(0, 3).Draw(t, "blind") == 0, Mixed: rapid.IntRange(0, 3).Draw(t, "mixed") == 0,
		}
		if m, _ := c.FindModel(l.Name); m != nil { // as the ledger does
			l.Model = m.ID
		}
		for _, k := range []Kind{Input, CacheRead, CacheWrite5m, Output, Reasoning, WebSearch, Request} {
			l.Tokens[k] = rapid.Int64Range(0, 5_000_000).Draw(t, k.String())
		}
		if l.Reported.Sign() > 0 && rapid.Bool().Draw(t, "extras") {
			l.Extra = l.Reported
		}
		return l
	}), 1, 12).Draw(t, "lines")
}

func drawKnobs(t *rapid.T, tokens bool) (k Knobs) {
	yes := func(what string) bool { return rapid.IntRange(0, 2).Draw(t, what) == 0 }
	if yes("volume") {
		k.Volume = factor(rapid.SampledFrom([]string{"0.5", "1", "2", "1.37"}).Draw(t, "times"))
	}
	if yes("method") {
		k.Method = rapid.SampledFrom([]string{"card", "crypto"}).Draw(t, "by")
	}
	switch rapid.IntRange(0, 3).Draw(t, "top-up") {
	case 0:
		k.TopUp = cents(rapid.Int64Range(1, 100_000).Draw(t, "cents"))
	case 1:
		k.Monthly = true
	}
	if yes("downtime") {
		k.DowntimeUSD = MustMoney("33.333")
	}
	if yes("server") {
		k.ServerUSD = map[string]Money{"litellm": MustMoney("40")}
	}
	if yes("gateways") {
		k.Gateways = []string{"openrouter", "ofox", Direct}
	}
	if yes("require") {
		k.Requirements, _ = ParseRequirements("sla,uptime=99.9")
	}
	if !tokens {
		return k
	}
	if yes("cache") {
		p := MustPercent(rapid.SampledFrom([]string{"0", "70", "12.5", "100"}).Draw(t, "share"))
		k.CacheHit = &p
	}
	if yes("batch") {
		p := MustPercent(rapid.SampledFrom([]string{"0", "50", "33.333333"}).Draw(t, "share"))
		k.BatchShare = &p
	}
	k.RatesThen = yes("then")
	if yes("swap") {
		k.Swaps = map[string]string{"openai/gpt-5.4": "deepseek/deepseek-chat", "nobody-knows": "zai/glm-5"}
	}
	return k
}

// TestScenarioLaw: saved and read back, on that day or later, it compares as the
// workload that it was made of, and its text stays the same.
func TestScenarioLaw(t *testing.T) {
	c := facts(t)
	rapid.Check(t, func(t *rapid.T) {
		var w Workload
		switch rapid.IntRange(0, 3).Draw(t, "source") {
		case 0:
			w = SpendWorkload(cents(rapid.Int64Range(1, 1e9).Draw(t, "spend")))
		default:
			w = c.LedgerWorkload(drawLines(t, c), today.AddDate(0, 0, -12), today, 13)
			w.Purchase = cents(rapid.Int64Range(0, 10_000).Draw(t, "usual"))
			w.Notes = []string{"one \"note\"\nof two lines"}
			if rapid.Bool().Draw(t, "projected") {
				w.Projection = &Projection{From: today, To: today.AddDate(0, 0, 29), USD: MustMoney("9.99"), High: MustMoney("12.34"), Method: "a mean"}
			}
		}
		k := drawKnobs(t, w.Source != "spend")
		s, err := NewScenario(c, "a name", w, k, "openrouter", nil, today)
		if err != nil {
			t.Fatal(err)
		}
		text := s.Text()
		back, err := ParseScenario(c, text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if p := back.Work.Projection; (p == nil) != (w.Projection == nil) || p != nil && *p != *w.Projection {
			t.Fatalf("projection %+v, want %+v", p, w.Projection)
		}
		if again := back.Text(); again != text {
			t.Fatalf("%s\n%s", firstDifference(text, again), text)
		}
		for _, asOf := range []time.Time{today, instant("2026-01-01"), instant("2027-03-01")} {
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
		bill, err := c.Bill(back.Work, back.Knobs, back.Gateway, today)
		if err != nil {
			t.Fatal(err)
		}
		if changes := Changes(back.Bill, nil, bill); len(changes) > 0 {
			t.Fatalf("nothing changed, but %+v", changes)
		}
		if bill.Token != nil {
			var sum Money
			for _, m := range bill.Models {
				sum = sum.Add(m.USD)
			}
			if !sum.Equal(*bill.Token) {
				t.Fatalf("models add up to %s, tokens are %s", sum, bill.Token)
			}
		}
	})
}

// TestScenarioText is a whole file, read line by line: 100M and 10M tokens of m1 at
// r by crypto, twice: (300 + 150) x 2 = 900, fee 45.
func TestScenarioText(t *testing.T) {
	c := leverShop.load(t)
	w := c.TokensWorkload([]WorkLine{{Name: "acme/m1", Model: "acme/m1", Mixed: true, Tokens: used(kInput, 100_000_000, kOutput, 10_000_000)}})
	s, err := NewScenario(c, "crypto 2x", w, Knobs{Method: "crypto", Volume: factor("2")}, "r", nil, today)
	if err != nil {
		t.Fatal(err)
	}
	want := `# tollbook scenario: what-if answers, their workload and what they came to.
# Ask it again: tollbook compare --scenario FILE --fail-over 5%
name = "crypto 2x"
saved = "2026-11-23T00:00:00Z"
gateway = "r"

[knobs]
volume = "2"
method = "crypto"

[workload]
source = "tokens"

[result]
total_usd = "945"
list_usd = "900"
coverage = "1"
token_usd = "900"
fee_usd = "45"
subscription_usd = "0"
byok_fee_usd = "0"
breakage_usd = "0"
downtime_usd = "0"

[result.models]
"acme/m1" = "900"

[result.gateways]
"acme" = "900"
"direct" = "900"
"r" = "945"

[[line]]
model = "acme/m1"
input = 100000000
output = 10000000
mixed = true
`
	if got := s.Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if words := s.Words(); words != "r, tokens of acme/m1, volume 2x, method crypto" {
		t.Error(words)
	}
}

// TestScenarioByHand: what a person writes who knows little.
func TestScenarioByHand(t *testing.T) {
	s, err := ParseScenario(facts(t), "gateway = 'OpenRouter'\n[knobs]\nmethod = 'crypto'\ntop_up = 25\n[knobs.swap]\ngpt-4o = 'gpt-4o-mini'\n[workload]\nfrom = 2026-11-01\n[[line]]\nmodel = 'gpt-4o'\ninput = 1_000_000\n[result]\ntotal_usd = 5\n")
	if err != nil {
		t.Fatal(err)
	}
	if s.Gateway != "openrouter" || s.Knobs.Swaps["openai/gpt-4o"] != "openai/gpt-4o-mini" || !s.Knobs.TopUp.Equal(MustMoney("25")) || s.Work.Lines[0].Model != "openai/gpt-4o" || !s.Bill.Total.Equal(MustMoney("5")) {
		t.Errorf("%+v", s)
	}
}

// TestBadScenarios: each names line and key.
func TestBadScenarios(t *testing.T) {
	work := "[workload]\nspend_usd = '10'\n"
	for _, k := range []struct{ text, want string }{
		{"", "workload: the scenario has no [workload]"},
		{"gateway = 'openrouter'\n[workload\n", "line 3: "},
		{"gateway = 'openroter'\n" + work, "line 1: gateway: no gateway \"openroter\""},
		{work + "[knobs]\nvolume = '0'\n", `line 4: knobs.volume: "0": want a multiple, like "1.5"`},
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
		s, err := ParseScenario(facts(t), k.text)
		var where *ScenarioError
		if err == nil || !errors.As(err, &where) || !strings.Contains(err.Error(), k.want) {
			t.Errorf("%q: %v, want %s", k.text, err, k.want)
		}
		if s.Work.Source != "" {
			t.Errorf("%q: a scenario beside the error", k.text)
		}
	}
}

func TestScenarioNames(t *testing.T) {
	seventy := MustPercent("70")
	for want, k := range map[string]Knobs{
		"r":                             {},
		"r, 2x, crypto":                 {Method: "crypto", Volume: factor("2")},
		"r, swap, cache 70 %":           {Swaps: map[string]string{"a/b": "c/d"}, CacheHit: &seventy},
		"r, top-up one a month":         {Monthly: true},
		"r, downtime $1,000.00 an hour": {DowntimeUSD: MustMoney("1000")},
	} {
		w := SpendWorkload(MustMoney("1"))
		w.Purchase = MustMoney("25")
		if got := SuggestedName(Side{w, k, "r"}); got != want || CheckScenarioName(got) != nil {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, name := range []string{"a", "openrouter, crypto, 2x", "Jahr 2027", "v1.2"} {
		if err := CheckScenarioName(name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for _, name := range []string{"", ".", "..", "a/b", `a\b`, "a:b", "-a", "a.", " a", "a\nb", "a\x1b[2J", strings.Repeat("x", 101)} {
		if CheckScenarioName(name) == nil {
			t.Errorf("%q is taken", name)
		}
	}
}

// FuzzScenario: what parses prints, and parses back as the same.
func FuzzScenario(f *testing.F) {
	c := facts(f)
	s, err := NewScenario(c, "a", c.TokensWorkload([]WorkLine{line("openai/gpt-4o", kInput, 5)}), Knobs{Method: "crypto"}, "openrouter", nil, today)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(s.Text())
	f.Add("[workload]\nspend_usd = '10'\n[knobs.server]\nlitellm = '4'\n")
	f.Add("[workload]\nsource = 'ledger'\n[follow]\nprojected = true\n[[line]]\nmodel = \"\\u0007\"\nat = 2026-01-01\n")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseScenario(c, text)
		if err != nil {
			return
		}
		once := s.Text()
		back, err := ParseScenario(c, once)
		if err != nil {
			t.Fatalf("%v\n%s", err, once)
		}
		if twice := back.Text(); twice != once {
			t.Fatalf("%s\nbecomes\n%s", once, twice)
		}
	})
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
