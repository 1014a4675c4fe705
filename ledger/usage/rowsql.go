package usage

import (
	"context"
	"database/sql"
	"slices"

	"tollbook/ledger/sqlite"
)

// RowColumns are the columns of a usage row; usage_before has the same behind
// its import_id.
const RowColumns = `key, at_ns, series_id, tokens, usd, origin`

// values are a row's columns in the order of RowColumns.
func (r Row) values() []any {
	return []any{[]byte(r.Key), r.At, r.Series, string(appendRow(nil, &r.figures)),
		string(appendUSD(nil, r.Cost, r.BYOK, r.Extra)), int64(r.Origin)}
}

// read turns a row's text columns into its figures.
func (r *Row) read(key []byte, tokens, usd string, all map[int64]*Series) (err error) {
	r.Key = string(key)
	return r.readFigures(tokens, usd, all)
}

// readFigures is read for a row whose key is known.
func (r *Row) readFigures(tokens, usd string, all map[int64]*Series) (err error) {
	if s := all[r.Series]; s != nil {
		r.view, r.flags = s.View, s.Flags
	}
	if err = r.parseRow(tokens); err != nil {
		return err
	}
	r.Cost, r.BYOK, r.Extra, err = ParseUSD(usd)
	return err
}

// EachRow calls f for every row of a query for RowColumns; all are the ledger's series.
func EachRow(ctx context.Context, q sqlite.Querier, all map[int64]*Series, query string, args []any, f func(Row) error) error {
	var r Row
	var key sql.RawBytes
	var tokens, usd string
	return sqlite.Each(ctx, q, query, args, func(row sqlite.Scanner) error {
		r = Row{}
		if err := row.Scan(&key, &r.At, &r.Series, &tokens, &usd, &r.Origin); err != nil {
			return err
		}
		if err := r.read(key, tokens, usd, all); err != nil {
			return err
		}
		return f(r)
	})
}

// scanRows is how many rows scan reads in one go.
const scanRows = 65_536

// scan calls f for every row that a condition chooses, in the order of the tree, and between
// every now and then, when nothing is being read and the transaction may write; n is how
// many rows were read since.
func scan(ctx context.Context, tx *sql.Tx, all map[int64]*Series, where string, args []any, f func(Row) error, between func(n int) error) error {
	from := []byte{0xff, 0xff, 0xff, 0xff, 0xff} // behind every account's keys
	for n := scanRows; n == scanRows; {
		n = 0
		err := EachRow(ctx, tx, all, `SELECT `+RowColumns+` FROM usage WHERE `+where+` AND key < ? ORDER BY key DESC LIMIT ?`, append(slices.Clone(args), from, scanRows), func(r Row) error {
			n++
			from = append(from[:0], r.Key...)
			return f(r)
		})
		if err == nil {
			err = between(n)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// putRow writes a row in place of the one of its key.
func putRow(ctx context.Context, tx *sql.Tx, r Row) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO usage (`+RowColumns+`) VALUES (?, ?, ?, ?, ?, ?)`, r.values()...)
	return err
}
