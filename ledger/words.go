package ledger

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"tollbook/pricing"
)

// days is so many whole days.
func days(n int) time.Duration { return time.Duration(n) * pricing.DayLength }

// spanOf is a number of days with decimals as a span of time, to the second.
func spanOf(days pricing.Money) time.Duration {
	seconds, err := strconv.ParseInt(days.Times(86400).Round(0).String(), 10, 64)
	if err != nil || seconds > int64(days200years/time.Second) {
		return days200years
	}
	return time.Duration(seconds) * time.Second
}

// days200years is about the longest that a time.Duration reaches.
const days200years = 200 * 365 * pricing.DayLength

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

// ShellWord writes a name so that a shell takes it for one word.
func ShellWord(name string) string {
	plain := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:@%+=,"
	if name != "" && !strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune(plain, r) }) {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// ChanceWords is a chance in percent; what is not certain is never 0 % or 100 %.
func ChanceWords(chance string) string {
	c := pricing.MustMoney(chance)
	switch pct := c.Times(100).Round(0); {
	case pct.IsZero() && c.Sign() > 0:
		return "under 1 %"
	case pct.String() == "100" && c.String() != "1":
		return "over 99 %"
	default:
		return pct.String() + " %"
	}
}

// UntilWords is a time that is left: "1 h 38 min", "3 days".
func UntilWords(d time.Duration) string {
	if d >= 48*time.Hour {
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	}
	if d >= time.Hour {
		return fmt.Sprintf("%d h %d min", int(d/time.Hour), int(d%time.Hour/time.Minute))
	}
	return fmt.Sprintf("%d min", int(d/time.Minute))
}

// CreditBegins is when the first credit that is recorded for the account comes, where
// that is after the clock; zero where it has come, or none is recorded.
func (a AccountCredits) CreditBegins() time.Time {
	var first time.Time
	for _, t := range a.history.TopUps {
		switch {
		case t.Kind == Refund:
		case !t.At.After(a.asOf):
			return time.Time{}
		case first.IsZero() || t.At.Before(first):
			first = t.At
		}
	}
	return first
}

// CreditBegins is when the first credit that is recorded for any account comes, where all
// of it comes after the clock.
func (c Credits) CreditBegins() time.Time {
	var first time.Time
	for _, a := range c.Accounts {
		if at := a.CreditBegins(); !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// NoCreditWords say why no account has a balance.
func (c Credits) NoCreditWords() string {
	if first := c.CreditBegins(); !first.IsZero() {
		return "The first credit that is recorded is of " + first.Format(pricing.Day) + ": before that no balance is known."
	}
	return "No top-up is recorded, so no balance is known: exports of usage do not show top-ups."
}

// NoLotsWords say why an account has no balance at the clock.
func (a AccountCredits) NoLotsWords() string {
	if at := a.CreditBegins(); a.Account.HasLots() && !at.IsZero() {
		return "first credit " + at.Format(pricing.Day)
	}
	return a.Account.NoLotsWords()
}

// NoLotsWords say why an account has no balance.
func (a Account) NoLotsWords() string {
	switch {
	case a.HasLots():
		return "no purchase recorded"
	case a.Billing == "arrears":
		return "billed after use"
	case a.Billing == "own-key":
		return "on your own keys"
	}
	return a.Billing
}

// PolicyWords says why a lot expires, or does not, in the words of a sentence about its
// credit: "may expire after 365 days".
func (l Lot) PolicyWords() string {
	switch rest, may := strings.CutPrefix(l.Policy, "may "); {
	case may:
		return "may expire " + rest
	case strings.HasPrefix(rest, "after "):
		return "expires " + rest
	case rest == (pricing.Expiry{Kind: pricing.NeverExpires}).String():
		return "never expires"
	case rest == (pricing.Expiry{Kind: pricing.ExpiryUnknown}).String():
		return pricing.Expiry{Kind: pricing.ExpiryUnknown}.Words()
	}
	return l.Policy
}

// Rhythm says how often a purchase is made.
func Rhythm(c pricing.TopUpCost) string {
	days, err := strconv.ParseFloat(c.EveryDays, 64)
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
