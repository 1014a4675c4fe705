package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"tollbook/pricing"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// memory is the path of a ledger that lives no longer than the program.
const memory = ":memory:"

// A Store is an open ledger. It is made for one process; a second process may
// read while it writes.
type Store struct {
	db      *sql.DB
	path    string
	catalog *pricing.Catalog
}

// ErrMissing is returned by OpenExisting where there is no file.
var ErrMissing = errors.New("does not exist yet")

// ErrBusy is returned where another process kept the ledger locked for writing
// for longer than the store waits (5 seconds).
var ErrBusy = errors.New("is being written by another process; try again when that is done")

// Open opens the ledger at path and makes it, readable by its owner alone, where
// there is none. It returns ErrNotALedger, ErrNewer or ErrDamaged, with the file
// untouched, for one that it can't use.
func Open(ctx context.Context, path string, catalog *pricing.Catalog) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the ledger's folder: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	mode := readWrite
	if errors.Is(err, os.ErrPermission) {
		mode = readOnly
		f, err = os.Open(path)
	}
	if err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	start := make([]byte, 16)
	n, _ := f.Read(start) // an empty file is a new ledger
	if err := f.Close(); err != nil {
		return nil, err
	}
	if n > 0 && string(start[:n]) != "SQLite format 3\x00" {
		return nil, fmt.Errorf("ledger %s %w", path, ErrNotALedger)
	}
	s, err := open(ctx, path, mode, catalog)
	if err != nil {
		return nil, fmt.Errorf("ledger %s %w", path, err)
	}
	return s, nil
}

// OpenExisting is Open for a ledger that has to be there; it makes none and
// returns ErrMissing.
func OpenExisting(ctx context.Context, path string, catalog *pricing.Catalog) (*Store, error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("ledger %s %w", path, ErrMissing)
	}
	return Open(ctx, path, catalog)
}

// OpenTemporary opens a ledger in memory, which is gone when it is closed.
func OpenTemporary(ctx context.Context, catalog *pricing.Catalog) (*Store, error) {
	return open(ctx, memory, readWrite, catalog)
}

// access says whether the file may be written.
type access bool

const (
	readWrite access = false
	readOnly  access = true
)

func open(ctx context.Context, path string, mode access, catalog *pricing.Catalog) (*Store, error) {
	if err := registerIncoming(); err != nil {
		return nil, err
	}
	// One connection: SQLite has one writer, and an in-memory ledger lives in its
	// connection. Foreign keys are off in SQLite unless asked for. Pages of 8 KiB
	// suit long rows; the size has to be set before the first table. Transactions
	// take the write lock when they begin, so that a busy ledger is found before
	// any work is done.
	values := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"page_size(8192)", "busy_timeout(5000)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)"}}
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + values.Encode()
	if mode == readOnly {
		// Where no log of changes lies beside the file, none can be made: the file
		// is read as it stands.
		name = "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=ro"
		if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) {
			name += "&immutable=1"
		}
	}
	if path == memory {
		name = "file::memory:?" + values.Encode()
	}
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	s := &Store{db, path, catalog}
	if err := migrate(ctx, db, path, mode); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := s.followCatalog(ctx); err != nil && mode != readOnly {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// Close closes the ledger.
func (s *Store) Close() error { return s.db.Close() }

// Path is the ledger's file, ":memory:" for a temporary one.
func (s *Store) Path() string { return s.path }

// write runs f in one transaction: all of it is kept, or nothing.
func (s *Store) write(ctx context.Context, f func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return driverError(err)
	}
	if err := f(tx); err != nil {
		rollback := tx.Rollback()
		if errors.Is(rollback, sql.ErrTxDone) { // a cancelled context has rolled back already
			rollback = nil
		}
		return errors.Join(driverError(err), rollback)
	}
	return driverError(tx.Commit())
}

// Backup writes a consistent copy of the ledger to a new file, while others may
// be using it.
func (s *Store) Backup(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return errors.Join(fmt.Errorf("backup to %s: %w", path, driverError(err)), os.Remove(path))
	}
	return nil
}

// driverError turns SQLite's codes into errors that callers test for.
func driverError(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w (%w)", ErrBusy, err)
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w (%w)", ErrNotALedger, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: keep the file, and restore a backup (%w)", ErrDamaged, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("can't be written: check the permissions of the file and its folder (%w)", err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("can't grow: the disk is full; nothing was changed (%w)", err)
	}
	return err
}
