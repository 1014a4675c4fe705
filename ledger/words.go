package ledger

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
)

// days is so many whole days.
func days(n int) time.Duration { return time.Duration(n) * wholeDay }

// spanOf is a number of days with decimals as a span of time, to the second.
func spanOf(days pricing.Money) time.Duration {
	seconds, err := strconv.ParseInt(days.Times(86400).Round(0).String(), 10, 64)
	if err != nil || seconds > int64(days200years/time.Second) {
		return days200years
	}
	return time.Duration(seconds) * time.Second
}

// days200years is about the longest that a time.Duration reaches.
const days200years = 200 * 365 * wholeDay

// DaysWords writes a number of days for people: with one decimal below ten, "1.5
// days", "36 days".
func DaysWords(days pricing.Money) string {
	n := days.Round(1)
	if days.Cmp(pricing.MustMoney("10")) >= 0 {
		n = days.Round(0)
	}
	if n.String() == "1" {
		return "1 day"
	}
	return pricing.Thousands(n.String()) + " days"
}

func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}

// shortDate writes a UTC day for people.
func shortDate(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// shellWord writes a name so that a shell takes it for one word.
func shellWord(name string) string {
	plain := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,"
	if name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune(plain, r) }) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}
