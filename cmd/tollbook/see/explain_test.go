package see

import (
	"context"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/ledger/check"
	"tollbook/ledger/explain"
	"tollbook/pricing"
)

// The examples of the help work as typed, on the demo with a budget.
func TestExplainExamples(t *testing.T) {
	run, s, _ := clitest.DemoBooks(t)
	if _, err := s.SetBudget(context.Background(), check.Budget{Name: "team", USD: pricing.MustMoney("500")}); err != nil {
		t.Fatal(err)
	}
	for _, f := range explain.Forms {
		e, err := explain.Figure(context.Background(), s, pricing.SplitAddress(f.Example), run.AsOf, run.Thresholds)
		if err != nil || e.Figure == "?" || len(e.Lines) == 0 {
			t.Errorf("%s: %+v, %v", f.Example, e, err)
		}
		if !strings.HasPrefix(f.Example, strings.ToLower(f.Form[:3])) && f.Form[:3] != "ACC" {
			t.Errorf("%q is no example of %q", f.Example, f.Form)
		}
	}
}

func TestShellWords(t *testing.T) {
	for address, want := range map[string]string{
		"lot 3":                       "lot 3",
		`report app="my bot" 2026-10`: "report 'app=my bot' 2026-10",
		"report -app:test":            "report -- -app:test",
		"report month=2026-10 >0.5":   "report month=2026-10 '>0.5'",
		`report app="it's \"it\""`:    `report 'app=it'\''s "it"'`,
		"report app=$(rm)":            "report 'app=$(rm)'",
	} {
		if got := shellWords(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}
