package report

import (
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// Shades is how many shades a Calendar has: none, and four by what the day cost.
const Shades = 5

// A Calendar is a year's dollars day by day.
type Calendar struct {
	Year int
	Days []CalendarDay // every day of the year, the first of January first
	// Total is the year's row of a report.
	Total Row
	// Bounds are the least dollars of the second, third and fourth shade: what a quarter, half
	// and three quarters of the days with usage stay under, in round dollars.
	Bounds   [Shades - 2]pricing.Money
	Dearest  int               // place of the dearest day; -1 where nothing was spent
	Months   [12]pricing.Money // January first
	Weekdays [7]Weekday        // Monday first
	Busiest  int               // place of the weekday that costs the most a day; -1 where none does
	Streak   Streak
	Used     int // days with usage
}

// A CalendarDay is one day of a Calendar.
type CalendarDay struct {
	Date time.Time
	Row  Row // zero where nothing is known of it
	// Known reports whether the ledger tells what was used: it lies between the first and the
	// last usage, and not in days of no data.
	Known bool
	Shade int // 0 for nothing spent, up to Shades-1
}

// A Weekday is what all Mondays of a year come to, of those that are known.
type Weekday struct {
	USD    pricing.Money
	Days   int           // how many are known
	PerDay pricing.Money // USD a day, to the cent
}

// A Streak is the longest run of days with usage.
type Streak struct {
	From time.Time
	Days int
}

// CalendarOf is the calendar of a year: what a query lets through of it, its group aside.
func CalendarOf(b credit.Books, q Query, year int) (Calendar, error) {
	out := Calendar{Year: year, Dearest: -1, Busiest: -1}
	from := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	q.By = []string{"day"}
	r, err := Make(b, q.In(YearOf(from)))
	if err != nil {
		return out, err
	}
	out.Total = r.Total
	rows := map[string]*Row{}
	for i := range r.Rows {
		rows[r.Rows[i].Keys[0]] = &r.Rows[i]
	}
	known := knownDays(b, q.Account, from)
	run := Streak{}
	var spent []pricing.Money
	for at := from; at.Year() == year; at = at.AddDate(0, 0, 1) {
		day := CalendarDay{Date: at, Known: known(at)}
		if row := rows[at.Format(pricing.Day)]; row != nil {
			day.Row, day.Known = *row, true
		}
		usd := day.Row.USD
		if day.Row.Requests > 0 || usd.Sign() > 0 {
			out.Used++
			if run.Days == 0 {
				run.From = at
			}
			run.Days++
			if run.Days > out.Streak.Days {
				out.Streak = run
			}
		} else {
			run.Days = 0
		}
		if usd.Sign() > 0 {
			spent = append(spent, usd)
			if out.Dearest < 0 || usd.Cmp(out.Days[out.Dearest].Row.USD) > 0 {
				out.Dearest = len(out.Days)
			}
		}
		out.Months[at.Month()-1] = out.Months[at.Month()-1].Add(usd)
		w := &out.Weekdays[(int(at.Weekday())+6)%7]
		if w.USD = w.USD.Add(usd); day.Known {
			w.Days++
		}
		out.Days = append(out.Days, day)
	}
	out.shade(spent)
	for i := range out.Weekdays {
		w := &out.Weekdays[i]
		if w.Days > 0 {
			w.PerDay = w.USD.Part(1, int64(w.Days), 2)
		}
		if w.PerDay.Sign() > 0 && (out.Busiest < 0 || w.PerDay.Cmp(out.Weekdays[out.Busiest].PerDay) > 0) {
			out.Busiest = i
		}
	}
	return out, nil
}

// DearestDays are the places of the days that cost the most, the dearest first.
func (c Calendar) DearestDays(most int) []int {
	var out []int
	for i, d := range c.Days {
		if d.Row.USD.Sign() > 0 {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(x, y int) int { return c.Days[y].Row.USD.Cmp(c.Days[x].Row.USD) })
	return out[:min(most, len(out))]
}

// knownDays says of the days of a year whether the ledger tells what was used on them.
func knownDays(b credit.Books, account string, from time.Time) func(time.Time) bool {
	if b.First.IsZero() {
		return func(time.Time) bool { return false }
	}
	var gaps []usage.DaySpan
	for name, of := range b.Gaps {
		if account == "" || name == account {
			gaps = append(gaps, of...)
		}
	}
	first, last := b.First, pricing.StartOfDay(b.Today())
	spans := usage.DaySpan{From: first, To: last}.Without(usage.Joined(gaps))
	return func(at time.Time) bool {
		return slices.ContainsFunc(spans, func(s usage.DaySpan) bool { return !at.Before(s.From) && !at.After(s.To) })
	}
}

// shade gives every day its shade.
func (c *Calendar) shade(spent []pricing.Money) {
	if len(spent) == 0 {
		return
	}
	slices.SortFunc(spent, pricing.Money.Cmp)
	for i := range c.Bounds {
		c.Bounds[i] = roundDown(spent[len(spent)*(i+1)/(Shades-1)])
	}
	for i := range c.Days {
		d := &c.Days[i]
		if d.Row.USD.Sign() <= 0 {
			continue
		}
		d.Shade = 1
		for _, least := range c.Bounds {
			if d.Row.USD.Cmp(least) >= 0 {
				d.Shade++
			}
		}
	}
}

// roundDown leaves an amount above zero two digits: $22 of $22.78, $1.80 of $1.88, $140 of
// $148.20.
func roundDown(m pricing.Money) pricing.Money {
	whole, part, _ := strings.Cut(m.Abs().String(), ".")
	places := int32(2 - len(whole))
	if whole == "0" {
		places = int32(len(part) - len(strings.TrimLeft(part, "0")) + 2)
	}
	out := m.Round(places)
	if out.Cmp(m) <= 0 {
		return out
	}
	unit := "1" + strings.Repeat("0", int(max(-places, 0)))
	if places > 0 {
		unit = "0." + strings.Repeat("0", int(places-1)) + "1"
	}
	return out.Sub(pricing.MustMoney(unit))
}
