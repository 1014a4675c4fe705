package usage

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"tollbook/ledger/sqlite"
)

// Days are the days for which each account's usage is known, by its name, in order
// and apart: from the first that an import tells to the last, but for the gaps. A file
// that has a later row of another account shows that this one was silent until then; a
// source says itself until when it told all.
// What comes after is unknown, not without use.
//
//	a file of 30 days in which the account was used on the 3rd and the 12th: 30 days
func (k KnownDays) Days(asOf time.Time) map[string][]DaySpan {
	gaps, out := k.Gaps(asOf), map[string][]DaySpan{}
	for name, t := range k.Told {
		out[name] = t.days[0].around(t.days[len(t.days)-1]).Without(gaps[name])
	}
	return out
}

// Untold are the days of a span of which no import tells anything of an account.
func (k KnownDays) Untold(account string, in DaySpan) []DaySpan {
	return in.Without(k.Told[account].days)
}

// KnownDays is what the imports of a ledger tell of the usage of its accounts, by name.
type KnownDays struct {
	Told map[string]Telling
	// used are the days on which an account was used, in order, of those that imports
	// leave days out of.
	used map[string][]time.Time
}

// readKnown reads what imports tell of the usage of one account or of all, "", up to an
// instant.
func readKnown(ctx context.Context, q sqlite.Reader, account string, asOf time.Time) (KnownDays, error) {
	out := KnownDays{used: map[string][]time.Time{}}
	var err error
	if out.Told, err = tellings(ctx, q); err != nil {
		return out, err
	}
	for name, t := range out.Told {
		if account != "" && name != account {
			delete(out.Told, name)
		} else if len(untoldDays(t.days)) > 0 {
			if out.used[name], err = daysUsed(ctx, q, name, asOf); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// A Telling is what the imports of an account tell of its usage: of which days, in order
// and apart, until when, and when the newest of them came.
type Telling struct {
	days            []DaySpan
	Until, Imported time.Time
}

// tellings are those of all accounts, by name. A file tells from its first row to its
// last, of whichever account; walks of a folder of logs tell all days between them and
// until the last was made, since the logs between are all there.
func tellings(ctx context.Context, q sqlite.Querier) (map[string]Telling, error) {
	out := map[string]Telling{}
	err := sqlite.Each(ctx, q, `
		SELECT
			a.name,
			MIN(x.first_ns),
			MAX(x.last_ns),
			MAX(iif(i.sha256 = '' AND NOT i.told, MAX(x.last_ns, i.at_ns), x.last_ns)),
			MAX(i.at_ns)
		FROM import_span x
		JOIN account a ON a.id = x.account_id
		JOIN import i ON i.id = x.import_id
		GROUP BY a.name, iif(i.sha256 = '' AND NOT i.told, i.file, i.id)
		ORDER BY 1, 2, 3`, nil, func(row sqlite.Scanner) error {
		var account string
		var first, last, until, imported int64
		if err := row.Scan(&account, &first, &last, &until, &imported); err != nil {
			return err
		}
		t := out[account]
		t.days = append(t.days, daysOver(Instant(first), Instant(last)))
		t.Until = slices.MaxFunc([]time.Time{t.Until, Instant(until)}, time.Time.Compare)
		t.Imported = slices.MaxFunc([]time.Time{t.Imported, Instant(imported)}, time.Time.Compare)
		out[account] = t
		return nil
	})
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	for account, t := range out {
		t.days = Joined(t.days)
		out[account] = t
	}
	return out, nil
}

// daysUsed are the days up to an instant's on which an account was used, in order.
func daysUsed(ctx context.Context, q sqlite.Querier, account string, asOf time.Time) (out []time.Time, err error) {
	err = sqlite.Each(ctx, q, `
		SELECT day
		FROM money_sum
		WHERE day <= ? AND account_id = (SELECT id FROM account WHERE name = ?)
		ORDER BY day`, []any{dayNumberOf(SumsQuery{AsOf: asOf}.LastDay()), account}, func(row sqlite.Scanner) error {
		var day int64
		err := row.Scan(&day)
		out = append(out, Instant(day*DayNS))
		return err
	})
	return out, sqlite.Fault(err)
}

// extent is from when to when an import has rows, or from when to when the source of a pull
// told all use; the zero time where it has none.
func (im *importing) extent() (first, last time.Time) {
	if p := im.opt.Pull; p != nil && !p.First.IsZero() {
		return p.First, p.Until
	}
	return im.got.First, im.got.Last
}

// putSpans notes for which days the import tells the accounts that it has rows of; a pull
// tells those that its source ever had rows of.
func (im *importing) putSpans(ctx context.Context, tx *sql.Tx) error {
	from, to := im.extent()
	if from.IsZero() {
		return nil
	}
	im.in.tell(from, to)
	first, last := im.in.told[0].UnixNano(), im.in.told[1].UnixNano()
	accounts := map[int64]bool{}
	for _, p := range im.in.kinds {
		accounts[p.account.id] = true
	}
	if p := im.opt.Pull; p != nil {
		for _, id := range p.accounts {
			accounts[id] = true
		}
		last = to.UnixNano() // a row of the day that is still open says no more
	}
	for id := range accounts {
		_, err := tx.ExecContext(ctx, `INSERT INTO import_span (account_id, import_id, first_ns, last_ns) VALUES (?, ?, ?, ?)`, id, im.got.ID, first, last)
		if err != nil {
			return err
		}
	}
	return nil
}
