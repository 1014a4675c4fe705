package feed

import (
	"fmt"
	"slices"
	"strings"
)

const (
	dayMinutes  = 24 * 60
	weekMinutes = 7 * dayMinutes
)

// A span is a part of one day of the week, in minutes since Monday 00:00 UTC, half-open:
// {1500, 1560} is Tuesday from 01:00 to 02:00.
type span struct{ from, to int }

// hoursOn is the hours of some days, by their bits (1 is Monday), as spans. Hours that end
// at or before their begin go on to the next day: from 22:00 to 00:30 on Sunday is two
// hours of Sunday and half an hour of Monday.
func hoursOn(days uint8, from, to int) []span {
	if to <= from {
		to += dayMinutes
	}
	var out []span
	for day := range 7 {
		if days&(1<<day) == 0 {
			continue
		}
		start := day * dayMinutes
		out = append(out, span{start + from, start + min(to, dayMinutes)})
		if to > dayMinutes {
			next := (day + 1) % 7 * dayMinutes
			out = append(out, span{next, next + to - dayMinutes})
		}
	}
	return out
}

// within reports whether a minute of the week lies in one of the spans.
func within(spans []span, minute int) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return s.from <= minute && minute < s.to })
}

// cut divides the week where a day or one of the spans begins or ends.
func cut(spans []span) []span {
	var marks []int
	for day := range 8 {
		marks = append(marks, day*dayMinutes)
	}
	for _, s := range spans {
		marks = append(marks, s.from, s.to)
	}
	slices.Sort(marks)
	marks = slices.Compact(marks)
	week := make([]span, len(marks)-1)
	for i := range week {
		week[i] = span{marks[i], marks[i+1]}
	}
	return week
}

var dayNames = [7]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}

// window writes spans of the week, in order and at least one, in the notation of
// data/rates: "Mon-Fri 01:00-04:00Z|06:00-10:00Z;Sat-Sun 00:00-24:00Z". All the time
// is "", and days are left out where they are all alike.
func window(spans []span) string {
	var hours [7][]span // of each day, in minutes of it
	for _, s := range spans {
		day := s.from / dayMinutes
		from, to := s.from-day*dayMinutes, s.to-day*dayMinutes
		if n := len(hours[day]); n > 0 && hours[day][n-1].to == from {
			hours[day][n-1].to = to
			continue
		}
		hours[day] = append(hours[day], span{from, to})
	}
	var groups []string
	for day := 0; day < 7; {
		last := day
		for last < 6 && slices.Equal(hours[last+1], hours[day]) {
			last++
		}
		if len(hours[day]) > 0 {
			groups = append(groups, group(day, last, hours[day]))
		}
		day = last + 1
	}
	if text := strings.Join(groups, ";"); text != "00:00-24:00Z" {
		return text
	}
	return ""
}

// group writes the hours that the days from first to last have alike.
func group(first, last int, hours []span) string {
	parts := make([]string, len(hours))
	for i, h := range hours {
		parts[i] = fmt.Sprintf("%02d:%02d-%02d:%02dZ", h.from/60, h.from%60, h.to/60, h.to%60)
	}
	text := strings.Join(parts, "|")
	switch {
	case first == 0 && last == 6:
		return text
	case first == last:
		return dayNames[first] + " " + text
	}
	return dayNames[first] + "-" + dayNames[last] + " " + text
}
