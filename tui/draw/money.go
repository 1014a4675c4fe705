package draw

import (
	"strings"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// Money writes an amount to the cent: "$1,308.20", "-$68.20". What is not zero
// never shows as $0.00: "<$0.01".
func Money(m pricing.Money) string {
	if m.Cents().IsZero() && !m.IsZero() {
		return "<$0.01"
	}
	return m.Dollars()
}

// Signed is money with its sign always written: "+$6.20"; zero has none.
func Signed(m pricing.Money) string {
	if m.Cents().Sign() > 0 {
		return "+" + Money(m)
	}
	return Money(m)
}

// Dollars writes an amount without cents, for bars and axes: "$49".
func Dollars(m pricing.Money) string {
	whole := m.Fixed(0)
	if strings.Trim(whole, "-0") == "" {
		if m.IsZero() {
			return "$0"
		}
		return "<$1"
	}
	if m.Sign() < 0 {
		return "-$" + words.Thousands(strings.TrimPrefix(whole, "-"))
	}
	return "$" + words.Thousands(whole)
}

// Thousands writes an amount in a few cells, cut off behind one decimal: "$1.2k", "-$34.5M".
func Thousands(m pricing.Money) string {
	for _, unit := range []struct{ zeros, sign string }{{"000000000", "B"}, {"000000", "M"}, {"000", "k"}} {
		of := pricing.MustMoney("1" + unit.zeros)
		if m.Abs().Cmp(of) < 0 {
			continue
		}
		text := "$" + m.Abs().Share(pricing.MustMoney("1"), of, 1).String() + unit.sign
		if m.Sign() < 0 {
			text = "-" + text
		}
		return text
	}
	return Dollars(m)
}

// Brief is an amount as a knob shows it: cents only where it has some.
func Brief(m pricing.Money) string {
	if m.Equal(m.Round(0)) {
		return Dollars(m)
	}
	return Money(m)
}

// MaybeMoney is money, a question mark for an unknown amount and a dash for none.
func MaybeMoney(m *pricing.Money) string {
	switch {
	case m == nil:
		return "?"
	case m.IsZero():
		return "-"
	}
	return Money(*m)
}

// Compare orders amounts or rates, an unknown one before all others.
func Compare[T interface{ Cmp(T) int }](a, b *T) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return (*a).Cmp(*b)
}

// Quotient is a ratio as text, "" where there is none.
func Quotient(a, b pricing.Money) string {
	text, _ := pricing.Quotient(a, b)
	return NonZero(text)
}

// NonZero is a number as text, "" for zero.
func NonZero(text string) string {
	if text == "0" {
		return ""
	}
	return text
}

// MoneyOf reads what pricing wrote as text; nil for none.
func MoneyOf(text string) *pricing.Money {
	m, err := pricing.ParseFigure(text)
	if err != nil {
		return nil
	}
	return &m
}

// PartCell is a share as a column has it, which always has one decimal, so that the signs
// stand below each other: "10.0 %" below "9.9 %".
func PartCell(ratio string) string {
	text := words.Part(ratio)
	if strings.Contains(text, ".") {
		return text
	}
	return strings.Replace(text, " %", ".0 %", 1)
}
