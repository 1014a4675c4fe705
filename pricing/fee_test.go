package pricing

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// feeOf is a gateway's rule for a method, which has to be in force today.
func feeOf(t testing.TB, gateway, method string) *Fee {
	t.Helper()
	f, assumed := facts(t).Gateway(gateway).Fee(method, today)
	if f == nil || assumed {
		t.Fatalf("fee of %s by %s: %+v, assumed %v", gateway, method, f, assumed)
	}
	return f
}

// TestOpenRouterFees: 5.5 % by card on top, at least 0.80; 5 % by crypto; 8 % on the
// Business plan, which names no least fee.
func TestOpenRouterFees(t *testing.T) {
	cases := []struct{ name, credit, method, fee, paid, percent string }{
		{"the least purchase", "5", "card", "0.80", "5.80", "16"},
		{"the minimum binds", "10", "card", "0.80", "10.80", "8"},
		{"last credit that the minimum binds for: 0.7997", "14.54", "card", "0.80", "15.34", "5.502063"},
		{"first that it does not: 0.80025", "14.55", "card", "0.80", "15.35", "5.498282"},
		{"first that costs a cent more: 0.8052", "14.64", "card", "0.81", "15.45", "5.532787"},
		{"half a cent goes up: 1.375", "25", "card", "1.38", "26.38", "5.52"},
		{"a hundred", "100", "card", "5.50", "105.50", "5.5"},
		{"the largest purchase", "25000", "card", "1375.00", "26375.00", "5.5"},
		{"a hundred by crypto", "100", "crypto", "5.00", "105.00", "5"},
		{"crypto knows no minimum", "5", "crypto", "0.25", "5.25", "5"},
		{"a hundred on the Business plan", "100", "business", "8.00", "108.00", "8"},
		{"the default is the card", "100", "", "5.50", "105.50", "5.5"},
		{"a method that is not offered leaves the default", "100", "cheque", "5.50", "105.50", "5.5"},
	}
	for _, c := range cases {
		p, err := feeOf(t, "openrouter", c.method).ForCredit(MustMoney(c.credit))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		money(t, c.name+": fee", p.Fee, c.fee)
		money(t, c.name+": paid", p.Paid, c.paid)
		if got, _ := Quotient(p.Fee.Times(100), p.Credit); got != c.percent {
			t.Errorf("%s: %s %%, want %s %%", c.name, got, c.percent)
		}
	}
	if got := facts(t).Gateway("openrouter").Methods(); !slices.Equal(got, []string{"card", "crypto", "alipay", "business"}) {
		t.Errorf("methods %v, want card, crypto, alipay and business", got)
	}
}

var (
	onTop      = Fee{Percent: MustPercent("5.5"), Min: MustMoney("0.80")}
	capped     = Fee{Percent: MustPercent("3"), Max: MustMoney("25"), Flat: MustMoney("0.30")}
	deducted   = Fee{Percent: MustPercent("5.5"), Min: MustMoney("0.80"), Taken: Deducted}
	dedFlat    = Fee{Percent: MustPercent("2.9"), Max: MustMoney("20"), Flat: MustMoney("0.30"), Taken: Deducted}
	byDivision = Fee{Percent: MustPercent("5"), Taken: ByDivision}
	grossUp    = Fee{Percent: MustPercent("2.9"), Flat: MustMoney("0.30"), Taken: GrossUp}
	noFee      = Fee{}
)

