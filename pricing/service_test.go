package pricing

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// tiered is a publisher that sells batches at half, without a discount on what is
// read from the cache, a fast tier and residency in the US; a router with ids of a
// tier and of a region; and one that knows neither.
var tiered = rows{
	"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,any,0", "expiry,,never",
		"tier_factor,batch,0.5", "tier_factor,batch kind=cache_read,1", "tier_factor,priority,2", "tier_factor,priority acme/m2*,1.75", "tier_factor,priority acme/m2*,2.5,2026-06-01",
		"tier_factor,flex,unknown,,unknown", "residency_factor,us acme/m1,1.1",
		"kind_rate,cache_write_5m,input", "kind_rate,cache_write_1h acme/m1,2 input"),
	"models/acme": {"acme/m1", "acme/m2", "acme/embed,,,,0"},
	"rates/acme":  {"acme/m1,m1,,,,,2,8,0.2,,,web_search=10000", "acme/m2,m2,,,,,1,4,,1.25", "acme/embed,embed,,,,,0.1"},
	"gateways/hub": gateway("router", "listed", "prepaid", "markup_percent,,10", "fee_percent,any,0", "expiry,,never",
		"id_tier,*:batch,batch", "id_tier,acme/*-fast,fast", "id_residency,us.*,us", "tier_factor,batch,0.6"),
	"rates/hub":     {"acme/m1,acme/m1,,,,,2,8,0.2", "acme/m1,acme/m1:batch,,,,,1,4", "acme/m1,acme/m1-fast,,,,,4,16", "acme/m1,us.acme/m1,,,,,2.5,10", "acme/m2,acme/m2,,,,,1,4"},
	"gateways/bare": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "expiry,,never"),
	"rates/bare":    {"acme/m1,acme/m1,,,,,2,8,0.2"},
	"gateways/keys": gateway("router", "own-keys", "own-key", "markup_percent,,0"),
}

// TestServicePrices: 1,000,000 in and 100,000 out of m1 are 2.00 + 0.80 as standard.
func TestServicePrices(t *testing.T) {
	c := tiered.load(t)
	plain := used(kInput, 1_000_000, kOutput, 100_000)
	for _, k := range []struct {
		name, gateway, id string
		tokens            Tokens
		service           Service
		at, want          string
	}{
		{"standard", "acme", "m1", plain, Service{}, "2026-07-01", "2.80"},
		{"batch", "acme", "m1", plain, Service{Tier: Batch}, "2026-07-01", "1.40"},
		{"batch does not stack with the cache", "acme", "m1", used(kInput, 1_000_000, kRead, 1_000_000), Service{Tier: Batch}, "2026-07-01", "1.20"}, // 1.00 + 0.20
		{"a search in a batch costs what it does elsewhere", "acme", "m1", used(kInput, 1_000_000, kSearch, 5), Service{Tier: Batch}, "2026-07-01", "1.05"},
		{"priority", "acme", "m1", plain, Service{Tier: Priority}, "2026-07-01", "5.60"},
		{"priority of a model of its own, before it rose", "acme", "m2", plain, Service{Tier: Priority}, "2026-05-31", "2.45"}, // 1.40 x 1.75
		{"and after", "acme", "m2", plain, Service{Tier: Priority}, "2026-06-01", "3.50"},                                      // 1.40 x 2.5
		{"in the US", "acme", "m1", plain, Service{Residency: "us"}, "2026-07-01", "3.08"},                                     // 2.80 x 1.1
		{"in the US, in a batch", "acme", "m1", plain, Service{Batch, "us"}, "2026-07-01", "1.54"},
		{"in the US, of a model without a premium", "acme", "m2", plain, Service{Residency: "us"}, "2026-07-01", "1.40"},
		{"a tier that nobody prices", "acme", "m1", plain, Service{Tier: Flex}, "2026-07-01", "2.80"},
		{"an id names the tier: its card holds it whole", "hub", "acme/m1:batch", plain, Service{}, "2026-07-01", "1.54"}, // (1.00 + 0.40) x 1.1 markup
		{"and no factor comes on top", "hub", "acme/m1:batch", plain, Service{Tier: Batch}, "2026-07-01", "1.54"},
		{"a tier goes to the id that names it", "hub", "acme/m1", plain, Service{Tier: Fast}, "2026-07-01", "6.16"}, // (4.00 + 1.60) x 1.1
		{"a residency too", "hub", "acme/m1", plain, Service{Residency: "us"}, "2026-07-01", "3.85"},                // (2.50 + 1.00) x 1.1
		{"a region behind a route", "hub", "route/us.acme/m1", plain, Service{}, "2026-07-01", "3.85"},              // (2.50 + 1.00) x 1.1
		{"and behind an ARN", "hub", "arn:x:profile/us.acme/m1", plain, Service{}, "2026-07-01", "3.85"},
		{"a batch of a model without such an id", "hub", "acme/m2", plain, Service{Tier: Batch}, "2026-07-01", "0.924"},
		{"a batch id that is not listed", "hub", "acme/m2:batch", plain, Service{}, "2026-07-01", "0.924"}, // 1.40 x 0.6 x 1.1
		{"over own keys: the publisher's", "keys", "m1", plain, Service{Tier: Batch}, "2026-07-01", "1.40"},
		{"a gateway without the tier", "bare", "acme/m1", plain, Service{Tier: Batch}, "2026-07-01", "2.80"},
		{"a write without a rate is input", "acme", "m1", used(kWrite5m, 1_000_000), Service{}, "2026-07-01", "2.00"},
		{"a long write by its rule is twice input", "acme", "m1", used(kWrite1h, 1_000_000), Service{}, "2026-07-01", "4.00"},
		{"a write with a rate has that one", "acme", "m2", used(kWrite5m, 1_000_000), Service{}, "2026-07-01", "1.25"},
	} {
		l := WorkLine{Gateway: k.gateway, Name: k.id, Tokens: k.tokens, At: instant(k.at), Service: k.service}
		usd, unpriced, ok := c.Cost(l)
		if !ok || len(unpriced) > 0 {
			t.Errorf("%s: unpriced %v", k.name, unpriced)
			continue
		}
		money(t, k.name, usd, k.want)
		if q, err := c.CostLines(l); err != nil || !q.USD().Equal(usd) {
			t.Errorf("%s: its lines come to %s, %v", k.name, q.USD(), err)
		}
	}
	if _, unpriced, _ := c.Cost(WorkLine{Gateway: "acme", Name: "m2", Tokens: used(kInput, 1, kWrite1h, 5), At: today}); !slices.Equal(unpriced, []Kind{CacheWrite1h}) {
		t.Errorf("what no rule covers is unpriced, not %v", unpriced)
	}
}

