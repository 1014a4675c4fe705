package projection

import (
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/forecast"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A DayBurn is what was used on a day.
type DayBurn struct {
	Day time.Time
	USD pricing.Money
}

// A BurnSeries is an account's daily burn as its projection reads it. Days from the
// first row to the last known instant are zero without usage, but for the gaps, which are
// not known.
type BurnSeries struct {
	days []DayBurn       // whole ones, one after the other
	gaps []usage.DaySpan // days of no data among them
	Next time.Time       // the first day that is projected
	// begun is what was used on Next so far, until the share over of it: what is known
	// ends inside that day.
	begun pricing.Money
	over  float64
	// silent is how many days from Next on, before the clock and before the newest import,
	// have no usage of which it is not known whether there was none.
	silent int
}

// lateEnough is the share of a day that is as good as the whole of it.
const lateEnough = 23.0 / 24

// SeriesOf adds up the account's usage day by day. Where what is known ends inside a
// day that day is no whole one, unless the account's days have a row or two each, or all
// equally many, and this one has them.
func SeriesOf(a credit.Position) BurnSeries {
	out := BurnSeries{gaps: a.Input.Gaps}
	to := func(day time.Time) {
		for len(out.days) > 0 && out.days[len(out.days)-1].Day.Before(day) {
			out.days = append(out.days, DayBurn{Day: out.days[len(out.days)-1].Day.Add(pricing.DayLength)})
		}
		if len(out.days) == 0 {
			out.days = []DayBurn{{Day: day}}
		}
	}
	if len(a.Input.History.Usage) == 0 {
		return out
	}
	known := a.LastDay().Add(pricing.DayLength)
	for _, u := range a.Input.History.Usage {
		from, rest := pricing.StartOfDay(u.From), u.USD
		for n := u.Days(known); n > 0; n-- { // in equal parts, of a sum of more than a day
			to(from)
			day := &out.days[from.Sub(out.days[0].Day)/pricing.DayLength]
			part := rest
			if n > 1 {
				part = rest.Part(1, n, 30)
			}
			day.USD, rest = day.USD.Add(part), rest.Sub(part)
			from = from.Add(pricing.DayLength)
		}
	}
	to(a.LastDay())
	last := out.days[len(out.days)-1]
	out.Next = last.Day.Add(pricing.DayLength)
	over := daysAfter(last.Day, a.KnownUntil)
	used := pricing.StartOfDay(a.Input.History.Usage[len(a.Input.History.Usage)-1].From)
	if over < lateEnough && !(a.Input.DayIsOver && last.Day.Equal(used)) && len(out.days) > 1 {
		out.days, out.Next, out.begun, out.over = out.days[:len(out.days)-1], last.Day, last.USD, over
	}
	unknown := pricing.StartOfDay(a.Input.AsOf)
	if a.Input.Imported.Before(unknown) {
		unknown = pricing.StartOfDay(a.Input.Imported)
	}
	out.silent = max(0, int(unknown.Sub(out.Next)/pricing.DayLength))
	return out
}

// longestPause is the longest run of days without usage between two with.
func (b BurnSeries) longestPause() int {
	longest, run := 0, 0
	for _, d := range b.days {
		if run++; !d.USD.IsZero() {
			longest, run = max(longest, run-1), 0
		} else if !b.known(d.Day) {
			run = 0
		}
	}
	return longest
}

// known reports whether a day's usage is.
func (b BurnSeries) known(day time.Time) bool {
	return !slices.ContainsFunc(b.gaps, func(g usage.DaySpan) bool { return g.Holds(day) })
}

// series is the burn as statistics take it.
func (b BurnSeries) series() forecast.Series {
	s := forecast.Series{USD: make([]float64, len(b.days)), Silent: b.silent, Begun: float(b.begun)}
	if len(b.gaps) > 0 {
		s.Unknown = make([]bool, len(b.days))
	}
	for i, d := range b.days {
		s.USD[i] = float(d.USD)
		if s.Unknown != nil {
			s.Unknown[i] = !b.known(d.Day)
		}
	}
	return s
}