// TestFeeForCredit works each way of taking a fee by hand.
func TestFeeForCredit(t *testing.T) {
	cases := []struct {
		name                      string
		fee                       Fee
		credit, wantCredit, taken string
	}{
		{"no fee", noFee, "100", "100", "0"},
		{"on top, the minimum", onTop, "1", "1", "0.80"},
		{"on top", onTop, "1000", "1000", "55"},
		{"flat beside the share: 3 + 0.30", capped, "100", "100", "3.30"},
		{"exactly at the maximum: 833.33 x 0.03 = 24.9999", capped, "833.33", "833.33", "25.30"},
		{"the maximum binds, the flat part comes on top of it", capped, "1000", "1000", "25.30"},
		// paid x 0.945 = 94.50 is paid 100
		{"deducted", deducted, "94.50", "94.50", "5.50"},
		// paid = 100 / 0.945 = 105.8201; 105.82 x 0.055 = 5.8201
		{"deducted from what had to be paid", deducted, "100", "100", "5.82"},
		{"deducted, the minimum: 10 - 0.80", deducted, "9.20", "9.20", "0.80"},
		// 0.07 x 0.2 = 0.014 leaves 0.06, and so does 0.08 x 0.2 = 0.016: the smaller charge
		{"deducted, the smallest charge that leaves it", Fee{Percent: MustPercent("20"), Taken: Deducted}, "0.06", "0.06", "0.01"},
		// paid = 100.30 / 0.971 = 103.2956; 103.30 x 0.029 = 2.9957, and 0.30
		{"deducted with a flat part", dedFlat, "100", "100", "3.30"},
		// 1000 x 0.029 = 29 is over 20: 20 + 0.30
		{"deducted, the maximum", dedFlat, "979.70", "979.70", "20.30"},
		// 95.24 x 0.05 = 4.762
		{"by division", byDivision, "95.24", "95.24", "4.76"},
		{"by division, even", byDivision, "100", "100", "5"},
		// (100 + 0.30) / 0.971 = 103.29557
		{"gross up", grossUp, "100", "100", "3.30"},
		// (10 + 0.30) / 0.971 = 10.60762
		{"gross up, small", grossUp, "10", "10", "0.61"},
		// (0.01 + 0.30) / 0.971 = 0.31926
		{"gross up, a cent", grossUp, "0.01", "0.01", "0.31"},
	}
	for _, c := range cases {
		p, err := c.fee.ForCredit(MustMoney(c.credit))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		money(t, c.name+": fee", p.Fee, c.taken)
		money(t, c.name+": credit", p.Credit, c.wantCredit)
		money(t, c.name+": paid", p.Paid, MustMoney(c.wantCredit).Add(MustMoney(c.taken)).String())
	}
}

// TestFeeForPaid: what a charge buys.
func TestFeeForPaid(t *testing.T) {
	cases := []struct {
		name               string
		fee                Fee
		charge             string
		credit, fees, paid string
		err                error
	}{
		{"no fee", noFee, "100", "100", "0", "100", nil},
		{"on top", onTop, "105.50", "100", "5.50", "105.50", nil},
		{"on top, the minimum", onTop, "10.80", "10", "0.80", "10.80", nil},
		{"on top, the fee alone", onTop, "0.80", "", "", "", ErrTooSmall},
		{"on top, one cent of credit", onTop, "0.81", "0.01", "0.80", "0.81", nil},
		// 14.63 x 0.055 = 0.80465 is paid 15.43, 14.64 x 0.055 = 0.8052 is paid 15.45
		{"on top, no credit comes to it", onTop, "15.44", "14.63", "0.80", "15.43", nil},
		{"on top, the largest", onTop, "26375", "25000", "1375", "26375", nil},
		{"the maximum and the flat part", capped, "1025.30", "1000", "25.30", "1025.30", nil},
		{"deducted", deducted, "100", "94.50", "5.50", "100", nil},
		{"deducted, the minimum", deducted, "10", "9.20", "0.80", "10", nil},
		{"deducted, the fee alone", deducted, "0.80", "", "", "", ErrTooSmall},
		{"deducted, less than the fee", deducted, "0.50", "", "", "", ErrTooSmall},
		{"deducted, one cent of credit", deducted, "0.81", "0.01", "0.80", "0.81", nil},
		// 2.9 + 0.30
		{"deducted with a flat part", dedFlat, "100", "96.80", "3.20", "100", nil},
		{"deducted, the maximum", dedFlat, "1000", "979.70", "20.30", "1000", nil},
		// 100 / 1.05 = 95.238
		{"by division", byDivision, "100", "95.24", "4.76", "100", nil},
		{"by division, even", byDivision, "105", "100", "5", "105", nil},
		{"by division, the minimum", Fee{Percent: MustPercent("5"), Min: MustMoney("10"), Taken: ByDivision}, "25", "15", "10", "25", nil},
		{"gross up", grossUp, "103.30", "100", "3.30", "103.30", nil},
		{"gross up, less than the flat part", grossUp, "0.30", "", "", "", ErrTooSmall},
	}
	for _, c := range cases {
		p, err := c.fee.ForPaid(MustMoney(c.charge))
		if !errors.Is(err, c.err) || (err != nil) != (c.err != nil) {
			t.Errorf("%s: error %v, want %v", c.name, err, c.err)
		}
		if err != nil || c.err != nil {
			continue
		}
		money(t, c.name+": credit", p.Credit, c.credit)
		money(t, c.name+": fee", p.Fee, c.fees)
		money(t, c.name+": paid", p.Paid, c.paid)
	}
}

