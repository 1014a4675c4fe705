package main

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

// dollars reads an amount above zero.
func dollars(name, s string) (pricing.Money, error) {
	return dollarsLike(name, s, "want dollars above zero, like 25 or 14.55")
}

// dollarsLike is dollars with the words for what is no amount above zero.
func dollarsLike(name, s, want string) (pricing.Money, error) {
	m, err := pricing.ParseAmount(s)
	if errors.Is(err, pricing.ErrNotDecimal) || err == nil && m.Sign() <= 0 {
		return m, wrongUse("%s %q: %s", name, s, want)
	}
	if err != nil {
		return m, wrongUse("%s %q: %w", name, s, err)
	}
	return m, nil
}

// maybeDollars reads an amount of zero or more; nil for "".
func maybeDollars(name, s string) (*pricing.Money, error) {
	m, err := ledger.ParseCharge(s)
	if errors.Is(err, pricing.ErrNotDecimal) {
		return nil, wrongUse("%s %q: want dollars, zero or more, like 5.20", name, s)
	}
	if err != nil {
		return nil, wrongUse("%s %q: %w", name, s, err)
	}
	return m, nil
}

// timeFlag reads an instant; "" is now.
func (r *app) timeFlag(flag, s string) (time.Time, error) {
	if s == "" {
		return r.asOf, nil
	}
	t, err := pricing.ParseInstant(s)
	if err != nil {
		return t, wrongUse("%s: %w", flag, err)
	}
	return t, nil
}

// expiresFlag reads an expiry that comes after a purchase.
func expiresFlag(s string, bought time.Time) (lot.Expires, error) {
	e, err := ledger.ParseExpires(s)
	if err != nil {
		return e, wrongUse("--expires: %w", err)
	}
	if err := e.DiesAfter(bought); err != nil {
		return e, wrongUse("--expires %s: %w", s, err)
	}
	return e, nil
}

// idArg reads an ID as a list shows it.
func idArg(s, list string) (int64, error) {
	id, err := strconv.ParseInt(s, 10, 64)
	if err != nil || id < 1 {
		return 0, asWrongUse(withHint(fmt.Errorf("ID %q: want the number that the list shows", s), list+" shows the ids"))
	}
	return id, nil
}

// spanFlag reads a number of days: "60d" or "60".
func spanFlag(flag, s string) (time.Duration, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(s, "d"))
	if err != nil || n < 1 || n > 36500 {
		return 0, wrongUse("%s %q: want days from 1 to 36500, like 60d", flag, s)
	}
	return time.Duration(n) * 24 * time.Hour, nil
}

// daysFlags reads --from and --to: days, or the first and last ones of a week, a month
// or a year as reports name them.
func daysFlags(from, to string) (first, last time.Time, err error) {
	if from != "" {
		if first, _, err = report.ParseDays(from); err != nil {
			return first, last, wrongUse("--from %w", err)
		}
	}
	if to != "" {
		if _, last, err = report.ParseDays(to); err != nil {
			return first, last, wrongUse("--to %w", err)
		}
	}
	if !first.IsZero() && !last.IsZero() && last.Before(first) {
		return first, last, wrongUse("--to %s is before --from %s", to, from)
	}
	return first, last, nil
}
