package pricing

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestQuotesOfEveryGatewayID: facts/canonical-models.csv lists 18 ids of Claude
// Sonnet 4.5 at 11 gateways, all at 3 / 15 but Bedrock's European one, which
// costs a tenth more since 2026-05-31, and Requesty's 5 % on top.
func TestQuotesOfEveryGatewayID(t *testing.T) {
	want := map[string]string{ // 1M input, 0.1M output: 3 + 1.5
		"anthropic claude-sonnet-4-5":                              "4.5",
		"anthropic claude-sonnet-4-5-20250929":                     "4.5",
		"azure claude-sonnet-4-5":                                  "4.5",
		"bedrock anthropic.claude-sonnet-4-5-20250929-v1:0":        "4.5",
		"bedrock au.anthropic.claude-sonnet-4-5-20250929-v1:0":     "4.95", // 3.3 + 1.65
		"bedrock eu.anthropic.claude-sonnet-4-5-20250929-v1:0":     "4.95", // 3.3 + 1.65
		"bedrock global.anthropic.claude-sonnet-4-5-20250929-v1:0": "4.5",
		"bedrock jp.anthropic.claude-sonnet-4-5-20250929-v1:0":     "4.95", // 3.3 + 1.65
		"bedrock us.anthropic.claude-sonnet-4-5-20250929-v1:0":     "4.95", // 3.3 + 1.65
		"cloudflare anthropic/claude-sonnet-4-5":                   "4.5",
		"helicone claude-4.5-sonnet":                               "4.5",
		"helicone claude-sonnet-4-5-20250929":                      "4.5",
		"kilo anthropic/claude-sonnet-4.5":                         "4.5",
		"ofox anthropic/claude-sonnet-4.5":                         "4.5",
		"openrouter anthropic/claude-sonnet-4.5":                   "4.5",
		"requesty anthropic/claude-sonnet-4-5":                     "4.725", // 4.5 x 1.05
		"vercel anthropic/claude-sonnet-4.5":                       "4.5",
		"vertex claude-sonnet-4-5@20250929":                        "4.5",
		// These sell at list price, have no id of their own on record, and say so.
		"litellm claude-sonnet-4-5": "4.5",
		"portkey claude-sonnet-4-5": "4.5",
		"merge claude-sonnet-4-5":   "4.725",
		"unify claude-sonnet-4-5":   "4.5",
	}
	// One request of a tenth of that, which stays under 200,000 tokens, times ten.
	qs, err := facts(t).Quotes(QuoteQuestion{Model: "anthropic/claude-sonnet-4.5", Tokens: used(kInput, 100_000, kOutput, 10_000), At: today})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range qs {
		id := q.Gateway + " " + q.GatewayModelID
		usd, ok := want[id]
		if !ok {
			t.Errorf("%s is quoted at %s and not expected, or twice", id, q.USD())
			continue
		}
		delete(want, id)
		money(t, id, q.USD().Times(10), usd)
		if q.Model != "anthropic/claude-sonnet-4-5" || len(q.Unpriced) > 0 {
			t.Errorf("%s: model %q, unpriced %v", id, q.Model, q.Unpriced)
		}
		for _, l := range q.Lines {
			if l.Source == "" || l.Seen.IsZero() {
				t.Errorf("%s: the line %q has no source or day", id, l.Kind)
			}
		}
	}
	for id := range want {
		t.Errorf("%s is not quoted", id)
	}
}

func TestQuotesAtOneGateway(t *testing.T) {
	qs, err := facts(t).Quotes(QuoteQuestion{Model: "claude-sonnet-4-5-20250929", Gateway: "Bedrock", Tokens: used(kInput, 1), At: today})
	if err != nil || len(qs) != 6 {
		t.Errorf("%d quotes, %v; want the six regions", len(qs), err)
	}
	var noGateway *UnknownGatewayError
	if _, err := facts(t).Quotes(QuoteQuestion{Model: "claude-sonnet-4.5", Gateway: "openruter", Tokens: used(kInput, 1), At: today}); !errors.As(err, &noGateway) || noGateway.Nearest[0] != "openrouter" {
		t.Errorf("error %v", err)
	}
	var noRate *NoRateError
	if _, err := facts(t).Quotes(QuoteQuestion{Model: "claude-sonnet-4.5", Gateway: "openai", Tokens: used(kInput, 1), At: today}); !errors.As(err, &noRate) || noRate.Gateway != "openai" {
		t.Errorf("error %v", err)
	}
}