func TestUnknownFeeIsNotFree(t *testing.T) {
	f := feeOf(t, "vercel", "card")
	if p, err := f.ForCredit(MustMoney("100")); !errors.Is(err, ErrFeeUnknown) {
		t.Errorf("100 of credit: %+v, %v", p, err)
	}
	if p, err := f.ForPaid(MustMoney("100")); !errors.Is(err, ErrFeeUnknown) {
		t.Errorf("100 paid: %+v, %v", p, err)
	}
	for _, spend := range []string{"100", "0"} {
		if usd, known := facts(t).Gateway("vercel").EstimateFee(MustMoney(spend), "", Money{}, today); known {
			t.Errorf("a fee of %s is estimated for %s", usd, spend)
		}
	}
}

func TestEstimateFee(t *testing.T) {
	for _, c := range []struct{ gateway, spend, method, size, want string }{
		{"openrouter", "1000", "", "0", "55"},
		{"openrouter", "0", "", "0", "0"},
		{"openrouter", "3", "", "0", "0.48"},       // 3/5 of a purchase of 5
		{"openrouter", "0.10", "", "0", "0.02"},    // 1/50 of 0.80 is 0.016
		{"openrouter", "20", "", "500", "1.1"},     // 20/500 of 27.50, though 500 would not be used up in a year
		{"openrouter", "300", "card", "10", "24"},  // 30 x 0.80
		{"openrouter", "20", "crypto", "500", "1"}, // 20/500 of 25.00
		{"ofox", "1000", "", "0", "0"},
		{"azure", "1000", "", "0", "0"}, // invoices
	} {
		got, known := facts(t).Gateway(c.gateway).EstimateFee(MustMoney(c.spend), c.method, MustMoney(c.size), today)
		if !known {
			t.Errorf("%s at %s: unknown", c.spend, c.gateway)
		}
		money(t, c.spend+" at "+c.gateway, got, c.want)
	}
}

// TestDatedFees: the newest rule that is not after the instant; before the
// first known one the oldest, assumed.
func TestDatedFees(t *testing.T) {
	c := rows{"gateways/g": router(
		"fee_percent,card,5.5,2026-06-01T12:00:00Z", // rows may stand in any order
		"fee_percent,card,4,2025-01-01", "fee_min,card,0.50,2025-01-01",
		"fee_percent,card,5,2026-01-01",
		"fee_percent,crypto,3")}.load(t)
	cases := []struct {
		at, method, want string
		assumed          bool
	}{
		{"2020-01-01", "card", "4", true},
		{"2024-12-31T23:59:59Z", "card", "4", true},
		{"2025-01-01", "card", "4", false},
		{"2025-12-31T23:59:59Z", "card", "4", false},
		{"2026-01-01", "card", "5", false},
		{"2026-06-01T11:59:59Z", "card", "5", false},
		{"2026-06-01T12:00:00Z", "card", "5.5", false},
		{"2020-01-01", "crypto", "3", false},
		{"2026-01-01", "", "5", false},
		{"2026-01-01", "wire", "5", false},
	}
	for _, c2 := range cases {
		f, assumed := c.Gateway("g").Fee(c2.method, instant(c2.at))
		if f == nil || f.Percent.String() != c2.want || assumed != c2.assumed {
			t.Errorf("%s %q: %+v, assumed %v; want %s %%, %v", c2.at, c2.method, f, assumed, c2.want, c2.assumed)
		}
	}
	if old, _ := c.Gateway("g").Fee("card", instant("2025-06-01")); !old.Min.Equal(MustMoney("0.5")) {
		t.Errorf("the old minimum is %s", old.Min)
	}
	if now, _ := c.Gateway("g").Fee("card", instant("2026-02-01")); !now.Min.IsZero() {
		t.Errorf("the old minimum of %s holds for the new rule", now.Min)
	}
	if f, _ := (rows{"gateways/g": router()}).load(t).Gateway("g").Fee("card", today); f != nil {
		t.Errorf("a gateway without a schedule takes %+v", f)
	}
}

