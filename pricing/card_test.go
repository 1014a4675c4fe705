package pricing

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// priced is the cost of tokens at a gateway, all of which has to have a rate.
func priced(t testing.TB, c *Catalog, gateway, model string, tokens Tokens, when string) Money {
	t.Helper()
	q, err := c.Price(gateway, model, tokens, instant(when))
	if err != nil || len(q.Unpriced) > 0 || !q.Priced() {
		t.Fatalf("%s at %s: %v, unpriced %v", model, gateway, err, q.Unpriced)
	}
	usd, unpriced, ok := c.Cost(WorkLine{Gateway: gateway, Name: model, Tokens: tokens, At: instant(when)})
	if !ok || len(unpriced) > 0 || !usd.Equal(q.USD()) {
		t.Errorf("%s at %s: quoted %s and costs %s, unpriced %v, %v", model, gateway, q.USD(), usd, unpriced, ok)
	}
	return q.USD()
}

// The traps of DESIGN.md 3.2, one test each.

// 3,914 x 0.50 + 16,298 x 0.05 + 931 x 3.00 = 1,957 + 814.9 + 2,793 = 5,564.9
// millionths; with the cached tokens in the input as well it would be 0.0137139.
func TestCachedTokensAreNotBilledTwice(t *testing.T) {
	c := acme.plus(rows{"rates/acme": {"acme/m1,m1,,,,,0.50,3.00,0.05", "acme/m2,m2,,,,,1,5"}}).load(t)
	money(t, "20,212 prompt tokens, 16,298 of them cached",
		priced(t, c, "acme", "acme/m1", used(kInput, 20_212-16_298, kRead, 16_298, kOutput, 931), "2026-11-23"), "0.0055649")
	if got := used(kInput, 20_212-16_298, kRead, 16_298, kOutput, 931); got.Prompt() != 20_212 || got.Total() != 21_143 {
		t.Errorf("prompt %d, total %d; want 20,212 and 21,143", got.Prompt(), got.Total())
	}
}

// 270,540 + 7,936 = 278,476 is over 272,000 though neither part is:
// 270,540 x 5 + 7,936 x 0.50 + 1,000 x 22.5 = 1,352,700 + 3,968 + 22,500 millionths.
// At the base it would be 676,350 + 1,984 + 15,000.
func TestTierIsChosenByTheWholePrompt(t *testing.T) {
	parts := used(kInput, 270_540, kRead, 7_936, kOutput, 1_000)
	money(t, "gpt-5.4 over 272,000", priced(t, facts(t), "openai", "gpt-5.4", parts, "2026-08-01"), "1.379168")
	// Cache writes are part of the prompt too: 100,000 x 3 tokens over 200,000.
	// 100,000 x (6 + 7.5 + 12) = 2,550,000 millionths
	writes := used(kInput, 100_000, kWrite5m, 100_000, kWrite1h, 100_000)
	money(t, "claude over 200,000 by its writes", priced(t, facts(t), "anthropic", "claude-sonnet-4.5", writes, "2026-11-23"), "2.55")
	// The output is not.
	money(t, "output over 200,000", priced(t, facts(t), "anthropic", "claude-sonnet-4.5", used(kInput, 1000, kOutput, 300_000), "2026-11-23"), "4.503")
}

func TestExactlyAtTheThresholdStaysAtTheBase(t *testing.T) {
	for _, c := range []struct {
		prompt int64
		want   string
	}{
		{271_999, "0.6799975"},
		{272_000, "0.68"},     // x 2.5
		{272_001, "1.360005"}, // x 5
	} {
		money(t, "gpt-5.4", priced(t, facts(t), "openai", "gpt-5.4", used(kInput, c.prompt), "2026-08-01"), c.want)
	}
}

