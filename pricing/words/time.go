package words

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

// ShortDate writes a UTC day: "2 Jan 2006".
func ShortDate(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// Moment writes an instant to the second: "2006-01-02 15:04:05 UTC".
func Moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// Days writes a number of days, with one decimal below ten: "1.5 days", "36 days"; "-"
// where it is no number.
func Days(days string) string {
	n, err := decimal.NewFromString(days)
	if err != nil {
		return "-"
	}
	places := int32(1)
	if n.GreaterThanOrEqual(decimal.NewFromInt(10)) {
		places = 0
	}
	return Count(n.Round(places).String(), "day")
}

// Until writes a time that is left: "1 h 38 min", "3 days".
func Until(d time.Duration) string {
	if d >= 48*time.Hour {
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	}
	if d >= time.Hour {
		return fmt.Sprintf("%d h %d min", int(d/time.Hour), int(d%time.Hour/time.Minute))
	}
	return fmt.Sprintf("%d min", int(d/time.Minute))
}

// Rhythm says how often something happens that happens every so many days: "about every
// 2 weeks"; "once" for what is no number above zero.
func Rhythm(everyDays string) string {
	days, err := strconv.ParseFloat(everyDays, 64)
	if err != nil || days <= 0 {
		return "once"
	}
	every := func(n float64, unit string) string {
		if n == 1 {
			return "about every " + unit
		}
		return "about every " + strconv.FormatFloat(n, 'f', -1, 64) + " " + unit + "s"
	}
	switch {
	case days < 0.75:
		if n := math.Round(1 / days); n != 1 {
			return fmt.Sprintf("about %.0f times a day", n)
		}
		return "about once a day"
	case days < 12:
		return every(math.Round(days), "day")
	case days >= 28 && days < 33:
		return "about once a month"
	case days < 70:
		return every(math.Round(days/7), "week")
	case days < 350:
		return every(math.Round(days*12/365), "month")
	case days < 380:
		return "about once a year"
	}
	return every(math.Round(days*10/365)/10, "year")
}

// Minutes writes a number of minutes with two decimals: "1,234.50 min"; one below a
// hundredth, or text that is no number, as it is.
func Minutes(minutes string) string {
	n, err := decimal.NewFromString(minutes)
	if err != nil || !n.IsZero() && n.LessThan(decimal.New(1, -2)) {
		return minutes + " min"
	}
	return Thousands(n.StringFixed(2)) + " min"
}
