// Package wholefile writes files whole or not at all. Libraries that do so (renameio,
// natefinch/atomic) replace what is there; some callers here must not, and say how the file
// is placed.
package wholefile

import (
	"errors"
	"os"
	"path/filepath"
)

// Prefix begins the names of files that are being written. One that stays is of a process
// that died, and may be removed.
const Prefix = ".tollbook-"

// Write writes a file beside its path first, from where place brings it there. Folders that
// are missing are made. Where it fails nothing is left beside the path.
func Write(path string, text []byte, place func(written string) error) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), Prefix+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	// The name may reach the disk before what was written does: after a loss of power the
	// file would be there and empty.
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return place(f.Name())
}
