package ledger

import (
	"context"
	"database/sql"
	"time"
)

// A daySpan is a first and a last day, both inclusive; days of which nothing is known
// are the zero daySpan.
type daySpan struct{ from, to time.Time }

// days counts them.
func (d daySpan) days() int {
	if d.from.IsZero() || d.to.Before(d.from) {
		return 0
	}
	return int(d.to.Sub(d.from)/wholeDay) + 1
}

// around is the least span that holds both.
func (d daySpan) around(e daySpan) daySpan {
	if d.days() == 0 {
		return e
	}
	if e.days() == 0 {
		return d
	}
	if e.from.Before(d.from) {
		d.from = e.from
	}
	if e.to.After(d.to) {
		d.to = e.to
	}
	return d
}

// within is the part of the span that lies in another.
func (d daySpan) within(e daySpan) daySpan {
	if d.from.Before(e.from) {
		d.from = e.from
	}
	if d.to.After(e.to) {
		d.to = e.to
	}
	if d.to.Before(d.from) {
		return daySpan{}
	}
	return d
}

// knownRows is how many rows at each end of an account's keys are asked which import
// brought them.
const knownRows = 1000

// knownDays are the days of a range for which an account's usage is known: from its
// first usage to its last, and as far as the files reach that brought it, since a file
// that has a later row of another account shows that this one was silent. Days after
// that are unknown, not without use.
//
//	a file of 30 days in which the account was used on the 3rd and the 12th: 30 days
func (s *Store) knownDays(ctx context.Context, a Account, r daySpan, asOf time.Time) (daySpan, error) {
	known, err := s.usageDays(ctx, asOf, a.Name)
	if err != nil || known.days() == 0 {
		return daySpan{}, err
	}
	if !known.from.After(r.from) && !known.to.Before(r.to) {
		return r, nil
	}
	files, err := s.filesOf(ctx, a)
	return known.around(files).within(r), err
}

// filesOf is from the first day to the last one of the files that hold an account's
// usage, as far as its first and last rows by key tell: those that brought them, and all
// that had some of the same rows, so that the order of imports makes no difference.
func (s *Store) filesOf(ctx context.Context, a Account) (daySpan, error) {
	var first, last sql.NullInt64
	err := s.reads().QueryRowContext(ctx, `
		WITH RECURSIVE origins AS (
			SELECT origin FROM (SELECT origin FROM usage WHERE key >= ?1 AND key < ?2 ORDER BY key LIMIT ?3)
			UNION
			SELECT origin FROM (SELECT origin FROM usage WHERE key >= ?1 AND key < ?2 ORDER BY key DESC LIMIT ?3)
		), files (id) AS (
			SELECT import_id FROM source WHERE id IN (SELECT origin >> 32 FROM origins)
			UNION
			SELECT CASE o.later_id WHEN f.id THEN o.earlier_id ELSE o.later_id END
			FROM files f
			JOIN import_overlap o ON f.id IN (o.later_id, o.earlier_id)
		)
		SELECT MIN(first_ns), MAX(last_ns)
		FROM import
		WHERE id IN (SELECT id FROM files)`,
		firstKey(a.id), firstKey(a.id+1), knownRows).Scan(&first, &last)
	if err != nil || !first.Valid {
		return daySpan{}, driverError(err)
	}
	return daySpan{startOfDay(instant(first.Int64)), startOfDay(instant(last.Int64))}, nil
}
