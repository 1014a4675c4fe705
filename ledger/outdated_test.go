package ledger_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger"
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
	outdated := func(s *ledger.Store) []ledger.Finding {
		a, err := s.Check(context.Background(), now, ledger.DefaultSettings())
		if err != nil {
			t.Fatal(err)
		}
		return slices.DeleteFunc(a.Findings, func(f ledger.Finding) bool { return f.Kind != ledger.Outdated })
	}
	if found := outdated(s); len(found) > 0 {
		t.Errorf("under the catalog that priced it: %+v", found)
	}
	closed(t, s)
	s = onDisk(t, path, small())
	found := outdated(s)
	if len(found) != 1 || found[0].Level != ledger.Warning || !strings.Contains(found[0].Message, "$30.00 of computed usage would be $42.00") || found[0].Do != "tollbook reprice --account lab" {
		t.Fatalf("found %+v", found)
	}
	usd(t, "the change", *found[0].USD, "12")
	shown, err := s.Reprice(context.Background(), ledger.RepriceQuery{At: now, Apply: true})
	if err != nil || len(shown.Models) != 1 {
		t.Fatalf("%+v, %v", shown, err)
	}
	usd(t, "what reprice makes of it", shown.Models[0].NewUSD, "42")
	if found := outdated(s); len(found) > 0 {
		t.Errorf("after the reprice: %+v", found)
	}
	closed(t, s)
}
