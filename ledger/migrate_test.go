package ledger_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/ledger"
)

// TestSchema compares the schema that all migrations make with the golden one.
// A shipped migration is never edited, so its lines only ever grow.
func TestSchema(t *testing.T) {
	path := ledgerPath(t)
	closed(t, onDisk(t, path, small()))
	rows, err := shell(t, path).Query(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(s, "CREATE TABLE") && !strings.Contains(s, "sqlite_sequence") && !strings.HasSuffix(s, "STRICT") && !strings.HasSuffix(s, "STRICT, WITHOUT ROWID") {
			t.Errorf("a table that is not STRICT:\n%s", s)
		}
		b.WriteString(s + ";\n\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "schema.sql")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the schema differs from %s (read the diff, then -update):\n%s", golden, b.String())
	}
}

// TestOpensVersion1 opens a ledger that version 1 wrote: threeRows, then
// labelled, then an import that changed gen-3. It is made once, by -update where
// there is none, and never again.
func TestOpensVersion1(t *testing.T) {
	const made = "testdata/v1.db"
	if _, err := os.Stat(made); *update && errors.Is(err, fs.ErrNotExist) {
		s := onDisk(t, made, small())
		bring(t, s, threeRows, options("three.csv"))
		bring(t, s, labelled, options("labelled.csv"))
		bring(t, s, activityHead+generation("gen-3", "2026-10-03 10:00:00.000", "0.6", 1000, 50, "lab/one"), options("late.csv"))
		closed(t, s)
	}
	old, err := os.ReadFile(made)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	s := onDisk(t, path, small())
	defer closed(t, s)
	sound(t, s)
	r := report(t, s, ledger.ReportQuery{By: []string{"account"}})
	usd(t, "total", r.Total.USD, "28.85") // 0.75 + 28 + 0.10
	if r.Total.Requests != 9 {            // 3 + 6
		t.Errorf("%d requests, want 9", r.Total.Requests)
	}
	counts(t, bring(t, s, labelled, options("again")), 0, 6, 0, 0)
	if got := plan(t, s, 1); len(got) != 2 || got[0] != 3 {
		t.Errorf("plan %v, want 3 and 1", got)
	}
	undo(t, s, 3)
	usd(t, "without the late figures", report(t, s, ledger.ReportQuery{}).Total.USD, "28.75")
	sound(t, s)
}
