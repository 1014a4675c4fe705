package ledger_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/usage"
)

// TestCheckSaysWhatRepriceWouldChange: lab-one is 3 and 12 since June, and an earlier
// catalog had it at 2 and 10. 10,000,000 in and 1,000,000 out were booked at 30 and are
// 42; a row that the gateway charged stays what it was.
func TestCheckSaysWhatRepriceWouldChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	old := catalogOf(t, "rates/lab.csv", rateHead+"lab/one,lab-one,,,,,2,10,0.5,2.5,,,,x,2026-01-01\n")
	s := onDisk(t, path, old)
	bring(t, s, nativeHead+
		"2026-10-01T10:00:00Z,lab,lab,lab/one,a,10000000,0,1000000,0,1,,,\n"+
		"2026-10-02T10:00:00Z,lab,lab,lab/one,b,1000000,0,0,0,1,7,,\n", options("n.csv"))
	outdated := func(s *ledger.Store) []check.Finding {
		a, err := s.Check(context.Background(), now, check.DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(a.Findings, func(f check.Finding) bool { return f.Kind != check.Outdated })
	}
	if found := outdated(s); len(found) > 0 {
		t.Errorf("under the catalog that priced it: %+v", found)
	}
	closed(t, s)
	s = onDisk(t, path, small())
	found := outdated(s)
	if len(found) != 1 || found[0].Level != check.Warning || !strings.Contains(found[0].Message, "$30.00 of computed usage would be $42.00") || found[0].Do != "tollbook reprice --account lab" {
		t.Fatalf("found %+v", found)
	}
	ledgertest.USD(t, "the change", *found[0].USD, "12")
	shown, err := s.Reprice(context.Background(), usage.RepriceQuery{At: now, Apply: true})
	if err != nil || len(shown.Models) != 1 {
		t.Fatalf("%+v, %v", shown, err)
	}
	ledgertest.USD(t, "what reprice makes of it", shown.Models[0].NewUSD, "42")
	if found := outdated(s); len(found) > 0 {
		t.Errorf("after the reprice: %+v", found)
	}
	closed(t, s)
}

// TestCheckNamesARateThatWasLeft: lab-one is 3 a million in. Four days are billed at 3,
// three at 3.60; computed rows, and a model that is always billed at 2.70, say nothing.
func TestCheckNamesARateThatWasLeft(t *testing.T) {
	s := temporary(t, small())
	rows := nativeHead
	for day := 1; day <= 7; day++ {
		usd := "3"
		if day > 4 {
			usd = "3.6"
		}
		for i, line := range []string{"lab,lab,lab/one,%s,1000000,0,0,0,1," + usd, "lab,lab/b,lab/one,%s,1000000,0,0,0,1,2.7", "lab,lab/c,lab/one,%s,1000000,0,0,0,1,"} {
			rows += fmt.Sprintf("2026-11-%02dT10:00:00Z,"+line+",,\n", day, fmt.Sprint(day, "-", i))
		}
	}
	bring(t, s, rows, options("n.csv"))
	a, err := s.Check(context.Background(), ledgertest.Day("2026-11-08"), check.DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	found := slices.DeleteFunc(a.Findings, func(f check.Finding) bool { return f.Kind != check.RateLeft })
	if len(found) != 1 || found[0].Level != check.Warning || !found[0].When.Equal(ledgertest.Day("2026-11-05")) ||
		found[0].Message != "lab: since 5 Nov 2026 lab/one is billed at 120 % of its rate in the catalog, before at 100 %: $1.80 more by now" {
		t.Fatalf("found %+v", found)
	}
	ledgertest.USD(t, "3 x 0.60", *found[0].USD, "1.8")
	e := explained(t, s, "check", found[0].ID)
	if e.USD == nil || figureIn(e, "billed since 2026-11-05") != "$10.80" || figureIn(e, "the same usage by the catalog") != "$9.00" {
		t.Errorf("%+v", e)
	}
}