// TestOwnMethodBeatsAny: "any" is for the methods without a rule of their own,
// wherever it stands.
func TestOwnMethodBeatsAny(t *testing.T) {
	first := rows{"gateways/g": router("fee_percent,crypto,3", "fee_percent,any,5")}.load(t).Gateway("g")
	if f, _ := first.Fee("", today); f.Percent.String() != "3" {
		t.Errorf("the default takes %s %%, want the 3 %% that stand first", f.Percent)
	}
	for _, lines := range [][]string{
		{"fee_percent,any,5", "fee_percent,crypto,3"},
		{"fee_percent,crypto,3", "fee_percent,any,5"},
		{"fee_percent,crypto,3", "fee_percent,any,4,2025-01-01", "fee_percent,any,5,2026-01-01"},
	} {
		g := rows{"gateways/g": router(lines...)}.load(t).Gateway("g")
		for method, want := range map[string]string{"crypto": "3", "card": "5"} {
			if f, assumed := g.Fee(method, today); f.Percent.String() != want || assumed {
				t.Errorf("%v: %s takes %s %%, want %s %%", lines, method, f.Percent, want)
			}
		}
	}
}

// TestCloudflareBeforeItsFirstKnownDate uses the shipped rule of 2026-05-19.
func TestCloudflareBeforeItsFirstKnownDate(t *testing.T) {
	g := facts(t).Gateway("cloudflare")
	if f, assumed := g.Fee("card", instant("2026-05-18T23:59:59Z")); !assumed || f.Percent.String() != "5" {
		t.Errorf("before: %s %%, assumed %v", f.Percent, assumed)
	}
	if f, assumed := g.Fee("card", instant("2026-05-19")); assumed || f.Percent.String() != "5" {
		t.Errorf("on the day: %s %%, assumed %v", f.Percent, assumed)
	}
}

// TestShippedWaysOfTaking: the two that divide give 95.24 for 100.
func TestShippedWaysOfTaking(t *testing.T) {
	for _, id := range []string{"cloudsigma-taas", "phaseo"} {
		p, err := feeOf(t, id, "card").ForPaid(MustMoney("100"))
		if err != nil {
			t.Fatal(err)
		}
		money(t, id, p.Credit, "95.24")
	}
	p, err := feeOf(t, "cloudflare", "card").ForCredit(MustMoney("100"))
	if err != nil {
		t.Fatal(err)
	}
	money(t, "cloudflare's 100 of credit cost", p.Paid, "105")
}

// TestMinimumEnds: the least credit whose fee is the percentage.
func TestMinimumEnds(t *testing.T) {
	five := Fee{Percent: MustPercent("5"), Min: MustMoney("1")}
	with := func(f Fee, change func(*Fee)) Fee { change(&f); return f }
	for _, c := range []struct {
		name string
		fee  Fee
		want string // "" is none
	}{
		{"1 / 5 %", five, "20"},
		{"0.80 / 5.5 % = 14.5454", onTop, "14.55"},
		{"no minimum", Fee{Percent: MustPercent("5")}, ""},
		{"no percentage", Fee{Min: MustMoney("1")}, ""},
		{"not known", with(five, func(f *Fee) { f.Unknown = true }), ""},
		// of a charge of 20 the fee is 1, and credit 19
		{"deducted", with(five, func(f *Fee) { f.Taken = Deducted }), "19"},
		{"grossed up", with(five, func(f *Fee) { f.Taken = GrossUp }), "19"},
		// of a charge of 20 the fee is 1 and 2
		{"deducted with a flat part", with(five, func(f *Fee) { f.Taken, f.Flat = Deducted, MustMoney("2") }), "17"},
		// a charge that leaves any credit is over 50, and 5 % of it more than 1
		{"deducted, never under the minimum", with(five, func(f *Fee) { f.Taken, f.Flat = Deducted, MustMoney("50") }), ""},
	} {
		at, ok := c.fee.minimumEnds()
		if ok != (c.want != "") || ok && !at.Equal(MustMoney(c.want)) {
			t.Errorf("%s: %s, %t; want %q", c.name, at, ok, c.want)
		}
	}
}

