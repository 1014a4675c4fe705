package ledger

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// shipped are the migrations of this program, and the schema that they come to: a new
// ledger is made with that at once, in a third of the time.
//
//go:embed migrations/*.sql schema.sql
var shipped embed.FS

// applicationID marks a SQLite file as a tollbook ledger ("toll").
const applicationID = 0x746f6c6c

// ErrNotALedger is returned for a file that is not a tollbook ledger.
var ErrNotALedger = errors.New("is no tollbook ledger")

// ErrNewer is returned for a ledger written by a newer tollbook.
var ErrNewer = errors.New("was written by a newer tollbook")

// ErrDamaged is returned for a ledger that SQLite finds damaged.
var ErrDamaged = errors.New("is damaged")

// migrate brings the file to the newest version. A file that holds an older
// version is copied aside first.
func (s *Store) migrate(ctx context.Context, mode access, migrations fs.FS) error {
	files, err := fs.ReadDir(migrations, "migrations")
	if err != nil {
		return err
	}
	var version, id, tables int
	var pageSize int64
	err = s.db.QueryRowContext(ctx, `
		SELECT user_version, application_id, page_size, (SELECT COUNT(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id, pragma_page_size`).Scan(&version, &id, &pageSize, &tables)
	if err != nil {
		return driverError(err)
	}
	switch {
	case tables > 0 && id != applicationID:
		return ErrNotALedger
	case version > len(files):
		return fmt.Errorf("%w (version %d, this one knows %d)", ErrNewer, version, len(files))
	case s.path != memory && cutShort(s.path, pageSize):
		return fmt.Errorf("%w: it is cut short", ErrDamaged)
	case mode == readOnly && version < len(files):
		return fmt.Errorf("is of version %d and can't be brought to version %d where it can't be written: copy it to a folder of your own", version, len(files))
	}
	// WAL lets others read during an import. It is written into the file, so it
	// waits until the file is known to be ours.
	if mode == readWrite {
		if _, err := s.db.ExecContext(ctx, `PRAGMA journal_mode = WAL`); err != nil {
			return driverError(err)
		}
	}
	if version > 0 && version < len(files) && s.path != memory {
		if err := s.copyAside(ctx, version); err != nil {
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
	return s.trusting(ctx, func(tx *sql.Tx) error {
		// Another process may have done it since: the transaction has the say.
		var now int
		if err := tx.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&now); err != nil || now >= len(files) {
			return err
		}
		var steps []string
		for _, file := range files[now:] {
			steps = append(steps, "migrations/"+file.Name())
		}
		if _, err := fs.Stat(migrations, "schema.sql"); now == 0 && err == nil {
			steps = []string{"schema.sql"}
		}
		for _, name := range steps {
			script, err := fs.ReadFile(migrations, name)
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
		_, err = tx.ExecContext(ctx, fmt.Sprintf(`PRAGMA user_version = %d; PRAGMA application_id = %d`, len(files), applicationID))
		return err
	})
}

// copyAside keeps the ledger as it is before an upgrade, as PATH.v1, or PATH.v1-2
// where an earlier copy has that name: none is ever overwritten.
func (s *Store) copyAside(ctx context.Context, version int) error {
	aside := fmt.Sprintf("%s.v%d", s.path, version)
	err := s.copyTo(ctx, aside)
	for n := 2; errors.Is(err, fs.ErrExist); n++ {
		aside = fmt.Sprintf("%s.v%d-%d", s.path, version, n)
		err = s.copyTo(ctx, aside)
	}
	if err != nil {
		return err
	}
	// Another process may have upgraded it meanwhile, and has kept its own copy.
	var now int
	if err := s.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&now); err != nil {
		return driverError(err)
	}
	if now > version {
		return os.Remove(aside)
	}
	return nil
}
