package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A dayKey is all that a price can depend on, and the labels.
type dayKey struct {
	day    string
	series int64
	view   usagefile.View
	flags  int
	band   int
	slot   int32
}

// A daySum adds up the rows of one dayKey.
type daySum struct {
	records  int64
	requests int64
	tokens   pricing.Tokens
	unpriced int64
	cost     pricing.Money
	byok     pricing.Money
	extra    pricing.Money
}

func (s *daySum) add(f figures, times int64) {
	s.records += times
	s.requests += times * f.requests
	for k := range s.tokens {
		s.tokens[k] += times * f.tokens[k]
	}
	s.unpriced += times * f.unpriced
	if times < 0 {
		f.cost, f.byok, f.extra = f.cost.Neg(), f.byok.Neg(), f.extra.Neg()
	}
	s.cost, s.byok, s.extra = s.cost.Add(f.cost), s.byok.Add(f.byok), s.extra.Add(f.extra)
}

func (s *daySum) merge(o daySum) {
	s.records += o.records
	s.requests += o.requests
	s.tokens = s.tokens.Plus(o.tokens)
	s.unpriced += o.unpriced
	s.cost, s.byok, s.extra = s.cost.Add(o.cost), s.byok.Add(o.byok), s.extra.Add(o.extra)
}

func (s daySum) equal(o daySum) bool {
	return s.records == o.records && s.requests == o.requests && s.tokens == o.tokens && s.unpriced == o.unpriced &&
		s.cost.Equal(o.cost) && s.byok.Equal(o.byok) && s.extra.Equal(o.extra)
}

// dayOf finds the daily sum that a row belongs to. A row that adds up many
// requests does not tell its tier: it goes to the base. It has an instant all the
// same, and rates may change inside a day.
func dayOf(f figures, edges pricing.Edges) dayKey {
	at := instant(f.at)
	k := dayKey{day: at.Format(pricing.Day), series: f.series, view: f.view, flags: f.flags, slot: edges.Slot(at.Unix())}
	if f.flags&flagMixed == 0 {
		k.band = edges.Band(f.tokens.Prompt())
	}
	return k
}

// sumColumns are the columns of a daily sum behind its key.
const sumColumns = `records, requests, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, other, unpriced, cost, byok, extra`

// scanner is a row that can be scanned: *sql.Row and *sql.Rows.
type scanner interface{ Scan(...any) error }

// scanSum reads sumColumns behind further destinations.
func scanSum(r scanner, s *daySum, before ...any) error {
	var other, cost, byok, extra string
	t := &s.tokens
	err := r.Scan(append(before, &s.records, &s.requests, &t[pricing.Input], &t[pricing.CacheRead], &t[pricing.CacheWrite5m],
		&t[pricing.CacheWrite1h], &t[pricing.Output], &t[pricing.Reasoning], &other, &s.unpriced, &cost, &byok, &extra)...)
	if err != nil {
		return err
	}
	return parseFigures(t, other, cost, byok, extra, &s.cost, &s.byok, &s.extra)
}

// parseFigures turns the text columns of a row or a sum into values.
func parseFigures(t *pricing.Tokens, other, cost, byok, extra string, usd, own, extraUSD *pricing.Money) (err error) {
	if err := addOther(t, other); err != nil {
		return err
	}
	for _, m := range []struct {
		text string
		into *pricing.Money
	}{{cost, usd}, {byok, own}, {extra, extraUSD}} {
		if *m.into, err = pricing.ParseMoney(m.text); err != nil {
			return fmt.Errorf("amount %q in the ledger: %w", m.text, err)
		}
	}
	return nil
}

// addDaily brings the daily sums up by the changes of a transaction.
func addDaily(ctx context.Context, tx *sql.Tx, changes map[dayKey]*daySum) error {
	get, err := tx.PrepareContext(ctx, `SELECT `+sumColumns+` FROM daily
		WHERE day = ? AND series_id = ? AND view = ? AND flags = ? AND band = ? AND slot = ?`)
	if err != nil {
		return err
	}
	defer get.Close()
	put, err := tx.PrepareContext(ctx, `INSERT OR REPLACE INTO daily (day, series_id, view, flags, band, slot, `+sumColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer put.Close()
	for k, change := range changes {
		var sum daySum
		err := scanSum(get.QueryRowContext(ctx, k.day, k.series, k.view, k.flags, k.band, k.slot), &sum)
		if err != nil && err != sql.ErrNoRows {
			return err
		}
		sum.merge(*change)
		if sum.records == 0 {
			_, err = tx.ExecContext(ctx, `DELETE FROM daily WHERE day = ? AND series_id = ? AND view = ? AND flags = ? AND band = ? AND slot = ?`,
				k.day, k.series, k.view, k.flags, k.band, k.slot)
		} else {
			t := sum.tokens
			_, err = put.ExecContext(ctx, k.day, k.series, k.view, k.flags, k.band, k.slot, sum.records, sum.requests,
				t[pricing.Input], t[pricing.CacheRead], t[pricing.CacheWrite5m], t[pricing.CacheWrite1h], t[pricing.Output], t[pricing.Reasoning],
				otherKinds(t), sum.unpriced, sum.cost.String(), sum.byok.String(), sum.extra.String())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// followCatalog rebuilds the daily sums once where the catalog's rates change at
// other places than those that the sums were split by.
func (s *Store) followCatalog(ctx context.Context) error {
	print, err := json.Marshal(s.catalog.Edges())
	if err != nil {
		return err
	}
	var old string
	err = s.db.QueryRowContext(ctx, `SELECT value FROM setting WHERE name = 'price_edges'`).Scan(&old)
	if err != nil && err != sql.ErrNoRows {
		return driverError(err)
	}
	if old == string(print) {
		return nil
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		if old != "" {
			sums, _, err := sumRows(ctx, tx, s.catalog.Edges())
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `DELETE FROM daily`); err != nil {
				return err
			}
			if err := addDaily(ctx, tx, sums); err != nil {
				return err
			}
		}
		_, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO setting (name, value) VALUES ('price_edges', ?)`, string(print))
		return err
	})
}

// querier is a transaction or the database.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// sumRows adds up every row anew.
func sumRows(ctx context.Context, q querier, edges pricing.Edges) (sums map[dayKey]*daySum, rows int64, err error) {
	sums = map[dayKey]*daySum{}
	err = eachRow(ctx, q, `SELECT `+rowColumns+` FROM usage`, nil, func(r row) error {
		addFigures(sums, r.figures, edges, 1)
		rows++
		return nil
	})
	return sums, rows, err
}

func addFigures(sums map[dayKey]*daySum, f figures, edges pricing.Edges, times int64) {
	k := dayOf(f, edges)
	sum := sums[k]
	if sum == nil {
		sum = &daySum{}
		sums[k] = sum
	}
	sum.add(f, times)
}
