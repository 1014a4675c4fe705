package projection

import (
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
)

// finish adds up the accounts: what is projected is the sum of theirs, and its
// interval that of the summed paths, which is narrower than the summed intervals.
func (f *forecasting) finish() {
	o := &f.out
	var methods []string
	for _, a := range o.Accounts {
		for i, m := range a.Months {
			if len(o.Months) <= i {
				o.Months = append(o.Months, Month{Month: m.Month, Fees: &pricing.Money{}, AllIn: &pricing.Money{}})
			}
			t := &o.Months[i]
			t.Actual, t.Projected = t.Actual.Add(m.Actual), t.Projected.Add(m.Projected)
			t.Fees, t.AllIn = AddKnown(t.Fees, m.Fees), AddKnown(t.AllIn, m.AllIn)
		}
		if !a.RunsOut.IsZero() && (o.RunsOut.IsZero() || a.RunsOut.Before(o.RunsOut)) {
			o.RunsOut, o.First = a.RunsOut, a.Account.Name
		}
		for _, l := range a.Lots {
			o.AtRisk = o.AtRisk.Add(l.ExpectedBreakage)
		}
		if a.Method != "" && !slices.Contains(methods, a.Method) {
			methods = append(methods, a.Method)
		}
	}
	o.Notes = append(o.Notes, f.notes()...)
	o.Method = strings.Join(methods, "; ")
	for i := range o.Months {
		m := &o.Months[i]
		m.Low, m.High = around(m.Projected, f.months[i])
		m.Low = covering(m.Low, m.Actual)
	}
	o.Past, o.Days = f.together()
	o.Backtest = backtested(f.tested, f.held)
}

// AddKnown adds an amount that may be unknown, which makes the sum unknown.
func AddKnown(sum, m *pricing.Money) *pricing.Money {
	if sum == nil || m == nil {
		return nil
	}
	total := sum.Add(*m)
	return &total
}

// together adds up the days of all accounts. A day that one account knows whole and
// another not is a day to come.
func (f *forecasting) together() (past []DayBurn, days []Day) {
	sums := map[time.Time]pricing.Money{} // known ones first, then those to come
	var first time.Time
	for _, a := range f.out.Accounts {
		for _, d := range a.Past {
			sums[d.Day] = sums[d.Day].Add(d.USD)
			if first.IsZero() || d.Day.Before(first) {
				first = d.Day
			}
		}
	}
	if first.IsZero() {
		return nil, nil
	}
	last := first
	for day := range sums {
		if day.After(last) {
			last = day
		}
	}
	for day := first; !day.After(last) && (f.first.IsZero() || day.Before(f.first)); day = day.Add(pricing.DayLength) {
		past = append(past, DayBurn{day, sums[day]})
	}
	known := maps.Clone(sums)
	for _, a := range f.out.Accounts {
		for _, d := range a.Days {
			sums[d.Day] = sums[d.Day].Add(d.USD)
		}
	}
	for i, outcomes := range f.days {
		before := float(known[f.first.Add(time.Duration(i)*pricing.DayLength)])
		for p := range outcomes {
			outcomes[p] += before
		}
	}
	f.out.running = f.running(past, func(day time.Time) pricing.Money { return sums[day].Cents() })
	for i, outcomes := range f.days {
		d := Day{Day: f.first.Add(time.Duration(i) * pricing.DayLength)}
		d.USD = sums[d.Day].Cents()
		d.Low, d.High = around(d.USD, outcomes)
		days = append(days, d)
	}
	return past, days
}
