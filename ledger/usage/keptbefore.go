package usage

import (
	"context"
	"database/sql"
	"errors"

	"tollbook/ledger/sqlite"
)

// keptBefore finds the earlier figures of rows by their keys. They are kept by import, and
// most imports changed few rows, which lie between a first and a last key.
type keptBefore []keptOf

// A keptOf is from where to where an import changed rows.
type keptOf struct {
	id          int64
	first, last []byte
}

// readKeptBefore reads which imports of a ledger changed rows.
func readKeptBefore(ctx context.Context, q sqlite.Querier) (out keptBefore, err error) {
	err = sqlite.Each(ctx, q, `
		SELECT
			id,
			(SELECT MIN(key) FROM usage_before WHERE import_id = i.id),
			(SELECT MAX(key) FROM usage_before WHERE import_id = i.id)
		FROM import i
		WHERE EXISTS (SELECT 1 FROM usage_before WHERE import_id = i.id)`, nil, func(row sqlite.Scanner) error {
		var k keptOf
		err := row.Scan(&k.id, &k.first, &k.last)
		out = append(out, k)
		return err
	})
	return out, err
}

// within are those of the imports that changed rows with keys from one to another.
func (k keptBefore) within(first, last string) (ids []int64) {
	for _, of := range k {
		if string(of.last) >= first && string(of.first) <= last {
			ids = append(ids, of.id)
		}
	}
	return ids
}

// A rawRow is a row as it stands in its table, its figures unread; it is good until the
// next one.
type rawRow struct {
	key, tokens, usd sql.RawBytes
	at, series       int64
	origin           origin
}

// eachRaw calls f for every row of a query for RowColumns.
func eachRaw(ctx context.Context, q sqlite.Querier, query string, args []any, f func(rawRow) error) (err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var r rawRow
	for rows.Next() {
		if err := rows.Scan(&r.key, &r.at, &r.series, &r.tokens, &r.usd, &r.origin); err != nil {
			return err
		}
		if err := f(r); err != nil {
			return err
		}
	}
	return rows.Err()
}
