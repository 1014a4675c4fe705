package ledger_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"tollbook/ledger"
)

// withOneMore are the shipped migrations and one that adds a table.
func withOneMore(t *testing.T) fs.FS {
	t.Helper()
	return with(t, map[string]string{"9999_more.sql": "CREATE TABLE more (n INTEGER NOT NULL) STRICT;"})
}

// with are the shipped migrations and further ones.
func with(t *testing.T, further map[string]string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	for name, script := range further {
		out["migrations/"+name] = &fstest.MapFile{Data: []byte(script)}
	}
	names, err := fs.Glob(ledger.Shipped(), "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := fs.ReadFile(ledger.Shipped(), name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = &fstest.MapFile{Data: b}
	}
	return out
}

// TestUpgradeKeepsACopy: before an upgrade the ledger is copied aside, with what
// stands in its log of changes alone, and no earlier copy is overwritten.
func TestUpgradeKeepsACopy(t *testing.T) {
	path := ledgerPath(t)
	old := onDisk(t, path, small())
	bring(t, old, threeRows, options("a"))
	want := dump(t, old)
	db := shell(t, path)
	version := text(t, db, `PRAGMA user_version`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	aside := path + ".v" + version
	if err := os.WriteFile(aside, []byte("an earlier copy"), 0o600); err != nil {
		t.Fatal(err)
	}
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
		t.Fatalf("nothing stands in the log: %v", err)
	}
	newer, err := ledger.OpenMigrating(context.Background(), path, small(), withOneMore(t))
	if err != nil {
		t.Fatal(err)
	}
	differ(t, "upgraded", dump(t, newer), want)
	sound(t, newer)
	closed(t, newer)
	closed(t, old)
	if b, err := os.ReadFile(aside); err != nil || string(b) != "an earlier copy" {
		t.Errorf("the earlier copy was changed: %v", err)
	}
	// The program of the old version refuses the upgraded file and reads the copy.
	if _, err := ledger.Open(context.Background(), path, small()); err == nil || !strings.Contains(err.Error(), "newer tollbook") {
		t.Errorf("error %v, want a newer ledger", err)
	}
	s := onDisk(t, aside+"-2", small())
	differ(t, "the copy", dump(t, s), want)
	sound(t, s)
	closed(t, s)
	// Nothing else was left, and opening the upgraded ledger again copies nothing.
	again, err := ledger.OpenMigrating(context.Background(), path, small(), withOneMore(t))
	if err != nil {
		t.Fatal(err)
	}
	closed(t, again)
	if found, err := filepath.Glob(path + "*"); err != nil || len(found) != 3 {
		t.Errorf("beside it lie %v, want the ledger and two copies", found)
	}
}

// TestUpgradeWhereItCantBeWritten is refused with what to do.
func TestUpgradeWhereItCantBeWritten(t *testing.T) {
	path := ledgerPath(t)
	closed(t, onDisk(t, path, small()))
	execute(t, shell(t, path), `PRAGMA user_version = 0`)
	_, err := ledger.OpenReadOnly(context.Background(), path, small())
	if err == nil || !strings.Contains(err.Error(), "copy it to a folder of your own") {
		t.Errorf("error %v, want what to do", err)
	}
}

// TestMigrationsAreOneStep: where a later one fails, no earlier one has happened,
// neither to a ledger that is made nor to one that is there. Else a second
// process could find a ledger between two versions, and did.
func TestMigrationsAreOneStep(t *testing.T) {
	broken := with(t, map[string]string{
		"9998_fine.sql":   "CREATE TABLE fine (n INTEGER NOT NULL) STRICT;",
		"9999_broken.sql": "INSERT INTO no_such_table VALUES (1);",
	})
	made, there := filepath.Join(t.TempDir(), "made.db"), ledgerPath(t)
	closed(t, onDisk(t, there, small()))
	version := text(t, shell(t, there), `PRAGMA user_version`)
	for path, want := range map[string]string{made: "0", there: version} {
		_, err := ledger.OpenMigrating(context.Background(), path, small(), broken)
		if err == nil || !strings.Contains(err.Error(), "9999_broken.sql") {
			t.Fatalf("error %v, want the broken migration's name", err)
		}
		db := shell(t, path)
		if got := text(t, db, `PRAGMA user_version`); got != want {
			t.Errorf("left at version %s, want %s", got, want)
		}
		tables := text(t, db, `SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('fine', 'usage')`)
		if (path == made && tables != "0") || (path == there && tables != "1") {
			t.Errorf("%s tables of a version that was not reached", tables)
		}
	}
	s := onDisk(t, there, small())
	sound(t, s)
	closed(t, s)
}

// TestDryRunWhereItCantBeWritten shows what an import would do and leaves nothing,
// neither in the ledger nor beside it.
func TestDryRunWhereItCantBeWritten(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	path := ledgerPath(t)
	closed(t, onDisk(t, path, small()))
	s, err := ledger.OpenReadOnly(context.Background(), path, small())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, s)
	opt := options("three.csv")
	if _, err := s.Import(context.Background(), strings.NewReader(threeRows), opt); err == nil || !strings.Contains(err.Error(), "can't be written") {
		t.Errorf("error %v, want that it can't be written", err)
	}
	opt.DryRun = true
	for range 2 {
		counts(t, bring(t, s, threeRows, opt), 3, 0, 0, 0)
	}
	if n := rowsIn(t, s); n != 0 {
		t.Errorf("%d rows after dry runs", n)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