// A catalog update adds a row and ends the one before it: what was used before
// keeps its price.
func TestClosedMonthsKeepTheirPrice(t *testing.T) {
	before := acme.plus(rows{"rates/acme": {"acme/m1,m1,,,2026-01-01,,3,15", "acme/m2,m2,,,,,1,5"}}).load(t)
	after := acme.plus(rows{"rates/acme": {"acme/m1,m1,,,2026-01-01,2026-06-01,3,15", "acme/m1,m1,,,2026-06-01,,2,10", "acme/m2,m2,,,,,1,5"}}).load(t)
	tokens := used(kInput, 1_000_000, kOutput, 100_000)
	for _, c := range []struct{ when, old, updated string }{
		{"2026-01-01", "4.5", "4.5"},
		{"2026-05-15", "4.5", "4.5"},
		{"2026-05-31T23:59:59Z", "4.5", "4.5"},
		{"2026-06-01", "4.5", "3"},
		{"2026-11-23", "4.5", "3"},
	} {
		money(t, "before the update, "+c.when, priced(t, before, "acme", "acme/m1", tokens, c.when), c.old)
		money(t, "after the update, "+c.when, priced(t, after, "acme", "acme/m1", tokens, c.when), c.updated)
	}
}

func TestUnknownModelIsNotFree(t *testing.T) {
	c := acme.plus(rows{"models/acme": {"acme/m1", "acme/m2", "acme/unsold"}}).load(t)
	tokens := used(kInput, 1_000_000)
	var noModel *UnknownModelError
	if q, err := c.Price("acme", "acme/m3", tokens, today); !errors.As(err, &noModel) || noModel.Model != "acme/m3" || !slices.Contains(noModel.Nearest, "acme/m1") {
		t.Errorf("unknown model: %s, %v with %+v", q.USD(), err, noModel)
	}
	var noRate *NoRateError
	if q, err := c.Price("acme", "acme/unsold", tokens, today); !errors.As(err, &noRate) || noRate.Gateway != "acme" || noRate.Model != "acme/unsold" {
		t.Errorf("model without a rate: %s, %v", q.USD(), err)
	}
	if qs, err := c.Quotes(QuoteQuestion{Model: "acme/unsold", Tokens: tokens, At: today}); !errors.As(err, &noRate) {
		t.Errorf("model without a rate anywhere: %v, %v", qs, err)
	}
	var noGateway *UnknownGatewayError
	if q, err := c.Price("acne", "acme/m1", tokens, today); !errors.As(err, &noGateway) || !slices.Contains(noGateway.Nearest, "acme") {
		t.Errorf("unknown gateway: %s, %v", q.USD(), err)
	}
	for _, name := range [][2]string{{"acme", "acme/m3"}, {"acme", "acme/unsold"}, {"acne", "acme/m1"}} {
		if usd, _, ok := c.Cost(WorkLine{Gateway: name[0], Name: name[1], Tokens: tokens, At: today}); ok {
			t.Errorf("%v costs %s", name, usd)
		}
	}
	// In a comparison it is named, and the row is not ranked at $0.
	line := WorkLine{Name: "acme/m3", Tokens: tokens, Requests: 1}
	got, err := c.Compare(c.TokensWorkload([]WorkLine{line}), Knobs{}, today)
	if err != nil {
		t.Fatal(err)
	}
	if got.Cheapest != "" || !slices.Contains(got.Unpriced, "acme/m3") {
		t.Errorf("cheapest %q, unpriced %v", got.Cheapest, got.Unpriced)
	}
	for _, r := range got.Rows {
		if r.Ranked || r.Total != nil {
			t.Errorf("%s is ranked %v with a total of %v", r.Gateway, r.Ranked, r.Total)
		}
	}
}

func TestPerMillionNotPerToken(t *testing.T) {
	c := acme.load(t)
	money(t, "one token at $3 a million", priced(t, c, "acme", "acme/m1", used(kInput, 1), "2026-11-23"), "0.000003")
	money(t, "a million", priced(t, c, "acme", "acme/m1", used(kInput, 1_000_000), "2026-11-23"), "3")
}

