package ledger

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A piece is dollars that count, of one account and one set of labels, between
// two instants that no event of the account's lots divides.
type piece struct {
	from int64 // Unix nanoseconds
	day  *day  // labels and day
	usd  pricing.Money
}

// spending is all the dollars that count and that an instant has seen.
type spending struct {
	pieces map[string][]piece // by account, in order of time
	until  map[string]time.Time
}

// usage is an account's spending as its lots are replayed.
func (s spending) usage(account string) []lot.Usage {
	var out []lot.Usage
	var last int64
	for _, p := range s.pieces[account] {
		if len(out) == 0 || last != p.from {
			out = append(out, lot.Usage{From: instant(p.from)})
			last = p.from
		}
		u := &out[len(out)-1]
		u.USD = u.USD.Add(p.usd)
	}
	return out
}

// dailySpend finds the dollars that count up to an instant, from the daily sums
// of all time. Days that hold an event of an account's lots come in the pieces
// that are kept for them; where usage of the instant's own day came after it, the
// rows of that day are read.
func (s *Store) dailySpend(ctx context.Context, list []day, asOf time.Time) (spending, error) {
	out := spending{map[string][]piece{}, map[string]time.Time{}}
	c, err := readCuts(ctx, s.reads())
	if err != nil {
		return out, sqlite.Fault(err)
	}
	ids, err := s.accountIDs(ctx)
	if err != nil {
		return out, err
	}
	last, err := s.lastUsage(ctx)
	if err != nil {
		return out, err
	}
	partial := int64(-1) // the day that asOf divides
	if last.After(asOf) {
		partial = dayNumber(asOf.UnixNano())
	}
	f := &finding{ids: ids, cuts: c, counts: map[divided]map[usagefile.View]*day{}, out: out.pieces}
	var text string
	var number int64
	for i := range list {
		d := &list[i]
		if !d.dollarsCount || d.billing == "subscription" {
			continue
		}
		if d.day != text {
			start, err := time.Parse(pricing.Day, d.day)
			if err != nil {
				return out, err
			}
			text, number = d.day, dayNumber(start.UnixNano())
		}
		if number*dayNS > asOf.UnixNano() {
			continue
		}
		out.until[d.account] = seenUntil(number, d.view, asOf, last)
		if number != partial && c.at[ids[d.account]][number] == nil {
			out.pieces[d.account] = append(out.pieces[d.account], piece{number * dayNS, d, d.cost})
			continue
		}
		k := divided{d.account, number}
		if f.counts[k] == nil {
			f.counts[k] = map[usagefile.View]*day{}
		}
		f.counts[k][d.view] = d
	}
	if len(f.counts) == 0 {
		return out, nil
	}
	if err := f.pieces(ctx, s, partial, asOf); err != nil {
		return out, sqlite.Fault(err)
	}
	for account := range out.pieces {
		slices.SortStableFunc(out.pieces[account], func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	}
	return out, nil
}

// seenUntil is until when a day's data goes: all day for sums of a day, and for
// requests too unless the ledger's last row stands in it.
func seenUntil(day int64, view usagefile.View, asOf, last time.Time) time.Time {
	end := instant((day + 1) * dayNS)
	if view == usagefile.Requests && dayNumber(last.UnixNano()) == day {
		end = last
	}
	if end.After(asOf) {
		return asOf
	}
	return end
}

// divided is a day of an account that an event or the clock divides.
type divided struct {
	account string
	day     int64
}

// finding collects the pieces of divided days.
type finding struct {
	ids    map[string]int64
	cuts   *cuts
	counts map[divided]map[usagefile.View]*day // the views that count there
	series map[int64]*series
	out    map[string][]piece
}

func (f *finding) pieces(ctx context.Context, s *Store, partial int64, asOf time.Time) (err error) {
	if f.series, err = allSeries(ctx, s.reads()); err != nil {
		return err
	}
	sums, err := keptCuts(ctx, s.reads())
	if err != nil {
		return err
	}
	names := make(map[int64]string, len(f.ids))
	for name, id := range f.ids {
		names[id] = name
	}
	for k, sum := range sums {
		if number := dayNumber(k.since); number != partial {
			f.add(names[k.account], number, k, sum)
		}
	}
	for k := range f.counts {
		if k.day != partial {
			continue
		}
		id := f.ids[k.account]
		instants := f.cuts.at[id][partial]
		if instants == nil {
			instants = []int64{partial * dayNS} // one piece
		}
		c := &cuts{cutInstants{id: {partial: instants}}, map[cutKey]*cutSum{}}
		err := eachCost(ctx, s.reads(), id, partial*dayNS, asOf.UnixNano()+1, func(x figures) { c.add(id, x, 1) })
		if err != nil {
			return err
		}
		for key, sum := range c.changes {
			f.add(k.account, partial, key, *sum)
		}
	}
	return nil
}

// add takes a sum in where its view counts on that day.
func (f *finding) add(account string, number int64, k cutKey, sum cutSum) {
	whole := f.counts[divided{account, number}][k.view]
	if whole == nil {
		return
	}
	d := day{day: whole.day, series: f.series[k.series]}
	f.out[account] = append(f.out[account], piece{k.since, &d, sum.cost})
}

// keptCuts reads the sums of divided days.
func keptCuts(ctx context.Context, q sqlite.Querier) (list map[cutKey]cutSum, err error) {
	rows, err := q.QueryContext(ctx, `SELECT account_id, since_ns, series_id, view, records, cost FROM cut`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	list = map[cutKey]cutSum{}
	for rows.Next() {
		var k cutKey
		var sum cutSum
		var cost string
		if err := rows.Scan(&k.account, &k.since, &k.series, &k.view, &sum.records, &cost); err != nil {
			return nil, err
		}
		if sum.cost, err = pricing.ParseFigure(cost); err != nil {
			return nil, err
		}
		list[k] = sum
	}
	return list, rows.Err()
}

// accountIDs finds accounts by name.
func (s *Store) accountIDs(ctx context.Context) (map[string]int64, error) {
	accounts, err := s.Accounts(ctx)
	ids := make(map[string]int64, len(accounts))
	for _, a := range accounts {
		ids[a.Name] = a.id
	}
	return ids, err
}

// lastUsage is the instant of the last usage, as imports remember it; zero for
// an empty ledger.
func (s *Store) lastUsage(ctx context.Context) (time.Time, error) {
	var ns *int64
	if err := s.reads().QueryRowContext(ctx, `SELECT MAX(last_ns) FROM import`).Scan(&ns); err != nil || ns == nil {
		return time.Time{}, sqlite.Fault(err)
	}
	return instant(*ns), nil
}
