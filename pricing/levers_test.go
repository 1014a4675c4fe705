package pricing

import (
	"slices"
	"strings"
	"testing"
)

// leverShop sells m1 (3 in, 0.30 cached, 15 out) and m2 (1 in, 5 out) with half
// off for batches, 5.5 % by card with at least 0.80, 5 % by crypto.
var leverShop = acme.plus(rows{
	"gateways/r": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,card,5.5", "fee_min,card,0.80", "fee_percent,crypto,5", "tier_factor,batch,0.5", "purchase_min,,5"),
	"rates/r":    {"acme/m1,acme/m1,,,,,3,15,0.3", "acme/m2,acme/m2,,,,,1,5"},
})

// TestLevers works all of them by hand for 200M tokens into m1, 600, and 60M
// into m2, 60: 660 of tokens, 36.30 of fee, 696.30.
func TestLevers(t *testing.T) {
	c := leverShop.load(t)
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 200_000_000), line("acme/m2", kInput, 60_000_000)})
	w.Example = &CacheExample{Name: "crew at r", Share: MustPercent("70")}
	got, err := c.Levers(w, Knobs{}, "r", today)
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ knob, to, change, words string }{
		// m1 as m2: 200 + 60 = 260, fee 14.30: 274.30
		{"swap", "acme/m1 → acme/m2", "-422", "acme/m1 → acme/m2: -$422.00 a month"},
		// 60 m x 3 + 140 m x 0.30 = 180 + 42, and m2 has no cache price: 222 + 60 = 282, fee 15.51;
		// r takes nothing more for writing
		{"cache", "70 %", "-398.79", "70 %: -$398.79 a month"},
		// all at half: 330, fee 18.15: 348.15
		{"batch", "100 %", "-348.15", "100 %: -$348.15 a month"},
		// at the publisher, without a fee: 660
		{"gateway", "acme", "-36.30", "acme: -$36.30 a month"},
		// 660 x 0.05 = 33
		{"method", "crypto", "-3.30", "crypto: -$3.30 a month"},
	}
	if len(got) != len(want) { // 45.38 purchases of 14.55 at 0.80 are 36.29, and a cent is no lever
		t.Errorf("%d levers %v, want %d", len(got), got, len(want))
	}
	for i, k := range want {
		if i >= len(got) || got[i].Knob != k.knob || got[i].To != k.to || got[i].String() != k.words {
			t.Fatalf("levers %v, want %v", got, want)
		}
		money(t, k.knob, got[i].Change, k.change)
		// What it says is what applying it does.
		at := "r"
		if k.knob == "gateway" {
			at = k.to
		}
		r := rowOf(t, compared(t, c, w, got[i].Apply, today), at)
		money(t, k.knob+" applied", r.Total.Sub(MustMoney("696.30")), k.change)
	}
}

// TestTopUpLever: 250 by fives pays 40.00 in fees, once a month 13.75.
func TestTopUpLever(t *testing.T) {
	c := leverShop.load(t)
	w := SpendWorkload(MustMoney("250"))
	got, err := c.Levers(w, Knobs{TopUp: MustMoney("5")}, "r", today)
	if err != nil || len(got) != 3 {
		t.Fatalf("levers %v, %v; want three", got, err)
	}
	// The publishers themselves take 250, if it is true that none takes a fee.
	if got[0].Knob != "gateway" || got[0].To != Direct || !got[0].Change.Equal(MustMoney("-40")) || !says(got[0].If, "publishers take no fee") {
		t.Errorf("first %+v, want the publishers at -40 with an if", got[0])
	}
	got = got[1:]
	// By crypto 5 % of 250 is 12.50 whatever is bought at once.
	if got[0].Knob != "method" || got[0].To != "crypto" || !got[0].Change.Equal(MustMoney("-27.50")) {
		t.Errorf("first %+v, want crypto at -27.50", got[0])
	}
	// 250 / 14.55 x 0.80 = 13.7457, a little under 13.75
	if got[1].Knob != "top-up" || !got[1].Change.Equal(MustMoney("-26.25")) || got[1].To == "$5" {
		t.Errorf("second %+v, want a larger top-up at -26.25", got[1])
	}
	if got[1].Apply.Gateways != nil || got[1].Apply.TopUp.Equal(MustMoney("5")) {
		t.Errorf("it would apply %+v", got[1].Apply)
	}
}

