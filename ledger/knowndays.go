package ledger

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// knownDays are the days for which each account's usage is known, by its name, in order
// and apart: from the first that an import tells to the last, but for the gaps. A file
// that has a later row of another account shows that this one was silent until then.
// What comes after is unknown, not without use.
//
//	a file of 30 days in which the account was used on the 3rd and the 12th: 30 days
func (s *Store) knownDays(ctx context.Context, account string, asOf time.Time) (map[string][]daySpan, error) {
	told, err := s.toldDays(ctx)
	if err != nil {
		return nil, err
	}
	gaps, err := s.gapsBetween(ctx, account, told, asOf)
	if err != nil {
		return nil, err
	}
	known := map[string][]daySpan{}
	for name, spans := range told {
		if account == "" || name == account {
			known[name] = spans[0].around(spans[len(spans)-1]).without(gaps[name])
		}
	}
	return known, nil
}

// toldDays are the days that imports tell of each account, by its name, in order and
// apart: from the first row of a file to its last, of whichever account, and from one
// walk of a folder of logs to the next, since the logs between are all there.
func (s *Store) toldDays(ctx context.Context) (_ map[string][]daySpan, err error) {
	rows, err := s.reads().QueryContext(ctx, `
		SELECT
			a.name,
			MIN(x.first_ns),
			MAX(x.last_ns)
		FROM import_span x
		JOIN account a ON a.id = x.account_id
		JOIN import i ON i.id = x.import_id
		GROUP BY a.name, iif(i.sha256 = '', i.file, i.id)
		ORDER BY 1, 2, 3`)
	if err != nil {
		return nil, driverError(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	told := map[string][]daySpan{}
	for rows.Next() {
		var account string
		var first, last int64
		if err := rows.Scan(&account, &first, &last); err != nil {
			return nil, driverError(err)
		}
		told[account] = append(told[account], daysOver(instant(first), instant(last)))
	}
	for account, spans := range told {
		told[account] = joined(spans)
	}
	return told, driverError(rows.Err())
}

// A telling is until when the imports of an account tell of its usage, and when the
// newest of them came.
type telling struct{ until, imported time.Time }

// tellings are those of all accounts, by name. A walk of a folder of logs tells until it
// was made.
func (s *Store) tellings(ctx context.Context) (_ map[string]telling, err error) {
	rows, err := s.reads().QueryContext(ctx, `
		SELECT
			a.name,
			MAX(iif(i.sha256 = '', MAX(x.last_ns, i.at_ns), x.last_ns)),
			MAX(i.at_ns)
		FROM import_span x
		JOIN account a ON a.id = x.account_id
		JOIN import i ON i.id = x.import_id
		GROUP BY a.name`)
	if err != nil {
		return nil, driverError(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	out := map[string]telling{}
	for rows.Next() {
		var account string
		var until, imported int64
		if err := rows.Scan(&account, &until, &imported); err != nil {
			return nil, driverError(err)
		}
		out[account] = telling{instant(until), instant(imported)}
	}
	return out, driverError(rows.Err())
}

// daysUsed are the days up to an instant's on which an account was used, in order. They
// are sought in all daily sums, which takes longer than a comparison.
func (s *Store) daysUsed(ctx context.Context, account string, asOf time.Time) (_ []time.Time, err error) {
	rows, err := s.reads().QueryContext(ctx, `
		SELECT DISTINCT day
		FROM daily
		WHERE day <= ? AND series_id IN (
			SELECT x.id
			FROM series x
			JOIN account a ON a.id = x.account_id
			WHERE a.name = ?
		)
		ORDER BY day`, dayRange{asOf: asOf}.lastDay(), account)
	if err != nil {
		return nil, driverError(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var out []time.Time
	for rows.Next() {
		var day string
		if err := rows.Scan(&day); err != nil {
			return nil, driverError(err)
		}
		out = append(out, dayOf(day))
	}
	return out, driverError(rows.Err())
}

// putSpans notes for which days the import tells the accounts that it has rows of.
func (im *importing) putSpans(ctx context.Context, tx *sql.Tx) error {
	if im.got.First.IsZero() {
		return nil
	}
	im.in.tell(im.got.First, im.got.Last)
	first, last := im.in.told[0].UnixNano(), im.in.told[1].UnixNano()
	accounts := map[int64]bool{}
	for _, p := range im.in.kinds {
		accounts[p.account.id] = true
	}
	for id := range accounts {
		_, err := tx.ExecContext(ctx, `INSERT INTO import_span (account_id, import_id, first_ns, last_ns) VALUES (?, ?, ?, ?)`, id, im.got.ID, first, last)
		if err != nil {
			return err
		}
	}
	return nil
}
