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

// TestLaterExpiryRule: a catalog that lets credit die after another time divides
// other days, also of usage that is in already.
func TestLaterExpiryRule(t *testing.T) {
	rule := func(expiry string) *pricing.Catalog {
		return catalogOf(t, "gateways/openrouter.csv", gatewayHead+fact("name", "", "OpenRouter")+fact("kind", "", "router")+fact("prices", "", "listed")+
			fact("billing", "", "prepaid")+fact("fee_percent", "card", "5.5")+fact("fee_min", "card", "0.80")+fact("fee_taken", "card", "on_top")+
			fact("purchase_min", "", "5")+fact("expiry", "", expiry)+fact("markup_percent", "", "0"))
	}
	path := ledgerPath(t)
	lotUnder := func(catalog *pricing.Catalog) (l lot.Lot) {
		t.Helper()
		under(t, path, catalog, func(s *ledger.Store) {
			c, err := s.Credits(context.Background(), "", now)
			if err != nil {
				t.Fatal(err)
			}
			l = c.Accounts[0].Lots[0]
		})
		return l
	}
	under(t, path, rule("after 365 days"), func(s *ledger.Store) {
		// Bought on 2 September at noon; used on 2 October at 10 and at 14 o'clock.
		if _, _, err := s.AddTopUp(context.Background(), lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("100"), At: ledgertest.Day("2026-09-02").Add(12 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
		bring(t, s, activityHead+generation("gen-1", "2026-10-02 10:00:00", "1", 10, 10, "lab/one")+generation("gen-2", "2026-10-02 14:00:00", "2", 10, 10, "lab/one"), options("a.csv"))
	})
	l := lotUnder(rule("after 365 days"))
	ledgertest.USD(t, "used", l.Used, "3")
	// Dead after 30 days, at noon between the two.
	l = lotUnder(rule("after 30 days"))
	ledgertest.USD(t, "used before it died", l.Used, "1")
	ledgertest.USD(t, "expired", l.Expired, "99")
	l = lotUnder(rule("after 365 days"))
	ledgertest.USD(t, "used again", l.Used, "3")
}
