package ledger_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
)

// TestRisk: 30 days of $1 to 14 November, and what was bought before them. The clock is the
// noon after, lots expire at noon.
func TestRisk(t *testing.T) {
	noon := func(on string) time.Time { return ledgertest.Day(on).Add(12 * time.Hour) }
	for name, c := range map[string]struct {
		lots map[string]string // dollars, and when they expire
		want string
	}{
		"nothing expires":     {map[string]string{"90": "never"}, "$0.00 of $60.00, 0 lots in 0 accounts"},
		"used up before that": {map[string]string{"90": "2027-02-20"}, "$0.00 of $60.00, 0 lots in 0 accounts"},
		// 60 from the 15th until 20 December noon: 35.5 are used, 24.50 are lost
		"a part of it": {map[string]string{"90": "2026-12-20"}, "$24.50 of $60.00, 1 lots in 1 accounts, by 2026-12-20"},
		// Of 70 and 20 left 20.5 of the 70 are used until 5 December noon, then 9 of the 20
		"two lots": {map[string]string{"100": "2026-12-05", "20": "2026-12-14"}, "$60.50 of $90.00, 2 lots in 1 accounts, by 2026-12-14"},
	} {
		t.Run(name, func(t *testing.T) {
			s := temporary(t, small())
			bring(t, s, aDay("openrouter", "2026-10-16", each(30, 1)...), options("a.csv"))
			for usd, when := range c.lots {
				expires := lot.Never()
				if when != "never" {
					expires = lot.ExpiresAt(noon(when))
				}
				buy(t, s, "openrouter", usd, ledgertest.Day("2026-10-15"), expires)
			}
			b, err := s.Credits(context.Background(), "", noon("2026-11-15"))
			if err != nil {
				t.Fatal(err)
			}
			r := b.Risk()
			got := fmt.Sprintf("%s of %s, %d lots in %d accounts", r.USD.Dollars(), r.Of.Dollars(), len(r.Lots), r.Accounts)
			if !r.Until.IsZero() {
				got += ", by " + r.Until.Format("2006-01-02")
			}
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
			if dying := r.Dying(noon("2026-12-05"), noon("2026-12-06")).Add(r.Dying(noon("2026-12-06"), time.Time{})); !dying.Equal(r.USD) {
				t.Errorf("by week %s", dying)
			}
			ahead, err := projection.Make(b, projection.Query{})
			if err != nil || !ahead.AtRisk.Equal(r.USD) {
				t.Errorf("the forecast has %s at risk, %v", ahead.AtRisk, err)
			}
		})
	}
}

// TestRiskIsUnknown: nothing burns as far as is known, so nobody can tell how much is lost.
func TestRiskIsUnknown(t *testing.T) {
	s := temporary(t, small())
	buy(t, s, "openrouter", "100", ledgertest.Day("2026-11-01"), lot.ExpiresAt(ledgertest.Day("2026-12-18")))
	b, err := s.Credits(context.Background(), "", ledgertest.Day("2026-11-15"))
	if err != nil {
		t.Fatal(err)
	}
	if r := b.Risk(); len(r.Unknown) != 1 || r.Accounts != 0 || r.USD.Sign() != 0 {
		t.Errorf("%+v", r)
	}
}
