package ledger

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A day is one daily sum with its labels in words.
type day struct {
	day      string
	series   int64
	account  string
	gateway  string
	billing  string // "" is the gateway's default
	model    string // as written
	provider string
	key      string
	app      string
	user     string
	view     usagefile.View
	flags    int
	band     int
	slot     int32
	daySum
	// tokensCount and dollarsCount say which part of it counts, where a day has
	// several views of one spend.
	tokensCount  bool
	dollarsCount bool
}

// A dayRange limits days, both ends inclusive; empty ends are open. Usage after
// asOf does not count; a zero one is open too.
type dayRange struct {
	from, to string
	asOf     time.Time
}

// days reads the daily sums of a range, of all accounts or one, and decides for
// each account and day which view counts.
func (s *Store) days(ctx context.Context, r dayRange, account string) (list []day, err error) {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // one state of sums and rows
	if err != nil {
		return nil, driverError(err)
	}
	defer func() { err = errors.Join(err, tx.Rollback()) }()
	rows, err := tx.QueryContext(ctx, `
		SELECT d.day, d.series_id, a.name, a.gateway, a.billing, x.model, x.provider, x.api_key, x.app, x.end_user, d.view, d.flags, d.band, d.slot,
			d.records, d.requests, d.input, d.cache_read, d.cache_write_5m, d.cache_write_1h, d.output, d.reasoning, d.other, d.unpriced, d.cost, d.byok, d.extra
		FROM daily d
		JOIN series x ON x.id = d.series_id
		JOIN account a ON a.id = x.account_id
		WHERE d.day BETWEEN ? AND ? AND (? = '' OR a.name = ?)
		ORDER BY d.day, a.name, d.series_id, d.view, d.flags, d.band, d.slot`, r.from, r.lastDay(), account, account)
	if err != nil {
		return nil, driverError(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var d day
		var billing sql.NullString
		if err := scanSum(rows, &d.daySum, &d.day, &d.series, &d.account, &d.gateway, &billing, &d.model, &d.provider, &d.key, &d.app, &d.user, &d.view, &d.flags, &d.band, &d.slot); err != nil {
			return nil, driverError(err)
		}
		d.billing = billing.String
		list = append(list, d)
	}
	if err := rows.Err(); err != nil {
		return nil, driverError(err)
	}
	if list, err = s.cutAfter(ctx, tx, list, r.asOf); err != nil {
		return nil, driverError(err)
	}
	for first := 0; first < len(list); {
		last := first
		for last < len(list) && list[last].day == list[first].day && list[last].account == list[first].account {
			last++
		}
		chooseView(list[first:last])
		first = last
	}
	return list, nil
}

// chooseView marks what counts of one account's day: dollars from the best view
// there, tokens from the best that has any. Two views are never added.
func chooseView(list []day) {
	reported := slices.ContainsFunc(list, func(d day) bool { return d.view == usagefile.Requests && d.flags&flagComputed == 0 })
	// Request rows whose cost the catalog computed stand last, unless the same
	// export brought others with their cost: then they are more of the same.
	rank := func(d *day) usagefile.View {
		if d.view == usagefile.Requests && !reported {
			return usagefile.Usage
		}
		return d.view
	}
	var dollars, tokens usagefile.View
	for i := range list {
		d := &list[i]
		if dollars == 0 || rank(d) < dollars {
			dollars = rank(d)
		}
		if (!d.tokens.IsZero() || d.requests > 0) && (tokens == 0 || rank(d) < tokens) {
			tokens = rank(d)
		}
	}
	for i := range list {
		list[i].dollarsCount = rank(&list[i]) == dollars
		list[i].tokensCount = rank(&list[i]) == tokens
	}
}

// An Extent is what the ledger holds in short.
type Extent struct {
	Rows     int64
	First    time.Time // day of the first usage; zero for an empty ledger
	Last     time.Time // instant of the last usage
	Accounts []string
}

// Extent says how much there is and until when.
func (s *Store) Extent(ctx context.Context) (Extent, error) {
	var e Extent
	var first, last sql.NullString
	err := s.db.QueryRowContext(ctx, `SELECT COALESCE(SUM(records), 0), MIN(day), MAX(day) FROM daily`).Scan(&e.Rows, &first, &last)
	if err != nil {
		return e, driverError(err)
	}
	if e.Accounts, err = s.lines(ctx, `SELECT name FROM account ORDER BY name`); err != nil {
		return e, driverError(err)
	}
	if !first.Valid {
		return e, nil
	}
	if e.First, err = time.Parse(pricing.Day, first.String); err != nil {
		return e, err
	}
	// The last instant is what imports remember: no scan of the rows.
	var ns sql.NullInt64
	if err := s.db.QueryRowContext(ctx, `SELECT MAX(last_ns) FROM import`).Scan(&ns); err != nil {
		return e, driverError(err)
	}
	e.Last = instant(ns.Int64)
	return e, nil
}