// TestMarkupIsALineOfItsOwn: Requesty's rates are the model's, its 5 % is not in
// them. 1M x 3 + 0.1M x 15 = 4.50, markup 0.225; in ten requests under 200,000.
func TestMarkupIsALineOfItsOwn(t *testing.T) {
	q, err := facts(t).Price("requesty", "claude-sonnet-4.5", used(kInput, 100_000, kOutput, 10_000), today)
	if err != nil || len(q.Lines) != 3 {
		t.Fatalf("%+v, %v; want three lines", q.Lines, err)
	}
	for i, want := range []struct{ kind, usd string }{{"input", "0.3"}, {"output", "0.15"}, {"markup", "0.0225"}} {
		if q.Lines[i].Kind != want.kind {
			t.Errorf("line %d is %q, want %q", i, q.Lines[i].Kind, want.kind)
		}
		money(t, want.kind, q.Lines[i].USD, want.usd)
	}
	money(t, "in all", q.USD(), "0.4725")
	if q.Lines[2].Source == "" {
		t.Error("the markup has no source")
	}
}

// TestBaseRates: without tokens a quote tells what a million of each kind costs, without
// the markup, which it names; a promotion is said once.
func TestBaseRates(t *testing.T) {
	c := tiered.plus(rows{"gateways/hub": gateway("router", "listed", "prepaid", "markup_percent,,10", "fee_percent,any,0", "tier_factor,batch,0.6"),
		"rates/hub": {"acme/m1,acme/m1,,,,,2,8,0.2,,,,promotion", "acme/m1,acme/m1,200000,,,,4,16"}}).load(t)
	for _, k := range []struct {
		gateway, want string
		service       Service
		assumed       []string
	}{
		{"hub", "input 2; cache_read 0.2; output 8; ", Service{}, []string{"hub's rates for acme/m1 are a promotion without a known end", "hub adds a markup of 10 % to these rates"}},
		{"hub", "input 1.2; cache_read 0.12; output 4.8; ", Service{Tier: Batch}, []string{"hub's rates for acme/m1 are a promotion without a known end", "hub adds a markup of 10 % to these rates"}},
		{"bare", "input 2; cache_read 0.2; output 8; ", Service{}, nil},
	} {
		qs, err := c.Quotes(QuoteQuestion{Model: "acme/m1", Gateway: k.gateway, Service: k.service, At: today})
		if err != nil || len(qs) != 1 || !qs[0].Base {
			t.Fatalf("%+v, %v; want the base rates", qs, err)
		}
		got := ""
		for _, l := range qs[0].Lines {
			got += l.Kind + " " + l.USD.String() + "; "
			if l.Tokens != 1_000_000 || l.Rate.String() != l.USD.String() || l.Source == "" || l.Seen.IsZero() {
				t.Errorf("%s: %+v", k.gateway, l)
			}
		}
		if got != k.want || !slices.Equal(qs[0].Assumptions, k.assumed) {
			t.Errorf("%s: %s, assumed %q; want %s, %q", k.gateway, got, qs[0].Assumptions, k.want, k.assumed)
		}
	}
	// A request of nothing has no lines, and no markup on them.
	if q, err := c.Price("hub", "acme/m1", Tokens{}, today); err != nil || len(q.Lines) > 0 {
		t.Errorf("a request of nothing: %+v, %v", q.Lines, err)
	}
}

