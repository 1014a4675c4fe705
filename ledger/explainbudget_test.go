package ledger_test

import (
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/pricing"
)

// The budgets of TestBudgetCounts: what is left, what a report shows of it, and what it
// will come to.
func TestExplainBudgets(t *testing.T) {
	hundred := pricing.MustMoney("100")
	s := budgeted(t,
		ledger.Budget{Name: "all", USD: pricing.MustMoney("21")},
		ledger.Budget{Name: "my team", USD: hundred, Account: "openrouter"},
		ledger.Budget{Name: "model", USD: hundred, Model: "lab-one-20260101"},
		ledger.Budget{Name: "key", USD: hundred, Key: "b"},
		ledger.Budget{Name: "both", USD: hundred, Account: "openrouter/x", Model: "lab/one", Key: "a"},
		ledger.Budget{Name: "none", USD: hundred, Account: "openrouter/x", Key: "b"})
	for name, want := range map[string]string{
		"all":     "a month may cost 21\nless spent, 104.8 % -22 -> report month=2026-11",
		"my team": "a month may cost 100\nless spent, 6.0 % -6 -> report month=2026-11 account=openrouter",
		"model":   "a month may cost 100\nless spent, 18.0 % -18 -> report month=2026-11 model=lab/one",
		"key":     "a month may cost 100\nless spent, 4.0 % -4 -> report month=2026-11 key=b",
		"both":    "a month may cost 100\nless spent, 16.0 % -16 -> report month=2026-11 account=openrouter/x model=lab/one key=a",
		"none":    "a month may cost 100\nless spent, 0.0 % 0",
	} {
		if got := partsOf(explained(t, s, "budget", name)); got != want {
			t.Errorf("%s\n%s\nwant\n%s", name, got, want)
		}
	}
	for name, b := range states(t, s, now) {
		left := b.Left()
		is(t, explained(t, s, "budget", name, "left_usd"), &left, true)
		spent := explained(t, s, "budget", name, "spent_usd")
		is(t, spent, &b.Spent, true)
		is(t, explained(t, s, "budget", name, "projected_usd"), b.Projected, true)
		for _, e := range []pricing.Explanation{spent, explained(t, s, "budget", name, "projected")} {
			for _, l := range e.Lines {
				if l.Part != nil && l.Address != "" {
					is(t, explained(t, s, ledger.SplitAddress(l.Address)...), l.Part, true)
				}
			}
		}
	}
	// What all of it comes to are the forecasts of its accounts; a model's are its own.
	for _, l := range explained(t, s, "budget", "all", "projected").Lines {
		if !strings.HasPrefix(l.Address, "forecast openrouter") {
			t.Errorf("%s leads to %q", l.Label, l.Address)
		}
	}
	if e := explained(t, s, "budget", "model", "projected"); !strings.HasPrefix(partsOf(e), "openrouter, spent so far 2 -> report month=2026-11 account=openrouter model=lab/one\nopenrouter, to come ") {
		t.Errorf("%s", partsOf(e))
	}
}
