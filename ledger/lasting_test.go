package ledger_test

import (
	"context"
	"testing"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// TestWhatEndsFirst: 30 days of $1 at noon, to 14 November, and what was bought before
// them. The burn is $1 a day; the clock is the end of the data, and lots expire at noon.
func TestWhatEndsFirst(t *testing.T) {
	noon := func(on string) time.Time { return ledgertest.Day(on).Add(12 * time.Hour) }
	for name, c := range map[string]struct {
		lots  map[string]string // dollars, and when they expire
		words string
		at    string
	}{
		// 90 - 30 = 60 are left, for 60 days
		"used up, and nothing expires": {map[string]string{"90": "never"}, "60 days", "2027-01-13"},
		// 60 would last to 13 January; they expire on 20 December, in 36 days
		"it expires first":                  {map[string]string{"90": "2026-12-20"}, "36 days, expires", "2026-12-20"},
		"used up the day before it expires": {map[string]string{"90": "2027-01-14"}, "60 days", "2027-01-13"},
		// Of 40 - 30 = 10 five are used by the 19th, and 50 last for 50 days after it
		"a part expires": {map[string]string{"40": "2026-11-19", "50": "never"}, "55 days", "2027-01-08"},
		// 10 are used by the 24th, then 100 expire on 5 December with 89 left
		"the last of it expires": {map[string]string{"40": "2026-12-01", "100": "2026-12-05"}, "21 days, expires", "2026-12-05"},
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
			credits, err := s.Credits(context.Background(), "openrouter", noon("2026-11-14"))
			if err != nil {
				t.Fatal(err)
			}
			got, ok := credits.Accounts[0].Lasts()
			if !ok || got.Words() != c.words || got.At.Format(pricing.Day) != c.at {
				t.Errorf("%s on %s, want %s on %s", got.Words(), got.At, c.words, c.at)
			}
		})
	}
}

// TestNothingEnds: what loads itself, and credit that is not used and never expires; of
// credit that is not used and expires, that is the end.
func TestNothingEnds(t *testing.T) {
	a := credit.Position{HasLots: true, Account: credit.Account{Name: "lab"}}
	if _, ok := a.Lasts(); ok {
		t.Error("no lot ends")
	}
	a.Lots = []lot.Lot{{Status: lot.Live, Remaining: pricing.MustMoney("5")}}
	if _, ok := a.Lasts(); ok {
		t.Error("what is not used and never expires ends")
	}
	s := temporary(t, small())
	buy(t, s, "openrouter", "100", ledgertest.Day("2026-11-01"), lot.ExpiresAt(ledgertest.Day("2026-12-18")))
	credits, err := s.Credits(context.Background(), "openrouter", ledgertest.Day("2026-11-15"))
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := credits.Accounts[0].Lasts(); !ok || got.Words() != "33 days, expires" {
		t.Errorf("%v %v", got, ok)
	}
}
