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
	oneDay
	weekDays
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

// DayOf is the day of an instant.
func DayOf(t time.Time) Period {
	day := pricing.StartOfDay(t)
	return Period{day, day, oneDay}
}

// WeekOf is the week of an instant, Monday to Sunday.
func WeekOf(t time.Time) Period {
	day := pricing.StartOfDay(t)
	from := day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
	return Period{from, from.AddDate(0, 0, 6), weekDays}
}

// PeriodOf is the day, the week or the month that a report's row stands for.
func PeriodOf(by, key string) (Period, error) {
	from, _, err := groupDays(by, key)
	switch {
	case err != nil:
		return Period{}, err
	case by == "day":
		return DayOf(from), nil
	case by == "week":
		return WeekOf(from), nil
	}
	return MonthOf(from), nil
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
	case oneDay:
		return DayOf(p.From.AddDate(0, 0, by))
	case weekDays:
		return WeekOf(p.From.AddDate(0, 0, 7*by))
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
// Nov 2026", "2026 so far", "Friday 13 Nov", "the week from 9 Nov", "all that is recorded".
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
	case oneDay:
		return p.From.Format("Monday 2 Jan" + yearBeside(p.From, today))
	case weekDays:
		name = "the week from " + p.From.Format("2 Jan"+yearBeside(p.From, today))
	default:
		return "all that is recorded"
	}
	if p.running(today) {
		name += " so far"
	}
	return name
}

// Short names the period in few cells: "Nov 2026", "30 d to 14 Nov", "2026", "13 Nov 2026",
// "week of 9 Nov", "all".
func (p Period) Short() string {
	switch p.kind {
	case monthDays:
		return p.From.Format("Jan 2006")
	case lastDays:
		return "30 d to " + p.To.Format("2 Jan")
	case yearDays:
		return p.From.Format("2006")
	case oneDay:
		return p.From.Format("2 Jan 2006")
	case weekDays:
		return "week of " + p.From.Format("2 Jan")
	}
	return "all"
}

// Next is the period of the next longer kind around a day: a month, 30 days, a year, all, and a
// month again. By -1 it is the one before.
func (p Period) Next(by int, today time.Time) Period {
	at := today
	if p.kind == oneDay || p.kind == weekDays || p.kind == monthDays && !p.running(today) {
		at = p.From
	}
	kinds := []func() Period{
		func() Period { return MonthOf(at) },
		func() Period { return ThirtyDaysTo(today) },
		func() Period { return YearOf(at) },
		func() Period { return Period{} },
	}
	i := map[periodKind]int{monthDays: 0, lastDays: 1, yearDays: 2, allDays: 3, oneDay: -1, weekDays: -1}[p.kind]
	if i < 0 && by < 0 {
		i = 0
	}
	return kinds[(i+by+len(kinds))%len(kinds)]()
}

// yearBeside is the year in the layout of a day that lies in another one than today.
func yearBeside(day, today time.Time) string {
	if day.Year() == today.UTC().Year() {
		return ""
	}
	return " 2006"
}

// BeforeWords name what Before compares with: "October to the same day".
func (p Period) BeforeWords(today time.Time) string {
	switch p.kind {
	case lastDays:
		return "the 30 days before"
	case oneDay:
		return "the day before"
	}
	name := p.Moved(-1).Words(today)
	if p.kind == weekDays {
		name = "the week before"
	}
	if p.running(today) {
		name += " to the same day"
	}
	return name
}
