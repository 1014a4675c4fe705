package report

import (
	"time"

	"tollbook/pricing"
)

// A Period is the days over which spend is looked at. The zero value is all of them.
type Period struct {
	From, To time.Time // first and last day, UTC; zero for all
	kind     periodKind
}

type periodKind uint8

const (
	allDays periodKind = iota
	monthDays
	lastDays
	yearDays
)

// MonthOf is the calendar month of an instant.
func MonthOf(t time.Time) Period {
	from := pricing.StartOfMonth(t)
	return Period{from, from.AddDate(0, 1, -1), monthDays}
}

// ThirtyDaysTo is the 30 days that end with an instant's.
func ThirtyDaysTo(t time.Time) Period {
	to := pricing.StartOfDay(t)
	return Period{to.AddDate(0, 0, -29), to, lastDays}
}

// YearOf is the calendar year of an instant.
func YearOf(t time.Time) Period {
	from := time.Date(t.UTC().Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	return Period{from, from.AddDate(1, 0, -1), yearDays}
}

// IsAll reports whether the period is all that is recorded.
func (p Period) IsAll() bool { return p.kind == allDays }

// Moved is the period so many of its lengths later, or earlier for less than zero.
// All that is recorded does not move.
func (p Period) Moved(by int) Period {
	switch p.kind {
	case monthDays:
		return MonthOf(p.From.AddDate(0, by, 0))
	case lastDays:
		return ThirtyDaysTo(p.To.AddDate(0, 0, 30*by))
	case yearDays:
		return YearOf(p.From.AddDate(by, 0, 0))
	}
	return p
}

// running reports whether the period is not over on a day.
func (p Period) running(today time.Time) bool {
	day := pricing.StartOfDay(today)
	return p.kind != allDays && !day.Before(p.From) && day.Before(p.To)
}

// Before is the period before this one, as far as this one has come by today:
// November until the 14th is compared with October until the 14th.
func (p Period) Before(today time.Time) Period {
	before := p.Moved(-1)
	if p.running(today) {
		to := before.From.Add(pricing.StartOfDay(today).Sub(p.From))
		if to.Before(before.To) {
			before.To = to
		}
	}
	return before
}

// Words name the period on a day: "November so far", "October", "the 30 days to 14
// Nov", "2026 so far", "all that is recorded".
func (p Period) Words(today time.Time) string {
	var name string
	switch p.kind {
	case monthDays:
		name = p.From.Format("January 2006")
		if p.From.Year() == today.UTC().Year() {
			name = p.From.Format("January")
		}
	case lastDays:
		return "the 30 days to " + p.To.Format("2 Jan 2006")
	case yearDays:
		name = p.From.Format("2006")
	default:
		return "all that is recorded"
	}
	if p.running(today) {
		name += " so far"
	}
	return name
}

// BeforeWords name what Before compares with: "October to the same day".
func (p Period) BeforeWords(today time.Time) string {
	if p.kind == lastDays {
		return "the 30 days before"
	}
	name := p.Moved(-1).Words(today)
	if p.running(today) {
		name += " to the same day"
	}
	return name
}
