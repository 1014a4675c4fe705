package overview

import (
	"testing"

	"tollbook/ledger/check"
)

// Ten models without a rate are one line of their account, and so are days of one kind; what
// was marked as seen stands apart, and credit that dies is a line each.
func TestTasksFoldWhatIsNumerous(t *testing.T) {
	finding := func(kind check.Kind, account, brief string, seen bool) check.Finding {
		return check.Finding{ID: brief, Kind: kind, Account: account, Brief: brief, Acknowledged: seen}
	}
	got := tasks([]check.Finding{
		finding(check.Expiring, "a", "lot 1 dies", false),
		finding(check.NoPrice, "a", "m1 has no rate", false),
		finding(check.NoPrice, "b", "m1 has no rate at b", false),
		finding(check.NoPrice, "a", "m2 has no rate", false),
		finding(check.Expiring, "a", "lot 2 dies", false),
		finding(check.NoPrice, "a", "m3 has no rate", false),
		finding(check.NoPrice, "a", "m4 has no rate", true),
	})
	want := []string{"lot 1 dies", "m1 has no rate; 2 more like it", "m1 has no rate at b", "lot 2 dies", "m4 has no rate"}
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	for i, k := range got {
		if k.words() != want[i] {
			t.Errorf("line %d: %q, want %q", i, k.words(), want[i])
		}
	}
}
