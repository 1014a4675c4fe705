package usage

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A SumsQuery says which daily sums are read.
type SumsQuery struct {
	// From and To are the first and the last day, both inclusive; zero ends are open.
	From, To time.Time
	// AsOf is the clock: usage after it does not count. Zero is the end of all.
	AsOf    time.Time
	Account string // "" is all
	// PartsFrom is the first day of which the sums are also read in the parts that a price
	// can depend on; zero is none. PartsAlone leaves the whole sums out.
	PartsFrom  time.Time
	PartsAlone bool
	// PartsByPrice makes one part of what only labels tell apart on which no price depends:
	// keys, apps, users, teams and machines.
	PartsByPrice bool
	// Computed is told every part of a sum that the catalog priced, whatever counts; nil is
	// not told.
	Computed func(d *Day)
}

// LastDay is the last day that the query lets through.
func (q SumsQuery) LastDay() string {
	to := "9999-12-31"
	if !q.To.IsZero() {
		to = q.To.UTC().Format(pricing.Day)
	}
	if day := q.AsOf.UTC().Format(pricing.Day); !q.AsOf.IsZero() && day < to {
		to = day
	}
	return to
}

// FirstDay is the first day that it lets through.
func (q SumsQuery) FirstDay() string {
	if q.From.IsZero() {
		return ""
	}
	return q.From.UTC().Format(pricing.Day)
}

// Sums are the usage of a ledger up to an instant as daily sums, read once, with what it
// takes to tell which of them count and which dollars stand before an event of an account.
type Sums struct {
	AsOf time.Time // the clock: usage after it is in none of them; zero is the end of all
	Days []Day     // in order of day, then account; marked with what counts
	// Parts are the days asked for in parts, marked likewise; Days of the same day, model and
	// provider add up to the same.
	Parts []Day
	// Last is the instant of the last usage of the ledger, also where it comes after AsOf;
	// zero for none.
	Last time.Time
	// Imports says which imports there were: the rows of a ledger of which ReadImports says
	// the same are those that were added up.
	Imports string

	Catalog   *pricing.Catalog
	account   string // whose alone they are; "" is all
	series    map[int64]*Series
	own       ownKeys
	edges     importEdges
	splits    *splits               // where days are divided, of all accounts
	splitSums map[splitKey]splitSum // what was used between
	moved     [2]moved              // of Days and of Parts
	priced    map[int64]*Series     // by id of a series: the one that its parts belong to
	Known     KnownDays             // of what imports tell
}

// ReadSums reads the daily sums of a query and decides for each account and day which
// view counts. q has to be of one state of the ledger: a transaction.
func ReadSums(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, of SumsQuery) (*Sums, error) {
	s := &Sums{AsOf: of.AsOf, Catalog: c, account: of.Account}
	var err error
	if s.series, err = AllSeries(ctx, q); err != nil {
		return nil, sqlite.Fault(err)
	}
	if s.priced = s.series; of.PartsByPrice {
		s.priced = pricedSeries(s.series)
	}
	s.own = findOwnKeys(c, s.series)
	if s.Last, err = lastUsage(ctx, q); err != nil {
		return nil, err
	}
	if s.Imports, err = ReadImports(ctx, q); err != nil {
		return nil, err
	}
	if err := s.readDays(ctx, q, of); err != nil {
		return nil, err
	}
	if s.edges, err = edgeDays(ctx, q, s.series); err != nil {
		return nil, sqlite.Fault(err)
	}
	if !of.PartsAlone {
		if s.splits, err = readSplits(ctx, q); err != nil {
			return nil, sqlite.Fault(err)
		}
		if s.splitSums, err = keptSplits(ctx, q); err != nil {
			return nil, sqlite.Fault(err)
		}
	}
	if s.Known, err = readKnown(ctx, q, of.Account, of.AsOf); err != nil {
		return nil, err
	}
	return s, s.settle(ctx, q)
}

// ReadImports says which imports there are, in a word: another one or one fewer is another
// word. No id is given twice.
func ReadImports(ctx context.Context, q sqlite.Reader) (word string, err error) {
	err = q.QueryRowContext(ctx, `SELECT COUNT(*) || ' to ' || COALESCE(MAX(id), 0) FROM import`).Scan(&word)
	return word, sqlite.Fault(err)
}

