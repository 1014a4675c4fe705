package ledger

import (
	"context"
	"database/sql"
	"time"

	"tollbook/pricing"
)

// lastDay is the last day that the range lets through.
func (r dayRange) lastDay() string {
	to := r.to
	if to == "" {
		to = "9999-12-31"
	}
	if day := r.asOf.UTC().Format(pricing.Day); !r.asOf.IsZero() && day < to {
		to = day
	}
	return to
}

// cutAfter takes usage after an instant out of the daily sums of the instant's own
// day; the days behind it are not in the list. That is a scan of the rows, so it is
// left out where no import brought any so late.
func (s *Store) cutAfter(ctx context.Context, tx *sql.Tx, list []day, asOf time.Time) ([]day, error) {
	today := asOf.UTC().Format(pricing.Day)
	if asOf.IsZero() || len(list) == 0 || list[len(list)-1].day != today {
		return list, nil
	}
	var later bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM import WHERE last_ns > ?)`, asOf.UnixNano()).Scan(&later); err != nil || !later {
		return list, err
	}
	tomorrow := asOf.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
	changes, edges := map[dayKey]*daySum{}, s.catalog.Edges()
	err := eachRow(ctx, tx, `SELECT `+rowColumns+` FROM usage WHERE at_ns > ? AND at_ns < ?`, []any{asOf.UnixNano(), tomorrow.UnixNano()}, func(r row) error {
		addFigures(changes, r.figures, edges, -1)
		return nil
	})
	if err != nil {
		return nil, err
	}
	kept := list[:0]
	for _, d := range list {
		if change := changes[dayKey{d.day, d.series, d.view, d.flags, d.band, d.slot}]; change != nil {
			d.merge(*change)
		}
		if d.records > 0 {
			kept = append(kept, d)
		}
	}
	return kept, nil
}
