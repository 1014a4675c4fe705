package ledger_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
)

// $85.00 from the 18th on, three days of 10 used by the end of the 20th: 55 are left
// and last five and a half days, until the 26th. Written to die on the 24th at noon
// they leave 55 - 35 = 20, for certain.
func TestForecastOfLots(t *testing.T) {
	for _, c := range []struct {
		name, dies       string
		runsOut, lost, p string
	}{
		{"used up", "", "2026-10-26", "0", "0"},
		{"dies first", "2026-10-24T12:00:00Z", "2026-10-24", "20", "1"},
		{"dies on the day it is used up", "2026-10-26T12:00:00Z", "2026-10-26", "0", "0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, small())
			bring(t, s, aDay("openrouter", "2026-09-01", each(50, 10)...), options("a.csv"))
			top := lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney("85")}
			if c.dies != "" {
				at, err := pricing.ParseInstant(c.dies)
				if err != nil {
					t.Fatal(err)
				}
				top.Expires = lot.ExpiresAt(at)
			}
			bought(t, s, top, "2026-10-18")
			f := forecastOf(t, s, "2026-10-21T08:00:00Z", projection.Query{})
			if got := f.RunsOut.Format(pricing.Day); got != c.runsOut || f.First != "openrouter" {
				t.Errorf("%s runs out on %s, want %s", f.First, got, c.runsOut)
			}
			lots := f.Accounts[0].Lots
			if len(lots) != 1 || lots[0].ExpectedBreakage.String() != c.lost || lots[0].Chance != c.p {
				t.Errorf("outlook %+v, want %s with a chance of %s", lots, c.lost, c.p)
			}
			credits, err := s.Credits(context.Background(), "openrouter", f.AsOf)
			if err != nil {
				t.Fatal(err)
			}
			if o := credits.Accounts[0].Lots[0].Outlook; o == nil || !reflect.DeepEqual(*o, lots[0]) {
				t.Errorf("credits say %+v, the forecast %+v", o, lots[0])
			}
			// What loads itself never runs out.
			amount, below := pricing.MustMoney("50"), pricing.MustMoney("5")
			if _, err := s.SetAccount(context.Background(), "openrouter", ledger.AccountChange{AutoTopUp: &amount, AutoBelow: &below}); err != nil {
				t.Fatal(err)
			}
			if f := forecastOf(t, s, "2026-10-21T08:00:00Z", projection.Query{}); !f.RunsOut.IsZero() {
				t.Errorf("with automatic top-ups it runs out on %s", f.RunsOut)
			}
		})
	}
}

// Of a lot that never dies nothing is lost, whatever burns; of one that is dead, or
// whose account never used anything, nothing is said.
func TestOutlookOfOtherLots(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-09-01", each(30, 10)...), options("a.csv"))
	bought(t, s, lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney("20")}, "2026-09-01")
	bought(t, s, lot.TopUp{Account: "openrouter", Credit: pricing.MustMoney("900"), Expires: lot.Never()}, "2026-09-02")
	bought(t, s, lot.TopUp{Account: "openrouter/idle", Credit: pricing.MustMoney("20")}, "2026-09-01")
	c, err := s.Credits(context.Background(), "", time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	busy, idle := c.Accounts[0].Lots, c.Accounts[1].Lots
	if busy[0].Outlook != nil || busy[0].Status == lot.Live {
		t.Errorf("a lot that is %s: %+v", busy[0].Status, busy[0].Outlook)
	}
	if o := busy[1].Outlook; o == nil || !o.ExpectedBreakage.IsZero() || o.Chance != "0" {
		t.Errorf("one that never expires: %+v", o)
	}
	if idle[0].Outlook != nil {
		t.Errorf("one of an account without usage: %+v", idle[0].Outlook)
	}
}
