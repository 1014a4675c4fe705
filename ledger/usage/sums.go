package usage

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/packed"
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
	// Labels says of which days the sums are also read by label; nil is of none.
	Labels *LabelsQuery
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
	Days []Day     // money sums, in order of day, then account; marked with what counts
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
	spend     map[int64]*Series
	labels    *labelSums // nil where they were not asked for
	late      lateSums
	own       ownKeys
	edges     importEdges
	splits    *splits               // where days are divided, of all accounts
	splitSums map[splitKey]splitSum // what was used between, by spend series
	pieces    *pieceFinder          // of divided days, once Spending has looked for them
	moved     [2]moved              // of Days and of Parts
	today     [2][]Day              // those of the clock's day with what came after it, where something did
	Known     KnownDays             // of what imports tell
}

// ReadSums reads the daily sums of a query and decides for each account and day which
// view counts. q has to be of one state of the ledger: a transaction.
func ReadSums(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, of SumsQuery) (*Sums, error) {
	s := &Sums{AsOf: of.AsOf, Catalog: c, account: of.Account}
	var err error
	if s.spend, err = ReadSpendSeries(ctx, q); err != nil {
		return nil, sqlite.Fault(err)
	}
	s.own = findOwnKeys(c, s.spend)
	if s.Last, err = lastUsage(ctx, q); err != nil {
		return nil, err
	}
	if s.Imports, err = ReadImports(ctx, q); err != nil {
		return nil, err
	}
	if err := s.readDays(ctx, q, of); err != nil {
		return nil, err
	}
	if of.Labels != nil {
		if s.labels, err = s.readLabelSums(ctx, q, of); err != nil {
			return nil, sqlite.Fault(err)
		}
	}
	if s.edges, err = edgeDays(ctx, q, s.spend); err != nil {
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

// readDays is the one place that reads money sums for figures.
func (s *Sums) readDays(ctx context.Context, q sqlite.Reader, of SumsQuery) error {
	first, last, partsFrom := dayNumberOf(of.FirstDay()), dayNumberOf(of.LastDay()), int64(math.MaxInt64)
	if !of.PartsFrom.IsZero() {
		partsFrom = dayNumberOf(of.PartsFrom.UTC().Format(pricing.Day))
	}
	blocks, err := moneySumTable.kept(ctx, q, first, last, s.accountsToRead())
	if err != nil {
		return sqlite.Fault(err)
	}
	if err := s.makeRoom(blocks, partsFrom, of.PartsAlone); err != nil {
		return err
	}
	var r sumReader
	for _, b := range blocks {
		date := dateOf(b.at)
		begun := int64(0) // the spend series of the day's last sum
		err := r.each(b.block, func(p *blockSum) error {
			x := s.spend[p.id]
			if x == nil {
				return fmt.Errorf("%w: a daily sum names spend series %d, which is missing", sqlite.ErrDamaged, p.id)
			}
			if of.Computed != nil && x.Flags&FlagComputed != 0 {
				of.Computed(&Day{Date: date, Series: x, partKey: p.partKey, Sum: p.Sum})
			}
			if b.at >= partsFrom {
				s.Parts = append(s.Parts, Day{Date: date, Series: x, partKey: p.partKey, Sum: p.Sum})
			}
			switch {
			case of.PartsAlone:
			case p.id == begun:
				s.Days[len(s.Days)-1].merge(&p.Sum)
			default:
				begun = p.id
				s.Days = append(s.Days, Day{Date: date, Series: x, Sum: p.Sum})
			}
			return nil
		})
		if err != nil {
			return moneySumTable.fault(b.blockKey, err)
		}
	}
	return nil
}

// makeRoom makes room for the sums of all blocks at once: growing the lists as they fill
// took a third of the reading.
func (s *Sums) makeRoom(blocks []keptBlock, partsFrom int64, partsAlone bool) error {
	var r sumReader
	days, parts := 0, 0
	for _, b := range blocks {
		if err := r.open(b.block, packed.Of(columnID)); err != nil {
			return moneySumTable.fault(b.blockKey, err)
		}
		if b.at >= partsFrom {
			parts += r.Rows()
		}
		for _, more := range r.Ints(columnID) {
			if more != 0 { // else another part of the same sum
				days++
			}
		}
	}
	if !partsAlone {
		s.Days = make([]Day, 0, days)
	}
	s.Parts = make([]Day, 0, parts)
	return nil
}

// accountsToRead are the ids of the account that is asked for; none where the sums of all
// have to be read, to know what own-key usage is beside.
func (s *Sums) accountsToRead() []int64 {
	if s.account == "" || s.own.of(s.account) {
		return nil
	}
	for _, x := range s.spend {
		if x.Account == s.account {
			return []int64{x.AccountID}
		}
	}
	return []int64{noAccount}
}

// noAccount is the id of none.
const noAccount = -1

// dayNumberOf counts a day since 1970 as the tables do; "" comes before all.
func dayNumberOf(date string) int64 {
	if date == "" {
		return math.MinInt64
	}
	return DayOf(date).Unix() / 86400
}

// At is what the sums were at an earlier instant. The rows of its own day are read where
// some came after it.
func (s *Sums) At(ctx context.Context, q sqlite.Reader, asOf time.Time) (*Sums, error) {
	then := *s
	then.AsOf, then.Days, then.Parts, then.pieces = asOf, until(s.Days, s.moved[0], asOf), until(s.Parts, s.moved[1], asOf), nil
	if today := s.AsOf.UTC().Format(pricing.Day); len(s.late.spend) > 0 && asOf.UTC().Format(pricing.Day) == today {
		for i, list := range []*[]Day{&then.Days, &then.Parts} {
			first, _ := onDay(*list, today)
			*list = append((*list)[:first], s.today[i]...)
		}
	}
	return &then, then.settle(ctx, q)
}

// onDay finds the places of a day in a list.
func onDay(list []Day, date string) (first, behind int) {
	place := func(d Day, date string) int { return strings.Compare(d.Date, date) }
	first, _ = slices.BinarySearchFunc(list, date, place)
	for behind = first; behind < len(list) && list[behind].Date == date; {
		behind++
	}
	return first, behind
}

// until are the days of a list up to an instant's, of which is not yet decided what counts.
func until(list []Day, moved moved, asOf time.Time) []Day {
	_, n := onDay(list, asOf.UTC().Format(pricing.Day))
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
	var err error
	if s.late, err = s.readLate(ctx, q); err != nil {
		return sqlite.Fault(err)
	}
	today, edges := s.AsOf.UTC().Format(pricing.Day), s.edges
	if len(s.late.spend) > 0 { // the sum of a day says what came of it after the clock, its rows what came before
		edges = maps.Clone(edges)
		edges.forget(today)
	}
	s.moved, s.today = [2]moved{}, [2][]Day{}
	for i, list := range []*[]Day{&s.Days, &s.Parts} {
		if len(s.late.spend) > 0 {
			first, behind := onDay(*list, today)
			s.today[i] = slices.Clone((*list)[first:behind])
			*list = s.late.takenOut(*list, today, list == &s.Parts)
		}
		settleDays(*list, edges)
		s.moved[i] = s.own.setBeside(*list)
		if s.account != "" && s.own.of(s.account) { // the others were read to know what it is beside
			*list = slices.DeleteFunc(*list, func(d Day) bool { return d.Account != s.account })
		}
	}
	return nil
}

// lateSums add up the usage of the clock's own day that came after it, with the sign
// turned: what is to be added to take it out.
type lateSums struct {
	spend  map[sumPlace]*Sum // the parts of money sums
	series map[int64]*Sum    // by series
}

// readLate reads the rows of the clock's own day that came after it; none where no import
// brought any so late.
func (s *Sums) readLate(ctx context.Context, q sqlite.Reader) (late lateSums, err error) {
	today := s.AsOf.UTC().Format(pricing.Day)
	reaches := func(list []Day) bool { return len(list) > 0 && list[len(list)-1].Date == today }
	if s.AsOf.IsZero() || !s.Last.After(s.AsOf) || !reaches(s.Days) && !reaches(s.Parts) {
		return late, nil
	}
	all, err := labelled(ctx, q, s.spend)
	if err != nil {
		return late, err
	}
	found, edges := cells{}, s.Catalog.Edges()
	from, to := s.AsOf.UnixNano()+1, pricing.StartOfDay(s.AsOf).Add(pricing.DayLength).UnixNano()
	accounts := map[int64]bool{}
	for _, x := range s.spend {
		accounts[x.AccountID] = true
	}
	for account := range accounts {
		ranges, err := KeyRanges(ctx, q, account, from, to)
		if err != nil {
			return late, err
		}
		for _, r := range ranges {
			err := EachRow(ctx, q, all, `SELECT `+RowColumns+` FROM usage WHERE key >= ? AND key < ? AND at_ns >= ? AND at_ns < ?`, []any{r.First, r.End, from, to}, func(r Row) error {
				found.add(&r.figures, edges, -1)
				return nil
			})
			if err != nil {
				return late, err
			}
		}
	}
	late = lateSums{map[sumPlace]*Sum{}, map[int64]*Sum{}}
	for k, sum := range found {
		x := all[k.series]
		if x == nil { // doctor says so
			continue
		}
		sumAt(late.spend, moneySumTable.placeOf(x, k.partKey)).merge(sum)
		sumAt(late.series, k.series).merge(sum)
	}
	return late, nil
}

// takenOut takes late usage out of the money sums of a day, whole ones or parts.
func (late lateSums) takenOut(list []Day, today string, parts bool) []Day {
	changes := map[sumPlace]*Sum{}
	for k, sum := range late.spend {
		if !parts {
			k.partKey = partKey{}
		}
		sumAt(changes, k).merge(sum)
	}
	kept := list[:0]
	for _, d := range list {
		if d.Date == today {
			if change := changes[sumPlace{d.ID, d.partKey}]; change != nil {
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
