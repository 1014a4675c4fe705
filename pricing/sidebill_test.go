package pricing

import "testing"

// TestPartsOf: 100 million of m1 at r, charged 300.03 and 16.50 by card, beside twice of it at
// card, where the fee is 10 %: 600 and 60. Parts of no dollar are left out.
//
//	m1 300 to 600, charged otherwise 0.03 to nothing, fee 16.50 to 60: +343.47
func TestPartsOf(t *testing.T) {
	c := leverShop.plus(rows{
		"gateways/card": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,card,10", "purchase_min,,5"),
		"rates/card":    {"acme/m1,acme/m1,,,,,3,15,0.3"},
	}).load(t)
	l := line("acme/m1", kInput, 100_000_000)
	l.Gateway = "r"
	w := c.TokensWorkload([]WorkLine{l})
	w.You = "r"
	w.Paid = []PaidAccount{{Account: "r", Gateway: "r", Charged: MustMoney("300.03")}}
	a, err := Side{Workload: w, Gateway: "r"}.Bill(c, today)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Side{Workload: w, Knobs: Knobs{Volume: factor("2")}, Gateway: "card"}.Bill(c, today)
	if err != nil {
		t.Fatal(err)
	}
	text := func(m *Money) string {
		if m == nil {
			return "-"
		}
		return m.String()
	}
	var sum Money
	want := [][4]string{{"acme/m1", "300", "600", "300"}, {Besides, "0.03", "-", "-0.03"}, {"fee", "16.5", "60", "43.5"}}
	got := PartsOf(a, b)
	if len(got) != len(want) {
		t.Fatalf("%+v of %+v and %+v", got, a, b)
	}
	for i, p := range got {
		sum = sum.Add(p.Change())
		if is := [4]string{p.Part, text(p.A), text(p.B), p.Change().String()}; is != want[i] {
			t.Errorf("%v, want %v", is, want[i])
		}
	}
	if change := b.Total.Sub(*a.Total); !sum.Equal(change) || sum.String() != "343.47" {
		t.Errorf("add up to %s, the totals differ by %s", sum, change)
	}
	if PartsOf(a, Bill{}) != nil {
		t.Error("parts of a bill that is not known")
	}
}
