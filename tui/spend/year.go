package spend

import (
	"fmt"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/report"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
)

// calendared makes the calendar of the view's year, with the cursor on a day where that is in
// it, else on the last one that is known.
func (s Model) calendared(cursor string) (Model, tea.Cmd) {
	q := s.query()
	q.By = []string{"month"}
	_, s.summary, s.fault = report.Summarize(s.load.Value.Books, q, s.period())
	if s.fault == nil {
		s.year, s.fault = report.CalendarOf(s.load.Value.Books, q, s.view.year)
	}
	s.day = max(slices.IndexFunc(s.year.Days, func(d report.CalendarDay) bool { return d.Date.Format(pricing.Day) == cursor }), -1)
	if s.day < 0 {
		s.day = 0
		for i, d := range s.year.Days {
			if d.Known {
				s.day = i
			}
		}
	}
	return s.laid(), nil
}

// stride is how many days a key moves the cursor of the calendar.
func (s Model) stride(msg tea.KeyMsg) int {
	switch {
	case key.Matches(msg, s.keys.Earlier):
		return -7
	case key.Matches(msg, s.keys.Later):
		return 7
	}
	return s.keys.By(msg, 28)
}

// sameDay is a day so many years later; false for text that is none.
func sameDay(day string, years int) (string, bool) {
	at, err := time.Parse(pricing.Day, day)
	return at.AddDate(years, 0, 0).Format(pricing.Day), err == nil
}

// yearSeconds say of the year what the calendar shows, the fullest first: the dearest day, the
// longest run of days, the weekday that costs the most.
func (s Model) yearSeconds() []string {
	y := s.year
	if y.Dearest < 0 {
		return []string{"Nothing was spent."}
	}
	d := y.Days[y.Dearest]
	dearest := "The dearest day is " + d.Date.Format("Monday 2 Jan") + " with " + draw.Money(d.Row.USD)
	used := fmt.Sprintf("; usage on %s, %d in a row from %s", words.Plural(y.Used, "day"), y.Streak.Days, y.Streak.From.Format("2 Jan"))
	busiest := ""
	if y.Busiest >= 0 {
		busiest = "; " + weekdays[y.Busiest] + "days cost most, " + draw.Money(y.Weekdays[y.Busiest].PerDay) + " a day"
	}
	return []string{dearest + used + busiest + ".", dearest + busiest + ".", dearest + "."}
}

// weekdays are the stems of their names, Monday first.
var weekdays = [7]string{"Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"}

// dayWords say what was used on a day.
func (s Model) dayWords(d report.CalendarDay) string {
	out := d.Date.Format("Monday 2 Jan 2006")
	switch r := d.Row; {
	case !d.Known && d.Date.After(s.today()):
		return out + " is still to come"
	case !d.Known:
		return out + ": nothing is known of it"
	case r.Requests == 0 && r.USD.IsZero():
		return out + ": no usage"
	default:
		out += ": " + draw.Money(r.USD)
		if share := shareOf(r.USD, s.year.Total.USD); share != "" {
			out += ", " + words.Part(share) + " of the year"
		}
		out += ", " + words.Counted(int(r.Requests), "request")
		if share, ok := r.CacheShare(); ok && draw.NonZero(share) != "" {
			out += ", " + words.Part(share) + " cached"
		}
		for _, remark := range s.remarks(r) {
			out += " · " + remark
		}
	}
	return out
}

// yearSheet is the calendar as a table: the days with usage.
func (s Model) yearSheet() draw.Sheet {
	out := draw.Sheet{Name: fmt.Sprintf("spend-%d", s.year.Year), Head: []string{"day", "usd", "requests"}}
	for _, d := range s.year.Days {
		if d.Row.Requests != 0 || !d.Row.USD.IsZero() {
			out.Rows = append(out.Rows, []string{d.Date.Format(pricing.Day), draw.Money(d.Row.USD), counted(d.Row.Requests)})
		}
	}
	return out
}