// 700,000 of a million tokens from the cache: 300,000 x 3 + 700,000 x 0.30 =
// 0.90 + 0.21 = 1.11 instead of 3.
func TestCachingSavesMoney(t *testing.T) {
	c := acme.load(t)
	cold := priced(t, c, "acme", "acme/m1", used(kInput, 1_000_000), "2026-11-23")
	warm := priced(t, c, "acme", "acme/m1", used(kInput, 300_000, kRead, 700_000), "2026-11-23")
	money(t, "saved", cold.Sub(warm), "1.89")
	seventy := MustPercent("70")
	w := c.TokensWorkload([]WorkLine{{Name: "acme/m1", Model: "acme/m1", Tokens: used(kInput, 1_000_000), Requests: 1}})
	got, err := c.Compare(w, Knobs{CacheHit: &seventy, Gateways: []string{"acme"}}, today)
	if err != nil {
		t.Fatal(err)
	}
	// The knob has 70,000 written at 3.75 for the 700,000 that are read: 0.2625, and 0.21 less of input.
	amount(t, "the knob at 70 %", got.Rows[0].Token, "1.1625")
	if levers, err := c.Levers(w, Knobs{}, "acme", today); err != nil || len(levers) != 0 {
		t.Errorf("levers %v, %v; want none without an example", levers, err)
	}
	w.Example = &CacheExample{Name: "crew at acme", Share: seventy}
	levers, err := c.Levers(w, Knobs{}, "acme", today)
	if err != nil || len(levers) != 1 || levers[0].Knob != "cache" || !levers[0].Change.Equal(MustMoney("-1.8375")) || !says(levers[0].If, "as well as crew at acme is") {
		t.Errorf("levers %v, %v; want the cache at -1.8375", levers, err)
	}
}

// One token at $0.02 a million is 0.00000002, and a million such requests come
// to 0.02.
func TestTinyRequestsAreNotRoundedToZero(t *testing.T) {
	c := acme.plus(rows{"rates/acme": {"acme/m1,m1,,,,,0.02,15", "acme/m2,m2,,,,,1,5"}}).load(t)
	one := priced(t, c, "acme", "acme/m1", used(kInput, 1), "2026-11-23")
	if one.String() != "0.00000002" {
		t.Errorf("one token: %s, want 0.00000002", one)
	}
	money(t, "a million requests", one.Times(1_000_000), "0.02")
	got, err := c.Compare(c.TokensWorkload([]WorkLine{{Name: "acme/m1", Model: "acme/m1", Tokens: used(kInput, 1), Requests: 1}}), Knobs{Gateways: []string{"acme"}}, today)
	if err != nil {
		t.Fatal(err)
	}
	amount(t, "a comparison of it", got.Rows[0].Token, "0.00000002")
	money(t, "its list price", got.ListUSD, "0.00000002")
}

// The other rules of a card.

func TestHighestTierThatThePromptIsOver(t *testing.T) {
	c := acme.plus(rows{"rates/acme": {
		"acme/m1,m1,128000,,,,9,,0.9", // rows may stand in any order
		"acme/m1,m1,,,,,3,15,0.3",
		"acme/m1,m1,32000,,,,6",
		"acme/m2,m2,,,,,1,5",
	}}).load(t)
	for _, tier := range []struct {
		prompt int64
		want   string
	}{{32_000, "3"}, {32_001, "6"}, {128_000, "6"}, {128_001, "9"}, {1 << 40, "9"}} {
		if b := c.Gateway("acme").Card("m1").Rate(Input, tier.prompt, At(today)); b.Rate.String() != tier.want {
			t.Errorf("input of a prompt of %d: %s, want %s", tier.prompt, b.Rate, tier.want)
		}
	}
	// A tier that names no rate for a kind leaves it at the one below.
	card := c.Gateway("acme").Card("M1")
	if b := card.Rate(CacheRead, 40_000, At(today)); b.Rate.String() != "0.3" {
		t.Errorf("cache read over 32,000: %s, want 0.3", b.Rate)
	}
	if b := card.Rate(Output, 130_000, At(today)); b.Rate.String() != "15" {
		t.Errorf("output over 128,000: %s, want 15", b.Rate)
	}
	if b := card.Rate(WebSearch, 1, At(today)); b != nil {
		t.Errorf("a kind without a rate has %s", b.Rate)
	}
}

