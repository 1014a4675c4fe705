package ledger

import (
	"slices"
	"time"

	"tollbook/pricing"
)

// A daySpan is a first and a last day, both inclusive; no days at all are the zero
// daySpan.
type daySpan struct{ from, to time.Time }

// daysOver are the days from one instant to another.
func daysOver(first, last time.Time) daySpan {
	return daySpan{pricing.StartOfDay(first), pricing.StartOfDay(last)}
}

// days counts them.
func (d daySpan) days() int {
	if d.from.IsZero() || d.to.Before(d.from) {
		return 0
	}
	return int(d.to.Sub(d.from)/pricing.DayLength) + 1
}

// holds reports whether a day is one of them.
func (d daySpan) holds(day time.Time) bool { return !day.Before(d.from) && !day.After(d.to) }

// around is the least span that holds both.
func (d daySpan) around(e daySpan) daySpan {
	if d.days() == 0 {
		return e
	}
	if e.days() == 0 {
		return d
	}
	if e.from.Before(d.from) {
		d.from = e.from
	}
	if e.to.After(d.to) {
		d.to = e.to
	}
	return d
}

// within is the part of the span that lies in another.
func (d daySpan) within(e daySpan) daySpan {
	if d.from.Before(e.from) {
		d.from = e.from
	}
	if d.to.After(e.to) {
		d.to = e.to
	}
	if d.to.Before(d.from) {
		return daySpan{}
	}
	return d
}

// without is what is left of a span without others, which are in order and apart.
func (d daySpan) without(others []daySpan) []daySpan {
	var out []daySpan
	for _, o := range others {
		if o = o.within(d); o.days() == 0 {
			continue
		}
		if before := (daySpan{d.from, o.from.Add(-pricing.DayLength)}); before.days() > 0 {
			out = append(out, before)
		}
		d.from = o.to.Add(pricing.DayLength)
	}
	if d.days() > 0 {
		out = append(out, d)
	}
	return out
}

// joined puts spans together that overlap or follow one another.
func joined(spans []daySpan) []daySpan {
	slices.SortFunc(spans, func(a, b daySpan) int { return a.from.Compare(b.from) })
	var out []daySpan
	for _, s := range spans {
		if n := len(out); n > 0 && !s.from.After(out[n-1].to.Add(pricing.DayLength)) {
			out[n-1] = out[n-1].around(s)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// between are the days that lie between spans which are in order and apart.
func between(spans []daySpan) []daySpan {
	var out []daySpan
	for i := 1; i < len(spans); i++ {
		out = append(out, daySpan{spans[i-1].to.Add(pricing.DayLength), spans[i].from.Add(-pricing.DayLength)})
	}
	return out
}

// PartsIn are the parts of spans that lie in another.
func PartsIn(spans []daySpan, in daySpan) []daySpan {
	var out []daySpan
	for _, s := range spans {
		if s = s.within(in); s.days() > 0 {
			out = append(out, s)
		}
	}
	return out
}

// CountDays counts the days of spans that are apart.
func CountDays(spans []daySpan) (n int) {
	for _, s := range spans {
		n += s.days()
	}
	return n
}
