package ledger_test

import (
	"strings"
	"testing"

	"tollbook/ledger/check"
	"tollbook/pricing"
)

// The budgets of TestBudgetCounts: what is left, what a report shows of it, and what it
// will come to.
func TestExplainBudgets(t *testing.T) {
	hundred := pricing.MustMoney("100")
	s := budgeted(t,
		check.Budget{Name: "all", USD: pricing.MustMoney("21")},
		check.Budget{Name: "my team", USD: hundred, Account: "openrouter"},
		check.Budget{Name: "model", USD: hundred, Model: "lab-one-20260101"},
		check.Budget{Name: "key", USD: hundred, Key: "b"},
		check.Budget{Name: "both", USD: hundred, Account: "openrouter/x", Model: "lab/one", Key: "a"},
		check.Budget{Name: "none", USD: hundred, Account: "openrouter/x", Key: "b"})
	for name, want := range map[string]string{
		"all":     "a month may cost 21\nless spent, 112.8 % -23.68 -> budget all spent",
		"my team": "a month may cost 100\nless spent, 6.8 % -6.8 -> budget \"my team\" spent",
		"model":   "a month may cost 100\nless spent, 19.2 % -19.15 -> budget model spent",
		"key":     "a month may cost 100\nless spent, 4.5 % -4.53 -> budget key spent",
		"both":    "a month may cost 100\nless spent, 16.9 % -16.88 -> budget both spent",
		"none":    "a month may cost 100\nless spent, 0.0 % 0",
	} {
		if got := partsOf(explained(t, s, "budget", name)); got != want {
			t.Errorf("%s\n%s\nwant\n%s", name, got, want)
		}
	}
	if got, want := partsOf(explained(t, s, "budget", "key", "spent")), "key b, 2026-11 4 -> report month=2026-11 key=b\nthe fees that it bears 0.53 -> report month=2026-11 key=b fees"; got != want {
		t.Errorf("spent by key\n%s\nwant\n%s", got, want)
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
					at := explained(t, s, pricing.SplitAddress(l.Address)...)
					if strings.Contains(l.Formula, "to the cent") {
						cents := at.USD.Cents()
						at = pricing.Explanation{USD: &cents, Sum: &cents}
					}
					is(t, at, l.Part, true)
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