// TestRatesHoldFromUntil: from is in, to is out; before the first and after the
// last the model is unpriced.
func TestRatesHoldFromUntil(t *testing.T) {
	c := acme.plus(rows{"rates/acme": {
		"acme/m1,m1,,,2026-02-01,2026-03-01,3,15",
		"acme/m1,m1,,,2026-03-01T12:00:00Z,2026-04-01,2,10",
		"acme/m2,m2,,,,,1,5",
	}}).load(t)
	for _, r := range []struct{ when, want string }{
		{"2026-01-31T23:59:59Z", "?"},
		{"2026-02-01", "3"},
		{"2026-02-28T23:59:59.999999999Z", "3"},
		{"2026-03-01", "?"},
		{"2026-03-01T11:59:59Z", "?"},
		{"2026-03-01T12:00:00Z", "2"},
		{"2026-03-31T23:59:59Z", "2"},
		{"2026-04-01", "?"}, // retired
		{"2027-01-01", "?"},
	} {
		q, err := c.Price("acme", "acme/m1", used(kInput, 1_000_000), instant(r.when))
		if err != nil {
			t.Fatal(err)
		}
		if r.want == "?" {
			if q.Priced() || !slices.Equal(q.Unpriced, []Kind{Input}) {
				t.Errorf("%s: %s, unpriced %v; want no rate", r.when, q.USD(), q.Unpriced)
			}
			if _, _, ok := c.Cost(WorkLine{Gateway: "acme", Name: "acme/m1", Tokens: used(kInput, 1), At: instant(r.when)}); ok {
				t.Errorf("%s: it has a cost", r.when)
			}
			continue
		}
		money(t, r.when, q.USD(), r.want)
	}
}

// TestDeepSeekPeakHours prices a million tokens of input by the rows of
// deepseek-v4-flash, from facts/model-prices.csv.
func TestDeepSeekPeakHours(t *testing.T) {
	for _, c := range []struct{ when, want string }{
		{"2026-08-16T15:59:59Z", "0.14"}, // one price all day
		{"2026-08-16T16:00:00Z", "0.22"}, // a Sunday evening, off-peak
		{"2026-08-17T00:59:59Z", "0.22"},
		{"2026-08-17T01:00:00Z", "0.44"},
		{"2026-08-17T03:59:59Z", "0.44"},
		{"2026-08-17T04:00:00Z", "0.22"},
		{"2026-08-17T05:59:59Z", "0.22"},
		{"2026-08-17T06:00:00Z", "0.44"},
		{"2026-08-17T09:59:59Z", "0.44"},
		{"2026-08-17T10:00:00Z", "0.22"},
		{"2026-08-22T01:00:00Z", "0.44"}, // Saturdays were peak for one week
		{"2026-08-23T01:00:00Z", "0.22"}, // weekends are off-peak since
		{"2026-08-24T00:59:59Z", "0.22"},
		{"2026-08-24T01:00:00Z", "0.44"}, // Monday
		{"2026-08-28T01:00:00Z", "0.44"}, // Friday
		{"2026-08-29T01:00:00Z", "0.22"}, // Saturday
		{"2026-09-10T03:59:59Z", "0.44"},
		{"2026-09-10T04:00:00Z", "0.15"}, // the prices of V4.1-Flash, off-peak
		{"2026-09-10T06:00:00Z", "0.3"},
	} {
		money(t, c.when, priced(t, facts(t), "deepseek", "deepseek-v4-flash", used(kInput, 1_000_000), c.when), c.want)
	}
	// All kinds in peak: 1 x 0.44 + 1 x 0.014 + 1 x 1.32
	money(t, "peak, all kinds", priced(t, facts(t), "deepseek", "deepseek-v4-flash", used(kInput, 1e6, kRead, 1e6, kOutput, 1e6), "2026-08-24T01:00:00Z"), "1.774")
	// The night of half price ran over midnight: 16:30 to 00:30.
	for _, c := range []struct{ when, want string }{
		{"2025-07-01T16:29:59Z", "0.27"}, {"2025-07-01T16:30:00Z", "0.135"}, {"2025-07-02T00:29:59Z", "0.135"}, {"2025-07-02T00:30:00Z", "0.27"},
		{"2025-09-05T15:59:59Z", "0.27"}, {"2025-09-05T16:00:00Z", "0.56"}, {"2025-09-05T17:00:00Z", "0.56"},
	} {
		money(t, c.when, priced(t, facts(t), "deepseek", "deepseek-chat", used(kInput, 1_000_000), c.when), c.want)
	}
	// Before 2025-02-26 nothing is known, and nothing is free.
	if _, _, ok := facts(t).Cost(WorkLine{Gateway: "deepseek", Name: "deepseek-chat", Tokens: used(kInput, 1), At: instant("2025-02-25T23:59:59Z")}); ok {
		t.Error("a price of before the first known one")
	}
}

