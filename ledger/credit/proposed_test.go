package credit_test

import (
	"testing"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// TestDoubtful: what is proposed is recorded already where the page agrees with the books
// without it, and not where the two are far apart either way.
func TestDoubtful(t *testing.T) {
	at := time.Date(2026, 11, 14, 9, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		drift, proposed string
		want            bool
	}{
		{"0", "50", true},
		{"-1.35", "50", true},
		{"50", "50", false},
		{"48", "50", false},
		{"24", "50", true},
		{"26", "50", false},
		{"-69.50", "0.50", false}, // usage is missing, and the credit grew all the same
		{"0", "0", false},
	} {
		drift := pricing.MustMoney(test.drift)
		a := credit.Position{Drift: &drift, Stated: &lot.Balance{At: at}, Proposed: []credit.ProposedTopUp{{Until: at, Credit: pricing.MustMoney(test.proposed)}}}
		if got := a.Doubtful(); got != test.want {
			t.Errorf("the page is %s off, %s proposed: doubtful %t, want %t", test.drift, test.proposed, got, test.want)
		}
	}
}
