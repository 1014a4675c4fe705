package usage

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"tollbook/ledger/sqlite"
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
	series  int64 // or spend series
}

// A splitSum adds up the rows of one piece.
type splitSum struct {
	records int64
	cost    pricing.Money
}

// sum is the piece as tables keep it.
func (s *splitSum) sum() Sum { return Sum{Records: s.records, Requests: s.records, Cost: s.cost} }

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
	k := splitKey{account, since, f.Series}
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

// flush writes what add has counted, at both levels; all are the ledger's series.
func (c *splits) flush(ctx context.Context, tx *sql.Tx, all map[int64]*Series) error {
	if len(c.changes) == 0 {
		return nil
	}
	keys := slices.Collect(maps.Keys(c.changes))
	changes := make([]sumChange, len(keys))
	for _, t := range []sumTable{moneyPieceTable, labelPieceTable} {
		for i, k := range keys {
			var err error
			if changes[i], err = t.changeOf(all, k.since, k.series, partKey{}, i); err != nil {
				return err
			}
		}
		err := t.change(ctx, tx, changes, func(n int32) Sum {
			return c.changes[keys[n]].sum()
		}, nil)
		if err != nil {
			return err
		}
	}
	clear(c.changes)
	return nil
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
		for _, of := range []string{`cut_at WHERE account_id = ? AND at_ns`, `money_piece WHERE account_id = ? AND since_ns`, `label_piece WHERE account_id = ? AND since_ns`} {
			if _, err := tx.ExecContext(ctx, `DELETE FROM `+of+` BETWEEN ? AND ?`, account, day*DayNS, (day+1)*DayNS-1); err != nil {
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
		var any bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM money_sum WHERE day = ? AND account_id = ?)`, day, account).Scan(&any)
		if err != nil {
			return err
		}
		if any && wanted[day] != nil {
			used = append(used, day)
		}
	}
	if len(used) == 0 {
		return nil
	}
	err = eachCost(ctx, tx, account, used[0]*DayNS, (used[len(used)-1]+1)*DayNS, func(_ int64, f figures) {
		if changed[DayNumber(f.At)] {
			sums.add(account, f, 1)
		}
	})
	if err != nil {
		return err
	}
	all, err := AllSeries(ctx, tx)
	if err != nil {
		return err
	}
	return sums.flush(ctx, tx, all)
}

// eachCost calls f with the spend series and instant, series and cost of an account's rows
// from one instant to before another. It is the one place that reads rows for the lots.
func eachCost(ctx context.Context, q sqlite.Reader, account, from, to int64, f func(spend int64, x figures)) error {
	ranges, err := KeyRanges(ctx, q, account, from, to)
	if err != nil {
		return err
	}
	for _, r := range ranges {
		err := sqlite.Each(ctx, q, `
			SELECT
				u.at_ns,
				u.series_id,
				s.spend_id,
				u.usd
			FROM usage u
			CROSS JOIN series s ON s.id = u.series_id
			WHERE u.key >= ? AND u.key < ? AND u.at_ns >= ? AND u.at_ns < ?`, []any{r.First, r.End, from, to}, func(row sqlite.Scanner) error {
			var x figures
			var spend int64
			var usd string
			err := row.Scan(&x.At, &x.Series, &spend, &usd)
			if err != nil {
				return err
			}
			if x.Cost, _, _, err = ParseUSD(usd); err != nil {
				return err
			}
			f(spend, x)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sumSplits adds up anew, by series, what the pieces of divided days should hold.
func sumSplits(ctx context.Context, q sqlite.Reader) (map[splitKey]*splitSum, error) {
	c, err := readSplits(ctx, q)
	if err != nil {
		return nil, err
	}
	for account, days := range c.at {
		ordered := slices.Sorted(maps.Keys(days))
		err := eachCost(ctx, q, account, ordered[0]*DayNS, (ordered[len(ordered)-1]+1)*DayNS, func(_ int64, f figures) { c.add(account, f, 1) })
		if err != nil {
			return nil, err
		}
	}
	return c.changes, nil
}
