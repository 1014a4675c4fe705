package usage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A LabelsQuery says of which days and accounts the sums are also read by label.
type LabelsQuery struct {
	From, To time.Time // the first and the last day, both inclusive; zero ends are open
	// Of chooses accounts: those that have a spend series that it lets through; nil is all.
	Of func(*Series) bool
}

// ErrNoLabels is returned where sums are asked for by label that were not read so.
var ErrNoLabels = errors.New("the sums were not read by label")

// labelSums are the label sums of some days as the ledger keeps them, packed: a sum in
// words takes twenty times the room.
type labelSums struct {
	from, to int64 // days since 1970
	accounts map[int64]bool
	series   map[int64]*Series
	days     []keptBlock // in order of day, then account
	pieces   []keptBlock
}

// readLabelSums reads the label sums that a query asks for.
func (s *Sums) readLabelSums(ctx context.Context, q sqlite.Reader, of SumsQuery) (*labelSums, error) {
	asked := SumsQuery{From: of.Labels.From, To: of.Labels.To, AsOf: of.AsOf}
	out := &labelSums{from: max(dayNumberOf(asked.FirstDay()), dayNumberOf(of.FirstDay())), to: min(dayNumberOf(asked.LastDay()), dayNumberOf(of.LastDay()))}
	out.accounts = map[int64]bool{}
	for _, x := range s.spend {
		if (s.account == "" || x.Account == s.account) && (of.Labels.Of == nil || of.Labels.Of(x)) {
			out.accounts[x.AccountID] = true
		}
	}
	if len(out.accounts) == 0 {
		return out, nil
	}
	var err error
	if out.series, err = labelled(ctx, q, s.spend); err != nil {
		return nil, err
	}
	accounts := slices.Sorted(maps.Keys(out.accounts))
	if out.days, err = labelSumTable.kept(ctx, q, out.from, out.to, accounts); err != nil {
		return nil, err
	}
	out.pieces, err = labelPieceTable.kept(ctx, q, firstInstant(out.from), lastInstant(out.to), accounts)
	return out, err
}

// has reports whether the sums of an account's day are among them.
func (l *labelSums) has(account, day int64) bool {
	return l != nil && l.from <= day && day <= l.to && l.accounts[account]
}

// A DayRange is from one day to another as tables write them, both inclusive; "" is open.
type DayRange struct{ From, To string }

// numbers are the days of a range, counted since 1970.
func (r DayRange) numbers() (from, to int64) {
	if to = int64(math.MaxInt64); r.To != "" {
		to = dayNumberOf(r.To)
	}
	return dayNumberOf(r.From), to
}

// Holds reports whether a day is one of them.
func (r DayRange) Holds(date string) bool { return r.From <= date && (r.To == "" || date <= r.To) }

// labelsOf are the label sums of a range of days. It returns ErrNoLabels where they were not
// read.
func (s *Sums) labelsOf(days DayRange) (list []keptBlock, err error) {
	from, to := days.numbers()
	if s.labels == nil || from < s.labels.from || min(to, dayNumberOf(SumsQuery{AsOf: s.AsOf}.LastDay())) > s.labels.to {
		return nil, ErrNoLabels
	}
	list = s.labels.days
	first, _ := slices.BinarySearchFunc(list, from, func(b keptBlock, day int64) int { return cmp.Compare(b.at, day) })
	list = list[first:]
	behind := slices.IndexFunc(list, func(b keptBlock) bool { return b.at > to })
	if behind >= 0 {
		list = list[:behind]
	}
	return list, nil
}

