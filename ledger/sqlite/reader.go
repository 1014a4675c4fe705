package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// A Querier asks for rows: a transaction, or a File.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A Reader is a Querier that also asks for single rows.
type Reader interface {
	Querier
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// A Scanner is a row that can be scanned: *sql.Row and *sql.Rows.
type Scanner interface{ Scan(...any) error }

// Each calls do for every row of a query's answer.
func Each(ctx context.Context, q Querier, query string, args []any, do func(Scanner) error) (err error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := do(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// IDs collects the one column of numbers of a query's answer.
func IDs(ctx context.Context, q Querier, query string, args ...any) ([]int64, error) {
	return column[int64](ctx, q, query, args)
}

// Lines collects the one text column of a query's answer.
func Lines(ctx context.Context, q Querier, query string, args ...any) ([]string, error) {
	return column[string](ctx, q, query, args)
}

func column[T any](ctx context.Context, q Querier, query string, args []any) (out []T, err error) {
	err = Each(ctx, q, query, args, func(row Scanner) error {
		var value T
		err := row.Scan(&value)
		out = append(out, value)
		return err
	})
	return out, err
}
