package ledger

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"tollbook/pricing"
)

// Spend is all usage of the ledger in memory, as daily sums with the credit lots
// beside them: reports of it wait for no disk. It does not change when the ledger
// does.
type Spend struct {
	AsOf time.Time // the clock: usage after it does not count; zero is the end of all
	// First and Last are the first and the last day of usage; zero where there is none.
	First, Last time.Time

	catalog *pricing.Catalog
	days    []day // in order
	credits Credits
	gaps    map[string][]daySpan // days of no data, by account
}

// Spend reads the daily sums up to an instant: a thousand of them in about 4 ms. What
// is then asked of them takes half a millisecond a thousand.
func (s *Store) Spend(ctx context.Context, asOf time.Time) (Spend, error) {
	out, err := s.spend(ctx, dayRange{asOf: asOf}, ReportQuery{AsOf: asOf})
	if err != nil || len(out.days) == 0 {
		return out, err
	}
	if out.First, err = time.Parse(pricing.Day, out.days[0].day); err != nil {
		return out, err
	}
	out.Last, err = time.Parse(pricing.Day, out.days[len(out.days)-1].day)
	return out, err
}

// spend reads what a report of a range is made of.
func (s *Store) spend(ctx context.Context, r dayRange, q ReportQuery) (Spend, error) {
	out := Spend{AsOf: q.AsOf, catalog: s.catalog}
	var err error
	if out.days, out.credits, err = s.daysAndLots(ctx, r, q); err != nil {
		return out, err
	}
	out.gaps, err = s.gaps(ctx, q.Account, q.AsOf)
	return out, err
}

// Credits are the balances and lots beside the sums, without the outlook of the lots,
// which takes simulation; no account where no purchase and no balance is recorded.
func (s Spend) Credits() Credits { return s.credits }

// Report adds up usage by group, as Store.Report does from the same sums; the
// clock of the query does not count, that of the Spend does. An unknown group, or a
// model that there is no usage of, is an error.
func (s Spend) Report(q ReportQuery) (Report, error) { return s.report(q, nil) }

func (s Spend) report(q ReportQuery, trace func(row int, part FeePart)) (Report, error) {
	b, err := s.reporting(q, trace)
	if err != nil {
		return Report{}, err
	}
	b.finish()
	return b.out, nil
}

// reporting is a report of which the figures stand and the rows are in no order.
func (s Spend) reporting(q ReportQuery, trace func(row int, part FeePart)) (*reporting, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	q.AsOf = s.AsOf
	b := newReporting(s.catalog, q)
	b.trace = trace
	for _, a := range s.credits.Accounts {
		b.booked[a.Account.Name] = a.HasLots
		if at := a.CreditBegins(); !at.IsZero() {
			b.out.CreditFrom[a.Account.Name] = at
		}
	}
	r, seen := q.months(), false
	to := r.lastDay()
	for i := range s.days {
		if d := &s.days[i]; r.from <= d.day && d.day <= to && (q.Account == "" || d.account == q.Account) {
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
	b.out.Unknown = gapWords(s.gaps, q.Account, daySpan{dayOf(cmp.Or(r.from, "0001-01-01")), dayOf(to)})
	for _, a := range s.credits.Accounts {
		if a.HasLots && (q.Account == "" || q.Account == a.Account.Name) {
			b.allocateLots(a)
		}
	}
	b.estimate()
	return b, nil
}
