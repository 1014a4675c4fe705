package pricing

import "testing"

// TestBillByModel: what each model costs is marked up, and added up over its tiers: m1
// is 3 short and 6 long, m2 is 1, and each costs 5 % more.
func TestBillByModel(t *testing.T) {
	c := acme.plus(rows{
		"gateways/r": gateway("router", "listed", "prepaid", "markup_percent,,5", "fee_percent,any,0"),
		"rates/r":    {"acme/m1,acme/m1,,,,,3,15", "acme/m1,acme/m1,200000,,,,6,30", "acme/m2,acme/m2,,,,,1,5"},
	}).load(t)
	long := line("acme/m1", kInput, 1_000_000)
	long.Prompt = 300_000
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 1_000_000), long, line("acme/m2", kInput, 1_000_000)})
	bill, err := c.Bill(w, Knobs{}, "r", today)
	if err != nil || len(bill.Models) != 2 || bill.Models[0].Model != "acme/m1" || bill.Models[1].Model != "acme/m2" {
		t.Fatalf("models %+v, %v; want m1 and m2", bill.Models, err)
	}
	amount(t, "tokens", bill.Token, "10.5")
	money(t, "m1", bill.Models[0].USD, "9.45")
	money(t, "m2", bill.Models[1].USD, "1.05")
}

// TestBillOfWhatIsCarried: what a gateway has no rate for costs there what it costs now:
// m1's output, whose 15 of 15 + 3,000 at list are that share of the $402 paid for it.
func TestBillOfWhatIsCarried(t *testing.T) {
	c := acme.plus(rows{
		"gateways/r": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0"),
		"rates/r":    {"acme/m1,acme/m1,,,,,2,", "acme/m2,acme/m2,,,,,1,5"},
	}).load(t)
	l := line("acme/m1", kInput, 1_000_000_000, kOutput, 1_000_000)
	l.Reported = MustMoney("402")
	other := line("acme/m2", kInput, 1_000_000_000)
	other.Reported = MustMoney("1000")
	w := c.LedgerWorkload([]WorkLine{l, other}, today, today, 30)
	bill, err := c.Bill(w, Knobs{}, "r", today)
	if err != nil || len(bill.Models) != 2 || bill.Models[0].Model != "acme/m1" {
		t.Fatalf("models %+v, %v; want m1 and m2", bill.Models, err)
	}
	amount(t, "tokens: 2,000 + 402 x 15 / 3,015 + 1,000", bill.Token, "3002")
	money(t, "m1", bill.Models[0].USD, "2002")
	money(t, "m2", bill.Models[1].USD, "1000")
}

// TestBillOfNothing: who sells none of it has no bill, and bare dollars are one line.
func TestBillOfNothing(t *testing.T) {
	c := shop.load(t)
	none, err := c.Bill(c.TokensWorkload([]WorkLine{line("beta/b1", kInput, 1_000_000)}), Knobs{}, "part", today)
	if err != nil || none.Token != nil || none.Total != nil || len(none.Models) > 0 || none.Coverage != "0" {
		t.Errorf("%+v, %v; want no amounts", none, err)
	}
	bare, err := facts(t).Bill(SpendWorkload(MustMoney("1000")), Knobs{}, "openrouter", today)
	if err != nil || len(bare.Models) != 1 || bare.Models[0].Model != TokensInAll || !bare.Models[0].USD.Equal(MustMoney("1000")) {
		t.Errorf("%+v, %v; want 1,000 of tokens", bare.Models, err)
	}
	if _, err := c.Bill(SpendWorkload(MustMoney("1")), Knobs{}, "nobody", today); err == nil {
		t.Error("nobody has a bill")
	}
	if _, err := c.Bill(SpendWorkload(MustMoney("1")), Knobs{Swaps: map[string]string{"a": "b"}}, "part", today); err == nil {
		t.Error("bare dollars are swapped")
	}
}
