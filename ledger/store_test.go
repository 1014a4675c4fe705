package ledger_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/sqlite"
)

func TestOpenMakesALedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "er", "ledger.db")
	if _, err := ledger.OpenExisting(context.Background(), path, small()); !errors.Is(err, sqlite.ErrMissing) || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v, want ErrMissing with the path", err)
	}
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenExisting made a folder: %v", err)
	}
	s := onDisk(t, path, small())
	bring(t, s, threeRows, options("a"))
	if runtime.GOOS != "windows" {
		for name, want := range map[string]fs.FileMode{path: 0o600, path + "-wal": 0o600, filepath.Dir(path): 0o700, filepath.Dir(filepath.Dir(path)): 0o700} {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode().Perm(); got != want {
				t.Errorf("%s is %o, want %o", name, got, want)
			}
		}
	}
	if s.Path() != path {
		t.Errorf("path %s", s.Path())
	}
	closed(t, s)
	s, err := ledger.OpenExisting(context.Background(), path, small())
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.USD(t, "opened again", reported(t, s, report.Query{}).Total.USD, "0.75")
	sound(t, s)
	closed(t, s)
	if db := shell(t, path); text(t, db, `PRAGMA journal_mode`) != "wal" {
		t.Error("the ledger is not in WAL mode: nobody could read during an import")
	}
}

// TestPathsWithOddNames: a path is a path, not a URL.
func TestPathsWithOddNames(t *testing.T) {
	for _, name := range []string{"a b.db", "50%.db", "what?.db", "#1.db", "ü&x=y.db", "file:x.db"} {
		t.Run(name, func(t *testing.T) {
			if runtime.GOOS == "windows" && strings.ContainsAny(name, "?:") {
				t.Skip("no such file names on Windows")
			}
			path := filepath.Join(t.TempDir(), name)
			s := onDisk(t, path, small())
			bring(t, s, threeRows, options("a"))
			closed(t, s)
			if info, err := os.Stat(path); err != nil || info.Size() == 0 {
				t.Errorf("no ledger at %s: %v", path, err)
			}
			if found, err := os.ReadDir(filepath.Dir(path)); err != nil || len(found) != 1 {
				t.Errorf("beside it lie %v, %v", found, err)
			}
		})
	}
}

func text(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	var s string
	if err := db.QueryRow(query).Scan(&s); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return s
}

// books makes a ledger with three rows and returns its bytes.
func books(t *testing.T) []byte {
	t.Helper()
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	bring(t, s, threeRows, options("a"))
	closed(t, s)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// altered runs statements on a copy of a SQLite file and returns its bytes.
func altered(t *testing.T, from []byte, statements ...string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(path, from, 0o600); err != nil {
		t.Fatal(err)
	}
	db := shell(t, path)
	for _, q := range statements {
		execute(t, db, q)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRefusedLedgers: what is no ledger, is damaged or too new is refused by its
// sentinel, and the file stays as it was, to the last byte.
func TestRefusedLedgers(t *testing.T) {
	good := books(t)
	damaged := bytes.Clone(good)
	copy(damaged[100:], bytes.Repeat([]byte{0xff}, 200)) // the schema's own page
	for _, c := range []struct {
		name  string
		bytes []byte
		want  error
	}{
		{"a text", []byte("time,model\n2026-10-01,m\n"), sqlite.ErrNotALedger},
		{"a few bytes", []byte("SQLite"), sqlite.ErrNotALedger},
		{"the head of a SQLite file", good[:50], sqlite.ErrDamaged},
		{"another program's SQLite file", altered(t, nil, `CREATE TABLE note (body TEXT)`, `INSERT INTO note VALUES ('mine')`), sqlite.ErrNotALedger},
		{"another program's SQLite file with our version", altered(t, nil, `CREATE TABLE note (body TEXT)`, `PRAGMA user_version = 1`), sqlite.ErrNotALedger},
		{"a newer ledger", altered(t, good, `PRAGMA user_version = 99`), sqlite.ErrNewer},
		{"a newer ledger, not in WAL mode", altered(t, good, `PRAGMA journal_mode = DELETE`, `PRAGMA user_version = 99`), sqlite.ErrNewer},
		{"a ledger cut off", good[:len(good)/2], sqlite.ErrDamaged},
		{"a ledger of one page", good[:8192], sqlite.ErrDamaged},
		{"a ledger with a broken first page", damaged, sqlite.ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.db")
			if err := os.WriteFile(path, c.bytes, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := ledger.Open(context.Background(), path, small())
			if err == nil {
				closed(t, s)
			}
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			} else if !strings.Contains(err.Error(), path) {
				t.Errorf("error %q does not name the file", err)
			}
			after, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(after, c.bytes) {
				t.Errorf("the file was changed: %d bytes, then %d", len(c.bytes), len(after))
			}
			if found, err := os.ReadDir(filepath.Dir(path)); err != nil || len(found) != 1 {
				t.Errorf("beside it lie %v, %v", found, err)
			}
		})
	}
}

// TestEmptyFileIsANewLedger: as mktemp makes one.
func TestEmptyFileIsANewLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := onDisk(t, path, small())
	defer closed(t, s)
	counts(t, bring(t, s, threeRows, options("a")), 3, 0, 0, 0)
}

// TestReadersDuringAnImport: a second process reads the old totals while a first
// has an import open, and the new ones when that is done; doctor and backup are
// readers too.
func TestReadersDuringAnImport(t *testing.T) {
	path := ledgerPath(t)
	writer := onDisk(t, path, small())
	defer closed(t, writer)
	bring(t, writer, threeRows, options("a"))
	before := dump(t, writer)

	r, w := io.Pipe()
	done := make(chan error, 1)
	go func() {
		_, err := writer.Import(context.Background(), r, options("long"))
		_ = r.CloseWithError(err)
		done <- err
	}()
	var b strings.Builder
	b.WriteString("time,gateway,model,cost_usd\n")
	for range 25_000 { // more than the chunk in which rows are written
		b.WriteString("2026-10-07,lab,lab-one,0.001\n")
	}
	// When this returns the import has read all but a buffer of it.
	if _, err := io.WriteString(w, b.String()); err != nil {
		t.Fatal(err)
	}

	reader, err := ledger.OpenExisting(context.Background(), path, small())
	if err != nil {
		t.Fatalf("open beside an import: %v", err)
	}
	defer closed(t, reader)
	differ(t, "during the import", dump(t, reader), before)
	sound(t, reader)
	copied := filepath.Join(t.TempDir(), "backup.db")
	if err := reader.Backup(context.Background(), copied); err != nil {
		t.Errorf("backup during an import: %v", err)
	}

	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	ledgertest.USD(t, "after the import", reported(t, reader, report.Query{}).Total.USD, "25.75")
	sound(t, reader)
	s := onDisk(t, copied, small())
	defer closed(t, s)
	differ(t, "the backup", dump(t, s), before)
}

// TestSecondWriterIsTold waits the five seconds that a writer waits.
func TestSecondWriterIsTold(t *testing.T) {
	if testing.Short() {
		t.Skip("waits 5 seconds for the lock")
	}
	t.Parallel()
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	defer closed(t, s)
	bring(t, s, threeRows, options("a"))
	before := dump(t, s)
	other := shell(t, path)
	execute(t, other, `BEGIN IMMEDIATE`)
	_, err := s.Import(context.Background(), strings.NewReader(labelled), options("b"))
	if !errors.Is(err, sqlite.ErrBusy) {
		t.Errorf("error %v, want ErrBusy", err)
	}
	differ(t, "while another writes", dump(t, s), before)
	execute(t, other, `ROLLBACK`)
	counts(t, bring(t, s, labelled, options("b")), 6, 0, 0, 0)
}

func TestBackup(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	bring(t, s, threeRows, options("a"))
	want := dump(t, s)
	to := filepath.Join(t.TempDir(), "copy of 14 Nov?.db")
	if err := s.Backup(context.Background(), to); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	bring(t, s, labelled, options("b")) // the copy stays as it was
	before, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(context.Background(), to); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error %v, want fs.ErrExist", err)
	}
	if after, err := os.ReadFile(to); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the refused backup changed the file: %v", err)
	}
	if err := s.Backup(context.Background(), path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("backup onto itself: %v, want fs.ErrExist", err)
	}
	closed(t, s)
	c := onDisk(t, to, small())
	defer closed(t, c)
	differ(t, "the copy", dump(t, c), want)
	sound(t, c)
	// The copy is a ledger like any other.
	counts(t, bring(t, c, labelled, options("b")), 6, 0, 0, 0)
}

