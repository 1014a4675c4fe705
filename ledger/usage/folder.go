package usage

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
)

// OpenFolder opens the agent logs of a folder and of the folders inside it, those that
// links lead to included. Logs that an earlier walk with the same options read and that did
// not change since are not read again. A log that can't be read, or one with bad lines
// without SkipBad, is left out and named in the result's Folder. It returns
// usagefile.ErrNoLogs for a folder without any log.
func OpenFolder(ctx context.Context, q sqlite.Querier, path string, opt *ImportOptions) (*Input, error) {
	at, err := filepath.Abs(path)
	if err == nil {
		at, err = filepath.EvalSymlinks(at) // one folder has one name, whatever way one came
	}
	if err != nil {
		return nil, err
	}
	known, err := knownLogs(ctx, q, *opt)
	if err != nil {
		return nil, err
	}
	options := opt.Options
	options.Path = at
	file, err := usagefile.OpenFolder(os.DirFS(at), usagefile.FolderOptions{
		Options: options,
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
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	opt.File = at
	stop := context.AfterFunc(ctx, file.Close)
	return &Input{file: file, bytes: file.Folder.Progress, whole: func() (size int64, sha256 string, err error) {
		for _, log := range file.Folder.Read {
			size += log.Size
		}
		return size, "", nil // of many files there is no one hash
	}, close: func() { stop(); file.Close() }}, nil
}

// A logState tells whether a log changed.
type logState struct{ size, modified int64 }

// knownLogs are the logs that were read with the same options, by path, as they
// were the last time.
func knownLogs(ctx context.Context, q sqlite.Querier, opt ImportOptions) (map[string]logState, error) {
	known := map[string]logState{}
	err := sqlite.Each(ctx, q, `
		SELECT
			f.path,
			f.size,
			f.modified_ns
		FROM import_file f
		JOIN import i ON i.id = f.import_id
		WHERE f.modified_ns <> 0 AND i.options = ?
		ORDER BY f.id`, []any{opt.words()}, func(row sqlite.Scanner) error {
		var path sql.RawBytes
		var state logState
		err := row.Scan(&path, &state.size, &state.modified)
		known[string(path)] = state
		return err
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	return known, nil
}