// TestALeverThatPricesLessIsNone: m3 has no price for output, so 15 a million
// would seem to be saved.
func TestALeverThatPricesLessIsNone(t *testing.T) {
	c := acme.plus(rows{
		"models/acme": {"acme/m1", "acme/m2", "acme/m3"},
		"rates/acme":  {"acme/m1,m1,,,,,3,15,0.3", "acme/m2,m2,,,,,4,20", "acme/m3,m3,,,,,3"},
	}).load(t)
	// m1: 30 + 150; m3: 30; its own output is none.
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 10_000_000, kOutput, 10_000_000), line("acme/m3", kInput, 10_000_000)})
	w.Example = &CacheExample{Name: "crew at acme", Share: MustPercent("70")}
	got, err := c.Levers(w, Knobs{}, "acme", today)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range got {
		if l.Knob == "swap" {
			t.Errorf("%+v: m3 prices no output", l)
		}
	}
	// The cache of m1 is one: 10 x 0.7 x 2.70. m3 without a cache price saves nothing.
	if len(got) != 1 || got[0].Knob != "cache" || !got[0].Change.Equal(MustMoney("-18.9")) {
		t.Errorf("levers %v, want the cache at -18.90", got)
	}
}

// TestLeversOfWhatIsUnknown: no total, no levers.
func TestLeversOfWhatIsUnknown(t *testing.T) {
	if got, err := facts(t).Levers(SpendWorkload(MustMoney("1000")), Knobs{}, "vercel", today); err != nil || got != nil {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := facts(t).Levers(SpendWorkload(MustMoney("1000")), Knobs{}, "nobody", today); err == nil {
		t.Errorf("levers of nobody: %v", got)
	}
	// By crypto once a month there is nothing left to turn but the gateway, and that
	// only among those asked for.
	for _, others := range [][]string{nil, {"openrouter", "portkey"}, {"openrouter"}} {
		got, err := facts(t).Levers(SpendWorkload(MustMoney("1000")), Knobs{Method: "crypto", Gateways: others}, "openrouter", today)
		switch {
		case err != nil:
			t.Error(err)
		case len(others) == 1 && len(got) == 0:
		case len(got) != 1 || got[0].Knob != "gateway":
			t.Errorf("%v: %v", others, got)
		case others == nil: // 1,050 to 1,000
			if got[0].To != Direct || !got[0].Change.Equal(MustMoney("-50")) || len(got[0].If) == 0 {
				t.Errorf("%+v", got[0])
			}
		case got[0].To != "portkey" || !slices.Equal(got[0].Apply.Gateways, others): // its plan is 49
			t.Errorf("%+v", got[0])
		default:
			money(t, "portkey", got[0].Change, "-1")
		}
	}
}

// TestNoGatewayLever: where the present gateway does not serve as much as others,
// or the catalog explains too little of the bill, no other is a lever.
func TestNoGatewayLever(t *testing.T) {
	c := leverShop.plus(rows{
		"gateways/part": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0"),
		"rates/part":    {"acme/m1,acme/m1,,,,,30,150,0.3"},
	}).load(t)
	both := []WorkLine{line("acme/m1", kInput, 1_000_000), line("acme/m2", kInput, 1_000_000)}
	for _, k := range []struct {
		name, reported string
		gateway        string
		found          bool
	}{
		{"it lacks m2", "4", "part", false},
		{"it has all", "4", "r", true}, // 3 + 1
		{"4 of 5 dollars are explained", "5", "r", false},
	} {
		lines := slices.Clone(both)
		lines[0].Gateway, lines[1].Gateway = "r", "r"
		lines[0].Reported = MustMoney(k.reported).Sub(MustMoney("1")) // of m1; m2 is 1
		lines[1].Reported = MustMoney("1")
		got, err := c.Levers(c.LedgerWorkload(lines, today, today, 30), Knobs{}, k.gateway, today)
		if err != nil {
			t.Fatal(err)
		}
		if found := slices.ContainsFunc(got, func(l Lever) bool { return l.Knob == "gateway" }); found != k.found {
			t.Errorf("%s: levers %v", k.name, got)
		}
	}
}

// TestLeverGateway: whose bill it is.
func TestLeverGateway(t *testing.T) {
	usd := func(s string) *Money { m := MustMoney(s); return &m }
	rows := []Row{
		{Gateway: "b", Total: usd("1000"), Ranked: true, Contends: true},
		{Gateway: "part", Method: "card", Total: usd("900")}, // not ranked
		{Gateway: "dear", Method: "card", Total: usd("1100"), Ranked: true, Contends: true},
		{Gateway: "good", Method: "card", Total: usd("1055"), Ranked: true, Contends: true},
	}
	for _, k := range []struct {
		you, cheapest string
		gateways      []string
		method, want  string
	}{
		{"a", "b", []string{"c"}, "card", "a"},
		{"", "b", []string{"C", "d"}, "card", "c"},
		{"", "b", nil, "", "b"},
		{"", "b", nil, "card", "good"},
		{"", "b", nil, "crypto", "b"},
		{"", "", nil, "", ""},
	} {
		c := Comparison{Cheapest: k.cheapest, Rows: rows}
		if got := c.LeverGateway(Workload{You: k.you}, Knobs{Gateways: k.gateways, Method: k.method}); got != k.want {
			t.Errorf("%+v: %q", k, got)
		}
	}
}

// TestWorkModels: what carries at least a twentieth of the list dollars.
func TestWorkModels(t *testing.T) {
	c := acme.load(t)
	own := line("acme/m2", kInput, 1_000_000_000)
	own.OwnKey = true
	for _, k := range []struct {
		name  string
		lines []WorkLine
		want  []string
	}{
		{"none", nil, nil},
		{"one", []WorkLine{line("acme/m1", kInput, 1)}, []string{"acme/m1"}},
		// 57 at m1, 3 at m2
		{"exactly a twentieth", []WorkLine{line("acme/m2", kInput, 3_000_000), line("acme/m1", kInput, 19_000_000)}, []string{"acme/m1", "acme/m2"}},
		{"a token under it", []WorkLine{line("acme/m2", kInput, 2_999_999), line("acme/m1", kInput, 19_000_000)}, []string{"acme/m1"}},
		{"own keys carry nothing", []WorkLine{line("acme/m1", kInput, 1), own}, []string{"acme/m1"}},
	} {
		if got := c.WorkModels(c.TokensWorkload(k.lines), today); !slices.Equal(got, k.want) {
			t.Errorf("%s: %v, want %v", k.name, got, k.want)
		}
	}
}

// TestTopUpSteps: the step in between is where the minimum of the method's own fee
// ends.
func TestTopUpSteps(t *testing.T) {
	c := acme.plus(rows{
		"gateways/r": gateway("router", "none", "prepaid", "fee_percent,card,5.5", "fee_min,card,0.80", "fee_percent,crypto,5", "fee_percent,wire,1", "fee_min,wire,30", "fee_percent,round,8", "fee_min,round,0.80"),
		"gateways/d": gateway("router", "none", "prepaid", "fee_percent,card,5", "fee_min,card,1", "fee_taken,card,deducted"),
		"gateways/n": gateway("router", "none", "prepaid"),
	}).load(t)
	for _, k := range []struct{ gateway, method, want string }{
		{"r", "", "5 10 14.55 25 100 monthly"},     // 0.80 / 5.5 % = 14.5454
		{"r", "card", "5 10 14.55 25 100 monthly"}, // the same
		{"r", "crypto", "5 10 25 100 monthly"},     // no minimum
		{"r", "wire", "5 10 25 100 3000 monthly"},  // 30 / 1 %
		{"r", "round", "5 10 25 100 monthly"},      // 0.80 / 8 % = 10
		{"d", "", "5 10 19 25 100 monthly"},        // 5 % of 20 paid is 1, and 19 is left
		{"n", "", "5 10 25 100 monthly"},
		{"nobody", "", "5 10 25 100 monthly"},
	} {
		got := slices.Clone(TopUpSteps(c.Gateway(k.gateway), k.method, today))
		got[len(got)-1] += "monthly"
		if text := strings.Join(got, " "); text != k.want {
			t.Errorf("%s by %q: %s, want %s", k.gateway, k.method, text, k.want)
		}
	}
}
