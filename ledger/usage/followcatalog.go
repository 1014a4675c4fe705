package usage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// FollowCatalog rebuilds the daily sums once where the catalog's rates change at other
// places than those that the sums were split by. Of a file that can't be written they are
// added up anew into a temporary table of the same name, which SQLite reads first: it lives
// in memory until the file is closed.
func FollowCatalog(ctx context.Context, f *sqlite.File, c *pricing.Catalog) error {
	edges, err := json.Marshal(c.Edges())
	if err != nil {
		return err
	}
	var old string
	err = f.QueryRowContext(ctx, `SELECT value FROM setting WHERE name = 'price_edges'`).Scan(&old)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return sqlite.Fault(err)
	}
	switch {
	case old == string(edges):
		return nil
	case f.ReadOnly():
		return f.WriteAside(ctx, func(tx *sql.Tx) error { return splitAside(ctx, tx, c) })
	}
	return f.Write(ctx, func(tx *sql.Tx) error {
		if old != "" {
			if err := splitAnew(ctx, tx, c); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO setting (name, value) VALUES ('price_edges', ?)`, string(edges))
		return err
	})
}

// splitAnew adds up all rows again, by the edges of the catalog.
func splitAnew(ctx context.Context, tx *sql.Tx, c *pricing.Catalog) error {
	all, _, err := sumRows(ctx, tx, c.Edges())
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM daily`); err != nil {
		return err
	}
	return addDaily(ctx, tx, all)
}

// splitAside is splitAnew into a temporary table.
func splitAside(ctx context.Context, tx *sql.Tx, c *pricing.Catalog) error {
	var table string
	if err := tx.QueryRowContext(ctx, `SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'daily'`).Scan(&table); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, strings.Replace(table, "CREATE TABLE", "CREATE TEMP TABLE", 1)); err != nil {
		return err
	}
	return splitAnew(ctx, tx, c) // an unqualified "daily" is the temporary one now
}
