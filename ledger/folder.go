package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
)

// ImportFolder brings in the agent logs of a folder and of the folders inside it,
// those that links lead to included, as one import in one transaction. Logs that an earlier walk with the same
// options read and that did not change since are not read again; where nothing is
// new there is no import (ID 0). A log that can't be read, or one with bad lines
// without SkipBad, is left out and named in the result's Folder. It returns
// usagefile.ErrNoLogs for a folder without any log, and ErrBusy.
func (s *Store) ImportFolder(ctx context.Context, path string, opt ImportOptions) (Imported, error) {
	at, err := filepath.Abs(path)
	if err == nil {
		at, err = filepath.EvalSymlinks(at) // one folder has one name, whatever way one came
	}
	if err != nil {
		return Imported{}, err
	}
	opt.hideKeys()
	known, err := s.knownLogs(ctx, opt)
	if err != nil {
		return Imported{}, err
	}
	file, err := usagefile.OpenFolder(os.DirFS(at), usagefile.FolderOptions{
		Options: opt.Options,
		SkipBad: opt.SkipBad,
		Real: func(path string) (string, error) {
			return filepath.EvalSymlinks(filepath.Join(at, filepath.FromSlash(path)))
		},
		Stop: ctx.Done(),
		Known: func(path string, size int64, modified time.Time) bool {
			return known[filepath.Join(at, filepath.FromSlash(path))] == logState{size, modified.UnixNano()}
		},
	})
	if err != nil {
		return Imported{}, fmt.Errorf("%s: %w", path, err)
	}
	defer file.Close()
	defer context.AfterFunc(ctx, file.Close)()
	opt.File = at
	im := &importing{store: s, opt: opt, file: file, bytes: file.Folder.Progress, whole: func() (size int64, sha256 string, err error) {
		for _, log := range file.Folder.Read {
			size += log.Size
		}
		return size, "", nil // of many files there is no one hash
	}}
	got, err := im.run(ctx)
	if ctx.Err() != nil {
		return Imported{}, ctx.Err()
	}
	got.File = path
	return got, err
}

// A logState tells whether a log changed.
type logState struct{ size, modified int64 }

// knownLogs are the logs that were read with the same options, by path, as they
// were the last time.
func (s *Store) knownLogs(ctx context.Context, opt ImportOptions) (known map[string]logState, err error) {
	rows, err := s.file.QueryContext(ctx, `
		SELECT
			f.path,
			f.size,
			f.modified_ns
		FROM source f
		JOIN import i ON i.id = f.import_id
		WHERE f.modified_ns <> 0 AND i.options = ?
		ORDER BY f.id`, opt.words())
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	known = map[string]logState{}
	for rows.Next() {
		var path sql.RawBytes
		var state logState
		if err := rows.Scan(&path, &state.size, &state.modified); err != nil {
			return nil, sqlite.Fault(err)
		}
		known[string(path)] = state
	}
	return known, sqlite.Fault(rows.Err())
}