// TestBackupNowhere leaves no empty file.
func TestBackupNowhere(t *testing.T) {
	s := temporary(t, small())
	to := filepath.Join(t.TempDir(), "no", "such", "folder.db")
	if err := s.Backup(context.Background(), to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want fs.ErrNotExist", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	to = filepath.Join(t.TempDir(), "x.db")
	if err := s.Backup(ctx, to); err == nil {
		t.Error("a cancelled backup was made")
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a failed backup left a file: %v", err)
	}
}

// TestReadOnlyLedger: who may only read a ledger, or a backup of one, can ask it
// everything and change nothing. (Root may write every file.)
func TestReadOnlyLedger(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	bring(t, s, threeRows, options("a"))
	copied := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(context.Background(), copied); err != nil {
		t.Fatal(err)
	}
	want := dump(t, s)
	closed(t, s)
	for _, path := range []string{path, copied} {
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
			_ = f.Close()
			t.Skip("this user may write a file of mode 0400")
		}
		s, err := ledger.OpenExisting(context.Background(), path, small())
		if err != nil {
			t.Fatal(err)
		}
		differ(t, "read only", dump(t, s), want)
		sound(t, s)
		if _, err := s.Import(context.Background(), strings.NewReader(labelled), options("b")); err == nil || !strings.Contains(err.Error(), "can't be written") {
			t.Errorf("error %v, want one that says that it can't be written", err)
		}
		closed(t, s)
	}
}

// TestCutInsideItsLastPage: SQLite would read the lost end as zeros.
func TestCutInsideItsLastPage(t *testing.T) {
	good := books(t)
	path := filepath.Join(t.TempDir(), "ledger.db")
	for _, cut := range []int{1, 100, 8191} {
		if err := os.WriteFile(path, good[:len(good)-cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ledger.OpenExisting(context.Background(), path, small()); !errors.Is(err, sqlite.ErrDamaged) {
			t.Errorf("%d bytes cut off: error %v, want ErrDamaged", cut, err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() != int64(len(good)-cut) {
			t.Errorf("%d bytes cut off: the file was changed: %v", cut, err)
		}
	}
	// To nothing: it is no ledger yet for who reads, and left as it is.
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.OpenExisting(context.Background(), path, small()); !errors.Is(err, sqlite.ErrMissing) || !strings.Contains(err.Error(), "an empty file") {
		t.Errorf("error %v, want ErrMissing of an empty file", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 0 {
		t.Errorf("the empty file was changed: %v", err)
	}
}
