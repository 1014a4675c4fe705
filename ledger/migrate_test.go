package ledger_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/ledger"
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