// TestSumsOfManyRequestsArePricedAtTheBase: no tier, and the hours that make up
// most of the week.
func TestSumsOfManyRequestsArePricedAtTheBase(t *testing.T) {
	c := facts(t)
	usd, _, ok := c.Cost(WorkLine{Gateway: "openai", Name: "gpt-5.4", Tokens: used(kInput, 1_000_000), At: instant("2026-08-01"), Mixed: true})
	if !ok {
		t.Fatal("no cost")
	}
	money(t, "a day's million of gpt-5.4", usd, "2.5")
	usd, _, ok = c.Cost(WorkLine{Gateway: "deepseek", Name: "deepseek-v4-flash", Tokens: used(kInput, 1_000_000), At: instant("2026-10-05T02:00:00Z"), Mixed: true})
	if !ok {
		t.Fatal("no cost")
	}
	money(t, "a day's million of deepseek, off-peak", usd, "0.15")
}

// TestForceAndClockDiffer: old usage at today's rates keeps its own hour.
func TestForceAndClockDiffer(t *testing.T) {
	card := facts(t).Gateway("deepseek").Card("deepseek-v4-flash")
	monday := instant("2025-03-03T02:00:00Z")
	for _, c := range []struct {
		name string
		at   Instant
		want string
	}{
		{"Monday 02:00 of last year at today's peak", Instant{today, monday}, "0.3"},
		{"Sunday 02:00", Instant{today, monday.Add(-24 * time.Hour)}, "0.15"},
		{"Monday 04:00", Instant{today, monday.Add(2 * time.Hour)}, "0.15"},
		{"no hour known", Instant{Force: today}, "0.15"},
	} {
		if b := card.Rate(Input, 0, c.at); b == nil || b.Rate.String() != c.want {
			t.Errorf("%s: %+v, want %s", c.name, b, c.want)
		}
	}
}