// TestBatchDiscount: half at Anthropic and OpenRouter; unknown at Requesty, which is
// taken at the whole rate and says so.
func TestBatchDiscount(t *testing.T) {
	tokens := used(kInput, 100_000, kOutput, 10_000)
	for _, c := range []struct {
		gateway, want string
		assumes       bool
	}{
		{"anthropic", "0.225", false},
		{"openrouter", "0.225", false},
		{"requesty", "0.4725", true},
	} {
		qs, err := facts(t).Quotes(QuoteQuestion{Model: "claude-sonnet-4.5", Gateway: c.gateway, Tokens: tokens, At: today, Service: Service{Tier: Batch}})
		if err != nil {
			t.Fatal(err)
		}
		money(t, c.gateway, qs[0].USD(), c.want)
		said := slices.ContainsFunc(qs[0].Assumptions, func(s string) bool { return strings.Contains(s, "batch") })
		if said != c.assumes {
			t.Errorf("%s: assumptions %v", c.gateway, qs[0].Assumptions)
		}
		usd, _, ok := facts(t).Cost(WorkLine{Gateway: c.gateway, Name: "claude-sonnet-4.5", Tokens: tokens, At: today, Service: Service{Tier: Batch}})
		if !ok {
			t.Errorf("%s: no cost", c.gateway)
		}
		money(t, c.gateway+", as usage", usd, c.want)
	}
}

// TestCostAtDirect: a model costs what its own publisher takes; one without a
// publisher's price has none. 100,000 x 3 + 10,000 x 15 = 450,000 millionths.
func TestCostAtDirect(t *testing.T) {
	tokens := used(kInput, 100_000, kOutput, 10_000)
	usd, unpriced, ok := facts(t).Cost(WorkLine{Gateway: Direct, Name: "claude-sonnet-4.5", Tokens: tokens, At: today})
	if !ok || len(unpriced) > 0 {
		t.Errorf("unpriced %v, %t", unpriced, ok)
	}
	money(t, "claude-sonnet-4.5", usd, "0.45")
	for _, name := range []string{"llama-3.3-70b-instruct", "nobody-knows-this"} {
		if usd, _, ok := facts(t).Cost(WorkLine{Gateway: Direct, Name: name, Tokens: tokens, At: today}); ok {
			t.Errorf("%s costs %s", name, usd)
		}
	}
}

// TestSnapshotsHaveTheTiersOfTheirModel: the data sets list the tier above
// 200,000 and the 1-hour write for the undated id only. 300,000 x 6 + 1,000 x 12
// = 1,812,000 millionths.
func TestSnapshotsHaveTheTiersOfTheirModel(t *testing.T) {
	tokens := used(kInput, 300_000, kWrite1h, 1_000)
	for _, name := range []string{"claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4.5", "CLAUDE-SONNET-4-5"} {
		money(t, name, priced(t, facts(t), "anthropic", name, tokens, "2026-11-23"), "1.812")
	}
	qs, err := facts(t).Quotes(QuoteQuestion{Model: "claude-sonnet-4.5", Gateway: "anthropic", Tokens: tokens, At: today})
	if err != nil || len(qs) != 2 {
		t.Fatalf("%d quotes, %v; want two", len(qs), err)
	}
	for _, q := range qs {
		money(t, "quote of "+q.GatewayModelID, q.USD(), "1.812")
	}
	// One that is sold at another price stays apart: gpt-4o-2024-05-13 at 5.
	money(t, "gpt-4o-2024-05-13", priced(t, facts(t), "openai", "gpt-4o-2024-05-13", used(kInput, 1_000_000), "2026-11-23"), "5")
	money(t, "gpt-4o", priced(t, facts(t), "openai", "gpt-4o", used(kInput, 1_000_000), "2026-11-23"), "2.5")
}

// TestSnapshotsAreToldApart: a dated id at the rates of the model's own has its tier over
// 200,000 tokens, too; one that differs by a rate or by more than a date has its own rates
// alone. Of 300,000 tokens.
func TestSnapshotsAreToldApart(t *testing.T) {
	c := acme.plus(rows{"rates/acme": {
		"acme/m1,m1,,,,,3,15", "acme/m1,m1,200000,,,,6,30",
		"acme/m1,m1-2025-05-13,,,,,3,15", "acme/m1,m1-2025-06-01,,,,,5,15", "acme/m1,m1-2025-07-01,,,,2026-01-01,3,15", "acme/m1,m1-2025-08-01,,,2025-01-01,,3,15",
		"acme/m1,m1-2025-09-01,,00:00-24:00Z,,,3,15", "acme/m1,m1:turbo,,,,,3,15", "acme/m1,m1-large,,,,,3,15", "acme/m2,m2,,,,,1,5",
	}}).load(t)
	for id, want := range map[string]string{
		"m1": "1.8", "m1-2025-05-13": "1.8", "m1-2025-06-01": "1.5", "m1-2025-07-01": "0.9", "m1-2025-08-01": "0.9", "m1-2025-09-01": "0.9", "m1:turbo": "0.9", "m1-large": "0.9",
	} {
		money(t, id, priced(t, c, "acme", id, used(kInput, 300_000), "2025-10-01"), want)
	}
}