// TestMissingTierIsMarked: a batch of 2.80 at a gateway that has none is 2.80, marked,
// and may be as little as the 1.40 that it costs where it is cheapest.
func TestMissingTierIsMarked(t *testing.T) {
	c := tiered.load(t)
	l := line("acme/m1", kInput, 1_000_000, kOutput, 100_000)
	l.Service.Tier = Batch
	got := compared(t, c, c.TokensWorkload([]WorkLine{l}), Knobs{}, today)
	r := rowOf(t, got, "bare")
	amount(t, "bare", r.Token, "2.80")
	amount(t, "bare at least", r.TokenLow, "1.40")
	amount(t, "bare at most", r.TokenHigh, "2.80")
	if !slices.ContainsFunc(r.Assumptions, func(s string) bool { return strings.Contains(s, "batch requests at its standard rates") }) {
		t.Errorf("bare rests on %q", r.Assumptions)
	}
	for gateway, want := range map[string]string{"acme": "1.40", "hub": "1.54", Direct: "1.40"} {
		r := rowOf(t, got, gateway)
		amount(t, gateway, r.Token, want)
		if len(r.Assumptions) > 0 || r.TokenLow != nil {
			t.Errorf("%s rests on %q, from %v", gateway, r.Assumptions, r.TokenLow)
		}
	}
}