// EachLabel calls f for the label sums of a range of days, of the accounts that were asked
// for, in order of day, marked with what counts: what holds of a money sum holds of the
// label sums that it is the sum of. f may keep nothing of d. It returns ErrNoLabels where
// they were not read.
func (s *Sums) EachLabel(days DayRange, f func(d *Day) error) error {
	list, err := s.labelsOf(days)
	if err != nil {
		return err
	}
	marks := s.marks()
	today := s.AsOf.UTC().Format(pricing.Day)
	var r sumReader
	var d Day
	for _, b := range list {
		date := dateOf(b.at)
		whole := marks.on(date)
		err := r.each(b.block, func(p *blockSum) error {
			x := s.labels.series[p.id]
			if x == nil {
				return fmt.Errorf("%w: a daily sum names series %d, which is missing", sqlite.ErrDamaged, p.id)
			}
			of := whole[x.SpendSeries.ID]
			if of == nil { // all of it came after the clock
				return nil
			}
			d = Day{Date: date, Series: x, Sum: p.Sum, TokensCount: of.TokensCount, DollarsCount: of.DollarsCount, passedOver: of.passedOver, InPart: of.InPart, Beside: of.Beside, Seller: of.Seller}
			if late := s.late.series[p.id]; late != nil && date == today {
				d.merge(late)
			}
			if d.Records == 0 {
				return nil
			}
			if d.Beside {
				d.BYOK, d.Cost = d.BYOK.Add(d.Cost), pricing.Money{}
			}
			return f(&d)
		})
		if err != nil {
			return labelSumTable.fault(b.blockKey, err)
		}
	}
	return nil
}

// marks finds the money sums of a day; days are asked for in order.
func (s *Sums) marks() *dayMarks { return &dayMarks{list: s.Days, of: map[int64]*Day{}} }

// dayMarks are the money sums of one day, by spend series.
type dayMarks struct {
	list []Day // from the day on
	date string
	of   map[int64]*Day
}

func (m *dayMarks) on(date string) map[int64]*Day {
	if date == m.date {
		return m.of
	}
	m.date = date
	clear(m.of)
	for len(m.list) > 0 && m.list[0].Date <= date {
		if m.list[0].Date == date {
			m.of[m.list[0].ID] = &m.list[0]
		}
		m.list = m.list[1:]
	}
	return m.of
}

// EachLabelPiece calls f for the Pieces that Spending found of a range of days, told apart
// by label; in no order. f may keep nothing of a piece's Day. It returns ErrNoLabels.
func (s *Sums) EachLabelPiece(days DayRange, f func(account string, p Piece) error) error {
	date, day := "", int64(0)
	err := s.EachLabel(days, func(d *Day) error {
		if d.Date != date {
			date, day = d.Date, dayNumberOf(d.Date)
		}
		if !d.DollarsCount || d.Billing == "subscription" || s.pieces.divides(d.Account, d.AccountID, day) {
			return nil
		}
		return f(d.Account, Piece{day * DayNS, d, d.Cost})
	})
	if err != nil || s.pieces == nil {
		return err
	}
	var r sumReader
	from, to := days.numbers()
	outside := func(at int64) bool { return DayNumber(at) < from || DayNumber(at) > to }
	for _, b := range s.labels.pieces {
		if DayNumber(b.at) == s.pieces.partial || outside(b.at) {
			continue
		}
		err := r.each(b.block, func(p *blockSum) error {
			return s.pieces.label(splitKey{b.account, b.at, p.id}, splitSum{p.Records, p.Cost}, f)
		})
		if err != nil {
			return labelPieceTable.fault(b.blockKey, err)
		}
	}
	for k, sum := range s.pieces.partialLabels {
		if outside(k.since) {
			continue
		}
		if err := s.pieces.label(k, *sum, f); err != nil {
			return err
		}
	}
	return nil
}

// firstInstant and lastInstant are those of a day, as far as the ledger's instants go.
func firstInstant(day int64) int64 { return max(day, math.MinInt64/DayNS) * DayNS }

func lastInstant(day int64) int64 { return min(day, math.MaxInt64/DayNS-1)*DayNS + DayNS - 1 }

// EachSeries calls f for the series of the sums, in no order: by label where they were read
// so.
func (s *Sums) EachSeries(f func(*Series)) {
	all := s.spend
	if s.labels != nil && s.labels.series != nil {
		all = s.labels.series
	}
	for _, x := range all {
		f(x)
	}
}
