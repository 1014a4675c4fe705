package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	driver "modernc.org/sqlite"
)

// memory is the path of a ledger that lives no longer than the program.
const memory = ":memory:"

// A File is an open ledger file. It is made for one process; a second process may read
// while it writes. It has one connection: inside Read, Write and their kin nothing else
// may be asked of it.
type File struct {
	db   *sql.DB
	path string
	mode access
	full error // why it is only read: its disk is full
}

// A Design says what lies in a file.
type Design struct {
	// Schema has the steps of its tables, migrations/*.sql in order, and in schema.sql what
	// they come to: a new file is made with that at once, in a third of the time.
	Schema fs.FS
	// ID marks a file as one of these: SQLite's application_id.
	ID int
	// Follow brings what the file holds up to the program that opens it. It is called
	// whenever a file is opened, before anyone else can ask; nil is nothing to do.
	Follow func(ctx context.Context, f *File) error
}

// ErrMissing is returned by OpenExisting where there is no file.
var ErrMissing = errors.New("does not exist yet")

// Open opens the file at path and makes it, readable by its owner alone, where there is
// none. It returns ErrNotALedger, ErrNewer or ErrDamaged, with the file untouched, for one
// that it can't use. Where the disk is full the file is read as it stands, as one is in a
// folder that can't be written, and what writes says so.
func Open(ctx context.Context, path string, d Design) (*File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the ledger's folder: %w", err)
	}
	mode, err := prepareFile(path)
	if err != nil {
		return nil, err
	}
	f, err := open(ctx, path, mode, d)
	if mode == readWrite && errors.Is(err, errFull) {
		if read, failed := open(ctx, path, readOnly, d); failed == nil {
			read.full = err
			return read, nil
		}
	}
	if err != nil {
		return nil, named(path, err)
	}
	return f, nil
}

// OpenExisting is Open for a file that has to be there; it makes none and returns
// ErrMissing, also for an empty file: there is no ledger in it yet.
func OpenExisting(ctx context.Context, path string, d Design) (*File, error) {
	switch info, err := os.Stat(path); {
	case errors.Is(err, os.ErrNotExist):
		return nil, named(path, ErrMissing)
	case err == nil && info.Mode().IsRegular() && info.Size() == 0:
		return nil, named(path+" (an empty file)", ErrMissing)
	}
	return Open(ctx, path, d)
}

// OpenReadOnly opens a file that is there as one that can't be written.
func OpenReadOnly(ctx context.Context, path string, d Design) (*File, error) {
	return open(ctx, path, readOnly, d)
}

// OpenTemporary opens a file in memory, which is gone when it is closed.
func OpenTemporary(ctx context.Context, d Design) (*File, error) {
	return open(ctx, memory, readWrite, d)
}

func open(ctx context.Context, path string, mode access, d Design) (*File, error) {
	f, err := connect(path, mode)
	if err != nil {
		return nil, err
	}
	if err := f.migrate(ctx, d); err != nil {
		return nil, errors.Join(err, f.db.Close())
	}
	if d.Follow != nil {
		if err := d.Follow(ctx, f); err != nil {
			return nil, errors.Join(err, f.db.Close())
		}
	}
	return f, nil
}

// connect opens a file without a look at what it holds.
func connect(path string, mode access) (*File, error) {
	// One connection: SQLite has one writer, and an in-memory ledger lives in its
	// connection. Foreign keys are off in SQLite unless asked for. Pages of 16 KiB
	// suit long rows; the size has to be set before the first table. Transactions
	// take the write lock when they begin, so that a busy ledger is found before
	// any work is done.
	values := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"page_size(16384)", "busy_timeout(5000)", "synchronous(FULL)", "foreign_keys(ON)", "temp_store(MEMORY)"}}
	name := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + values.Encode()
	if mode == readOnly || mode == foreign {
		// Where no log of changes lies beside the file, none can be made: the file
		// is read as it stands.
		name = "file:" + (&url.URL{Path: path}).EscapedPath() + "?mode=ro&_pragma=busy_timeout(5000)&_pragma=temp_store(MEMORY)"
		if logless(path) && !(mode == foreign && isOpen(path)) {
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
	return &File{db: db, path: path, mode: mode}, nil
}

// logless reports whether no log of changes lies beside a file: nobody has it open to write.
func logless(path string) bool {
	log, err := os.Stat(path + "-wal")
	return errors.Is(err, os.ErrNotExist) || err == nil && log.Size() == 0
}

// OpenForeign opens another program's database to read it while that program writes. It
// changes nothing, and makes no file beside one that nobody has open.
func OpenForeign(path string) (*File, error) { return connect(path, foreign) }

// isOpen reports whether a program may have a file open, though its log of changes is
// empty: the log's index lies beside it.
func isOpen(path string) bool {
	_, err := os.Stat(path + "-shm")
	return err == nil
}

// Close closes the file.
func (f *File) Close() error {
	// A cancelled context leaves its transaction to be rolled back by another
	// goroutine, and a mark at the connection that would keep SQLite from folding
	// the log of changes into the file. A statement waits for the one and clears
	// the other.
	_, _ = f.db.Exec(`SELECT 1`)
	return f.db.Close()
}

// Path is where the file lies, ":memory:" for a temporary one.
func (f *File) Path() string { return f.path }

// ReadOnly reports whether the file can only be read.
func (f *File) ReadOnly() bool { return f.mode == readOnly }

// Read runs do in one transaction that only reads: all that it asks is of one state of
// the file, whatever another process writes meanwhile. Errors of SQLite come as Fault says.
func (f *File) Read(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := f.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Fault(err)
	}
	err = Fault(do(tx))
	if errors.Is(err, ErrDamaged) { // it says where, and not of which file
		err = named(f.path, err)
	}
	return errors.Join(err, Fault(tx.Rollback()))
}

