package print

import (
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// USD writes an amount for people: "$1,308.20", "-$6.20". Amounts under a cent
// keep six decimals, or all, so that nothing that costs is shown as $0.00.
func USD(m pricing.Money) string {
	if m.IsZero() || m.Abs().Cmp(pricing.MustMoney("0.01")) >= 0 {
		return m.Dollars()
	}
	text := m.Round(6).String()
	if text == "0" {
		text = m.String()
	}
	if m.Sign() < 0 {
		return "-$" + text[1:]
	}
	return "$" + text
}

// Difference is USD with a plus for more: "+$3.20", "-$3.20", "$0.00".
func Difference(m pricing.Money) string {
	if m.Sign() > 0 {
		return "+" + USD(m)
	}
	return USD(m)
}

// USDOr is USD, or another text where there is no amount.
func USDOr(m *pricing.Money, none string) string {
	if m == nil {
		return none
	}
	return USD(*m)
}

// MaybeUSD is USD, or a question mark for an unknown amount.
func MaybeUSD(m *pricing.Money) string { return USDOr(m, "?") }

// OrDash is USD, or a dash for an amount of zero, where a column of zeros would hide the
// few that are not.
func OrDash(m pricing.Money) string {
	if m.IsZero() {
		return "-"
	}
	return USD(m)
}

// DayOr writes the day of an instant, "2026-11-14", or another text where there is none.
func DayOr(t time.Time, none string) string {
	if t.IsZero() {
		return none
	}
	return t.Format(pricing.Day)
}

// PercentOf writes a part as a percentage of a whole, "5.5 %"; false where the whole is
// nothing.
func PercentOf(part, whole pricing.Money) (string, bool) {
	q, ok := pricing.Quotient(part, whole)
	if !ok {
		return "", false
	}
	return words.Share(q), true
}
