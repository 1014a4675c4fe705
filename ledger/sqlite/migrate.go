package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// ErrNotALedger is returned for a file that is not a tollbook ledger.
var ErrNotALedger = errors.New("is no tollbook ledger")

// ErrNewer is returned for a ledger written by a newer tollbook.
var ErrNewer = errors.New("was written by a newer tollbook")

// ErrDamaged is returned for a ledger that SQLite finds damaged.
var ErrDamaged = errors.New("is damaged")

// An olderError is returned for a file of an earlier version that can't be written.
type olderError struct{ version, newest int }

func (e *olderError) Error() string {
	return fmt.Sprintf("is of version %d and can't be brought to version %d where it can't be written: copy it to a folder of your own", e.version, e.newest)
}

// migrate brings the file to the newest version. A file that holds an older
// version is copied aside first.
func (f *File) migrate(ctx context.Context, d Design) error {
	files, err := fs.ReadDir(d.Schema, "migrations")
	if err != nil {
		return err
	}
	var version, id, tables int
	var pageSize int64
	err = f.db.QueryRowContext(ctx, `
		SELECT user_version, application_id, page_size, (SELECT COUNT(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id, pragma_page_size`).Scan(&version, &id, &pageSize, &tables)
	if err != nil {
		return Fault(err)
	}
	switch {
	case tables > 0 && id != d.ID:
		return ErrNotALedger
	case version > len(files):
		return fmt.Errorf("%w (version %d, this one knows %d)", ErrNewer, version, len(files))
	case f.path != memory && cutShort(f.path, pageSize):
		return fmt.Errorf("%w: it is cut short", ErrDamaged)
	case f.mode == readOnly && version < len(files):
		return &olderError{version, len(files)}
	}
	// WAL lets others read during an import. It is written into the file, so it
	// waits until the file is known to be ours.
	if f.mode == readWrite {
		if _, err := f.db.ExecContext(ctx, `PRAGMA journal_mode = WAL`); err != nil {
			return Fault(err)
		}
	}
	if version > 0 && version < len(files) && f.path != memory {
		if err := f.copyAside(ctx, version); err != nil {
			return fmt.Errorf("is not upgraded, as no copy of it can be kept: %w", err)
		}
	}
	if version == len(files) {
		return nil
	}
	// All steps are one: nobody ever finds a ledger between two versions, and one
	// that can't be brought to the newest stays what it was. A table that others
	// refer to can only be replaced while SQLite does not look; what came of it is
	// looked at in the end.
	return f.WriteTrusting(ctx, func(tx *sql.Tx) error {
		// Another process may have done it since: the transaction has the say.
		var now int
		if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&now); err != nil || now >= len(files) {
			return err
		}
		var steps []string
		for _, file := range files[now:] {
			steps = append(steps, "migrations/"+file.Name())
		}
		if _, err := fs.Stat(d.Schema, "schema.sql"); now == 0 && err == nil {
			steps = []string{"schema.sql"}
		}
		for _, name := range steps {
			script, err := fs.ReadFile(d.Schema, name)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, string(script)); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		var orphans int
		err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM pragma_foreign_key_check`).Scan(&orphans)
		if err != nil {
			return err
		}
		if orphans > 0 {
			return fmt.Errorf("after the migrations %d rows name what is missing", orphans)
		}
		_, err = tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d; PRAGMA application_id = %d`, len(files), d.ID))
		return err
	})
}

// copyAside keeps the ledger as it is before an upgrade, as PATH.v1, or PATH.v1-2
// where an earlier copy has that name: none is ever overwritten.
func (f *File) copyAside(ctx context.Context, version int) error {
	aside := fmt.Sprintf("%s.v%d", f.path, version)
	err := f.copyTo(ctx, aside)
	for n := 2; errors.Is(err, fs.ErrExist); n++ {
		aside = fmt.Sprintf("%s.v%d-%d", f.path, version, n)
		err = f.copyTo(ctx, aside)
	}
	if err != nil {
		return err
	}
	// Another process may have upgraded it meanwhile, and has kept its own copy.
	var now int
	if err := f.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&now); err != nil {
		return Fault(err)
	}
	if now > version {
		return os.Remove(aside)
	}
	return nil
}
