package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
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
	mode    access
	catalog *pricing.Catalog
	tx      *sql.Tx // that reads see; nil for what is committed
	full    error   // why it is only read: its disk is full
}

// within is the ledger as a transaction sees it.
func (s *Store) within(tx *sql.Tx) *Store {
	seen := *s
	seen.tx = tx
	return &seen
}

// reads is where to read from.
func (s *Store) reads() reader {
	if s.tx != nil {
		return s.tx
	}
	return s.db
}

// ErrMissing is returned by OpenExisting where there is no file.
var ErrMissing = errors.New("does not exist yet")

// Open opens the ledger at path and makes it, readable by its owner alone, where
// there is none. It returns ErrNotALedger, ErrNewer or ErrDamaged, with the file
// untouched, for one that it can't use. Where the disk is full the ledger is read as
// it stands, as one is in a folder that can't be written, and what writes says so.
func Open(ctx context.Context, path string, catalog *pricing.Catalog) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the ledger's folder: %w", err)
	}
	mode, err := prepareFile(path)
	if err != nil {
		return nil, err
	}
	s, err := open(ctx, path, mode, catalog, shipped)
	if mode == readWrite && errors.Is(err, errFull) {
		if read, failed := open(ctx, path, readOnly, catalog, shipped); failed == nil {
			read.full = err
			return read, nil
		}
	}
	if err != nil {
		return nil, named(path, err)
	}
	return s, nil
}

// OpenExisting is Open for a ledger that has to be there; it makes none and
// returns ErrMissing, also for an empty file: there is no ledger in it yet.
func OpenExisting(ctx context.Context, path string, catalog *pricing.Catalog) (*Store, error) {
	switch info, err := os.Stat(path); {
	case errors.Is(err, os.ErrNotExist):
		return nil, named(path, ErrMissing)
	case err == nil && info.Mode().IsRegular() && info.Size() == 0:
		return nil, named(path+" (an empty file)", ErrMissing)
	}
	return Open(ctx, path, catalog)
}

// OpenTemporary opens a ledger in memory, which is gone when it is closed.
func OpenTemporary(ctx context.Context, catalog *pricing.Catalog) (*Store, error) {
	return open(ctx, memory, readWrite, catalog, shipped)
}

