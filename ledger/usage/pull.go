package usage

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A Pull is what ties the imports of one pull from a source together: all of them are made
// in one transaction.
type Pull struct {
	Source  int64  // its id
	Account string // that its usage goes to; "" is as its rows say
	File    string // the name that every pull of the source goes by
	// The source told all use of the days from First to Until; the day of Until may be
	// told in part.
	First, Until time.Time

	accounts []int64         // that earlier pulls had rows of
	absent   map[string]bool // keys of the source's rows in those days that did not come again yet
}

// Begin notes which rows of earlier pulls the days of this one have. Those that do not come
// again are taken out by End.
func (p *Pull) Begin(ctx context.Context, q sqlite.Querier) error {
	p.absent = map[string]bool{}
	var err error
	p.accounts, err = sqlite.IDs(ctx, q, `
		SELECT DISTINCT x.account_id
		FROM import_span x
		JOIN import i ON i.id = x.import_id
		JOIN account a ON a.id = x.account_id
		WHERE i.source_id = ?1 OR i.told AND i.file = ?2 AND (?3 = '' OR a.name = ?3)`, p.Source, p.File, p.Account)
	if err != nil {
		return err
	}
	for _, account := range p.accounts {
		err := sqlite.Each(ctx, q, `
			SELECT u.key
			FROM usage u
			CROSS JOIN import_file f ON f.id = u.origin >> 32
			WHERE u.key >= ? AND u.key < ? AND f.path = ?`,
			[]any{bucketsFrom(account, p.First), bucketsFrom(account, p.end()), p.File}, func(row sqlite.Scanner) error {
				var key sql.RawBytes
				err := row.Scan(&key)
				p.absent[string(key)] = true
				return err
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// came notes rows that come again.
func (p *Pull) came(rows []*arrival) {
	if len(p.absent) == 0 {
		return
	}
	for _, r := range rows {
		delete(p.absent, r.Key)
	}
}

// told reports whether an instant is of the days that were told.
func (p *Pull) told(at time.Time) bool { return !at.Before(p.First) && at.Before(p.end()) }

// end is the midnight behind the last of the days, which is that of Until.
func (p *Pull) end() time.Time { return pricing.StartOfDay(p.Until).Add(pricing.DayLength) }

// bucketsFrom is the first key that a bucket of an account can have from an instant on.
func bucketsFrom(account int64, at time.Time) []byte {
	return binary.BigEndian.AppendUint64(append(FirstKey(account), 'b'), uint64(at.UnixNano())^1<<63)
}

// End takes out the rows that did not come again, as a part of the last import that the
// pull made, so that undo brings them back, and says how many there were.
func (p *Pull) End(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, made []int64) (n int, err error) {
	if len(p.absent) == 0 || len(made) == 0 {
		return 0, nil
	}
	id := made[len(made)-1]
	all, err := AllSeries(ctx, tx)
	if err != nil {
		return 0, err
	}
	splits, err := readSplits(ctx, tx)
	if err != nil {
		return 0, err
	}
	changes, files := cells{}, map[int64]bool{}
	for _, key := range slices.Sorted(maps.Keys(p.absent)) {
		var old Row
		err := EachRow(ctx, tx, all, `SELECT `+RowColumns+` FROM usage WHERE key = ?`, []any{[]byte(key)}, func(r Row) error {
			old = r
			return nil
		})
		if err != nil {
			return n, err
		}
		if err := keepBefore(ctx, tx, id, old); err != nil {
			return n, err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM usage WHERE key = ?`, []byte(key)); err != nil {
			return n, err
		}
		changes.add(&old.figures, c.Edges(), -1)
		splits.add(accountOf(key), old.figures, -1)
		files[old.Origin.File()] = true
		n++
	}
	err = errors.Join(changeDays(ctx, tx, all, changes, idSpans{}), splits.flush(ctx, tx, all))
	for file := range files {
		_, e := tx.ExecContext(ctx, `
			INSERT OR IGNORE INTO import_overlap (later_id, earlier_id)
			SELECT ?, import_id
			FROM import_file
			WHERE id = ? AND import_id <> ?`, id, file, id)
		err = errors.Join(err, e)
	}
	if err == nil {
		_, err = tx.ExecContext(ctx, `UPDATE import SET removed = ? WHERE id = ?`, n, id)
	}
	if err != nil {
		return n, fmt.Errorf("rows that did not come again: %w", err)
	}
	return n, nil
}

// takenOut are the keys of rows that pulls took out, with the imports that did: one that
// brings such a row again comes behind them, and is taken back before them.
func takenOut(ctx context.Context, q sqlite.Querier) (map[string][]int64, error) {
	out := map[string][]int64{}
	err := sqlite.Each(ctx, q, `
		SELECT b.key, b.import_id
		FROM import i
		JOIN usage_before b ON b.import_id = i.id
		WHERE i.removed > 0 AND NOT EXISTS (SELECT 1 FROM usage u WHERE u.key = b.key)`, nil, func(row sqlite.Scanner) error {
		var key sql.RawBytes
		var id int64
		err := row.Scan(&key, &id)
		out[string(key)] = append(out[string(key)], id)
		return err
	})
	return out, err
}

// Fold makes imports of a pull that told nothing new a part of those before them: these
// then tell until the end of the pull. Where there is a gap between the two the import
// stays; where there is none before and no row, nothing is left of it.
func (p *Pull) Fold(ctx context.Context, tx *sql.Tx, made []int64) error {
	for _, id := range made {
		var into, until sql.NullInt64
		err := tx.QueryRowContext(ctx, `
			SELECT i.id, MIN(x.last_ns)
			FROM import i
			JOIN import_span x ON x.import_id = i.id
			WHERE i.id = (
				SELECT MAX(b.id)
				FROM import b
				JOIN import n ON n.source_id = b.source_id AND n.type = b.type
				WHERE n.id = ? AND b.id < n.id
			)`, id).Scan(&into, &until)
		if err != nil {
			return err
		}
		if !into.Valid {
			var rows int
			if err := tx.QueryRowContext(ctx, `SELECT records FROM import WHERE id = ?`, id).Scan(&rows); err != nil {
				return err
			}
			if rows > 0 {
				continue
			}
		} else if until.Int64 < p.First.UnixNano() {
			continue
		}
		end := p.Until.UnixNano()
		for _, change := range []struct {
			query string
			args  []any
		}{
			{`UPDATE import_span SET last_ns = MAX(last_ns, ?) WHERE import_id = ?`, []any{end, into.Int64}},
			{`UPDATE import SET last_ns = MAX(last_ns, ?) WHERE id = ?`, []any{end, into.Int64}},
			{`DELETE FROM import_span WHERE import_id = ?`, []any{id}},
			{`DELETE FROM import_overlap WHERE ? IN (later_id, earlier_id)`, []any{id}},
			{`DELETE FROM import_file WHERE import_id = ?`, []any{id}},
			{`DELETE FROM import WHERE id = ?`, []any{id}},
		} {
			if _, err := tx.ExecContext(ctx, change.query, change.args...); err != nil {
				return err
			}
		}
	}
	return nil
}
