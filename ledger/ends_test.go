package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
)

// endsOf writes the ends of a forecast's credit, a line each.
func endsOf(f projection.Forecast) (lines []string) {
	for _, e := range f.Ends() {
		usd := "?"
		if e.USD != nil {
			usd = e.USD.String()
		}
		lines = append(lines, fmt.Sprint(e.Account, " ", e.When.Format(time.RFC3339), " ", e.How, " ", usd, " in ", e.Days(f.AsOf)))
	}
	return lines
}

// $10 a day at openrouter: of $85.00 bought on the 18th 55 are left after three days and
// last until the 26th. At openrouter/team $5 a day: of $100.00 bought on the 18th and written to die on
// the 28th 85 are left after three days and 85 - 7.5 x 5 = 47.5 on the 28th at noon. What was bought
// for an account that never used any dies with nobody knowing how much.
func TestEnds(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-09-01", each(50, 10)...), options("a.csv"))
	bring(t, s, aDay("openrouter/team", "2026-09-01", each(50, 5)...), options("b.csv"))
	buy := func(account, usd, dies string) {
		top := lot.TopUp{Account: account, Credit: pricing.MustMoney(usd)}
		if dies != "" {
			at, err := pricing.ParseInstant(dies)
			if err != nil {
				t.Fatal(err)
			}
			top.Expires = lot.ExpiresAt(at)
		}
		bought(t, s, top, "2026-10-18")
	}
	buy("openrouter", "85", "")
	buy("openrouter/team", "100", "2026-10-28T12:00:00Z")
	buy("openrouter/idle", "20", "2026-10-24")
	const asOf = "2026-10-21T08:00:00Z"
	f := forecastOf(t, s, asOf, projection.Query{})
	want := []string{
		"openrouter/idle 2026-10-24T00:00:00Z dies ? in 2.666667",
		"openrouter 2026-10-26T00:00:00Z used_up 55 in 5",
		"openrouter/team 2026-10-28T12:00:00Z dies 47.5 in 7.166667",
	}
	if got := endsOf(f); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("ends\n%q, want\n%q", got, want)
	}
	if f.AtRisk.String() != "47.5" {
		t.Errorf("%s at risk, want what dies", f.AtRisk)
	}
	// As few months as one say the same.
	if got := endsOf(forecastOf(t, s, asOf, projection.Query{Months: 1})); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("of one month: %q", got)
	}
	// What loads itself is never used up.
	amount, below := pricing.MustMoney("50"), pricing.MustMoney("5")
	if _, err := s.SetAccount(t.Context(), "openrouter", ledger.AccountChange{AutoTopUp: &amount, AutoBelow: &below}); err != nil {
		t.Fatal(err)
	}
	if got := endsOf(forecastOf(t, s, asOf, projection.Query{Account: "openrouter"})); len(got) != 0 {
		t.Errorf("loading itself it ends: %q", got)
	}
}
