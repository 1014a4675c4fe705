package ledger_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/pricing"

	"pgregory.net/rapid"
)

// TestUpdateInADividedDay: $10 were bought at 10:30, the row of 11:00 cost $0.40 and,
// settled later, $0.90: 10 - 0.90.
func TestUpdateInADividedDay(t *testing.T) {
	s := temporary(t, small())
	buy(t, s, "openrouter", "10", at("2026-10-01T10:30:00Z"), lot.Expires{})
	for _, c := range []struct{ cost, balance string }{{"0.4", "9.6"}, {"0.9", "9.1"}} {
		bring(t, s, activityHead+generation("g1", "2026-10-01 11:00:00", c.cost, 1000, 10, "lab/one"), options(c.cost))
		ledgertest.USD(t, "balance", booksOf(t, s).Balance(), c.balance)
	}
	sound(t, s)
}

// TestUpdatesInDividedDays: however purchases divide the days, rows that come again with
// other figures leave the lots that come of the last figures, row by row.
func TestUpdatesInDividedDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := temporary(t, small())
		moment := func(of string) time.Time {
			return at("2026-10-01T00:00:00Z").Add(time.Duration(rapid.IntRange(0, 71).Draw(t, of)) * time.Hour)
		}
		history := lot.History{Terms: lot.Terms{Expiry: pricing.Expiry{Kind: pricing.NeverExpires}}}
		for id := range rapid.Int64Range(1, 3).Draw(t, "purchases") {
			bought := moment("bought").Add(rapid.SampledFrom([]time.Duration{0, 30 * time.Minute}).Draw(t, "past"))
			buy(t, s, "openrouter", "5", bought, lot.Never())
			history.TopUps = append(history.TopUps, lot.TopUp{ID: 1 + id, Kind: lot.Purchase, At: bought, Credit: pricing.MustMoney("5")})
		}
		var first, last strings.Builder
		for i := range rapid.IntRange(1, 6).Draw(t, "rows") {
			used := moment("used")
			row := func(cost string) string {
				return generation(fmt.Sprint("g", i), used.Format(time.DateTime), cost, 1000, 10, "lab/one")
			}
			cost := rapid.SampledFrom([]string{"0.5", "2.5", "6", "0"})
			if rapid.Bool().Draw(t, "known") {
				first.WriteString(row(cost.Draw(t, "first")))
			}
			usd := cost.Draw(t, "last")
			last.WriteString(row(usd))
			history.Usage = append(history.Usage, lot.Usage{From: used, USD: pricing.MustMoney(usd)})
		}
		if first.Len() > 0 {
			bring(t, s, activityHead+first.String(), options("first"))
		}
		bring(t, s, activityHead+last.String(), options("last"))
		slices.SortStableFunc(history.Usage, func(a, b lot.Usage) int { return a.From.Compare(b.From) })
		if got, want := ledgertest.Lots(booksOf(t, s)), ledgertest.Lots(lot.Replay(history, now)); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	})
}

// TestSecondPurchaseOfADay: the first stood at its midnight, the last at the next one; $6
// were used between the two, and $7 behind them: 5 + 5 + 5 - 13.
func TestSecondPurchaseOfADay(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, activityHead+generation("g1", "2026-10-01 10:00:00", "6", 1000, 10, "lab/one")+generation("g2", "2026-10-01 11:00:00", "7", 1000, 10, "lab/one"), options("a"))
	for i, bought := range []string{"2026-10-01T00:00:00Z", "2026-10-01T10:30:00Z", "2026-10-02T00:00:00Z"} {
		buy(t, s, "openrouter", "5", at(bought), lot.Never())
		ledgertest.USD(t, bought, booksOf(t, s).Balance(), []string{"-8", "-3", "2"}[i])
		sound(t, s)
	}
	if got, want := ledgertest.Lots(booksOf(t, s)), "1: 5/0/0/0 used up; 2: 5/0/0/0 used up; 3: 3/0/0/2 live"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// booksOf are the lots of openrouter.
func booksOf(t ledgertest.T, s *ledger.Store) lot.State {
	t.Helper()
	c, err := s.Credits(context.Background(), "openrouter", now)
	if err != nil {
		t.Fatalf("credits: %v", err)
	}
	return c.Accounts[0].State
}
