package usage

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// DayNS is a UTC day in nanoseconds.
const DayNS = int64(pricing.DayLength)

// DayNumber counts days since 1970; a day's usage is one in every table.
func DayNumber(ns int64) int64 {
	n := ns / DayNS
	if ns%DayNS < 0 {
		n--
	}
	return n
}

// A splitKey is a piece of a day that holds an event of the account's lots.
type splitKey struct {
	account int64
	since   int64 // Unix nanoseconds
	series  int64
	view    usagefile.View
}

// A splitSum adds up the rows of one piece.
type splitSum struct {
	records int64
	cost    pricing.Money
}

// splits keeps the sums of usage between two events of a day, in the transaction
// that changes the rows.
type splits struct {
	at      splitInstants
	changes map[splitKey]*splitSum
}

// splitInstants are the instants at which usage is told apart, by account and day, in
// order. Days that have none are not there.
type splitInstants map[int64]map[int64][]int64

// readSplits reads where usage has to be told apart.
func readSplits(ctx context.Context, q sqlite.Querier) (*splits, error) {
	c := &splits{splitInstants{}, map[splitKey]*splitSum{}}
	err := sqlite.Each(ctx, q, `SELECT account_id, at_ns FROM cut_at ORDER BY account_id, at_ns`, nil, func(row sqlite.Scanner) error {
		var account, at int64
		err := row.Scan(&account, &at)
		c.at.note(account, at)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (c splitInstants) note(account, at int64) {
	if c[account] == nil {
		c[account] = map[int64][]int64{}
	}
	c[account][DayNumber(at)] = append(c[account][DayNumber(at)], at)
}

// since is the start of the piece that an instant of an account lies in; false
// where its day is whole.
func (c splitInstants) since(account, at int64) (int64, bool) {
	instants := c[account][DayNumber(at)]
	if instants == nil {
		return 0, false
	}
	i, found := slices.BinarySearch(instants, at)
	switch {
	case found:
		return at, true
	case i == 0:
		return DayNumber(at) * DayNS, true
	}
	return instants[i-1], true
}

// add counts a row that the transaction adds, or for -1 takes out.
func (c *splits) add(account int64, f figures, times int64) {
	since, ok := c.at.since(account, f.At)
	if !ok {
		return
	}
	k := splitKey{account, since, f.Series, f.view}
	sum := c.changes[k]
	if sum == nil {
		sum = &splitSum{}
		c.changes[k] = sum
	}
	sum.records += times
	if times < 0 {
		f.Cost = f.Cost.Neg()
	}
	sum.cost = sum.cost.Add(f.Cost)
}

// flush writes what add has counted.
func (c *splits) flush(ctx context.Context, tx *sql.Tx) error {
	for _, k := range slices.SortedFunc(maps.Keys(c.changes), compareSplits) {
		sum := *c.changes[k]
		var records int64
		var cost string
		err := tx.QueryRowContext(ctx, `SELECT records, cost FROM cut WHERE account_id = ? AND since_ns = ? AND series_id = ? AND view = ?`,
			k.account, k.since, k.series, k.view).Scan(&records, &cost)
		switch {
		case err == sql.ErrNoRows:
		case err != nil:
			return err
		default:
			kept, err := pricing.ParseFigure(cost)
			if err != nil {
				return fmt.Errorf("amount %q in the ledger: %w", cost, err)
			}
			sum.records, sum.cost = sum.records+records, sum.cost.Add(kept)
		}
		if err := sum.cost.CheckSum(); err != nil {
			return fmt.Errorf("the rows from %s on add up to $%s: %w", Instant(k.since).Format(time.RFC3339), sum.cost, err)
		}
		if sum.records == 0 {
			_, err = tx.ExecContext(ctx, `DELETE FROM cut WHERE account_id = ? AND since_ns = ? AND series_id = ? AND view = ?`, k.account, k.since, k.series, k.view)
		} else {
			_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO cut (account_id, since_ns, series_id, view, records, cost) VALUES (?, ?, ?, ?, ?, ?)`,
				k.account, k.since, k.series, k.view, sum.records, sum.cost.String())
		}
		if err != nil {
			return err
		}
	}
	clear(c.changes)
	return nil
}

func compareSplits(a, b splitKey) int {
	return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.since, b.since), cmp.Compare(a.series, b.series), cmp.Compare(a.view, b.view))
}

// Resplit brings the pieces of an account's days up to the instants, by day, at which its
// usage has to be told apart: what is told apart no
// more is joined, what is new is summed from the rows, with one look at them for
// all the days concerned and none where those days have no usage.
func Resplit(ctx context.Context, tx *sql.Tx, account int64, wanted map[int64][]int64) error {
	kept, err := readSplits(ctx, tx)
	if err != nil {
		return err
	}
	changed := map[int64]bool{}
	for _, both := range [2][2]map[int64][]int64{{wanted, kept.at[account]}, {kept.at[account], wanted}} {
		for day, instants := range both[0] {
			if !slices.Equal(instants, both[1][day]) {
				changed[day] = true
			}
		}
	}
	if len(changed) == 0 {
		return nil
	}
	days := slices.Sorted(maps.Keys(changed))
	for _, day := range days {
		for _, query := range []string{`DELETE FROM cut_at WHERE account_id = ? AND at_ns >= ? AND at_ns < ?`, `DELETE FROM cut WHERE account_id = ? AND since_ns >= ? AND since_ns < ?`} {
			if _, err := tx.ExecContext(ctx, query, account, day*DayNS, (day+1)*DayNS); err != nil {
				return err
			}
		}
		for _, at := range wanted[day] {
			if _, err := tx.ExecContext(ctx, `INSERT INTO cut_at (account_id, at_ns) VALUES (?, ?)`, account, at); err != nil {
				return err
			}
		}
	}
	sums := &splits{splitInstants{account: wanted}, map[splitKey]*splitSum{}}
	used := days[:0]
	for _, day := range days {
		var n int
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM daily d JOIN series x ON x.id = d.series_id WHERE d.day = ? AND x.account_id = ?)`,
			Instant(day*DayNS).Format(pricing.Day), account).Scan(&n)
		if err != nil {
			return err
		}
		if n > 0 && wanted[day] != nil {
			used = append(used, day)
		}
	}
	if len(used) == 0 {
		return nil
	}
	err = eachCost(ctx, tx, account, used[0]*DayNS, (used[len(used)-1]+1)*DayNS, func(f figures) {
		if changed[DayNumber(f.At)] {
			sums.add(account, f, 1)
		}
	})
	if err != nil {
		return err
	}
	return sums.flush(ctx, tx)
}

// eachCost calls f with instant, series, view and cost of an account's rows in a
// span of time. It is the one place that reads rows for the lots.
func eachCost(ctx context.Context, q sqlite.Querier, account, from, to int64, f func(figures)) error {
	return sqlite.Each(ctx, q, `
		SELECT
			u.at_ns,
			u.series_id,
			s.view,
			u.usd
		FROM usage u
		JOIN series s ON s.id = u.series_id
		WHERE u.key >= ? AND u.key < ? AND u.at_ns >= ? AND u.at_ns < ?`, []any{FirstKey(account), FirstKey(account + 1), from, to}, func(row sqlite.Scanner) error {
		var x figures
		var usd string
		err := row.Scan(&x.At, &x.Series, &x.view, &usd)
		if err != nil {
			return err
		}
		if x.Cost, _, _, err = ParseUSD(usd); err != nil {
			return err
		}
		f(x)
		return nil
	})
}

// sumSplits adds up anew what the table cut should hold.
func sumSplits(ctx context.Context, q sqlite.Querier) (map[splitKey]*splitSum, error) {
	c, err := readSplits(ctx, q)
	if err != nil {
		return nil, err
	}
	for account, days := range c.at {
		ordered := slices.Sorted(maps.Keys(days))
		err := eachCost(ctx, q, account, ordered[0]*DayNS, (ordered[len(ordered)-1]+1)*DayNS, func(f figures) { c.add(account, f, 1) })
		if err != nil {
			return nil, err
		}
	}
	return c.changes, nil
}
