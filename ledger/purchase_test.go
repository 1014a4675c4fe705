package ledger_test

import (
	"context"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/pricing"
)

// TestUsualPurchase is the median of 90 days: neither grants nor other gateways'
// purchases nor older ones count, and between two it is their mean.
func TestUsualPurchase(t *testing.T) {
	s := temporary(t, small())
	ctx := context.Background()
	bring(t, s, activityHead+"gen-1,2026-11-01 10:00:00,5,100,10,0,0,0,lab/one,Lab,k,a,u\n", options("a.csv"))
	add := func(account string, kind ledger.TopUpKind, usd, at string) {
		t.Helper()
		when, err := pricing.ParseInstant(at)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.AddTopUp(ctx, ledger.TopUp{Account: account, Kind: kind, Credit: pricing.MustMoney(usd), At: when}); err != nil {
			t.Fatal(err)
		}
	}
	asOf := time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)
	usual := func(account string) pricing.Money {
		return workload(t, s, ledger.WorkloadQuery{AsOf: asOf, Account: account}).Purchase
	}
	usd(t, "none recorded", usual(""), "0")
	add("openrouter", ledger.Purchase, "900", "2026-08-16T12:00:00Z") // 90 days before: not after that
	add("openrouter", ledger.Purchase, "900", "2026-11-15")           // after the clock
	add("openrouter", ledger.Grant, "900", "2026-11-01")
	add("hush", ledger.Purchase, "900", "2026-11-01")
	usd(t, "none that counts", usual(""), "0")
	add("openrouter", ledger.Purchase, "25", "2026-08-16T12:00:01Z")
	usd(t, "of one", usual(""), "25")
	add("openrouter/b", ledger.Purchase, "100.01", "2026-11-14T12:00:00Z")
	usd(t, "of two, half a cent up", usual(""), "62.51")
	usd(t, "of the account's own", usual("openrouter"), "25")
	add("openrouter", ledger.Purchase, "30", "2026-11-02")
	usd(t, "of three", usual(""), "30")
}
