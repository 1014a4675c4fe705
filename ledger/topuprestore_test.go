package ledger_test

import (
	"context"
	"testing"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// TestRestoreTopUp: what was removed is there again as it was, under its number, also where its
// account went with it.
func TestRestoreTopUp(t *testing.T) {
	ctx, s := context.Background(), temporary(t, small())
	fee := pricing.MustMoney("1.23")
	added, _, err := s.AddTopUp(ctx, lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("100"), Fee: &fee, Charged: true,
		At: ledgertest.Day("2026-11-01"), Note: "with a coupon", Expires: lot.ExpiresAt(ledgertest.Day("2027-01-01"))})
	if err != nil {
		t.Fatal(err)
	}
	removed, err := s.RemoveTopUp(ctx, added.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RestoreTopUp(ctx, removed); err != nil {
		t.Fatal(err)
	}
	all, err := s.TopUps(ctx, "")
	if err != nil || len(all) != 1 || all[0].ID != added.ID || all[0].Fee.String() != "1.23" || all[0].Note != "with a coupon" || !all[0].At.Equal(added.At) || all[0].Expires != added.Expires {
		t.Errorf("%+v, %v", all, err)
	}
}
