package ledger_test

import (
	"context"
	"testing"

	"tollbook/ledger/check"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// $5 a day at each: $100.00 that die in ten days lose about $50, $60.00 that die in two about
// $50 too; $40.00 in two days lose about $30. What is lost a day that is left comes first: 25, 15, 5.
func TestWorstIsWhatIsLostSoonest(t *testing.T) {
	s := temporary(t, small())
	for account, lots := range map[string][2]string{
		"openrouter/late": {"100", "2026-10-31"}, "openrouter/soon": {"60", "2026-10-23"}, "openrouter/less": {"40", "2026-10-23"},
	} {
		bring(t, s, aDay(account, "2026-09-01", each(50, 5)...), options(account+".csv"))
		at, err := pricing.ParseInstant(lots[1])
		if err != nil {
			t.Fatal(err)
		}
		bought(t, s, lot.TopUp{Account: account, Credit: pricing.MustMoney(lots[0]), Expires: lot.ExpiresAt(at)}, "2026-10-21")
	}
	asOf, err := pricing.ParseInstant("2026-10-21")
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.Check(context.Background(), asOf, check.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found.Findings {
		if f.Kind == check.Expiring {
			got = append(got, f.Account)
		}
	}
	if want := []string{"openrouter/soon", "openrouter/less", "openrouter/late"}; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("%q, want %q", got, want)
	}
}
