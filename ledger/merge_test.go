package ledger_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
)

// guest makes a ledger in a file, closes it, and says where it lies.
func guest(t *testing.T, do func(s *ledger.Store)) string {
	t.Helper()
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	do(s)
	closed(t, s)
	return path
}

// cameAt are the options of a file that came in on a day of November.
func cameAt(name string, day int) usage.ImportOptions {
	opt := anyway(name)
	opt.At = time.Date(2026, 11, day, 12, 0, 0, 0, time.UTC)
	return opt
}

// TestMergeRefuses: what can't be merged is refused by its sentinel; neither file changes.
func TestMergeRefuses(t *testing.T) {
	good := books(t)
	cut := bytes.Clone(good)
	for i := len(cut) / 2; i < len(cut); i++ {
		cut[i] = 0xff
	}
	s := onDisk(t, ledgerPath(t), small())
	defer closed(t, s)
	bring(t, s, threeRows, options("a"))
	before := usageRows(t, s)
	for _, c := range []struct {
		name  string
		bytes []byte
		want  error
	}{
		{"no file", nil, sqlite.ErrMissing},
		{"an empty file", []byte{}, sqlite.ErrMissing},
		{"a text", []byte("time,model\n2026-10-01,m\n"), sqlite.ErrNotALedger},
		{"another program's SQLite file", altered(t, nil, `CREATE TABLE note (body TEXT)`), sqlite.ErrNotALedger},
		{"a newer ledger", altered(t, good, `PRAGMA user_version = 99`), sqlite.ErrNewer},
		{"a ledger cut off", good[:len(good)/2], sqlite.ErrDamaged},
		{"a ledger whose second half is no page", cut, sqlite.ErrDamaged},
		{"a row whose file is missing", altered(t, good, `PRAGMA foreign_keys = OFF`, `DELETE FROM import_file`), sqlite.ErrDamaged},
		{"a row whose series is missing", altered(t, good, `PRAGMA foreign_keys = OFF`, `DELETE FROM series`), sqlite.ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "other.db")
			if c.bytes != nil {
				if err := os.WriteFile(path, c.bytes, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := s.Merge(t.Context(), path, ledger.MergeOptions{})
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			} else if !strings.Contains(err.Error(), path) {
				t.Errorf("error %q does not name the file", err)
			}
			if after, err := os.ReadFile(path); c.bytes != nil && (err != nil || !bytes.Equal(after, c.bytes)) {
				t.Errorf("the file was changed: %v", err)
			}
			differ(t, "ours", usageRows(t, s), before)
			sound(t, s)
		})
	}
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Link(s.Path(), link); err != nil {
		t.Skip(err)
	}
	for _, path := range []string{s.Path(), link} {
		if _, err := s.Merge(t.Context(), path, ledger.MergeOptions{}); !errors.Is(err, ledger.ErrSameLedger) {
			t.Errorf("itself as %s: %v", path, err)
		}
	}
}

// TestMergeOfEarlierVersions: a ledger of any earlier version brings what it would hold if it
// were brought up to this one, and stays as it is, alone in its folder.
func TestMergeOfEarlierVersions(t *testing.T) {
	for version := 1; version < present(t); version++ {
		t.Run(fmt.Sprint(version), func(t *testing.T) {
			from := filepath.Join("testdata", fmt.Sprintf("v%d.db", version))
			old, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "old.db")
			if err := os.WriteFile(path, old, 0o400); err != nil {
				t.Fatal(err)
			}
			want := upgraded(t, from, version)
			s := temporary(t, real())
			mergeInto(t, s, path)
			sound(t, s)
			differ(t, "rows", usageRows(t, s), usageRows(t, want))
			differ(t, "reports", dump(t, s), dump(t, want))
			differ(t, "credits", creditText(t, s), creditText(t, want))
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, old) {
				t.Errorf("the file was changed: %v", err)
			}
			if found, err := os.ReadDir(filepath.Dir(path)); err != nil || len(found) != 1 {
				t.Errorf("beside it lie %v, %v", found, err)
			}
			if got := mergeInto(t, s, path); got.Imports+got.Added+got.Updated+got.TopUps+got.Balances+got.Budgets+len(got.Conflicts) != 0 {
				t.Errorf("again: %+v", got)
			}
		})
	}
}

// TestMergeOfALedgerInUse: what stands in the log of changes alone comes too.
func TestMergeOfALedgerInUse(t *testing.T) {
	other := onDisk(t, ledgerPath(t), small())
	defer closed(t, other)
	bring(t, other, threeRows, options("a"))
	if log, err := os.Stat(other.Path() + "-wal"); err != nil || log.Size() == 0 {
		t.Fatalf("nothing stands in the log: %v", err)
	}
	before, err := os.ReadFile(other.Path())
	if err != nil {
		t.Fatal(err)
	}
	s := temporary(t, small())
	if got := mergeInto(t, s, other.Path()); got.Added != 3 {
		t.Errorf("%+v, want 3 added", got)
	}
	if now, err := os.ReadFile(other.Path()); err != nil || !bytes.Equal(now, before) {
		t.Errorf("the file was changed: %v", err)
	}
	bring(t, other, labelled, options("b")) // it can be written as before
	sound(t, other)
}

// TestMergeDryRun says what would happen and changes nothing.
func TestMergeDryRun(t *testing.T) {
	path := guest(t, func(s *ledger.Store) {
		bring(t, s, threeRows, options("a"))
		buy(t, s, "openrouter", "10", ledgertest.Day("2026-10-01"), lot.Expires{})
	})
	s := temporary(t, small())
	before := usageRows(t, s) + dump(t, s)
	got, err := s.Merge(t.Context(), path, ledger.MergeOptions{DryRun: true})
	if err != nil || got.Imports != 1 || got.Added != 3 || got.TopUps != 1 {
		t.Errorf("%+v, %v; want 1 import, 3 added, 1 top-up", got, err)
	}
	differ(t, "after a dry run", usageRows(t, s)+dump(t, s), before)
}
