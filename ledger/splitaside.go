package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"tollbook/ledger/sqlite"
)

// splitAside is followCatalog for a ledger that can't be written: where its daily
// sums were split by another catalog's edges, they are added up anew into a
// temporary table of the same name, which SQLite reads first. It lives in memory
// until the ledger is closed.
func (s *Store) splitAside(ctx context.Context) (err error) {
	edges, err := json.Marshal(s.catalog.Edges())
	if err != nil {
		return err
	}
	var old string
	err = s.file.QueryRowContext(ctx, `SELECT value FROM setting WHERE name = 'price_edges'`).Scan(&old)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return sqlite.Fault(err)
	}
	if old == string(edges) {
		return nil
	}
	return s.file.WriteAside(ctx, func(tx *sql.Tx) error {
		var table string
		if err := tx.QueryRowContext(ctx, `SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'daily'`).Scan(&table); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, strings.Replace(table, "CREATE TABLE", "CREATE TEMP TABLE", 1)); err != nil {
			return err
		}
		sums, _, err := sumRows(ctx, tx, s.catalog.Edges())
		if err != nil {
			return err
		}
		return addDaily(ctx, tx, sums)
	})
}
