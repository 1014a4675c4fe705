package lot_test

import (
	"testing"
	"time"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// An automatic top-up of $20 below $5, at the edges of days. What is bought stands at
// the start of the day whose usage needs it.
func TestAutomaticPurchasesAtTheEdges(t *testing.T) {
	terms := lot.Terms{Expiry: pricing.Expiry{Kind: pricing.NeverExpires}, AutoTopUp: pricing.MustMoney("20"), AutoBelow: pricing.MustMoney("5")}
	for _, c := range []struct {
		name    string
		asOf    string
		lines   []string
		balance string
		derived int
	}{
		// 10 + 10 - 8 = 12
		{"a grant of the day counts", "03-03", []string{"03-01 open 10", "03-02T12:00 grant 10", "03-02 use 8"}, "12", 0},
		// 2 at the end of the 2nd is under 5: 10 - 8 + 20, and the 20 that were recorded
		{"a purchase two midnights on takes no place", "03-05", []string{"03-01 open 10", "03-02 use 8", "03-04 buy 20"}, "42", 1},
		{"one a moment before it does", "03-05", []string{"03-01 open 10", "03-02 use 8", "03-03T23:59 buy 20"}, "22", 0},
		// the grant is of the 3rd: 10 - 8 + 20 + 10
		{"a grant of the next midnight does not count", "03-05", []string{"03-01 open 10", "03-02 use 8", "03-03 grant 10"}, "32", 1},
		// 10 + 3 - 12 = 1: who records purchases recorded this one
		{"a purchase of the day's midnight takes the place", "03-03", []string{"03-01 open 10", "03-02 buy 3", "03-02 use 12"}, "1", 0},
		// 10 + 3 - 12 + 20: a grant is no purchase
		{"a grant of the day's midnight does not", "03-03", []string{"03-01 open 10", "03-02 grant 3", "03-02 use 12"}, "21", 1},
		// 10 - 8 + 20 = 22, and 22 - 19 + 20 = 23
		{"under the bound two days running", "03-05", []string{"03-01 open 10", "03-02 use 8", "03-03 use 19"}, "23", 2},
		// of 20 the 12 that were left are lost on the 5th: 0 - 1 + 20
		{"what expired is no balance", "03-07", []string{"03-01 buy 20 expires 03-05", "03-02 use 8", "03-06 use 1"}, "19", 1},
		// 10 - 8 = 2 of the 2nd, and 4 back: 2 + 20 + 4
		{"a refund of usage does not undo it", "03-05", []string{"03-01 open 10", "03-02 use 8", "03-03 use -4"}, "26", 1},
		// exactly 5 are left: not under the bound
		{"at the bound", "03-03", []string{"03-01 open 10", "03-02 use 5"}, "5", 0},
		// 10 - 25 = -15: one purchase makes 5, which is enough
		{"one is just enough", "03-03", []string{"03-01 open 10", "03-02 use 25"}, "5", 1},
		// 10 - 25.01 + 20 = 4.99: a second one
		{"a cent more needs two", "03-03", []string{"03-01 open 10", "03-02 use 25.01"}, "24.99", 2},
	} {
		b := lot.Replay(story(t, terms, c.lines...), instant(t, c.asOf))
		ledgertest.USD(t, c.name+": balance", b.Balance(), c.balance)
		derived := 0
		for _, l := range b.Lots {
			if l.Kind == lot.Purchase && l.Assumed {
				derived++
			}
		}
		if derived != c.derived {
			t.Errorf("%s: %d purchases are derived, want %d", c.name, derived, c.derived)
		}
	}
}

// A day that needs 999,995 purchases of $1 (10 - 1,000,000 + 999,995 is the bound of 5)
// makes 100 lots, the last of which stands for all beyond 99, with their fees of 0.80:
// 799,996.00 in all. A lot each would be a million.
func TestADayOfAMillionPurchases(t *testing.T) {
	terms := lot.Terms{Expiry: pricing.Expiry{Kind: pricing.NeverExpires}, AutoTopUp: pricing.MustMoney("1"), AutoBelow: pricing.MustMoney("5"),
		Fee: func(pricing.Money, time.Time) *pricing.Money {
			fee := pricing.MustMoney("0.8")
			return &fee
		}}
	b := lot.Replay(story(t, terms, "03-01 open 10", "03-02 use 1000000"), instant(t, "03-03"))
	ledgertest.USD(t, "balance", b.Balance(), "5")
	if len(b.Lots) != 101 {
		t.Fatalf("%d lots, want the opening and 100", len(b.Lots))
	}
	ledgertest.USD(t, "the 99th", b.Lots[99].Credit, "1")
	ledgertest.USD(t, "the last", b.Lots[100].Credit, "999896")
	paid, known := b.FeesPaid()
	if ledgertest.USD(t, "fees", paid, "799996"); !known {
		t.Error("the fees are not known")
	}
}
