package usage

import (
	"cmp"
	"context"
	"math"
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
		until := endOfLong(p.Day)
		if len(out) == 0 || last != p.From || !out[len(out)-1].Until.Equal(until) {
			out = append(out, lot.Usage{From: Instant(p.From), Until: until})
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
	f := &pieceFinder{sums: s, partial: partial, counts: map[divided]map[usagefile.View]*Day{}, beside: map[spendDay]bool{}, out: out.Pieces}
	s.pieces = f
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
		if d.Beside {
			f.beside[spendDay{d.SpendSeries.ID, number}] = true
		}
	}
	if len(f.counts) == 0 {
		return out, nil
	}
	if err := f.pieces(ctx, q, asOf); err != nil {
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

// A spendDay is a day of a spend series.
type spendDay struct{ spend, day int64 }

// A pieceFinder collects the pieces of divided days.
type pieceFinder struct {
	sums    *Sums
	partial int64                               // the day that the clock divides; -1 is none
	counts  map[divided]map[usagefile.View]*Day // the views that count there
	beside  map[spendDay]bool                   // whose dollars are own-key spend there
	out     map[string][]Piece
	// partialLabels are the pieces of the day that the clock divides, by series, where the
	// sums are read by label.
	partialLabels map[splitKey]*splitSum
}

// divides reports whether a day of an account comes in pieces.
func (f *pieceFinder) divides(account string, id, day int64) bool {
	return f != nil && len(f.counts) > 0 && f.counts[divided{account, id, day}] != nil
}

func (f *pieceFinder) pieces(ctx context.Context, q sqlite.Reader, asOf time.Time) error {
	for k, sum := range f.sums.splitSums {
		if DayNumber(k.since) != f.partial {
			f.add(k, sum)
		}
	}
	f.partialLabels = map[splitKey]*splitSum{}
	for k := range f.counts {
		if k.day != f.partial {
			continue
		}
		instants := f.sums.splits.at[k.id][f.partial]
		if instants == nil {
			instants = []int64{f.partial * DayNS} // one piece
		}
		at := splitInstants{k.id: {f.partial: instants}}
		spend, labels := &splits{at, map[splitKey]*splitSum{}}, &splits{at, f.partialLabels}
		byLabel := f.sums.labels.has(k.id, f.partial)
		err := eachCost(ctx, q, k.id, f.partial*DayNS, asOf.UnixNano()+1, func(of int64, x figures) {
			if byLabel {
				labels.add(k.id, x, 1)
			}
			x.Series = of
			spend.add(k.id, x, 1)
		})
		if err != nil {
			return err
		}
		for key, sum := range spend.changes {
			f.add(key, *sum)
		}
	}
	return nil
}

// add takes a sum in where its view counts on that day.
func (f *pieceFinder) add(k splitKey, sum splitSum) {
	if of, d := f.day(k, f.sums.spend[k.series]); d != nil {
		f.out[of.account] = append(f.out[of.account], Piece{k.since, d, f.usd(d, of.day, sum)})
	}
}

// label tells of a sum by label where its view counts on that day.
func (f *pieceFinder) label(k splitKey, sum splitSum, tell func(account string, p Piece) error) error {
	if of, d := f.day(k, f.sums.labels.series[k.series]); d != nil {
		return tell(of.account, Piece{k.since, d, f.usd(d, of.day, sum)})
	}
	return nil
}

// usd are the dollars of a piece: none of a series whose own-key usage is beside its
// seller's that day.
func (f *pieceFinder) usd(d *Day, day int64, sum splitSum) pricing.Money {
	if f.beside[spendDay{d.SpendSeries.ID, day}] {
		return pricing.Money{}
	}
	return sum.cost
}

// day is the day of a piece of a series; nil where the series' view does not count then.
func (f *pieceFinder) day(k splitKey, x *Series) (divided, *Day) {
	if x == nil {
		return divided{}, nil
	}
	of := divided{x.Account, k.account, DayNumber(k.since)}
	whole := f.counts[of][x.View]
	if whole == nil {
		return of, nil
	}
	return of, &Day{Date: whole.Date, Series: x}
}

// keptSplits reads the sums of divided days by spend series.
func keptSplits(ctx context.Context, q sqlite.Querier) (map[splitKey]splitSum, error) {
	list := map[splitKey]splitSum{}
	var r sumReader
	err := moneyPieceTable.eachBlock(ctx, q, math.MinInt64, math.MaxInt64, nil, func(k blockKey, block []byte) error {
		return r.each(block, func(p *blockSum) error {
			list[splitKey{k.account, k.at, p.id}] = splitSum{p.Records, p.Cost}
			return nil
		})
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