// Write runs do in one transaction: all of it is kept, or nothing. What SQLite
// says names the ledger, and the other process that holds the lock.
func (f *File) Write(ctx context.Context, do func(tx *sql.Tx) error) error {
	if f.full != nil {
		return named(f.path, f.full)
	}
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return f.fault(err)
	}
	withdraw := announce(ctx, f.path)
	defer withdraw()
	if err := do(tx); err != nil {
		rollback := tx.Rollback()
		if ctx.Err() != nil { // and then statements fail in ways of their own
			return ctx.Err()
		}
		var e *driver.Error
		if errors.As(err, &e) {
			rollback = nil // SQLite on a full disk has rolled back already
		}
		return errors.Join(f.fault(err), rollback)
	}
	return f.fault(tx.Commit())
}

// fault is Fault with the ledger's name where the error is SQLite's.
func (f *File) fault(err error) error {
	var e *driver.Error
	if !errors.As(err, &e) {
		return err
	}
	return named(f.path, Fault(err))
}

// WriteTrusting is Write without SQLite's own check of what each row refers to. An
// import names only series that it read or wrote in the same transaction, and a
// check a row costs a tenth of its time; a migration replaces tables that others
// refer to; and for each of the labels that went with an import SQLite would look through
// all rows for one that names it. What refers to a row that goes has to be deleted by name.
// doctor looks at all of them.
func (f *File) WriteTrusting(ctx context.Context, do func(tx *sql.Tx) error) (err error) {
	if _, err := f.db.ExecContext(ctx, `PRAGMA foreign_keys = OFF`); err != nil {
		return Fault(err)
	}
	defer func() {
		_, on := f.db.ExecContext(context.WithoutCancel(ctx), `PRAGMA foreign_keys = ON`)
		err = errors.Join(err, Fault(on))
	}()
	return f.Write(ctx, do)
}

// Backup writes a consistent copy of the ledger to a new file, while others may
// be using it. It returns fs.ErrExist where there is such a file.
func (f *File) Backup(ctx context.Context, path string) error {
	if err := f.copyTo(ctx, path); err != nil {
		return fmt.Errorf("backup to %s: %w", path, err)
	}
	return nil
}

// WriteAside runs do in a transaction of a file that can't be written, for temporary
// tables: they live in memory until the file is closed.
func (f *File) WriteAside(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return Fault(err)
	}
	if err := do(tx); err != nil {
		return errors.Join(Fault(err), tx.Rollback())
	}
	return Fault(tx.Commit())
}

// Scratch is a copy of the file that can be written, and what removes it.
func (f *File) Scratch(ctx context.Context, d Design) (copied *File, discard func() error, err error) {
	dir, err := os.MkdirTemp("", "tollbook")
	if err != nil {
		return nil, nil, err
	}
	path := filepath.Join(dir, "ledger.db")
	if err = f.copyTo(ctx, path); err == nil {
		copied, err = open(ctx, path, readWrite, d)
	}
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return copied, func() error { return errors.Join(copied.Close(), os.RemoveAll(dir)) }, nil
}

// QueryContext asks for rows outside of any transaction.
func (f *File) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return f.db.QueryContext(ctx, query, args...)
}

// QueryRowContext asks for one row outside of any transaction.
func (f *File) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return f.db.QueryRowContext(ctx, query, args...)
}
