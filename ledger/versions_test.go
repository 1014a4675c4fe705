package ledger_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
)

// asked is when the programs of earlier versions were asked about their ledgers.
var asked = time.Date(2026, 11, 15, 0, 0, 0, 0, time.UTC)

// again are files of testdata/story that a ledger has already, by the version whose ledger
// was the first to have each.
var again = []struct {
	since         int
	file, account string
	updated       int // rows of which another file has other figures
}{
	{2, "requests.csv", "", 2}, // later.csv has later ones of or-3 and or-6
	{2, "later.csv", "", 2},    // and puts them right again
	{2, "rows.csv", "", 0},
	{2, "daily.csv", "", 0},
	{3, "hours.csv", "openai/org", 0},
	{4, "side.csv", "openrouter/team", 0}, // renamed since, and two of its rows have no id
	{5, "meter.csv", "", 0},               // by the mapping that the ledger remembers
	{7, "served.csv", "", 0},
}

// TestVersions opens a ledger of every earlier version, and wants the figures that the
// last program of that version said of it, which testdata/story wrote down. Version 1 had
// three files: threeRows, labelled, and later figures of gen-3.
func TestVersions(t *testing.T) {
	for version := 1; version <= present(t); version++ {
		name := filepath.Join("testdata", fmt.Sprintf("v%d", version))
		text, err := os.ReadFile(name + ".want")
		if version == present(t) && errors.Is(err, fs.ErrNotExist) {
			continue // it is written before the next one comes in
		}
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Split(strings.TrimSpace(string(text)), "\n")[1:]
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			s := upgraded(t, name+".db", version)
			lines := linesOf(t, s, version)
			if version >= 3 {
				batch(t, s)
			}
			ids := plan(t, s, 1)
			if len(ids) != 2 || ids[1] != 1 {
				t.Fatalf("plan %v, want the last import and the first one", ids)
			}
			undo(t, s, ids[0])
			sound(t, s)
			sameLines(t, append(lines, monthsOf(t, s, "undone")...), want)
			for id := ids[0] - 1; id > 0; id-- {
				undo(t, s, id)
			}
			sound(t, s)
			if rows, left := rowsIn(t, s), groups(t, s, "account"); rows != 0 || len(left) != 0 {
				t.Errorf("%d rows without any import: %v", rows, left)
			}
		})
		t.Run(fmt.Sprintf("%d again", version), func(t *testing.T) { bringAgain(t, upgraded(t, name+".db", version), version) })
	}
}

// present is the version of the present schema.
func present(t *testing.T) int {
	t.Helper()
	migrations, err := fs.Glob(ledger.Shipped(), "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	return len(migrations)
}

// batch wants the tier of the batch in hours.csv, which was a flag until version 7.
func batch(t *testing.T, s *ledger.Store) {
	t.Helper()
	for _, r := range groups(t, s, "key", "tier") {
		if r.Keys[0] == "key_0002" && (r.Keys[1] != "batch" || r.Requests != 1) {
			t.Errorf("the batch is %v", r)
		}
	}
}

// upgraded opens a copy of an earlier version's ledger, and looks at what is kept of it.
func upgraded(t *testing.T, from string, version int) *ledger.Store {
	t.Helper()
	old, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	before := contents(t, path)
	s := onDisk(t, path, real())
	t.Cleanup(func() { closed(t, s) })
	sound(t, s)
	aside := fmt.Sprintf("%s.v%d", path, version)
	if version < present(t) {
		differ(t, "the copy aside", contents(t, aside), before)
	} else if _, err := os.Stat(aside); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a ledger of the present version was copied aside: %v", err)
	}
	return s
}

// contents writes all that stands in a ledger's file, of whichever version: a line a row.
func contents(t *testing.T, path string) string {
	t.Helper()
	db := shell(t, path)
	defer db.Close()
	tables, err := sqlite.Lines(t.Context(), db, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "version %s\n", text(t, db, `PRAGMA user_version`))
	for _, table := range tables {
		rows, err := db.Query(`SELECT * FROM "` + table + `"`)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			to[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(to...); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s %q\n", table, values)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// bringAgain imports files that a ledger has: no row is added, and no figure stays changed.
func bringAgain(t *testing.T, s *ledger.Store, version int) {
	t.Helper()
	before := groups(t, s, "account")
	if version == 1 {
		counts(t, bring(t, s, labelled, options("again")), 0, 6, 0, 0)
	}
	for _, f := range again {
		if version < f.since {
			continue
		}
		text, err := os.ReadFile(filepath.Join("testdata", "story", f.file))
		if err != nil {
			t.Fatal(err)
		}
		opt := options(f.file)
		opt.Account = f.account
		got := bring(t, s, string(text), opt)
		if version == 2 && f.file == "daily.csv" { // it did not tell the sources of one view apart
			f.updated = got.Rows
		}
		counts(t, got, 0, got.Rows-f.updated, f.updated, 0)
	}
	if version >= 3 {
		got := walk(t, s, filepath.Join("testdata", "story", "logs"), usage.ImportOptions{})
		counts(t, got, 0, got.Rows, 0, 0)
	}
	sound(t, s)
	if after := groups(t, s, "account"); !reflect.DeepEqual(after, before) {
		t.Errorf("after known files\n%v\nand before\n%v", after, before)
	}
}
