package report

import (
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// eachCounted calls f for the daily sums whose dollars a report of the query counts: no
// subscription's and none of an own key that its provider has. It does without the fees, which
// are most of a report's work. The sums are those by label where the query asks for labels or
// byLabel says so: then the books have to be read so.
func eachCounted(s credit.Books, q Query, byLabel bool, f func(b *reporting, d *usage.Day)) error {
	among, err := amongRows(s, q)
	if err != nil {
		return err
	}
	q.AsOf = s.AsOf
	b := newReporting(s.Catalog, q)
	b.byLabel = b.byLabel || byLabel
	return b.each(s.Sums, func(d *usage.Day) error {
		if !d.DollarsCount || d.Billing == "subscription" || !b.wanted(d) {
			return nil
		}
		if among != nil && !among[b.on(d).keys+b.of(d).keys] {
			return nil
		}
		f(b, d)
		return nil
	})
}

// amongRows are the rows that a filter on dollars leaves, by their keys, for a query of one
// group; nil where it asks for no dollars.
func amongRows(s credit.Books, q Query) (map[string]bool, error) {
	if err := q.Validate(); err != nil || q.Filter.Amounts().IsZero() || len(q.By) != 1 {
		return nil, err
	}
	r, err := Make(s, q)
	out := map[string]bool{}
	for _, row := range r.Rows {
		out[row.Keys[0]+"\x00"] = true
	}
	return out, err
}

// inUnits finds the place of a day's unit among those of a period; days come in order, most of
// the time.
func inUnits(units []time.Time, unit string) func(r *reporting, d *usage.Day) (int, bool) {
	column := map[string]int{}
	for i, at := range units {
		column[keyOf(unit, at)] = i
	}
	date, at, ok := "", 0, false
	return func(r *reporting, d *usage.Day) (int, bool) {
		if d.Date != date {
			date = d.Date
			at, ok = column[r.label(d, unit)]
		}
		return at, ok
	}
}

// TotalOf adds rows up.
func TotalOf(rows []Row) Row {
	total := Row{FeesUSD: &pricing.Money{}}
	for i := range rows {
		total.merge(&rows[i])
	}
	total.complete()
	return total
}

// Names are the values that a group has in the books, in order of the alphabet: of a group of
// time none. The books have to be read by label.
func Names(s credit.Books, by string) []string {
	if timeGroup(by) || s.Sums == nil {
		return nil
	}
	b := newReporting(s.Catalog, Query{})
	seen := map[string]bool{}
	s.Sums.EachSeries(func(x *usage.Series) {
		seen[b.label(&usage.Day{Date: s.Last.Format(pricing.Day), Series: x}, by)] = true
	})
	out := make([]string, 0, len(seen))
	for name := range seen {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
