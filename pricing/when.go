package pricing

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// whenDays are the ways in which people write a day, with its year and without.
var (
	whenDays  = []string{Day, "2 Jan 2006", "2 January 2006", "Jan 2 2006", "January 2 2006", "Jan 2, 2006", "January 2, 2006"}
	whenShort = []string{"2 Jan", "2 January", "Jan 2", "January 2"}
)

// mostWhenDays is how far "-3d" and "+3d" reach.
const mostWhenDays = 36500

// ParseWhen reads an instant as people type it, in UTC: "now", "today", "yesterday",
// "tomorrow", "-3d" (the day three days ago), "2026-09-01", "1 Sep 2025", each day with a
// time of day behind it ("yesterday 14:00"), or an RFC 3339 time. A day alone is 00:00 of it.
// A day without its year is the last one that is not after now; ahead, the next one after it.
//
//	"1 Sep" on 14 Nov 2026 is 1 September 2026, and ahead that of 2027
func ParseWhen(text string, now time.Time, ahead bool) (time.Time, error) {
	text = strings.Join(strings.Fields(text), " ")
	now = now.UTC()
	if strings.EqualFold(text, "now") {
		return now, nil
	}
	if t, err := ParseInstant(text); err == nil {
		return t, nil
	}
	wrong := fmt.Errorf("%q is neither a day (yesterday, 1 Sep, 2026-11-14, -3d) nor a time (2026-11-14 18:22)", text)
	day, clock := text, time.Duration(0)
	if i := strings.LastIndexAny(text, " T"); i > 0 && strings.Contains(text[i:], ":") {
		of, err := parseClockTime(text[i+1:])
		if err != nil {
			return time.Time{}, wrong
		}
		day, clock = text[:i], of
	}
	t, ok := parseWhenDay(day, clock, now, ahead)
	if !ok {
		return time.Time{}, wrong
	}
	return t.Add(clock), nil
}

// parseClockTime reads a time of day: 14:00 or 14:00:05.
func parseClockTime(text string) (time.Duration, error) {
	for _, layout := range []string{"15:04", "15:04:05"} {
		if t, err := time.Parse(layout, strings.TrimSuffix(text, "Z")); err == nil {
			return t.Sub(StartOfDay(t)), nil
		}
	}
	return 0, fmt.Errorf("time %q: want HH:MM", text)
}

// parseWhenDay reads a day; the time of it decides which year's is not after now.
func parseWhenDay(text string, clock time.Duration, now time.Time, ahead bool) (time.Time, bool) {
	today := StartOfDay(now)
	switch strings.ToLower(text) {
	case "today":
		return today, true
	case "yesterday":
		return today.AddDate(0, 0, -1), true
	case "tomorrow":
		return today.AddDate(0, 0, 1), true
	}
	if days, ok := strings.CutSuffix(strings.ToLower(text), "d"); ok && (strings.HasPrefix(days, "-") || strings.HasPrefix(days, "+")) {
		n, err := strconv.Atoi(days)
		return today.AddDate(0, 0, n), err == nil && n >= -mostWhenDays && n <= mostWhenDays
	}
	for _, layout := range whenDays {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	for _, layout := range whenShort {
		if _, err := time.Parse(layout+" 2006", text+" 2000"); err != nil { // 29 Feb has to be one in a leap year
			continue
		}
		return nearestYear(layout, text, clock, now, ahead)
	}
	return time.Time{}, false
}

// nearestYear finds the year of a day without one. 29 February is that of a leap year.
func nearestYear(layout, text string, clock time.Duration, now time.Time, ahead bool) (time.Time, bool) {
	year, by := now.Year()+1, -1
	if ahead {
		year, by = now.Year(), 1
	}
	for range 12 { // eight years lie between leap years at most
		t, err := time.Parse(layout+" 2006", text+" "+strconv.Itoa(year))
		if after := t.Add(clock).After(now); err == nil && after == ahead {
			return t, true
		}
		year += by
	}
	return time.Time{}, false
}
