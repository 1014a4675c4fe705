package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A day is a daily sum, or a part of one, with its labels in words.
type day struct {
	day string
	*series
	band int
	slot int32
	daySum
	// tokensCount and dollarsCount say which part of it counts, where a day has
	// several views of one spend.
	tokensCount  bool
	dollarsCount bool
	passedOver   bool // for a longer bucket that holds it, or the days that a longer one holds
	inPart       bool // its view holds the day in part, and another one counts that holds all of it
	// seller is, of an own-key account, the gateway that its calls went to; beside says
	// that the seller's own account has usage on that day: these dollars are there.
	seller string
	beside bool
}

// A dayRange limits days, both ends inclusive; empty ends are open. Usage after
// asOf does not count; a zero one is open too.
type dayRange struct {
	from, to string
	asOf     time.Time
}

// grain says how finely days are read.
type grain bool

const (
	wholeDays grain = false // one a series
	priceable grain = true  // split by everything that a price can depend on
)

// days reads the daily sums of a range, of all accounts or one, and decides for
// each account and day which view counts.
func (s *Store) days(ctx context.Context, r dayRange, account string, fine grain) (list []day, err error) {
	if s.tx == nil { // one state of sums and rows
		err := s.file.Read(ctx, func(tx *sql.Tx) error {
			list, err = s.within(tx).days(ctx, r, account, fine)
			return err
		})
		return list, err
	}
	all, err := allSeries(ctx, s.tx)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	// Room for all of them at once: growing list as it fills took a third of the reading.
	var sums int
	err = s.tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM daily WHERE day BETWEEN ? AND ?`, r.from, r.lastDay()).Scan(&sums)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	list = make([]day, 0, sums)
	own := s.findOwnKeys(all)
	column := "''"
	if fine == priceable {
		column = "parts"
	}
	rows, err := s.tx.QueryContext(ctx, `
		SELECT
			day,
			series_id,
			records,
			tokens,
			usd,
			`+column+`
		FROM daily
		WHERE day BETWEEN ? AND ?
		ORDER BY day, series_id`, r.from, r.lastDay())
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	date := ""
	for rows.Next() {
		var id, records int64
		var text, tokens, usd, parts sql.RawBytes
		if err := rows.Scan(&text, &id, &records, &tokens, &usd, &parts); err != nil {
			return nil, sqlite.Fault(err)
		}
		x := all[id]
		if x == nil {
			return nil, fmt.Errorf("%w: a daily sum names series %d, which is missing", sqlite.ErrDamaged, id)
		}
		if account != "" && x.account != account && !own.of(account) {
			continue
		}
		if string(text) != date {
			date = string(text)
		}
		d := day{day: date, series: x}
		if err := d.read(records, string(tokens), string(usd)); err != nil {
			return nil, err
		}
		if fine == wholeDays {
			list = append(list, d)
			continue
		}
		whole := d.daySum
		err := eachPart(string(parts), &whole, func(p part) {
			d.band, d.slot, d.daySum = int(p.band), p.slot, p.daySum
			list = append(list, d)
		})
		if err != nil {
			return nil, err
		}
	}
	if err := rows.Err(); err != nil {
		return nil, sqlite.Fault(err)
	}
	list, cut, err := s.cutAfter(ctx, s.tx, list, r.asOf, fine)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	edges, err := edgeDays(ctx, s.tx, all)
	if err != nil {
		return nil, sqlite.Fault(err)
	}
	if cut { // the sum of a day says what came of it after the clock, its rows what came before
		edges.forget(r.asOf.UTC().Format(pricing.Day))
	}
	chooseLong(list, edges)
	for first := 0; first < len(list); {
		last := first
		for last < len(list) && list[last].day == list[first].day {
			last++
		}
		of := list[first:last]
		slices.SortStableFunc(of, func(a, b day) int {
			if c := strings.Compare(a.account, b.account); c != 0 || a.passedOver == b.passedOver {
				return c
			}
			if a.passedOver {
				return 1
			}
			return -1
		})
		for len(of) > 0 {
			n := 1
			for n < len(of) && of[n].accountID == of[0].accountID && of[n].passedOver == of[0].passedOver {
				n++
			}
			if !of[0].passedOver {
				chooseView(of[:n], edges)
			}
			of = of[n:]
		}
		first = last
	}
	own.setBeside(list)
	if account != "" && own.of(account) { // the others were read to know what it is beside
		list = slices.DeleteFunc(list, func(d day) bool { return d.account != account })
	}
	return list, nil
}

// chooseView marks what counts of one account's day: dollars from the best view
// there, tokens from the best that has any. Two views are never added, nor two
// sources of one view. Where the best view begins or ends inside the day, the one that
// holds all of it counts.
func chooseView(list []day, edges edges) {
	reported := slices.ContainsFunc(list, func(d day) bool { return d.view == usagefile.Requests && d.flags&flagComputed == 0 })
	// Request rows whose cost the catalog computed stand last, unless the same
	// export brought others with their cost: then they are more of the same.
	rank := func(d *day) usagefile.View {
		if d.view == usagefile.Requests && !reported {
			return usagefile.Usage
		}
		return d.view.Kind()
	}
	var dollars, tokens usagefile.View
	for i := range list {
		d := &list[i]
		if dollars == 0 || rank(d) < dollars {
			dollars = rank(d)
		}
		if (!d.tokens.IsZero() || d.requests > 0) && (tokens == 0 || rank(d) < tokens) {
			tokens = rank(d)
		}
	}
	if whole := edges.whole(list, dollars, rank); whole != 0 {
		for i := range list {
			d := &list[i]
			d.inPart = rank(d) == dollars
			if rank(d) == whole && !d.tokens.IsZero() {
				tokens = whole
			}
		}
		dollars = whole
	}
	dollarsFrom := fullestSource(list, func(d *day) bool { return rank(d) == dollars })
	tokensFrom := fullestSource(list, func(d *day) bool { return rank(d) == tokens })
	for i := range list {
		d := &list[i]
		d.dollarsCount = rank(d) == dollars && d.view.Source() == dollarsFrom
		d.tokensCount = rank(d) == tokens && d.view.Source() == tokensFrom
	}
}

// An Extent is what the ledger holds in short.
type Extent struct {
	Rows     int64
	First    time.Time // day of the first usage; zero for an empty ledger
	Last     time.Time // instant of the last usage
	Accounts []string
}

// Extent says how much there is and until when.
func (s *Store) Extent(ctx context.Context) (Extent, error) {
	var e Extent
	var first, last sql.NullString
	err := s.reads().QueryRowContext(ctx, `SELECT COALESCE(SUM(records), 0), MIN(day), MAX(day) FROM daily`).Scan(&e.Rows, &first, &last)
	if err != nil {
		return e, sqlite.Fault(err)
	}
	if e.Accounts, err = sqlite.Lines(ctx, s.reads(), `SELECT name FROM account ORDER BY name`); err != nil {
		return e, sqlite.Fault(err)
	}
	if !first.Valid {
		return e, nil
	}
	if e.First, err = time.Parse(pricing.Day, first.String); err != nil {
		return e, err
	}
	// The last instant is what imports remember: no scan of the rows.
	var ns sql.NullInt64
	if err := s.reads().QueryRowContext(ctx, `SELECT MAX(last_ns) FROM import`).Scan(&ns); err != nil {
		return e, sqlite.Fault(err)
	}
	e.Last = instant(ns.Int64)
	return e, nil
}

// recentDays are the sums that count of each account's last day of data and of the
// BurnDays before it, by its name, the newest first. Until says when its data end.
func recentDays(list []day, until map[string]time.Time) map[string][]*day {
	first, oldest := make(map[string]string, len(until)), ""
	for account, at := range until {
		from := pricing.StartOfDay(at).Add(-BurnDays * pricing.DayLength).Format(pricing.Day)
		first[account] = from
		if oldest == "" || from < oldest {
			oldest = from
		}
	}
	out := make(map[string][]*day, len(until))
	for i := range slices.Backward(list) {
		d := &list[i]
		if d.day < oldest {
			break
		}
		if from, known := first[d.account]; known && d.dollarsCount && d.day >= from {
			out[d.account] = append(out[d.account], d)
		}
	}
	return out
}