// TestQuoteByService: an id that names a tier is quoted as it is; the others at the
// tier asked for.
func TestQuoteByService(t *testing.T) {
	c := tiered.load(t)
	got, err := c.Quotes(QuoteQuestion{Model: "m1", Gateway: "hub", Tokens: used(kInput, 1_000_000), Service: Service{Tier: Batch}, At: today})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"acme/m1": "1.32", "acme/m1:batch": "1.10", "acme/m1-fast": "4.40", "us.acme/m1": "1.65"}
	for _, q := range got {
		money(t, q.GatewayModelID, q.USD(), want[q.GatewayModelID])
		delete(want, q.GatewayModelID)
	}
	if len(want) > 0 {
		t.Errorf("no quote for %v", want)
	}
	// What the gateway serves under an id of its own is not quoted under the plain one.
	got, err = c.Quotes(QuoteQuestion{Model: "m1", Gateway: "hub", Tokens: used(kInput, 1_000_000), Service: Service{Tier: Fast}, At: today})
	if err != nil || slices.ContainsFunc(got, func(q Quote) bool { return q.GatewayModelID == "acme/m1" }) {
		t.Errorf("fast: quotes %+v, %v", got, err)
	}
	if i := slices.IndexFunc(got, func(q Quote) bool { return q.GatewayModelID == "acme/m1-fast" }); i < 0 {
		t.Errorf("no quote of the fast id")
	} else {
		money(t, "fast", got[i].USD(), "4.40")
	}
	var none *NoOutputError
	if _, err := c.Quotes(QuoteQuestion{Model: "embed", Tokens: used(kInput, 1, kOutput, 1), At: today}); !errors.As(err, &none) || none.Model != "acme/embed" {
		t.Errorf("output of an embedding: %v", err)
	}
	if got, err := c.Quotes(QuoteQuestion{Model: "embed", Tokens: used(kInput, 1_000_000), At: today}); err != nil || len(got[0].Unpriced) > 0 {
		t.Errorf("input of an embedding: %+v, %v", got, err)
	}
}

// TestMultipliers: what was multiplied is said once each, of the kinds that were used
// and where the gateway's id does not hold it.
func TestMultipliers(t *testing.T) {
	c := tiered.plus(rows{"gateways/two": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "tier_factor,batch kind=cache_read,0.9", "tier_factor,batch kind=output,0.7", "tier_factor,batch,0.5"),
		"rates/two":     {"acme/m2,acme/m2,,,,,1,4,0.1"},
		"gateways/turn": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "tier_factor,batch kind=input,0.9", "tier_factor,batch,0.5"),
		"rates/turn":    {"acme/m2,acme/m2,,,,,1,4,0.1"}}).load(t)
	plain, cached := used(kInput, 1, kOutput, 1), used(kInput, 1, kRead, 1, kSearch, 1)
	for _, k := range []struct {
		gateway, id string
		tokens      Tokens
		service     Service
		want        string
	}{
		{"acme", "m1", plain, Service{}, ""},
		{"acme", "m1", plain, Service{Tier: Batch}, "batch x 0.5; "},
		{"acme", "m1", cached, Service{Tier: Batch, Residency: "us"}, "batch x 0.5; batch x 1 in that of cache read instead; us x 1.1; "},
		{"acme", "m2", plain, Service{Tier: Priority}, "priority x 2.5; "},
		{"acme", "m1", plain, Service{Tier: Flex}, ""},
		{"hub", "acme/m1:batch", plain, Service{}, ""},
		{"hub", "acme/m2", plain, Service{Tier: Batch}, "batch x 0.6; "},
		{"two", "acme/m2", used(kInput, 1, kRead, 1, kOutput, 1), Service{Tier: Batch}, "batch x 0.5; batch x 0.9 in that of cache read instead; batch x 0.7 in that of output instead; "},
		{"turn", "acme/m2", plain, Service{Tier: Batch}, "batch x 0.5; batch x 0.9 in that of input instead; "}, // that of all first
		{"hub", "nothing", plain, Service{Tier: Batch}, ""},
	} {
		got := ""
		for _, m := range c.Multipliers(WorkLine{Gateway: k.gateway, Name: k.id, Tokens: k.tokens, At: today, Service: k.service}) {
			l := m.Explain()
			got += strings.TrimPrefix(l.Label, "for ") + " " + strings.TrimSpace(l.Figure+" "+strings.TrimPrefix(l.Formula, "in the rates above")) + "; "
		}
		if got != k.want {
			t.Errorf("%s at %s, %+v: %q, want %q", k.id, k.gateway, k.service, got, k.want)
		}
	}
}

