package ledger

import (
	"context"
	"database/sql"
	"errors"

	"tollbook/ledger/sqlite"
)

// rowColumns are the columns of a usage row; usage_before has the same behind
// its import_id.
const rowColumns = `key, at_ns, series_id, tokens, usd, origin`

// values are a row's columns in the order of rowColumns.
func (r row) values() []any {
	return []any{[]byte(r.key), r.at, r.series, string(appendRow(nil, &r.figures)),
		string(appendUSD(nil, r.cost, r.byok, r.extra)), int64(r.origin)}
}

// read turns a row's text columns into its figures.
func (r *row) read(key []byte, tokens, usd string, all map[int64]*series) (err error) {
	r.key = string(key)
	if s := all[r.series]; s != nil {
		r.view, r.flags = s.view, s.flags
	}
	if err = r.parseRow(tokens); err != nil {
		return err
	}
	r.cost, r.byok, r.extra, err = parseUSD(usd)
	return err
}

// eachRow calls f for every row of a query for rowColumns.
func eachRow(ctx context.Context, q sqlite.Querier, query string, args []any, f func(row) error) (err error) {
	all, err := allSeries(ctx, q)
	if err != nil {
		return err
	}
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var r row
		var key sql.RawBytes
		var tokens, usd string
		if err := rows.Scan(&key, &r.at, &r.series, &tokens, &usd, &r.origin); err != nil {
			return err
		}
		if err := r.read(key, tokens, usd, all); err != nil {
			return err
		}
		if err := f(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// putRow writes a row in place of the one of its key.
func putRow(ctx context.Context, tx *sql.Tx, r row) error {
	_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO usage (`+rowColumns+`) VALUES (?, ?, ?, ?, ?, ?)`, r.values()...)
	return err
}