func TestReasoningApartOrInOutput(t *testing.T) {
	tokens := used(kOutput, 1_000, kReasoning, 2_000)
	// qwen3-14b: 1,000 x 1.40 + 2,000 x 4.20 = 9,800 millionths
	money(t, "a card that prices it apart", priced(t, facts(t), "alibaba", "qwen3-14b", tokens, "2026-07-15"), "0.0098")
	// claude: 3,000 x 15
	q, err := facts(t).Price("anthropic", "claude-sonnet-4.5", tokens, today)
	if err != nil {
		t.Fatal(err)
	}
	money(t, "a card that does not", q.USD(), "0.045")
	if len(q.Lines) != 1 || q.Lines[0].Kind != "output" || q.Lines[0].Tokens != 3_000 {
		t.Errorf("lines %+v, want one of 3,000 output", q.Lines)
	}
	// A tier without a reasoning rate charges its output rate, which is more:
	// 100 x 30 and not 100 x 20.
	c := acme.plus(rows{"rates/acme": {"acme/m1,m1,,,,,3,15,,,,reasoning=20", "acme/m1,m1,1000,,,,6,30", "acme/m2,m2,,,,,1,5"}}).load(t)
	money(t, "in the tier", priced(t, c, "acme", "acme/m1", used(kInput, 1_001, kReasoning, 100), "2026-11-23"), "0.009006")
	money(t, "at the base", priced(t, c, "acme", "acme/m1", used(kInput, 1_000, kReasoning, 100), "2026-11-23"), "0.005")
}

// TestCallsArePricedByTheMillion: $10 a thousand searches is 10,000 a million.
func TestCallsArePricedByTheMillion(t *testing.T) {
	money(t, "ten searches and a million tokens", priced(t, facts(t), "anthropic", "claude-sonnet-4.5", used(kInput, 100_000, kSearch, 10), "2026-11-23"), "0.4")
	// 1 x 12,000 + 1,000 x 1 + 1,000 x 5 = 18,000 millionths
	money(t, "a request at a price by the request", priced(t, facts(t), "perplexity", "sonar-reasoning", used(kInput, 1_000, kOutput, 1_000, kRequest, 1), "2026-07-15"), "0.018")
	// Where requests have no price they are no gap.
	money(t, "a request without one", priced(t, facts(t), "openai", "gpt-4o", used(kInput, 1_000_000, kRequest, 5), "2026-11-23"), "2.5")
}

func TestUnpricedKindsAreNamed(t *testing.T) {
	q, err := facts(t).Price("anthropic", "claude-sonnet-4.5", used(kInput, 100_000, kAudioIn, 5_000_000), today)
	if err != nil {
		t.Fatal(err)
	}
	money(t, "what has a rate", q.USD(), "0.3")
	if !slices.Equal(q.Unpriced, []Kind{AudioIn}) {
		t.Errorf("unpriced %v, want audio_in", q.Unpriced)
	}
	usd, unpriced, ok := facts(t).Cost(WorkLine{Gateway: "anthropic", Name: "claude-sonnet-4.5", Tokens: used(kInput, 100_000, kAudioIn, 5), At: today})
	if !ok || !slices.Equal(unpriced, []Kind{AudioIn}) {
		t.Errorf("cost %v, unpriced %v", ok, unpriced)
	}
	money(t, "the cost of what has a rate", usd, "0.3")
	if _, _, ok := facts(t).Cost(WorkLine{Gateway: "anthropic", Name: "claude-sonnet-4.5", Tokens: used(kAudioIn, 5), At: today}); ok {
		t.Error("audio alone has a cost")
	}
	if usd, _, ok := facts(t).Cost(WorkLine{Gateway: "anthropic", Name: "claude-sonnet-4.5", At: today}); !ok || !usd.IsZero() {
		t.Errorf("nothing used costs %s, %v", usd, ok)
	}
}

func TestKindNames(t *testing.T) {
	if len(Kinds()) != 18 {
		t.Errorf("%d kinds, want 18", len(Kinds()))
	}
	for _, k := range Kinds() {
		if got, err := ParseKind(k.String()); err != nil || got != k || strings.Contains(k.String(), " ") {
			t.Errorf("%q is read as %v, %v", k, got, err)
		}
		if perCall := k == Request || k == WebSearch || k == Image; perCall != k.PerCall() {
			t.Errorf("%s is by the call: %v", k, k.PerCall())
		}
	}
	if _, err := ParseKind("cache_write"); err == nil {
		t.Error("cache_write is a kind")
	}
}
