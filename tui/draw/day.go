package draw

import (
	"strconv"
	"strings"
	"time"
)

// Ordinal is "1st" or "22nd".
func Ordinal(n int) string {
	end := "th"
	if n/10 != 1 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

// ShortDay is a day for people; its year only where it is another one.
func ShortDay(day, now time.Time) string {
	if day.UTC().Year() == now.UTC().Year() {
		return day.UTC().Format("2 Jan")
	}
	return day.UTC().Format("2 Jan 2006")
}

// Lasting is how long credit lasts, shortened for a cell: "36 d ✕" of "36 days, expires".
// The marks are those of a time line, of credit that expires, or may, before it is used up.
// It is a dash where the credit does not end.
func Lasting(lasts string, ends bool) string {
	if !ends {
		return "-"
	}
	return strings.NewReplacer(", expires", " ✕", ", may expire", " ◇", " days", " d", " day", " d").Replace(lasts)
}

// SpokenLasting is such a cell in words, for a screen reader.
func SpokenLasting(cell string) string {
	return strings.NewReplacer(" ✕", ", expires", " ◇", ", may expire").Replace(cell)
}
