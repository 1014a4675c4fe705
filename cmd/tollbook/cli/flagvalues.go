package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// Dollars reads an amount above zero, which messages call by a name: Dollars("AMOUNT", "25").
// What it refuses is a UsageError, as of all that read flags.
func Dollars(name, s string) (pricing.Money, error) {
	return DollarsLike(name, s, "want dollars above zero, like 25 or 14.55")
}

// DollarsLike is Dollars with the words for what is no amount above zero.
func DollarsLike(name, s, want string) (pricing.Money, error) {
	m, err := pricing.ParseAmount(s)
	if errors.Is(err, pricing.ErrNotDecimal) || err == nil && m.Sign() <= 0 {
		return m, WrongUse("%s %q: %s", name, s, want)
	}
	if err != nil {
		return m, WrongUse("%s %q: %w", name, s, err)
	}
	return m, nil
}

// MaybeDollars reads an amount of dollars, zero or more; nil for "".
func MaybeDollars(name, s string) (*pricing.Money, error) {
	m, err := ledger.ParseCharge(s)
	if errors.Is(err, pricing.ErrNotDecimal) {
		return nil, WrongUse("%s %q: want dollars, zero or more, like 5.20", name, s)
	}
	if err != nil {
		return nil, WrongUse("%s %q: %w", name, s, err)
	}
	return m, nil
}

// TimeFlag reads an instant as people type it, a day or a time; "" is now, the AsOf of the run.
func (r *Run) TimeFlag(flag, s string) (time.Time, error) {
	if s == "" {
		return r.AsOf, nil
	}
	t, err := pricing.ParseWhen(s, r.AsOf, false)
	if err != nil {
		return t, WrongUse("%s: %w", flag, err)
	}
	return t, nil
}

// ExpiresFlag reads --expires, which has to come after a purchase.
func ExpiresFlag(s string, bought time.Time) (lot.Expires, error) {
	e, err := ledger.ParseExpires(s, bought)
	if err != nil {
		return e, WrongUse("--expires: %w", err)
	}
	if err := e.DiesAfter(bought); err != nil {
		return e, WrongUse("--expires %s: %w", s, err)
	}
	return e, nil
}

// IDArg reads an ID, a whole number from 1. List is the command that shows the IDs; the hint
// of a UsageError names it.
func IDArg(s, list string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 1 {
		return 0, AsWrongUse(WithHint(fmt.Errorf("ID %q: want the number that the list shows", s), list+" shows the ids"))
	}
	return id, nil
}

// SpanFlag reads a number of days, "60d" or "60", from 1 to 36500.
func SpanFlag(flag, s string) (time.Duration, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(s, "d"))
	if err != nil || n < 1 || n > 36500 {
		return 0, WrongUse("%s %q: want days from 1 to 36500, like 60d", flag, s)
	}
	return time.Duration(n) * 24 * time.Hour, nil
}

// DaysFlags reads --from and --to: days, or the first and last ones of a week, a month
// or a year as reports name them.
func DaysFlags(from, to string) (first, last time.Time, err error) {
	if from != "" {
		if first, _, err = report.ParseDays(from); err != nil {
			return first, last, WrongUse("--from %w", err)
		}
	}
	if to != "" {
		if _, last, err = report.ParseDays(to); err != nil {
			return first, last, WrongUse("--to %w", err)
		}
	}
	if !first.IsZero() && !last.IsZero() && last.Before(first) {
		return first, last, WrongUse("--to %s is before --from %s", to, from)
	}
	return first, last, nil
}

// OneOf names the values that a flag takes: "auto, always or never".
func OneOf(values []string) string {
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}

// NameArg refuses a name that nobody could type again: "", or one with spaces around it.
func NameArg(what, name string) error {
	if name == "" || strings.TrimSpace(name) != name {
		return WrongUse("%s %q: want a name without spaces around it", what, name)
	}
	return nil
}
