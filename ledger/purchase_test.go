package ledger_test

import (
	"context"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// TestUsualPurchase is the median of 90 days: neither grants nor other gateways'
// purchases nor older ones count, and between two it is their mean.
func TestUsualPurchase(t *testing.T) {
	s := temporary(t, small())
	ctx := context.Background()
	bring(t, s, activityHead+"gen-1,2026-11-01 10:00:00,5,100,10,0,0,0,lab/one,Lab,k,a,u\n", options("a.csv"))
	add := func(account string, kind lot.Kind, usd, at string) {
		t.Helper()
		when, err := pricing.ParseInstant(at)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.AddTopUp(ctx, lot.TopUp{Account: account, Kind: kind, Credit: pricing.MustMoney(usd), At: when}); err != nil {
			t.Fatal(err)
		}
	}
	asOf := time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)
	usual := func(account string) pricing.Money {
		return workload(t, s, ledger.WorkloadQuery{AsOf: asOf, Account: account}).Purchase
	}
	ledgertest.USD(t, "none recorded", usual(""), "0")
	add("openrouter", lot.Purchase, "900", "2026-08-16T12:00:00Z") // 90 days before: not after that
	add("openrouter", lot.Purchase, "900", "2026-11-15")           // after the clock
	add("openrouter", lot.Grant, "900", "2026-11-01")
	add("hush", lot.Purchase, "900", "2026-11-01")
	ledgertest.USD(t, "none that counts", usual(""), "0")
	add("openrouter", lot.Purchase, "25", "2026-08-16T12:00:01Z")
	ledgertest.USD(t, "of one", usual(""), "25")
	add("openrouter/b", lot.Purchase, "100.01", "2026-11-14T12:00:00Z")
	ledgertest.USD(t, "of two, half a cent up", usual(""), "62.51")
	ledgertest.USD(t, "of the account's own", usual("openrouter"), "25")
	add("openrouter", lot.Purchase, "30", "2026-11-02")
	ledgertest.USD(t, "of three", usual(""), "30")
}

// TestBreakageOfOwnBurn: the comparison takes how fast credit is used, and how it is
// bought, from the books. 1.5M tokens at 2 are 3 in 30 days, 0.10 a day: of a purchase
// of 100 that may expire after 365 days 36.50 are used and 63.50 are not. 3 / 36.50 of
// one a month: 5.50 x 3 / 36.50 = 0.45 of fee, 190.50 / 36.50 = 5.219178 of breakage.
func TestBreakageOfOwnBurn(t *testing.T) {
	s := temporary(t, small())
	ctx := context.Background()
	bring(t, s, nativeHead+
		"2026-10-16T10:00:00Z,openrouter,,lab/one,a,750000,0,0,0,1,1.5,,\n"+
		"2026-11-14T10:00:00Z,openrouter,,lab/one,b,750000,0,0,0,1,1.5,,\n", options("a.csv"))
	asOf := time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)
	row := func() pricing.Row {
		t.Helper()
		w := workload(t, s, ledger.WorkloadQuery{AsOf: asOf})
		if w.Days != 30 {
			t.Fatalf("%d days", w.Days)
		}
		got, err := small().Compare(w, pricing.Knobs{Gateways: []string{"openrouter"}}, asOf)
		if err != nil {
			t.Fatal(err)
		}
		return *got.Row("openrouter")
	}
	// Nothing recorded: the least purchase of 5 lasts 50 days and is used up.
	ledgertest.USD(t, "without purchases", *row().Breakage, "0")
	if _, _, err := s.AddTopUp(ctx, lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("100"), At: asOf.AddDate(0, 0, -20)}); err != nil {
		t.Fatal(err)
	}
	r := row()
	ledgertest.USD(t, "tokens", *r.Token, "3")
	ledgertest.USD(t, "fee", *r.Fee, "0.45")
	ledgertest.USD(t, "breakage", *r.Breakage, "5.219178")
	ledgertest.USD(t, "total", *r.Total, "8.669178")
	// Ten times the burn is 1 a day: 100 are used in 100 days.
	bring(t, s, nativeHead+"2026-11-14T11:00:00Z,openrouter,,lab/one,c,13500000,0,0,0,1,27,,\n", options("b.csv"))
	ledgertest.USD(t, "ten times the burn", *row().Breakage, "0")
}
