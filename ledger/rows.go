package ledger

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// figureColumns are the columns of figures; rowColumns are those of a row.
const (
	figureColumns = `at_ns, series_id, view, flags, requests, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, other, unpriced, cost, byok, extra`
	rowColumns    = `account_id, key, ` + figureColumns + `, import_id, figures_id, line`
	rowWidth      = 21
)

// values are a row's columns in the order of rowColumns.
func (r row) values() []any {
	return append([]any{r.account, []byte(r.key)}, append(r.figures.values(), r.imported, r.figured, r.line)...)
}

// values are the figures in the order of figureColumns.
func (f figures) values() []any {
	t := f.tokens
	return []any{f.at, f.series, int(f.view), f.flags, f.requests, t[pricing.Input], t[pricing.CacheRead], t[pricing.CacheWrite5m],
		t[pricing.CacheWrite1h], t[pricing.Output], t[pricing.Reasoning], otherKinds(t), f.unpriced, f.cost.String(), f.byok.String(), f.extra.String()}
}

func scanRow(s scanner) (row, error) {
	var r row
	var key []byte
	var view int
	var other, cost, byok, extra string
	t := &r.tokens
	err := s.Scan(&r.account, &key, &r.at, &r.series, &view, &r.flags, &r.requests, &t[pricing.Input], &t[pricing.CacheRead],
		&t[pricing.CacheWrite5m], &t[pricing.CacheWrite1h], &t[pricing.Output], &t[pricing.Reasoning], &other, &r.unpriced,
		&cost, &byok, &extra, &r.imported, &r.figured, &r.line)
	if err != nil {
		return r, err
	}
	r.key, r.view = string(key), usagefile.View(view)
	return r, parseFigures(t, other, cost, byok, extra, &r.cost, &r.byok, &r.extra)
}

// eachRow calls f for every row of a query for rowColumns.
func eachRow(ctx context.Context, q querier, query string, args []any, f func(row) error) (err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		r, err := scanRow(rows)
		if err != nil {
			return err
		}
		if err := f(r); err != nil {
			return err
		}
	}
	return rows.Err()
}

// rowKey is a row's primary key.
type rowKey struct {
	account int64
	key     string
}

const (
	lookBatch   = 200 // keys looked up in one statement
	insertBatch = 40  // rows inserted with one
)

// existing finds which keys the ledger has already.
func existing(ctx context.Context, tx *sql.Tx, keys []rowKey) (map[rowKey]row, error) {
	found := map[rowKey]row{}
	for len(keys) > 0 {
		n := min(len(keys), lookBatch)
		args := make([]any, 0, 2*n)
		for _, k := range keys[:n] {
			args = append(args, k.account, []byte(k.key))
		}
		keys = keys[n:]
		query := `WITH wanted (a, k) AS (VALUES (?, ?)` + strings.Repeat(", (?, ?)", n-1) + `)
			SELECT ` + rowColumns + ` FROM wanted CROSS JOIN usage ON account_id = a AND key = k`
		err := eachRow(ctx, tx, query, args, func(r row) error {
			found[rowKey{r.account, r.key}] = r
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// An inserter puts rows in, many with one statement.
type inserter struct {
	tx   *sql.Tx
	full *sql.Stmt
}

func insertQuery(n int) string {
	one := "(?" + strings.Repeat(", ?", rowWidth-1) + ")"
	return `INSERT INTO usage (` + rowColumns + `) VALUES ` + one + strings.Repeat(", "+one, n-1)
}

func (in *inserter) insert(ctx context.Context, rows []row) error {
	args := make([]any, 0, insertBatch*rowWidth)
	for len(rows) > 0 {
		n := min(len(rows), insertBatch)
		args = args[:0]
		for _, r := range rows[:n] {
			args = append(args, r.values()...)
		}
		rows = rows[n:]
		var err error
		if n == insertBatch {
			if in.full == nil {
				if in.full, err = in.tx.PrepareContext(ctx, insertQuery(n)); err != nil {
					return err
				}
			}
			_, err = in.full.ExecContext(ctx, args...)
		} else {
			_, err = in.tx.ExecContext(ctx, insertQuery(n), args...)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (in *inserter) close() error {
	if in.full == nil {
		return nil
	}
	return in.full.Close()
}
