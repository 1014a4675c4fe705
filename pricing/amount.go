package pricing

import (
	"errors"
	"fmt"
	"strings"
)

// ParseAmount reads dollars as people type and paste them: "25", "$5", "1,000.50",
// "-$0.35". Commas stand between groups of three digits; one that stands for a decimal
// point is refused with how to write it. It returns ErrNotDecimal where it is no amount
// at all, else an error that says what to write.
//
//	"1,000" is 1000; "5,50": write 5.50; "1e400": too large (at most 12 digits)
func ParseAmount(s string) (Money, error) {
	text := strings.TrimSpace(s)
	sign := ""
	if text != "" && (text[0] == '-' || text[0] == '+') {
		sign, text = text[:1], text[1:]
	}
	text = strings.TrimSpace(strings.TrimPrefix(text, "$"))
	if sign != "" && text != "" && (text[0] == '-' || text[0] == '+') {
		return Money{}, ErrNotDecimal
	}
	if strings.Contains(text, ",") {
		whole, decimals, point := strings.Cut(text, ".")
		if !thousands(whole) || strings.Contains(decimals, ",") {
			return Money{}, commaError(sign, text)
		}
		text = strings.ReplaceAll(whole, ",", "")
		if point {
			text += "." + decimals
		}
	}
	m, err := ParseMoney(sign + text)
	if errors.Is(err, ErrTooLong) && tooLarge(text) {
		return m, fmt.Errorf("too large (at most %d digits)", maxWholeDigits)
	}
	return m, err
}

// thousands reports whether commas stand between groups of three digits: 1,000,000.
func thousands(whole string) bool {
	groups := strings.Split(whole, ",")
	for i, g := range groups {
		if strings.Trim(g, "0123456789") != "" || g == "" || len(g) > 3 || i > 0 && len(g) != 3 {
			return false
		}
	}
	return true
}

// commaError says how an amount with a decimal comma is written: 5.50 for 5,50, and
// 1000.50 for 1.000,50.
func commaError(sign, text string) error {
	at := strings.LastIndexByte(text, ',')
	whole, decimals := strings.ReplaceAll(text[:at], ".", ""), text[at+1:]
	if whole == "" || decimals == "" || strings.Trim(whole+decimals, "0123456789") != "" {
		return ErrNotDecimal
	}
	return fmt.Errorf("write %s%s.%s", sign, whole, decimals)
}

// tooLarge reports whether a number that is too long has too many digits before its
// point, not behind it.
func tooLarge(text string) bool {
	mantissa, exponent, power := strings.Cut(strings.ToLower(text), "e")
	if power {
		return !strings.HasPrefix(exponent, "-")
	}
	whole, _, _ := strings.Cut(mantissa, ".")
	return len(strings.TrimLeft(whole, "0")) > maxWholeDigits
}
