package ledger_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
)

// TestSchema: a new ledger is made with the schema that all migrations come to, to
// the letter. A shipped migration is never edited, so its lines only ever grow.
func TestSchema(t *testing.T) {
	migrated := schema(t, with(t, nil))
	for statement := range strings.SplitSeq(migrated, ";\n\n") {
		if strings.HasPrefix(statement, "CREATE TABLE") && !strings.HasSuffix(statement, "STRICT") && !strings.HasSuffix(statement, "STRICT, WITHOUT ROWID") {
			t.Errorf("a table that is not STRICT:\n%s", statement)
		}
	}
	if *update {
		if err := os.WriteFile("schema.sql", []byte(migrated), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if migrated != string(want) {
		t.Errorf("the migrations' schema is not schema.sql (read the diff, then -update):\n%s", migrated)
	}
	if made := schema(t, ledger.Shipped()); made != string(want) {
		t.Errorf("a new ledger's schema is not schema.sql:\n%s", made)
	}
}

// schema is that of a new ledger.
func schema(t *testing.T, migrations fs.FS) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ledger.db")
	s, err := ledger.OpenMigrating(t.Context(), path, small(), migrations)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, s)
	rows, err := shell(t, path).Query(`SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name`)
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
		b.WriteString(s + ";\n\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return b.String()
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
	r := reported(t, s, report.Query{By: []string{"account"}})
	ledgertest.USD(t, "total", r.Total.USD, "28.85") // 0.75 + 28 + 0.10
	if r.Total.Requests != 9 {                       // 3 + 6
		t.Errorf("%d requests, want 9", r.Total.Requests)
	}
	counts(t, bring(t, s, labelled, options("again")), 0, 6, 0, 0)
	if got := plan(t, s, 1); len(got) != 2 || got[0] != 3 {
		t.Errorf("plan %v, want 3 and 1", got)
	}
	undo(t, s, 3)
	ledgertest.USD(t, "without the late figures", reported(t, s, report.Query{}).Total.USD, "28.75")
	sound(t, s)
}
