package report

import (
	"cmp"
	"fmt"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// Make adds up usage by group, as Store.Report does; the clock of the
// query does not count, that of the books does. An unknown group, or a
// model that there is no usage of, is an error.
func Make(s credit.Books, q Query) (Report, error) { return MakeTraced(s, q, nil) }

// MakeTraced is Make, and tells trace every part of a fee that a row is charged with: by
// the row's place before they are put in order. A nil trace is told nothing.
func MakeTraced(s credit.Books, q Query, trace func(row int, part FeePart)) (Report, error) {
	b, err := newReport(s, q, trace)
	if err != nil {
		return Report{}, err
	}
	b.finish()
	return b.out, nil
}

// newReport is a report of which the figures stand and the rows are in no order.
func newReport(s credit.Books, q Query, trace func(row int, part FeePart)) (*reporting, error) {
	if err := q.Validate(); err != nil {
		return nil, err
	}
	q.AsOf = s.AsOf
	b := newReporting(s.Catalog, q)
	b.trace = trace
	for _, a := range s.Accounts {
		b.booked[a.Account.Name] = a.HasLots
		if at := a.CreditBegins(); !at.IsZero() {
			b.out.CreditFrom[a.Account.Name] = at
		}
	}
	seen := false
	err := b.each(s.Sums, func(d *usage.Day) error {
		if q.Account == "" || d.Account == q.Account {
			b.add(d)
			seen = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if q.Model != "" && !b.modelSeen && seen {
		return nil, fmt.Errorf("no usage of model %q in the days asked for", q.Model)
	}
	b.rankRows()
	for i := range b.out.Rows {
		b.out.Rows[i].FeesUSD = &pricing.Money{}
	}
	b.out.Unknown = gapWords(s.Gaps, q.Account, usage.DaySpan{From: usage.DayOf(cmp.Or(b.read.From, "0001-01-01")), To: usage.DayOf(b.read.To)})
	used, err := b.costs(s)
	if err != nil {
		return nil, err
	}
	for _, a := range s.Accounts {
		if of := used[a.Account.Name]; of != nil {
			b.allocateLots(a, of)
		}
	}
	b.estimate()
	return b, nil
}

// each calls f for the daily sums of the months that the report is made of: by label where it
// asks for labels, else the money sums. f may keep nothing of d.
func (b *reporting) each(s *usage.Sums, f func(d *usage.Day) error) error {
	if b.byLabel {
		return s.EachLabel(b.read, f)
	}
	for i := range s.Days {
		if d := &s.Days[i]; b.read.Holds(d.Date) {
			if err := f(d); err != nil {
				return err
			}
		}
	}
	return nil
}
