package usage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// FollowCatalog makes the sums anew once where that is due: all of them in a ledger that an
// earlier version wrote, and the money sums where the catalog's rates change at other
// places than those that they were split by. Of a file that can't be written they are added
// up into temporary tables of the same names, which SQLite reads first: they live in memory
// until the file is closed. Progress is told how many of about how many rows are done; nil
// is not told.
func FollowCatalog(ctx context.Context, f *sqlite.File, c *pricing.Catalog, progress func(done, of int64)) error {
	edges, err := json.Marshal(c.Edges())
	if err != nil {
		return err
	}
	kept, err := readSettings(ctx, f)
	if err != nil {
		return sqlite.Fault(err)
	}
	a := anew{catalog: c, progress: progress}
	switch {
	case kept["sums"] == "missing":
		a.tables, a.pieces = []sumTable{moneySumTable, labelSumTable}, []sumTable{moneyPieceTable, labelPieceTable}
	case kept["price_edges"] == string(edges):
		return nil
	case kept["price_edges"] != "":
		last, err := lastUsage(ctx, f)
		if err != nil {
			return err
		}
		if !sameEdges(kept["price_edges"], c.Edges(), last) {
			a.tables = []sumTable{moneySumTable}
		}
	}
	if f.ReadOnly() {
		if len(a.tables) == 0 {
			return nil
		}
		return f.WriteAside(ctx, func(tx *sql.Tx) error {
			if err := a.makeAside(ctx, tx); err != nil {
				return err
			}
			return a.run(ctx, tx)
		})
	}
	return f.Write(ctx, func(tx *sql.Tx) error {
		if err := a.run(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM setting WHERE name = 'sums'`); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO setting (name, value) VALUES ('price_edges', ?)`, string(edges))
		return err
	})
}

// readSettings reads what the ledger notes of its sums, by name.
func readSettings(ctx context.Context, q sqlite.Querier) (map[string]string, error) {
	out := map[string]string{}
	err := sqlite.Each(ctx, q, `SELECT name, value FROM setting WHERE name IN ('price_edges', 'sums')`, nil, func(row sqlite.Scanner) error {
		var name, value string
		err := row.Scan(&name, &value)
		out[name] = value
		return err
	})
	return out, err
}

// sameEdges reports whether sums that were split by the edges of before are split as those
// of now would: rates that begin or end after the day of the last usage split none.
func sameEdges(before string, now pricing.Edges, last time.Time) bool {
	var then pricing.Edges
	if json.Unmarshal([]byte(before), &then) != nil {
		return false
	}
	end := pricing.StartOfDay(last).Add(pricing.DayLength).Unix()
	until := func(changes []int64) []int64 {
		n, _ := slices.BinarySearch(changes, end)
		return changes[:n]
	}
	return slices.Equal(then.Prompts, now.Prompts) && slices.Equal(then.Clock, now.Clock) && slices.Equal(until(then.Changes), until(now.Changes))
}

// anew makes sums anew from the rows.
type anew struct {
	catalog        *pricing.Catalog
	progress       func(done, of int64)
	tables, pieces []sumTable
}

// makeAside makes the tables as temporary ones: their names, unqualified, are those from
// then on.
func (a anew) makeAside(ctx context.Context, tx *sql.Tx) error {
	for _, t := range slices.Concat(a.tables, a.pieces) {
		var table string
		if err := tx.QueryRowContext(ctx, `SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?`, t.name).Scan(&table); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, strings.Replace(table, "CREATE TABLE", "CREATE TEMP TABLE", 1)); err != nil {
			return err
		}
	}
	return nil
}

// run adds up all rows again, some at a time: nothing can be written while they are read.
func (a anew) run(ctx context.Context, tx *sql.Tx) error {
	if len(a.tables) == 0 {
		return nil
	}
	for _, t := range slices.Concat(a.tables, a.pieces) {
		if _, err := tx.ExecContext(ctx, `DELETE FROM `+t.name); err != nil {
			return err
		}
	}
	all, err := AllSeries(ctx, tx)
	if err != nil {
		return err
	}
	divided, err := readSplits(ctx, tx)
	if err != nil {
		return err
	}
	var of, done int64
	if err := tx.QueryRowContext(ctx, `SELECT COALESCE(SUM(added), 0) FROM import`).Scan(&of); err != nil {
		return err
	}
	sums, spans, edges := cells{}, idSpans{}, a.catalog.Edges()
	write := func() error {
		err := changeDays(ctx, tx, all, sums, spans, a.tables...)
		clear(sums)
		return err
	}
	err = scan(ctx, tx, all, `TRUE`, nil, func(r Row) error {
		sums.add(&r.figures, edges, 1)
		spans.note(&r)
		if len(a.pieces) > 0 {
			divided.add(accountOf(r.Key), r.figures, 1)
		}
		return nil
	}, func(n int) error {
		if done += int64(n); a.progress != nil {
			a.progress(done, max(of, done))
		}
		if len(sums) < maxCells {
			return nil
		}
		return write()
	})
	if err != nil {
		return err
	}
	return errors.Join(write(), divided.flush(ctx, tx, all))
}
