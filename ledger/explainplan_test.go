package ledger_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
)

// What plan shows of an account's year is explained to the last digit: $1 a day, bought
// in tens for 0.80 each.
func TestExplainThePlanOfAnAccount(t *testing.T) {
	s := temporary(t, small())
	bring(t, s, aDay("openrouter", "2026-08-01", each(105, 1)...), options("a.csv"))
	for month := 8; month <= 11; month++ {
		buy(t, s, "openrouter", "30", time.Date(2026, time.Month(month), 1, 0, 0, 0, 0, time.UTC), lot.Expires{})
	}
	p, err := s.Plan(context.Background(), projection.PlanQuery{Gateway: "openrouter", Terms: pricing.PlanQuery{MinDays: pricing.MinDays, At: now, CostOfMoney: pricing.MustPercent("8")}})
	if err != nil || p.Current == nil {
		t.Fatal(p, err)
	}
	for side, c := range map[string]pricing.TopUpCost{"best": p.Best, "current": *p.Current} {
		for figure, usd := range map[string]pricing.Money{"total_usd": c.Total, "fees_usd": c.Fees, "breakage_usd": c.Breakage, "money_usd": c.Money} {
			e := explained(t, s, "plan", "openrouter", side, figure, "cost-of-money=8")
			is(t, e, &usd, true)
			for _, l := range e.Lines {
				if l.Address != "" {
					inner := explained(t, s, pricing.SplitAddress(l.Address)...)
					if figure == "total_usd" && l.Part != nil {
						is(t, inner, l.Part, true)
					}
				}
			}
		}
		if e := explained(t, s, "plan", "openrouter", side, "fees", "cost-of-money=8"); figureIn(e, "purchases a year") != c.PerYear {
			t.Errorf("%s: %s purchases, shown as %s", side, figureIn(e, "purchases a year"), c.PerYear)
		}
	}
	e := explained(t, s, "plan", "openrouter", "current")
	if !strings.Contains(e.Title, "$30.00 at a time by card at openrouter, for openrouter") || !strings.Contains(strings.Join(e.Notes, ";"), p.Habit) {
		t.Errorf("%q %q", e.Title, e.Notes)
	}
	// A certain burn needs no account: the plan's own.
	q := pricing.PlanQuery{Monthly: pricing.MustMoney("25"), MinDays: pricing.MinDays, At: now}
	want, err := small().Gateway("openrouter").TopUpPlan(q)
	if err != nil {
		t.Fatal(err)
	}
	is(t, explained(t, s, "plan", "openrouter", "monthly=25", "method=card", "best"), &want.Best.Total, true)
	if e := explained(t, s, "plan", "hush", "monthly=25"); e.USD != nil || e.Figure != "?" || len(e.Notes) == 0 {
		t.Errorf("a fee that nobody has published: %+v", e)
	}
	if e := explained(t, s, "plan", "lab", "monthly=25"); e.USD != nil || e.Figure != "?" {
		t.Errorf("nothing to load: %+v", e)
	}
}