// TestServiceOfAGateway: what an export states counts before what the id says, and at a
// gateway that nobody knows alone.
func TestServiceOfAGateway(t *testing.T) {
	c := tiered.plus(rows{"gateways/bare": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "residency_factor,eu,1.2")}).load(t)
	for _, k := range []struct {
		gateway, name string
		stated, want  Service
	}{
		{"hub", "acme/m1:batch", Service{}, Service{Tier: Batch}},
		{"hub", "acme/m1:batch", Service{Tier: Flex}, Service{Tier: Flex}},
		{"hub", "us.acme/m1", Service{Tier: Flex}, Service{Flex, "us"}},
		{"bare", "acme/m1:batch", Service{}, Service{}},
		{"nobody", "acme/m1:batch", Service{Residency: "eu"}, Service{Residency: "eu"}},
	} {
		if got := c.ServiceOf(k.gateway, k.name, k.stated); got != k.want {
			t.Errorf("%s at %s, stated as %+v: %+v, want %+v", k.name, k.gateway, k.stated, got, k.want)
		}
	}
	// A name that says its tier, where the gateway lists no such id: 1 x 0.6 x 1.1.
	if qs, err := c.Quotes(QuoteQuestion{Model: "acme/m2:batch", Gateway: "hub", Tokens: used(kInput, 1_000_000), At: today}); err != nil || len(qs) != 1 || qs[0].USD().String() != "0.66" {
		t.Errorf("m2 as a batch at hub: %+v, %v; want 0.66", qs, err)
	}
	// An id that a gateway lists is what that one says, whatever others call so.
	listed := tiered.plus(rows{"rates/bare": {"acme/m1,acme/m1,,,,,2,8,0.2", "acme/m2,acme/m2:batch,,,,,1,4"}}).load(t)
	if got := listed.ServiceNamed("acme/m2:batch"); got != (Service{}) {
		t.Errorf("an id of bare is %+v", got)
	}
	if got := c.Residencies(); !slices.Equal(got, []string{"eu", "us"}) {
		t.Errorf("residencies %v, want eu and us", got)
	}
	only := tiered.plus(rows{"gateways/acme": gateway("provider", "listed", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,any,0")}).load(t)
	if got := only.Residencies(); !slices.Equal(got, []string{"us"}) { // hub's ids name it
		t.Errorf("residencies %v, want us", got)
	}
}

// TestServiceNamed: an id says how it is served before anyone is asked what that costs.
func TestServiceNamed(t *testing.T) {
	c := tiered.load(t)
	for name, want := range map[string]Service{"acme/m1": {}, "m1": {}, "acme/m1:batch": {Tier: Batch}, "acme/m2:batch": {Tier: Batch}, "acme/m1-fast": {Tier: Fast},
		"us.acme/m1": {Residency: "us"}, "route/us.acme/m1": {Residency: "us"}, "of nobody": {}} {
		if got := c.ServiceNamed(name); got != want {
			t.Errorf("%s is served as %+v, want %+v", name, got, want)
		}
	}
}

// TestMovingAliases: a name that a gateway moves is priced as what it stood for on the
// day, and not at all on days of which nobody knows.
func TestMovingAliases(t *testing.T) {
	c := tiered.plus(rows{"aliases/acme": {"m-latest,acme/m1,2026-02-01,2026-06-01", "m-latest,acme/m2,2026-06-01"}}).load(t)
	for day, want := range map[string]string{"2026-01-31": "", "2026-02-01": "2", "2026-05-31": "2", "2026-06-01": "1", "2027-01-01": "1"} {
		usd, _, ok := c.Cost(WorkLine{Gateway: "acme", Name: "m-latest", Tokens: used(kInput, 1_000_000), At: instant(day)})
		if ok != (want != "") || ok && !usd.Equal(MustMoney(want)) {
			t.Errorf("%s: %s, %t; want %q", day, usd, ok, want)
		}
		m, err := c.NeedModelAt("acme/m-latest", instant(day))
		if (err == nil) != (want != "") {
			t.Errorf("%s: finds %+v, %v", day, m, err)
		}
	}
	if m, _ := c.FindModel("m-latest"); m == nil || m.ID != "acme/m2" {
		t.Errorf("without a day it is %+v, want what it stood for last", m)
	}
	for _, bad := range [][]string{
		{"m-latest,acme/m1,2026-02-01,2026-06-01", "m-latest,acme/m2,2026-05-31"}, // two at one time
		{"m1,acme/m2"},                      // an id of its own
		{"x,acme/m9"},                       // no such model
		{"x,acme/m1,2026-02-01,2026-01-01"}, // ends before it begins
	} {
		if _, err := Load(tiered.plus(rows{"aliases/acme": bad}).fs()); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// TestMovingAliasInAWorkload: a name that was moved within the days taken is two models, and
// its list price is theirs: 3 million of acme/m1 at 2 and as much of acme/m2 at 1 are 9.
func TestMovingAliasInAWorkload(t *testing.T) {
	c := tiered.plus(rows{"aliases/acme": {"m-latest,acme/m1,2026-02-01,2026-06-01", "m-latest,acme/m2,2026-06-01"}}).load(t)
	line := func(model, day string) WorkLine {
		return WorkLine{Gateway: "acme", Account: "acme", Name: "m-latest", Model: model, Tokens: used(kInput, 3_000_000), At: instant(day), Reported: MustMoney("1")}
	}
	w := c.LedgerWorkload([]WorkLine{line("acme/m1", "2026-05-20"), line("acme/m2", "2026-06-10")}, instant("2026-05-20"), instant("2026-06-18"), 30)
	got, err := c.Compare(w, Knobs{}, instant("2026-06-18"))
	if err != nil || !got.ListUSD.Equal(MustMoney("9")) {
		t.Errorf("list price %s, want 9: %v", got.ListUSD, err)
	}
}

// TestServingIDs: asked for a batch in the US, a gateway without an id of both serves by
// that of the tier, wherever it stands; the residency is then in no price.
func TestServingIDs(t *testing.T) {
	standard, batch, us, both := "acme/m1,acme/m1,,,,,2,8", "acme/m1,acme/m1:batch,,,,,1,4", "acme/m1,us.acme/m1,,,,,3,12", "acme/m1,us.acme/m1:batch,,,,,1.5,6"
	for _, k := range []struct {
		name, want string // of a million input tokens
		ids        []string
	}{
		{"the tier before the residency", "1", []string{standard, us, batch}},
		{"in either order", "1", []string{standard, batch, us}},
		{"the whole of it before its tier", "1.5", []string{standard, batch, us, both}},
		{"in any order", "1.5", []string{standard, both, us, batch}},
		{"the residency alone", "3", []string{standard, us}},
		{"neither", "2", []string{standard}},
	} {
		c := tiered.plus(rows{"rates/hub": k.ids, "gateways/hub": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "id_tier,*:batch,batch", "id_residency,us.*,us")}).load(t)
		usd, _, ok := c.Cost(WorkLine{Gateway: "hub", Name: "acme/m1", Tokens: used(kInput, 1_000_000), At: today, Service: Service{Batch, "us"}})
		if !ok {
			t.Errorf("%s: no cost", k.name)
		}
		money(t, k.name, usd, k.want)
	}
}

// TestLongerPatternRules: of two rules for a kind the longer pattern of models counts,
// whichever stands first. A million written tokens of m1 and of m2, at 2 and 1 of input.
func TestLongerPatternRules(t *testing.T) {
	all, m1 := "kind_rate,cache_write_5m,input", "kind_rate,cache_write_5m acme/m1,2 input"
	for _, rules := range [][]string{{all, m1}, {m1, all}} {
		c := tiered.plus(rows{"gateways/bare": append(gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0"), rules...),
			"rates/bare": {"acme/m1,acme/m1,,,,,2,8", "acme/m2,acme/m2,,,,,1,4"}}).load(t)
		for model, want := range map[string]string{"acme/m1": "4", "acme/m2": "1"} {
			money(t, model, priced(t, c, "bare", model, used(kWrite5m, 1_000_000), "2026-07-01"), want)
		}
	}
	// Every kind of tokens may have one.
	c := tiered.plus(rows{"gateways/bare": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "kind_rate,input,output"), "rates/bare": {"acme/m2,acme/m2,,,,,,4"}}).load(t)
	money(t, "input as output", priced(t, c, "bare", "acme/m2", used(kInput, 1_000_000), "2026-07-01"), "4")
}

// TestMultiplierFaults: what a factor can't be is said with its line.
func TestMultiplierFaults(t *testing.T) {
	for _, fact := range []string{
		"tier_factor,,0.5", "tier_factor,batch,0", "tier_factor,batch,-1", "tier_factor,batch,half", "tier_factor,batch a b,0.5",
		"tier_factor,batch kind=web_search,0.5", "tier_factor,batch kind=nothing,0.5", "residency_factor,us,x",
		"kind_rate,cache_write_5m,cache_write_5m", "kind_rate,input,nothing", "kind_rate,web_search,input", "kind_rate,,input", "kind_rate,input,0 output",
		"kind_rate,cache_write_5m acme/m1 acme/m2,input", "kind_rate,cache_write_5m,2 3 input",
	} {
		_, err := Load(tiered.plus(rows{"gateways/bare": append(slices.Clone(tiered["gateways/bare"]), fact)}).fs())
		var faults Faults
		if !errors.As(err, &faults) || len(faults) != 1 || !strings.Contains(faults[0].File, "bare") {
			t.Errorf("%q: %v", fact, err)
		}
	}
}

// TestPromotionIsAnIf: a rate that is a promotion, or that of one endpoint, or that was
// announced and not read again since it began, is said wherever it moves a figure.
func TestPromotionIsAnIf(t *testing.T) {
	c := tiered.plus(rows{"rates/bare": {"acme/m1,acme/m1,,,,2026-12-01,1,4,,,,,promotion", "acme/m1,acme/m1,,,2026-12-01,2026-12-05,2,8,,,,,,,2026-11-10", "acme/m1,acme/m1,,,2026-12-05,,2,8,,,,,,,2026-12-05", "acme/m2,acme/m2,,,,,0.5,2,,,,,endpoint"}}).load(t)
	for _, k := range []struct{ model, at, want string }{
		{"acme/m1", "2026-11-01", "promotion until 2026-12-01"},
		{"acme/m1", "2026-12-01", "since 2026-12-01 are as announced before"}, // read on 10 Nov
		{"acme/m1", "2026-12-05", ""},                                         // read on the day it began
		{"acme/m2", "2026-11-01", "one endpoint"},
	} {
		got := compared(t, c, c.TokensWorkload([]WorkLine{line(k.model, kInput, 1_000_000)}), Knobs{Gateways: []string{"bare"}}, instant(k.at))
		r := rowOf(t, got, "bare")
		if k.want == "" && len(r.Assumptions) > 0 || k.want != "" && (len(r.Assumptions) != 1 || !strings.Contains(r.Assumptions[0], k.want)) {
			t.Errorf("%s on %s rests on %q, want %q", k.model, k.at, r.Assumptions, k.want)
		}
		// A quote says it once, of however many kinds.
		qs, err := c.Quotes(QuoteQuestion{Model: k.model, Gateway: "bare", Tokens: used(kInput, 1, kOutput, 1), At: instant(k.at)})
		if err != nil || len(qs) != 1 || (len(qs[0].Assumptions) == 1) != (k.want != "") || !slices.Equal(qs[0].Assumptions, r.Assumptions) {
			t.Errorf("%s on %s is quoted as %+v, %v", k.model, k.at, qs, err)
		}
	}
}

// TestSwapSaysHowTokensAreCounted: 30 % more tokens for the same text.
func TestSwapSaysHowTokensAreCounted(t *testing.T) {
	c := tiered.plus(rows{"tokenizers/acme": {"acme/m1 acme/n*,acme/m2,30"},
		"gateways/beta": gateway("provider", "listed", "prepaid", "publishes,,beta"), "models/beta": {"beta/b1"}, "rates/beta": {"beta/b1,b1,,,,,2,8"}}).load(t)
	for _, k := range []struct{ from, to, want string }{
		{"acme/m2", "acme/m1", "acme/m1 counts about 30 % more tokens than acme/m2 for the same text: its cost is understated by that"},
		{"acme/m1", "acme/m2", "acme/m1 counts about 30 % more tokens than acme/m2 for the same text: the cost of acme/m2 is overstated by that"},
		{"acme/m1", "acme/embed", ""},
		{"acme/m1", "beta/b1", "acme/m1 and beta/b1 count the tokens of a text differently (by how much is not known): the same counts are taken"},
	} {
		got := compared(t, c, c.TokensWorkload([]WorkLine{line(k.from, kInput, 1)}), Knobs{Swaps: map[string]string{k.from: k.to}}, today).Notes
		if slices.Contains(got, k.want) != (k.want != "") {
			t.Errorf("%s for %s: notes %q, want %q among them", k.to, k.from, got, k.want)
		}
		if got := c.swapNote(k.from, k.to); got != k.want {
			t.Errorf("%s to %s: %q, want %q", k.from, k.to, got, k.want)
		}
	}
}

// TestServiceWords: what exports call the tiers and the regions.
func TestServiceWords(t *testing.T) {
	for word, want := range map[string]Tier{"": Standard, "default": Standard, "auto": Standard, "Standard": Standard, "flex": Flex, "Flex-Tier": Flex,
		"priority_tier": Priority, " batch ": Batch, "fast": Fast, "scale": "scale"} {
		if got := TierOf(word); got != want {
			t.Errorf("tier %q: %q, want %q", word, got, want)
		}
	}
	for word, want := range map[string]string{"": "", "global": "", "not_available": "", "US": "us", "eu": "eu"} {
		if got := ResidencyOf(word); got != want {
			t.Errorf("residency %q: %q, want %q", word, got, want)
		}
	}
}