// readDays is the one place that reads daily sums for figures.
func (s *Sums) readDays(ctx context.Context, q sqlite.Reader, of SumsQuery) error {
	first, last := of.FirstDay(), of.LastDay()
	partsFrom, parts, args := "9999-12-32", "''", []any(nil)
	if !of.PartsFrom.IsZero() {
		partsFrom = of.PartsFrom.UTC().Format(pricing.Day)
		parts, args = "CASE WHEN day >= ? THEN parts ELSE '' END", []any{partsFrom}
	}
	if of.Computed != nil {
		parts = "CASE WHEN day >= ? OR series_id IN (SELECT id FROM series WHERE flags & ?) THEN parts ELSE '' END"
		args = []any{partsFrom, FlagComputed}
	}
	// Room for all of them at once: growing the lists as they fill took a third of the reading.
	for _, x := range []struct {
		list *[]Day
		from string
		want bool
	}{{&s.Days, first, !of.PartsAlone}, {&s.Parts, max(first, partsFrom), !of.PartsFrom.IsZero() && !of.PartsByPrice}} {
		if !x.want {
			continue
		}
		var n int
		if err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM daily WHERE day BETWEEN ? AND ?`, x.from, last).Scan(&n); err != nil {
			return sqlite.Fault(err)
		}
		*x.list = make([]Day, 0, n)
	}
	today := map[sumKey]int{} // where the day's parts stand, by price
	date := ""
	var id, records int64
	var text, tokens, usd, partsText sql.RawBytes // scanned into again and again: a room each row is a room to collect
	err := sqlite.Each(ctx, q, `
		SELECT
			day,
			series_id,
			records,
			tokens,
			usd,
			`+parts+`
		FROM daily
		WHERE day BETWEEN ? AND ?
		ORDER BY day, series_id`, append(args, first, last), func(row sqlite.Scanner) error {
		if err := row.Scan(&text, &id, &records, &tokens, &usd, &partsText); err != nil {
			return err
		}
		x := s.series[id]
		if x == nil {
			return fmt.Errorf("%w: a daily sum names series %d, which is missing", sqlite.ErrDamaged, id)
		}
		if s.account != "" && x.Account != s.account && !s.own.of(s.account) {
			return nil
		}
		if string(text) != date {
			date = string(text)
			clear(today)
		}
		d := Day{Date: date, Series: x}
		if err := d.read(records, string(tokens), string(usd)); err != nil {
			return err
		}
		if !of.PartsAlone {
			s.Days = append(s.Days, d)
		}
		if len(partsText) == 0 {
			return nil
		}
		return s.readParts(d, string(partsText), partsFrom, of, today)
	})
	return sqlite.Fault(err)
}

// pricedSeries finds for every series the one that stands for all that differ from it in
// labels alone that no price depends on.
func pricedSeries(all map[int64]*Series) map[int64]*Series {
	out := make(map[int64]*Series, len(all))
	byKey := map[SeriesKey]*Series{}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		x := *all[id]
		x.Key, x.App, x.User, x.Team, x.Machine = "", "", "", "", ""
		if byKey[x.SeriesKey] == nil {
			byKey[x.SeriesKey] = &x
		}
		out[id] = byKey[x.SeriesKey]
	}
	return out
}

// readParts adds the parts of a day's sum: by price to those of its day that today finds.
func (s *Sums) readParts(d Day, parts, from string, of SumsQuery, today map[sumKey]int) error {
	whole := d.Sum
	return eachPart(parts, &whole, func(p part) {
		d.partKey, d.Sum = p.partKey, p.Sum
		if of.Computed != nil && d.Flags&FlagComputed != 0 {
			of.Computed(&d)
		}
		if d.Date < from {
			return
		}
		if !of.PartsByPrice {
			s.Parts = append(s.Parts, d)
			return
		}
		x := Day{Date: d.Date, Series: s.priced[d.ID], partKey: p.partKey, Sum: p.Sum}
		if i, known := today[x.key()]; known {
			s.Parts[i].merge(&p.Sum)
			return
		}
		today[x.key()] = len(s.Parts)
		s.Parts = append(s.Parts, x)
	})
}

// At is what the sums were at an earlier instant. The rows of its own day are read where
// some came after it.
func (s *Sums) At(ctx context.Context, q sqlite.Reader, asOf time.Time) (*Sums, error) {
	then := *s
	then.AsOf, then.Days, then.Parts = asOf, until(s.Days, s.moved[0], asOf), until(s.Parts, s.moved[1], asOf)
	return &then, then.settle(ctx, q)
}

// until are the days of a list up to an instant's, of which is not yet decided what counts.
func until(list []Day, moved moved, asOf time.Time) []Day {
	last := asOf.UTC().Format(pricing.Day)
	n, _ := slices.BinarySearchFunc(list, last, func(d Day, last string) int {
		if d.Date <= last {
			return -1
		}
		return 1
	})
	out := make([]Day, n)
	for i := range list[:n] {
		d := &list[i]
		out[i] = Day{Date: d.Date, Series: d.Series, partKey: d.partKey, Sum: d.Sum}
		if d.Beside {
			usd := moved[d.key()]
			out[i].Cost, out[i].BYOK = d.Cost.Add(usd), d.BYOK.Sub(usd)
		}
	}
	return out
}

// settle takes usage after the clock out and decides which view of each account and day
// counts.
func (s *Sums) settle(ctx context.Context, q sqlite.Reader) error {
	late, err := s.late(ctx, q)
	if err != nil {
		return sqlite.Fault(err)
	}
	today, edges := s.AsOf.UTC().Format(pricing.Day), s.edges
	if len(late) > 0 { // the sum of a day says what came of it after the clock, its rows what came before
		edges = maps.Clone(edges)
		edges.forget(today)
	}
	s.moved = [2]moved{}
	for i, list := range []*[]Day{&s.Days, &s.Parts} {
		if len(late) > 0 {
			*list = s.without(*list, today, late, list == &s.Parts)
		}
		settleDays(*list, edges)
		s.moved[i] = s.own.setBeside(*list)
		if s.account != "" && s.own.of(s.account) { // the others were read to know what it is beside
			*list = slices.DeleteFunc(*list, func(d Day) bool { return d.Account != s.account })
		}
	}
	return nil
}

// late adds up the usage of the clock's own day that came after it, by its smallest sums and
// with the sign turned: what is to be added to take it out. That is a scan of the rows, so it is left out where no import brought any so late.
func (s *Sums) late(ctx context.Context, q sqlite.Reader) (cells, error) {
	today := s.AsOf.UTC().Format(pricing.Day)
	reaches := func(list []Day) bool { return len(list) > 0 && list[len(list)-1].Date == today }
	if s.AsOf.IsZero() || !s.Last.After(s.AsOf) || !reaches(s.Days) && !reaches(s.Parts) {
		return nil, nil
	}
	tomorrow := pricing.StartOfDay(s.AsOf).Add(pricing.DayLength)
	late, edges := cells{}, s.Catalog.Edges()
	err := EachRow(ctx, q, `SELECT `+RowColumns+` FROM usage WHERE at_ns > ? AND at_ns < ?`, []any{s.AsOf.UnixNano(), tomorrow.UnixNano()}, func(r Row) error {
		late.add(&r.figures, edges, -1)
		return nil
	})
	return late, err
}

// without takes late usage, as late found it, out of the sums of a day, whole ones or parts.
func (s *Sums) without(list []Day, today string, late cells, parts bool) []Day {
	changes := map[sumKey]*Sum{}
	for k, sum := range late {
		of := sumKey{date: today, series: k.series}
		if x := s.priced[k.series]; parts && x != nil {
			of.series, of.partKey = x.ID, k.partKey
		}
		if changes[of] == nil {
			changes[of] = &Sum{}
		}
		changes[of].merge(sum)
	}
	kept := list[:0]
	for _, d := range list {
		if d.Date == today {
			if change := changes[d.key()]; change != nil {
				d.merge(change)
			}
		}
		if d.Records > 0 {
			kept = append(kept, d)
		}
	}
	return kept
}

// EndOfTime is when all that a ledger can hold has happened.
var EndOfTime = Instant(math.MaxInt64 - 1)
