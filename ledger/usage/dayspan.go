package usage

import (
	"slices"
	"time"

	"tollbook/pricing"
)

// A DaySpan is a first and a last day, both inclusive; no days at all are the zero
// DaySpan.
type DaySpan struct{ From, To time.Time }

// daysOver are the days from one instant to another.
func daysOver(first, last time.Time) DaySpan {
	return DaySpan{pricing.StartOfDay(first), pricing.StartOfDay(last)}
}

// Days counts them.
func (d DaySpan) Days() int {
	if d.From.IsZero() || d.To.Before(d.From) {
		return 0
	}
	return int(d.To.Sub(d.From)/pricing.DayLength) + 1
}

// Holds reports whether a day is one of them.
func (d DaySpan) Holds(day time.Time) bool { return !day.Before(d.From) && !day.After(d.To) }

// around is the least span that holds both.
func (d DaySpan) around(e DaySpan) DaySpan {
	if d.Days() == 0 {
		return e
	}
	if e.Days() == 0 {
		return d
	}
	if e.From.Before(d.From) {
		d.From = e.From
	}
	if e.To.After(d.To) {
		d.To = e.To
	}
	return d
}

// within is the part of the span that lies in another.
func (d DaySpan) within(e DaySpan) DaySpan {
	if d.From.Before(e.From) {
		d.From = e.From
	}
	if d.To.After(e.To) {
		d.To = e.To
	}
	if d.To.Before(d.From) {
		return DaySpan{}
	}
	return d
}

// Without is what is left of a span without others, which are in order and apart.
func (d DaySpan) Without(others []DaySpan) []DaySpan {
	var out []DaySpan
	for _, o := range others {
		if o = o.within(d); o.Days() == 0 {
			continue
		}
		if before := (DaySpan{d.From, o.From.Add(-pricing.DayLength)}); before.Days() > 0 {
			out = append(out, before)
		}
		d.From = o.To.Add(pricing.DayLength)
	}
	if d.Days() > 0 {
		out = append(out, d)
	}
	return out
}

// Joined puts spans together that overlap or follow one another.
func Joined(spans []DaySpan) []DaySpan {
	slices.SortFunc(spans, func(a, b DaySpan) int { return a.From.Compare(b.From) })
	var out []DaySpan
	for _, s := range spans {
		if n := len(out); n > 0 && !s.From.After(out[n-1].To.Add(pricing.DayLength)) {
			out[n-1] = out[n-1].around(s)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// between are the days that lie between spans which are in order and apart.
func between(spans []DaySpan) []DaySpan {
	var out []DaySpan
	for i := 1; i < len(spans); i++ {
		out = append(out, DaySpan{spans[i-1].To.Add(pricing.DayLength), spans[i].From.Add(-pricing.DayLength)})
	}
	return out
}

// PartsIn are the parts of spans that lie in another.
func PartsIn(spans []DaySpan, in DaySpan) []DaySpan {
	var out []DaySpan
	for _, s := range spans {
		if s = s.within(in); s.Days() > 0 {
			out = append(out, s)
		}
	}
	return out
}

// CountDays counts the days of spans that are apart.
func CountDays(spans []DaySpan) (n int) {
	for _, s := range spans {
		n += s.Days()
	}
	return n
}
