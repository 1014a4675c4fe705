package print

import (
	"fmt"

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

// MaybeUSD is USD, or a question mark for an unknown amount.
func MaybeUSD(m *pricing.Money) string {
	if m == nil {
		return "?"
	}
	return USD(*m)
}

// OrDash is USD, or a dash for an amount of zero, where a column of zeros would hide the
// few that are not.
func OrDash(m pricing.Money) string {
	if m.IsZero() {
		return "-"
	}
	return USD(m)
}

// Counted writes a number of things: "1 model", "2,190 models".
func Counted(n int, thing string) string { return words.Count(fmt.Sprint(n), thing) }
