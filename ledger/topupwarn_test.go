package ledger_test

import (
	"slices"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// A fee above the credit and above three times the schedule's is warned of and kept:
// $5 by card cost $0.80, the minimum, of OpenRouter's 5.5 %.
func TestAFeeFarOff(t *testing.T) {
	const far = "a fee of $99,999.00 for $5.00 of credit: openrouter's schedule says $0.80"
	for fee, want := range map[string]bool{"99999": true, "0.8": false, "2.41": false, "5": false, "0": false} {
		s := temporary(t, real())
		charged := pricing.MustMoney(fee)
		_, warnings, err := s.AddTopUp(t.Context(), lot.TopUp{Account: "openrouter", Kind: lot.Purchase, At: at("2026-10-01T00:00:00Z"),
			Credit: pricing.MustMoney("5"), Fee: &charged, Charged: true})
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(warnings, far) != want || !want && len(warnings) > 0 {
			t.Errorf("a fee of $%s: %q", fee, warnings)
		}
	}
}

// A bound of more than a hundred purchases is a slip of the hand.
func TestAnAbsurdBoundIsRefused(t *testing.T) {
	s := temporary(t, real())
	for below, want := range map[string]string{"500": "", "500.01": "want at most $500.00, which is 100 purchases at once", "5000000": "want at most $500.00"} {
		size, bound := pricing.MustMoney("5"), pricing.MustMoney(below)
		_, err := s.SetAccount(t.Context(), "openrouter", ledger.AccountChange{AutoTopUp: &size, AutoBelow: &bound})
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("$5 below $%s: %v", below, err)
		}
	}
}