var anyFee = rapid.Custom(func(t *rapid.T) Fee {
	f := Fee{Taken: Taken(rapid.IntRange(0, 3).Draw(t, "taken")), Percent: Percent{cents(rapid.Int64Range(0, 3000).Draw(t, "percent")).usd()}}
	f.Min = cents(rapid.SampledFrom([]int64{0, 0, 30, 80, 500}).Draw(t, "min"))
	f.Flat = cents(rapid.SampledFrom([]int64{0, 0, 30, 100}).Draw(t, "flat"))
	if rapid.Bool().Draw(t, "bounded") {
		f.Max = f.Min.Add(cents(rapid.Int64Range(1, 5000).Draw(t, "max")))
	}
	return f
})

var anyCredit = rapid.Custom(func(t *rapid.T) Money { return cents(rapid.Int64Range(1, 5_000_000).Draw(t, "cents")) })

func TestFeeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, credit := anyFee.Draw(t, "fee"), anyCredit.Draw(t, "credit")
		p, err := f.ForCredit(credit)
		if err != nil {
			t.Fatal(err)
		}
		if !p.Paid.Equal(p.Credit.Add(p.Fee)) {
			t.Fatalf("paid %s is not %s + %s", p.Paid, p.Credit, p.Fee)
		}
		if p.Fee.Sign() < 0 {
			t.Fatalf("fee %s", p.Fee)
		}
		if !p.Paid.Equal(p.Paid.Cents()) || p.Credit.Cmp(credit) < 0 {
			t.Fatalf("%s of credit asked, %s given for %s", credit, p.Credit, p.Paid)
		}
		more, err := f.ForCredit(credit.Add(cents(rapid.Int64Range(1, 10_000).Draw(t, "more"))))
		if err != nil || more.Paid.Cmp(p.Paid) < 0 {
			t.Fatalf("more credit costs %s, less %s; %v", more.Paid, p.Paid, err)
		}
		// The charge buys that credit back, and a cent less buys less.
		back, err := f.ForPaid(p.Paid)
		if err != nil || !back.Credit.Equal(p.Credit) || !back.Paid.Equal(p.Paid) {
			t.Fatalf("%s of credit is paid %s, which buys %+v, %v", p.Credit, p.Paid, back, err)
		}
		// By division it is the credit that is rounded, which may go up by half a cent.
		if less, err := f.ForPaid(p.Paid.Sub(cents(1))); err == nil && less.Credit.Cmp(credit) >= 0 && f.Taken != ByDivision {
			t.Fatalf("%s of credit is to be had for %s, not %s", credit, less.Paid, p.Paid)
		}
		// The rounded fee is the exact one within half a cent, but where a
		// deducted one has to give whole cents of credit.
		off := new(big.Rat).Sub(p.Fee.rat(), f.unrounded(credit.rat()))
		limit := big.NewRat(1, 200)
		if f.Taken == Deducted {
			limit = big.NewRat(3, 200)
		}
		if off.Abs(off).Cmp(limit) > 0 {
			t.Fatalf("fee %s of %s is off by %s", p.Fee, credit, off.FloatString(6))
		}
	})
}

func TestForPaidLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, charge := anyFee.Draw(t, "fee"), anyCredit.Draw(t, "charge")
		p, err := f.ForPaid(charge)
		if errors.Is(err, ErrTooSmall) {
			if q, err := f.ForCredit(cents(1)); err != nil || q.Paid.Cmp(charge) <= 0 {
				t.Fatalf("%s is too small, and %s buys a cent; %v", charge, q.Paid, err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if p.Credit.Sign() <= 0 || p.Fee.Sign() < 0 || p.Paid.Cmp(charge) > 0 || !p.Paid.Equal(p.Credit.Add(p.Fee)) {
			t.Fatalf("%s buys %+v", charge, p)
		}
	})
}
