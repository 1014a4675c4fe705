package ledger

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
)

//go:embed migrations/*.sql
var migrations embed.FS

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
func migrate(ctx context.Context, db *sql.DB, path string, mode access) error {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	var version, id, tables int
	err = db.QueryRowContext(ctx, `
		SELECT user_version, application_id, (SELECT COUNT(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&version, &id, &tables)
	if err != nil {
		return driverError(err)
	}
	switch {
	case tables > 0 && id != applicationID:
		return ErrNotALedger
	case version > len(files):
		return fmt.Errorf("%w (version %d, this one knows %d)", ErrNewer, version, len(files))
	}
	// WAL lets others read during an import. It is written into the file, so it
	// waits until the file is known to be ours.
	if mode == readWrite {
		if _, err := db.ExecContext(ctx, `PRAGMA journal_mode = WAL`); err != nil {
			return driverError(err)
		}
	}
	if version > 0 && version < len(files) {
		if err := copyAside(path, version); err != nil {
			return fmt.Errorf("copy the ledger before upgrading it: %w", err)
		}
	}
	for i := version; i < len(files); i++ {
		script, err := migrations.ReadFile("migrations/" + files[i].Name())
		if err != nil {
			return err
		}
		// A table that others refer to can only be replaced while nobody looks; what
		// came of it is checked below. The pragma does nothing inside a transaction.
		if _, err := db.ExecContext(ctx, `PRAGMA foreign_keys = OFF`); err != nil {
			return driverError(err)
		}
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return driverError(err)
		}
		// Another process may have made it since: the transaction has the say.
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil || version > i {
			if err := errors.Join(err, tx.Rollback()); err != nil {
				return driverError(err)
			}
			continue
		}
		steps := string(script) + fmt.Sprintf("\nPRAGMA user_version = %d; PRAGMA application_id = %d;", i+1, applicationID)
		if _, err := tx.ExecContext(ctx, steps); err != nil {
			return errors.Join(fmt.Errorf("migration %s: %w", files[i].Name(), err), tx.Rollback())
		}
		var orphans int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM pragma_foreign_key_check`).Scan(&orphans); err != nil || orphans > 0 {
			return errors.Join(fmt.Errorf("migration %s: %d rows name what is missing", files[i].Name(), orphans), err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return driverError(err)
		}
	}
	_, err = db.ExecContext(ctx, `PRAGMA foreign_keys = ON`)
	return driverError(err)
}

// copyAside keeps the file as it is before an upgrade, as PATH.v1.
func copyAside(path string, version int) (err error) {
	if path == memory {
		return nil
	}
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.OpenFile(fmt.Sprintf("%s.v%d", path, version), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	_, err = io.Copy(to, from)
	return err
}
