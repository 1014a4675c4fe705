package words

import (
	"strings"

	"github.com/shopspring/decimal"
)

// Percent writes a number of percent with at most one decimal: "5.5 %", "5 %"; "-" where
// it is no number.
func Percent(number string) string {
	n, err := decimal.NewFromString(number)
	if err != nil {
		return "-"
	}
	return strings.TrimSuffix(Thousands(n.StringFixed(1)), ".0") + " %"
}

// Share writes a share as Percent does: "5.5 %" of 0.055.
func Share(ratio string) string {
	n, err := decimal.NewFromString(ratio)
	if err != nil {
		return "-"
	}
	return Percent(n.Shift(2).StringFixed(1))
}

// Part is Share of a part that is not rounded to the whole, nor to nothing: ">99.9 %" of
// 0.999753, "<0.1 %" of 0.0001.
func Part(ratio string) string {
	text := Share(ratio)
	n, err := decimal.NewFromString(ratio)
	switch {
	case err != nil:
		return text
	case text == "100 %" && n.LessThan(one):
		return ">99.9 %"
	case text == "0 %" && n.IsPositive():
		return "<0.1 %"
	}
	return text
}

// Coverage is Part, or says that a share is not known: "" is.
func Coverage(share string) string {
	if share == "" {
		return "an unknown part"
	}
	return Part(share)
}

// Chance writes a chance, 0 to 1, in whole percent; what is not certain is never "0 %" or
// "100 %". Text that is no number is "-".
func Chance(chance string) string {
	c, err := decimal.NewFromString(chance)
	if err != nil {
		return "-"
	}
	switch percent := c.Shift(2).Round(0); {
	case percent.IsZero() && c.IsPositive():
		return "under 1 %"
	case percent.Equal(one.Shift(2)) && !c.Equal(one):
		return "over 99 %"
	default:
		return percent.String() + " %"
	}
}

var one = decimal.NewFromInt(1)
