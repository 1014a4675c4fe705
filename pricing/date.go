package pricing

import (
	"fmt"
	"math/bits"
	"strings"
	"time"
)

// Day is the format of a UTC day in data and ledger.
const Day = "2006-01-02"

// DayLength is how long a UTC day is: there are no clock changes in UTC, and Go knows no
// leap seconds.
const DayLength = 24 * time.Hour

// StartOfDay is 00:00 UTC of an instant's day.
func StartOfDay(t time.Time) time.Time { return t.UTC().Truncate(DayLength) }

// dayNumber counts the UTC days of an instant from 1970 on: negative before.
func dayNumber(t time.Time) int64 {
	sec := t.Unix()
	if n := sec / 86400; sec >= 0 || sec%86400 == 0 {
		return n
	}
	return sec/86400 - 1
}

// StartOfMonth is 00:00 UTC of the first day of an instant's month.
func StartOfMonth(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// ParseInstant reads a day (00:00 UTC of it) or an RFC 3339 time.
func ParseInstant(s string) (time.Time, error) {
	for _, layout := range []string{Day, time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is neither a day (2026-11-14) nor an RFC 3339 time (2026-11-14T18:22:00Z)", s)
}

// Window is a weekly pattern of UTC time, half-open, made of hours of the day.
// A nil Window is all the time.
type Window struct{ hours []hours }

type hours struct {
	days     uint8 // bit per time.Weekday
	from, to int32 // seconds of the day, [from, to)
}

const allDays = 0x7f

// ParseWindow reads the catalog's notation: spans of one day joined by "|",
// optional days first, groups joined by ";", times in UTC:
// "Mon-Fri 01:00-04:00Z|06:00-10:00Z;Sat-Sun 00:00-24:00Z".
// Empty text is nil: all the time.
func ParseWindow(s string) (*Window, error) {
	if s == "" {
		return nil, nil
	}
	w := &Window{}
	for _, group := range strings.Split(s, ";") {
		days := uint8(allDays)
		times := group
		if name, rest, ok := strings.Cut(group, " "); ok {
			var err error
			if days, err = parseDays(name); err != nil {
				return nil, err
			}
			times = rest
		}
		for _, part := range strings.Split(times, "|") {
			from, to, ok := strings.Cut(strings.TrimSuffix(part, "Z"), "-")
			a, errA := parseClock(from)
			b, errB := parseClock(to)
			if !ok || errA != nil || errB != nil || a >= b {
				return nil, fmt.Errorf("time window %q: want spans like 01:00-04:00Z", s)
			}
			w.hours = append(w.hours, hours{days, a, b})
		}
	}
	return w, nil
}

func parseDays(s string) (uint8, error) {
	names := []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}
	index := func(name string) int {
		for i, n := range names {
			if n == name {
				return i
			}
		}
		return -1
	}
	first, last, ranged := strings.Cut(s, "-")
	if !ranged {
		last = first
	}
	a, b := index(first), index(last)
	if a < 0 || b < 0 {
		return 0, fmt.Errorf("weekdays %q: want Mon or Mon-Fri", s)
	}
	var days uint8
	for i := a; ; i = (i + 1) % 7 {
		days |= 1 << i
		if i == b {
			return days, nil
		}
	}
}

func parseClock(s string) (int32, error) {
	h, m, _ := strings.Cut(s, ":")
	if len(h) != 2 || len(m) != 2 || !isDigits(h) || !isDigits(m) || h > "24" || m > "59" || h == "24" && m > "00" {
		return 0, fmt.Errorf("time %q: want HH:MM", s)
	}
	return int32(h[0]-'0')*36000 + int32(h[1]-'0')*3600 + int32(m[0]-'0')*600 + int32(m[1]-'0')*60, nil
}

// Contains reports whether the instant lies in the window.
func (w *Window) Contains(at time.Time) bool {
	if w == nil {
		return true
	}
	at = at.UTC()
	sec := int32(at.Hour()*3600 + at.Minute()*60 + at.Second())
	for _, s := range w.hours {
		if s.days&(1<<at.Weekday()) != 0 && s.from <= sec && sec < s.to {
			return true
		}
	}
	return false
}

// edges lists the seconds of the day at which the window opens or closes.
func (w *Window) edges() []int32 {
	var out []int32
	if w == nil {
		return nil
	}
	for _, s := range w.hours {
		out = append(out, s.from)
		if s.to < 24*3600 {
			out = append(out, s.to)
		}
	}
	return out
}

// width is the number of seconds a week that the window holds.
func (w *Window) width() int32 {
	if w == nil {
		return 7 * 24 * 3600
	}
	var sum int32
	for _, s := range w.hours {
		sum += (s.to - s.from) * int32(bits.OnesCount8(s.days))
	}
	return sum
}
