package ledger_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/ledger"
)

// TestReadOnlyLedgerOfAnotherCatalog: where the sums can't be split anew on disk
// they are in memory, and say the same.
func TestReadOnlyLedgerOfAnotherCatalog(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	bring(t, s, threeRows, options("a"))
	bring(t, s, nativeHead+
		"2026-10-10T05:00:00Z,lab,,lab-one,a,500,0,10,0,,1,,\n"+
		"2026-10-10T06:00:00Z,lab,,lab-one,b,1001,0,10,0,,2,,\n"+
		"2026-10-10T07:00:00Z,lab,,lab-one,c,1000,0,10,0,,4,,\n", options("n"))
	closed(t, s)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tiers := catalogOf(t, "rates/lab.csv", rateHead+
		"lab/one,lab-one,,00:00-06:00Z,,,1,6,,,,,,x,2026-01-01\nlab/one,lab-one,,06:00-24:00Z,,,2,10,,,,,,x,2026-01-01\nlab/one,lab-one,1000,,,,4,20,,,,,,x,2026-01-01\nlab/two,lab-two,,,,,1,4,,,,,,x,2026-01-01\n")
	r, err := ledger.OpenReadOnly(context.Background(), path, tiers)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, r)
	got := map[string]string{}
	for _, l := range workload(t, r, ledger.WorkloadQuery{AsOf: now, From: now.AddDate(0, 0, -40)}).Lines {
		if l.Gateway != "lab" {
			continue
		}
		key := l.At.Format("15:04")
		if l.Prompt > 1000 {
			key += " long"
		}
		got[key] = l.Reported.String()
	}
	if len(got) != 3 || got["00:00"] != "1" || got["06:00 long"] != "2" || got["06:00"] != "4" {
		t.Errorf("split into %v, want 1 at night, 2 long and 4 short by day", got)
	}
	sound(t, r)
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file was changed: %v", err)
	}

	copied := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(copied, before, 0o600); err != nil {
		t.Fatal(err)
	}
	w := onDisk(t, copied, tiers)
	defer closed(t, w)
	differ(t, "read only and written", dump(t, r), dump(t, w))
	if _, err := r.Import(context.Background(), strings.NewReader(labelled), options("b")); err == nil || !strings.Contains(err.Error(), "ledger "+path+" can't be written: check the permissions") {
		t.Errorf("error %v, want one that names the ledger and says that it can't be written", err)
	}
}