func open(ctx context.Context, path string, mode access, catalog *pricing.Catalog, migrations fs.FS) (*Store, error) {
	if err := registerIncoming(); err != nil {
		return nil, err
	}
	// One connection: SQLite has one writer, and an in-memory ledger lives in its
	// connection. Foreign keys are off in SQLite unless asked for. Pages of 16 KiB
	// suit long rows; the size has to be set before the first table. Transactions
	// take the write lock when they begin, so that a busy ledger is found before
	// any work is done.
	values := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"page_size(16384)", "busy_timeout(5000)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)"}}
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + values.Encode()
	if mode == readOnly {
		// Where no log of changes lies beside the file, none can be made: the file
		// is read as it stands.
		name = "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=ro&_pragma=busy_timeout(5000)&_pragma=temp_store(MEMORY)"
		if log, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) || err == nil && log.Size() == 0 {
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
	s := &Store{db: db, path: path, mode: mode, catalog: catalog}
	follow := func(ctx context.Context) error { return errors.Join(s.followCatalog(ctx), s.followTerms(ctx)) }
	if mode == readOnly {
		follow = s.splitAside
	}
	if err := s.migrate(ctx, mode, migrations); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := follow(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// Close closes the ledger.
func (s *Store) Close() error {
	// A cancelled context leaves its transaction to be rolled back by another
	// goroutine, and a mark at the connection that would keep SQLite from folding
	// the log of changes into the file. A statement waits for the one and clears
	// the other.
	_, _ = s.db.Exec(`SELECT 1`)
	return s.db.Close()
}

// Path is the ledger's file, ":memory:" for a temporary one.
func (s *Store) Path() string { return s.path }

// write runs f in one transaction: all of it is kept, or nothing. What SQLite
// says names the ledger, and the other process that holds the lock.
func (s *Store) write(ctx context.Context, f func(tx *sql.Tx) error) error {
	if s.full != nil {
		return named(s.path, s.full)
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return s.fault(err)
	}
	withdraw := announce(ctx, s.path)
	defer withdraw()
	if err := f(tx); err != nil {
		rollback := tx.Rollback()
		if ctx.Err() != nil { // and then statements fail in ways of their own
			return ctx.Err()
		}
		var e *sqlite.Error
		if errors.As(err, &e) {
			rollback = nil // SQLite on a full disk has rolled back already
		}
		return errors.Join(s.fault(err), rollback)
	}
	return s.fault(tx.Commit())
}

// fault is driverError with the ledger's name where the error is SQLite's.
func (s *Store) fault(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	return named(s.path, driverError(err))
}

// trusting is write without SQLite's own check of what each row refers to. An
// import names only series that it read or wrote in the same transaction, and a
// check a row costs a tenth of its time; a migration replaces tables that others
// refer to. doctor looks at all of them.
func (s *Store) trusting(ctx context.Context, f func(tx *sql.Tx) error) (err error) {
	if _, err := s.db.ExecContext(ctx, `PRAGMA foreign_keys = OFF`); err != nil {
		return driverError(err)
	}
	defer func() {
		_, on := s.db.ExecContext(context.WithoutCancel(ctx), `PRAGMA foreign_keys = ON`)
		err = errors.Join(err, driverError(on))
	}()
	return s.write(ctx, f)
}

// Backup writes a consistent copy of the ledger to a new file, while others may
// be using it. It returns fs.ErrExist where there is such a file.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.copyTo(ctx, path); err != nil {
		return fmt.Errorf("backup to %s: %w", path, err)
	}
	return nil
}

// scratch is a copy of the ledger that can be written, and what removes it.
func (s *Store) scratch(ctx context.Context) (copied *Store, discard func() error, err error) {
	dir, err := os.MkdirTemp("", "tollbook")
	if err != nil {
		return nil, nil, err
	}
	path := filepath.Join(dir, "ledger.db")
	if err = s.copyTo(ctx, path); err == nil {
		copied, err = open(ctx, path, readWrite, s.catalog, shipped)
	}
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return copied, func() error { return errors.Join(copied.Close(), os.RemoveAll(dir)) }, nil
}

// driverError turns SQLite's codes into errors that callers test for.
func driverError(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return because(ErrBusy, err)
	case sqlite3.SQLITE_INTERRUPT:
		return context.Canceled
	case sqlite3.SQLITE_NOTADB:
		return because(ErrNotALedger, err)
	case sqlite3.SQLITE_CORRUPT:
		return because(ErrDamaged, err)
	case sqlite3.SQLITE_PROTOCOL:
		return because(errUnfinished, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return because(ErrNotWritable, err)
	case sqlite3.SQLITE_FULL:
		return because(errFull, err)
	case sqlite3.SQLITE_IOERR:
		switch e.Code() {
		case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE, sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_SHMOPEN:
			return because(errFull, err)
		}
		return because(errDisk, err)
	}
	return err
}

// ErrNotWritable is returned for a ledger that this user may not write.
var ErrNotWritable = errors.New("can't be written: check the permissions of the file and its folder")

var (
	errUnfinished = errors.New("can't be read yet: a crash left its log of changes beside it, and that can't be folded in where it can't be written; open the ledger once where it can")
	errFull       = errors.New("can't grow: the disk is full, or a limit on the file's size or a quota is reached; make room and try again, nothing was changed")
	errDisk       = errors.New("can't be read or written: the disk reports an error")
)

// explained is an error of the ledger in our words that still is SQLite's.
type explained struct{ words, cause error }

func because(words, cause error) error { return &explained{words, cause} }

func (e *explained) Error() string   { return "the ledger " + e.words.Error() }
func (e *explained) Unwrap() []error { return []error{e.words, e.cause} }
