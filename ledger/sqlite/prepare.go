package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// access says whether the file may be written.
type access int

const (
	readWrite access = iota
	readOnly
	foreign // another program's file: only read, while that program may write
)

// making lets one goroutine at a time make a ledger's file: the descriptor that
// made it is closed before any other goroutine can have opened the file.
var making sync.Mutex

// prepareFile makes the ledger's file, readable by its owner alone, where there
// is none, and says how it may be used. It opens no file that is there: closing
// any descriptor of a file drops all POSIX locks that the process holds on it,
// so looking into the file would take the locks of another connection away
// (sqlite.org/howtocorrupt.html, 2.2).
func prepareFile(path string) (access, error) {
	making.Lock()
	defer making.Unlock()
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
		switch {
		case err == nil:
			return readWrite, f.Close()
		case errors.Is(err, fs.ErrExist): // another process was faster
			return readWrite, nil
		}
		return readWrite, fmt.Errorf("make ledger: %w", err)
	}
	if err != nil {
		return readWrite, fmt.Errorf("open ledger: %w", err)
	}
	if !info.Mode().IsRegular() {
		return readWrite, fmt.Errorf("ledger %s %w: it is no regular file", path, ErrNotALedger)
	}
	// SQLite writes a log of changes beside the file.
	if !writable(path) || !writable(filepath.Dir(path)) {
		return readOnly, nil
	}
	return readWrite, nil
}

// cutShort reports whether the file ends inside a page. SQLite itself would take
// the rest of that page for zeros. While a log of changes lies beside it, it may
// be growing.
func cutShort(path string, pageSize int64) bool {
	for range 2 { // the log may have gone between the two looks
		info, err := os.Stat(path)
		if err != nil || info.Size()%pageSize == 0 {
			return false
		}
		if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
			return false
		}
	}
	return true
}

// copyTo writes a consistent copy of the ledger to a new file and waits until
// the disk has it. It returns fs.ErrExist where there is such a file.
func (f *File) copyTo(ctx context.Context, path string) error {
	to, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	_, err = f.db.ExecContext(ctx, "VACUUM INTO ?", path)
	// VACUUM INTO leaves syncing to its caller.
	if err := errors.Join(Fault(err), to.Sync(), to.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
