package ledger

import (
	"context"
	"time"

	"tollbook/ledger/sqlite"
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
// left out where no import brought any so late. It reports whether there was any.
func (s *Store) cutAfter(ctx context.Context, tx sqlite.Reader, list []day, asOf time.Time, fine grain) (kept []day, cut bool, err error) {
	today := asOf.UTC().Format(pricing.Day)
	if asOf.IsZero() || len(list) == 0 || list[len(list)-1].day != today {
		return list, false, nil
	}
	var later bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM import WHERE last_ns > ?)`, asOf.UnixNano()).Scan(&later); err != nil || !later {
		return list, false, err
	}
	tomorrow := asOf.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
	changes, edges := sums{}, s.catalog.Edges()
	err = eachRow(ctx, tx, `SELECT `+rowColumns+` FROM usage WHERE at_ns > ? AND at_ns < ?`, []any{asOf.UnixNano(), tomorrow.UnixNano()}, func(r row) error {
		k := cellOf(&r.figures, edges)
		if fine == wholeDays {
			k.partKey = partKey{}
		}
		changes.at(k).add(&r.figures, -1)
		return nil
	})
	if err != nil {
		return nil, false, err
	}
	date := int32(tomorrow.Unix()/86400 - 1)
	kept = list[:0]
	for _, d := range list {
		change := changes[cellKey{dayKey{date, d.series.id}, partKey{int16(d.band), d.slot}}]
		if d.day == today && change != nil {
			d.merge(change)
		}
		if d.records > 0 {
			kept = append(kept, d)
		}
	}
	return kept, len(changes) > 0, nil
}
