package credits

import (
	"fmt"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// shortDay is a day without its year where it is near the clock: "28 Nov", "29 Oct 2027".
func shortDay(t, now time.Time) string {
	t = t.UTC()
	if t.Year() == now.UTC().Year() || t.After(now) && t.Sub(now) < 300*pricing.DayLength {
		return t.Format("2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// inDays is a number of days with decimals until something: "in 1.1 d".
func inDays(days string) string {
	return "in " + strings.NewReplacer(" days", " d", " day", " d").Replace(words.Days(days))
}

// wholeDays is how far off a whole day is: "in 15 d", "today", "by now" for one that is over.
func wholeDays(day, now time.Time) string {
	switch n := daysOff(day, now); {
	case n < 0:
		return "by now"
	case n == 0:
		return "today"
	default:
		return fmt.Sprintf("in %d d", n)
	}
}

// daysOff counts days from the clock's day to another.
func daysOff(day, now time.Time) int {
	return int(day.Sub(pricing.StartOfDay(now)) / pricing.DayLength)
}
