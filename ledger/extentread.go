package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// usageDays are the first and the last day of usage up to an instant's, of all
// accounts or one; none for no usage. Each is found from its end: a walk over all
// sums would take longer than the comparison.
func usageDays(ctx context.Context, q sqlite.Reader, limit time.Time, account string) (span daySpan, err error) {
	for order, end := range map[string]*time.Time{"ASC": &span.from, "DESC": &span.to} {
		var day string
		err := q.QueryRowContext(ctx, `
			SELECT day
			FROM daily
			WHERE day <= ? AND series_id IN (
				SELECT x.id
				FROM series x
				JOIN account a ON a.id = x.account_id
				WHERE (? = '' OR a.name = ?) AND COALESCE(a.billing, '') <> 'subscription'
			)
			ORDER BY day `+order+`
			LIMIT 1`, limit.UTC().Format(pricing.Day), account, account).Scan(&day)
		if errors.Is(err, sql.ErrNoRows) {
			return daySpan{}, nil
		}
		if err != nil {
			return daySpan{}, sqlite.Fault(err)
		}
		if *end, err = time.Parse(pricing.Day, day); err != nil {
			return daySpan{}, fmt.Errorf("day %q in the ledger: %w", day, err)
		}
	}
	return span, nil
}
