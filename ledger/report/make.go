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
	months, seen := usage.SumsQuery{AsOf: s.AsOf}, false
	months.From, months.To = q.Months()
	from, to := months.FirstDay(), months.LastDay()
	for i := range s.Sums.Days {
		if d := &s.Sums.Days[i]; from <= d.Date && d.Date <= to && (q.Account == "" || d.Account == q.Account) {
			b.add(d)
			seen = true
		}
	}
	if q.Model != "" && !b.modelSeen && seen {
		return nil, fmt.Errorf("no usage of model %q in the days asked for", q.Model)
	}
	b.rankRows()
	for i := range b.out.Rows {
		b.out.Rows[i].FeesUSD = &pricing.Money{}
	}
	b.out.Unknown = gapWords(s.Gaps, q.Account, usage.DaySpan{From: usage.DayOf(cmp.Or(from, "0001-01-01")), To: usage.DayOf(to)})
	for _, a := range s.Accounts {
		if a.HasLots && (q.Account == "" || q.Account == a.Account.Name) {
			b.allocateLots(a)
		}
	}
	b.estimate()
	return b, nil
}