// TestVariantsKeepTheirOwnPrice: what was used as :free was free, and the
// model's default is not (0.1 in the list of 2026-08-08, 0.13 a week before).
func TestVariantsKeepTheirOwnPrice(t *testing.T) {
	money(t, ":free", priced(t, facts(t), "openrouter", "meta-llama/llama-3.3-70b-instruct:free", used(kInput, 1_000_000), "2026-11-23"), "0")
	money(t, "the default", priced(t, facts(t), "openrouter", "meta-llama/llama-3.3-70b-instruct", used(kInput, 1_000_000), "2026-11-23"), "0.1")
}

// TestListPricedGateways: ofox has no price list; what it charges is assumed to
// be the publisher's, with the tiers and the date of that.
func TestListPricedGateways(t *testing.T) {
	c := facts(t)
	q, err := c.Price("ofox", "gpt-5.4", used(kInput, 272_001), instant("2026-08-01"))
	if err != nil {
		t.Fatal(err)
	}
	money(t, "gpt-5.4 in the long tier", q.USD(), "1.360005")
	if !slices.Equal(q.Assumptions, []string{atList}) {
		t.Errorf("assumptions %v, want %q", q.Assumptions, atList)
	}
	// Quoted and compared alike: 300,000 x 6.
	tokens := used(kInput, 300_000)
	money(t, "claude, one price", priced(t, c, "ofox", "anthropic/claude-sonnet-4.5", tokens, "2026-11-23"), "1.8")
	qs, err := c.Quotes(QuoteQuestion{Model: "claude-sonnet-4.5", Gateway: "ofox", Tokens: tokens, At: today})
	if err != nil || len(qs) != 1 || qs[0].GatewayModelID != "anthropic/claude-sonnet-4.5" {
		t.Fatalf("%+v, %v", qs, err)
	}
	money(t, "claude, quoted", qs[0].USD(), "1.8")
	// A model that no publisher sells itself has no list price to assume.
	var noRate *NoRateError
	if q, err := c.Price("ofox", "llama-3.3-70b-instruct", used(kInput, 1), today); !errors.As(err, &noRate) {
		t.Errorf("llama: %s, %v; want no rate", q.USD(), err)
	}
	// Merge takes the vendor's cost and 5 %.
	money(t, "merge", priced(t, c, "merge", "gpt-4o", used(kInput, 1_000_000), "2026-11-23"), "2.625")
}

// TestListPricedGatewayWithPricesOfItsOwn: a documented price that differs from the list
// stands; for all else the list is assumed.
func TestListPricedGatewayWithPricesOfItsOwn(t *testing.T) {
	c := acme.plus(rows{"gateways/g": gateway("router", "list", "prepaid", "markup_percent,,0", "fee_percent,any,0"), "rates/g": {"acme/m1,acme/m1,,,,,4,15", "acme/m2,acme/m2,,,,,1,5"}}).load(t)
	for model, want := range map[string]struct {
		usd     string
		assumed []string
	}{"acme/m1": {"4", nil}, "acme/m2": {"1", []string{atList}}} {
		q, err := c.Price("g", model, used(kInput, 1_000_000), today)
		if err != nil || !slices.Equal(q.Assumptions, want.assumed) {
			t.Errorf("%s: assumptions %q, %v; want %q", model, q.Assumptions, err, want.assumed)
		}
		money(t, model, q.USD(), want.usd)
	}
}

func TestErrorsNameWhatIsNear(t *testing.T) {
	for want, err := range map[string]error{
		`no model "x" in the catalog`:         &UnknownModelError{Model: "x"},
		`no gateway "x" in the catalog`:       &UnknownGatewayError{Gateway: "x"},
		`g has no rate for model "x"`:         &NoRateError{Gateway: "g", Model: "x"},
		`no gateway has a rate for model "x"`: &NoRateError{Model: "x"},
	} {
		if err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
}
