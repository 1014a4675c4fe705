package usage

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A Piece is dollars that count, of one account and one set of labels, between
// two instants that no event of the account's lots divides.
type Piece struct {
	From int64 // Unix nanoseconds
	Day  *Day  // labels and day
	USD  pricing.Money
}

// Spending is all the dollars that count and that an instant has seen.
type Spending struct {
	Pieces map[string][]Piece // by account, in order of time
	Until  map[string]time.Time
}

// UsageOf is an account's spending as its lots are replayed.
func UsageOf(pieces []Piece) []lot.Usage {
	var out []lot.Usage
	var last int64
	for _, p := range pieces {
		if len(out) == 0 || last != p.From {
			out = append(out, lot.Usage{From: Instant(p.From)})
			last = p.From
		}
		u := &out[len(out)-1]
		u.USD = u.USD.Add(p.USD)
	}
	return out
}

// Spending finds the dollars that count. Days that hold an event of an account's lots come
// in the pieces that are kept for them; where usage of the clock's own day came after it,
// the rows of that day are read.
func (s *Sums) Spending(ctx context.Context, q sqlite.Reader) (Spending, error) {
	out := Spending{map[string][]Piece{}, map[string]time.Time{}}
	asOf := s.AsOf
	if asOf.IsZero() || asOf.After(EndOfTime) {
		asOf = EndOfTime
	}
	partial := int64(-1) // the day that the clock divides
	if s.Last.After(asOf) {
		partial = DayNumber(asOf.UnixNano())
	}
	f := &pieceFinder{sums: s, counts: map[divided]map[usagefile.View]*Day{}, out: out.Pieces}
	var text string
	var number int64
	for i := range s.Days {
		d := &s.Days[i]
		if !d.DollarsCount || d.Billing == "subscription" {
			continue
		}
		if d.Date != text {
			start, err := time.Parse(pricing.Day, d.Date)
			if err != nil {
				return out, err
			}
			text, number = d.Date, DayNumber(start.UnixNano())
		}
		if number*DayNS > asOf.UnixNano() {
			continue
		}
		out.Until[d.Account] = seenUntil(number, d.View, asOf, s.Last)
		if number != partial && s.splits.at[d.AccountID][number] == nil {
			out.Pieces[d.Account] = append(out.Pieces[d.Account], Piece{number * DayNS, d, d.Cost})
			continue
		}
		k := divided{d.Account, d.AccountID, number}
		if f.counts[k] == nil {
			f.counts[k] = map[usagefile.View]*Day{}
		}
		f.counts[k][d.View] = d
	}
	if len(f.counts) == 0 {
		return out, nil
	}
	if err := f.pieces(ctx, q, partial, asOf); err != nil {
		return out, sqlite.Fault(err)
	}
	for account := range out.Pieces {
		slices.SortStableFunc(out.Pieces[account], func(a, b Piece) int { return cmp.Compare(a.From, b.From) })
	}
	return out, nil
}

// seenUntil is until when a day's data goes: all day for sums of a day, and for
// requests too unless the ledger's last row stands in it.
func seenUntil(day int64, view usagefile.View, asOf, last time.Time) time.Time {
	end := Instant((day + 1) * DayNS)
	if view == usagefile.Requests && DayNumber(last.UnixNano()) == day {
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
	id      int64 // the account's
	day     int64
}

// A pieceFinder collects the pieces of divided days.
type pieceFinder struct {
	sums   *Sums
	counts map[divided]map[usagefile.View]*Day // the views that count there
	out    map[string][]Piece
}

func (f *pieceFinder) pieces(ctx context.Context, q sqlite.Reader, partial int64, asOf time.Time) error {
	days := map[[2]int64]divided{} // by account and day
	for k := range f.counts {
		days[[2]int64{k.id, k.day}] = k
	}
	for k, sum := range f.sums.splitSums {
		if number := DayNumber(k.since); number != partial {
			if of, counts := days[[2]int64{k.account, number}]; counts {
				f.add(of, k, sum)
			}
		}
	}
	for k := range f.counts {
		if k.day != partial {
			continue
		}
		instants := f.sums.splits.at[k.id][partial]
		if instants == nil {
			instants = []int64{partial * DayNS} // one piece
		}
		c := &splits{splitInstants{k.id: {partial: instants}}, map[splitKey]*splitSum{}}
		err := eachCost(ctx, q, k.id, partial*DayNS, asOf.UnixNano()+1, func(x figures) { c.add(k.id, x, 1) })
		if err != nil {
			return err
		}
		for key, sum := range c.changes {
			f.add(k, key, *sum)
		}
	}
	return nil
}

// add takes a sum in where its view counts on that day.
func (f *pieceFinder) add(of divided, k splitKey, sum splitSum) {
	whole := f.counts[of][k.view]
	if whole == nil {
		return
	}
	d := Day{Date: whole.Date, Series: f.sums.series[k.series]}
	f.out[of.account] = append(f.out[of.account], Piece{k.since, &d, sum.cost})
}

// keptSplits reads the sums of divided days.
func keptSplits(ctx context.Context, q sqlite.Querier) (map[splitKey]splitSum, error) {
	list := map[splitKey]splitSum{}
	err := sqlite.Each(ctx, q, `SELECT account_id, since_ns, series_id, view, records, cost FROM cut`, nil, func(row sqlite.Scanner) error {
		var k splitKey
		var sum splitSum
		var cost string
		err := row.Scan(&k.account, &k.since, &k.series, &k.view, &sum.records, &cost)
		if err != nil {
			return err
		}
		sum.cost, err = pricing.ParseFigure(cost)
		list[k] = sum
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// lastUsage is the instant of the last usage, as imports remember it; zero for
// an empty ledger.
func lastUsage(ctx context.Context, q sqlite.Reader) (time.Time, error) {
	var ns *int64
	if err := q.QueryRowContext(ctx, `SELECT MAX(last_ns) FROM import`).Scan(&ns); err != nil || ns == nil {
		return time.Time{}, sqlite.Fault(err)
	}
	return Instant(*ns), nil
}
