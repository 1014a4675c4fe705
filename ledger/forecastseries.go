package ledger

import (
	"slices"
	"time"

	"tollbook/ledger/forecast"
	"tollbook/pricing"
)

// A DayBurn is what was used on a day.
type DayBurn struct {
	Day time.Time
	USD pricing.Money
}

// A burnSeries is an account's daily burn as its projection reads it. Days between
// the first and the last row without usage are zero, but for the gaps, which are not
// known, as is what comes after the last row.
type burnSeries struct {
	days []DayBurn // whole ones, one after the other
	gaps []daySpan // days of no data among them
	next time.Time // the first day that is projected
	// begun is what was used on next so far, until the share over of it: the last
	// row stands inside that day.
	begun pricing.Money
	over  float64
}

// burnSeries adds up the account's usage day by day. Where its data end inside a day
// that day is no whole one, unless the account's days have a row or two each, or all
// equally many, and this one has them.
func (a AccountCredits) burnSeries() burnSeries {
	out := burnSeries{gaps: a.gaps}
	for _, u := range a.history.Usage {
		day := startOfDay(u.From)
		for len(out.days) > 0 && out.days[len(out.days)-1].Day.Before(day) {
			out.days = append(out.days, DayBurn{Day: out.days[len(out.days)-1].Day.Add(wholeDay)})
		}
		if len(out.days) == 0 {
			out.days = []DayBurn{{Day: day}}
		}
		last := &out.days[len(out.days)-1]
		last.USD = last.USD.Add(u.USD)
	}
	if len(out.days) == 0 {
		return out
	}
	last := out.days[len(out.days)-1]
	out.next = last.Day.Add(wholeDay)
	if a.DataUntil.Before(out.next) && len(out.days) > 1 && !a.dayIsOver {
		out.days, out.next, out.begun = out.days[:len(out.days)-1], last.Day, last.USD
		out.over = float64(a.DataUntil.Sub(last.Day)) / float64(wholeDay)
	}
	return out
}

const (
	// fewRows is how many rows a day may have for it to be over with the last of them.
	fewRows = 2
	// regularDays is how many days have to have equally many rows to be taken for a habit.
	regularDays = 7
)

// dayIsOver reports whether an account's last day has as many rows as its days have,
// where that is one or two, or the same on all of them: an export of a row a day, or
// of one each hour, has no more to come.
func dayIsOver(list []day, account string, until time.Time, usage []Usage) bool {
	today := startOfDay(until)
	var used pricing.Money
	for _, u := range slices.Backward(usage) {
		if u.From.Before(today) {
			break
		}
		used = used.Add(u.USD)
	}
	from, at := today.Add(-BurnDays*wholeDay).Format(pricing.Day), today.Format(pricing.Day)
	counts := map[string]int64{}
	for _, d := range slices.Backward(list) {
		if d.day < from {
			break
		}
		if d.account == account && d.dollarsCount && d.day <= at {
			counts[d.day] += d.records
			if d.day == at {
				used = used.Sub(d.cost)
			}
		}
	}
	if !used.IsZero() {
		return false // the ledger has more of that day, after the clock
	}
	now := counts[at]
	delete(counts, at)
	var usual []int64
	for _, n := range counts {
		usual = append(usual, n)
	}
	if len(usual) == 0 {
		return false
	}
	slices.Sort(usual)
	median := usual[len(usual)/2]
	regular := len(usual) >= regularDays && usual[0] == usual[len(usual)-1]
	return (median <= fewRows || regular) && now >= median
}

// longestPause is the longest run of days without usage between two with.
func (b burnSeries) longestPause() int {
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
func (b burnSeries) known(day time.Time) bool {
	return !slices.ContainsFunc(b.gaps, func(g daySpan) bool { return g.holds(day) })
}

// told are the days that a projection learns from. Of the weeks that end with the last
// day, those that hold a day of no data are left out, so that the others keep their
// weekdays; where no week is left, the days that are known.
func (b burnSeries) told() []DayBurn {
	if len(b.gaps) == 0 {
		return b.days
	}
	gone := func(d DayBurn) bool { return !b.known(d.Day) }
	var weeks []DayBurn
	for to := len(b.days); to > 0; to -= 7 {
		week := b.days[max(to-7, 0):to]
		if !slices.ContainsFunc(week, gone) {
			weeks = slices.Concat(week, weeks)
		}
	}
	if len(weeks) > 0 {
		return weeks
	}
	return slices.DeleteFunc(slices.Clone(b.days), gone)
}

// floats is the series as statistics take it.
func (b burnSeries) floats() forecast.Series {
	days := b.told()
	s := forecast.Series{USD: make([]float64, len(days))}
	if len(days) > 0 {
		s.Weekday = int(days[0].Day.Weekday())
	}
	for i, d := range days {
		s.USD[i] = float(d.USD)
	}
	return s
}
