package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// A Guest is the file of somebody else's ledger: it is read, and never written. One of an
// earlier version is read from a temporary copy, which is brought up to this version.
type Guest struct {
	*File
	path  string
	began os.FileInfo
	still bool // SQLite took the file for one that nobody changes, and looked at no lock of it
	close func() error
}

// ErrChanged is returned for a file that another process wrote while it was read.
var ErrChanged = errors.New("was written by another process meanwhile; try again when that is done")

// OpenGuest opens a file that is there to be read. Design.Follow is not called. It returns
// ErrMissing, also for an empty file, ErrNotALedger, ErrNewer or ErrDamaged.
func OpenGuest(ctx context.Context, path string, d Design) (*Guest, error) {
	began, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, named(path, ErrMissing)
	case err != nil:
		return nil, err
	case !began.Mode().IsRegular():
		return nil, named(path, fmt.Errorf("%w: it is no regular file", ErrNotALedger))
	case began.Size() == 0:
		return nil, named(path+" (an empty file)", ErrMissing)
	}
	d.Follow = nil
	g := &Guest{path: path, began: began, still: logless(path)}
	g.File, err = open(ctx, path, readOnly, d)
	var older *olderError
	if errors.As(err, &older) {
		g.File, g.close, err = scratchOf(ctx, path, d)
	}
	if err != nil {
		return nil, named(path, Fault(err))
	}
	g.File.path = path // by which errors call it, also where a copy is read
	if g.close == nil {
		g.close = g.File.Close
	}
	return g, nil
}

// scratchOf opens a temporary copy of a file, which is brought up to this version; discard
// closes and removes it.
func scratchOf(ctx context.Context, path string, d Design) (copied *File, discard func() error, err error) {
	from, err := connect(path, readOnly)
	if err != nil {
		return nil, nil, err
	}
	copied, discard, err = from.Scratch(ctx, d)
	return copied, discard, errors.Join(err, from.Close())
}

// Read runs do in one transaction of the guest. What do returns may be of another file, so
// only Fault names this one.
func (g *Guest) Read(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := g.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return g.Fault(err)
	}
	return errors.Join(do(tx), g.Fault(tx.Rollback()))
}

// Fault is an error of reading the guest with its name. It is no error of SQLite any more:
// a transaction of another file, in which the guest is read, would take it for its own.
func (g *Guest) Fault(err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	err = Fault(err)
	var e *explained
	if errors.As(err, &e) {
		err = e.words
	}
	return named(g.path, err)
}

// Unchanged reports ErrChanged where another process wrote the file since it was opened and
// SQLite had no way to see that: what was read may be of two states then.
func (g *Guest) Unchanged() error {
	if !g.still {
		return nil
	}
	now, err := os.Stat(g.path)
	if err != nil {
		return err
	}
	if now.Size() != g.began.Size() || !now.ModTime().Equal(g.began.ModTime()) {
		return named(g.path, ErrChanged)
	}
	return nil
}

// Close closes the file, and removes a copy.
func (g *Guest) Close() error { return g.close() }
