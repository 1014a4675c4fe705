package usage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// An Extent is from when to when a ledger has usage, and whose.
type Extent struct {
	First    time.Time // day of the first usage; zero for an empty ledger
	Last     time.Time // instant of the last usage
	Accounts []string
}

// Empty reports whether the ledger has no usage.
func (e Extent) Empty() bool { return e.First.IsZero() }

// ReadExtent says since when and until when there is usage, and of which accounts.
func ReadExtent(ctx context.Context, q sqlite.Reader) (Extent, error) {
	var e Extent
	var first sql.NullInt64
	err := q.QueryRowContext(ctx, `SELECT MIN(day) FROM money_sum`).Scan(&first) // the index has it
	if err != nil {
		return e, sqlite.Fault(err)
	}
	if e.Accounts, err = sqlite.Lines(ctx, q, `SELECT name FROM account ORDER BY name`); err != nil {
		return e, sqlite.Fault(err)
	}
	if !first.Valid {
		return e, nil
	}
	e.First = Instant(first.Int64 * DayNS)
	e.Last, err = lastUsage(ctx, q)
	return e, err
}

// UsageDays are the first and the last day of usage up to an instant's, of all
// accounts or one, what subscriptions pay left out; none for no usage. Each is found
// from its end: a walk over all sums would take longer than the comparison.
func UsageDays(ctx context.Context, q sqlite.Reader, limit time.Time, account string) (DaySpan, error) {
	return usageDays(ctx, q, limit, account, false)
}

// SubscribedDays are those of what subscriptions pay.
func SubscribedDays(ctx context.Context, q sqlite.Reader, limit time.Time, account string) (DaySpan, error) {
	return usageDays(ctx, q, limit, account, true)
}

func usageDays(ctx context.Context, q sqlite.Reader, limit time.Time, account string, subscribed bool) (span DaySpan, err error) {
	for order, end := range map[string]*time.Time{"ASC": &span.From, "DESC": &span.To} {
		var day int64
		err := q.QueryRowContext(ctx, `
			SELECT day
			FROM money_sum
			WHERE day <= ? AND account_id IN (
				SELECT id
				FROM account
				WHERE (? = '' OR name = ?) AND (COALESCE(billing, '') = 'subscription') = ?
			)
			ORDER BY day `+order+`
			LIMIT 1`, dayNumberOf(limit.UTC().Format(pricing.Day)), account, account, subscribed).Scan(&day)
		if errors.Is(err, sql.ErrNoRows) {
			return DaySpan{}, nil
		}
		if err != nil {
			return DaySpan{}, sqlite.Fault(err)
		}
		*end = Instant(day * DayNS)
	}
	return span, nil
}
