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
	Source int64  // its id
	File   string // the name that every pull of the source goes by
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
		WHERE i.source_id = ?`, p.Source)
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

// end is the midnight behind the last of the days.
func (p *Pull) end() time.Time {
	return Instant((DayNumber(p.Until.UnixNano()-1) + 1) * DayNS)
}

// bucketsFrom is the first key that a bucket of an account can have from an instant on.
func bucketsFrom(account int64, at time.Time) []byte {
	return binary.BigEndian.AppendUint64(append(FirstKey(account), 'b'), uint64(at.UnixNano())^1<<63)
}

// End takes out the rows that did not come again, as a part of import id, so that undo
// brings them back, and says how many there were.
func (p *Pull) End(ctx context.Context, tx *sql.Tx, c *pricing.Catalog, id int64) (n int, err error) {
	if len(p.absent) == 0 {
		return 0, nil
	}
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
		files[old.Origin.Source()] = true
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
