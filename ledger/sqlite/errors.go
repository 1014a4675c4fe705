package sqlite

import (
	"context"
	"errors"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Fault turns SQLite's codes into errors that callers test for: ErrBusy, ErrNotALedger,
// ErrDamaged, ErrNotWritable, context.Canceled. Any other error, and nil, it returns as it is.
func Fault(err error) error {
	var e *driver.Error
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
