package tui

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// money writes an amount to the cent: "$1,308.20", "-$68.20". What is not zero
// never shows as $0.00: "<$0.01".
func money(m pricing.Money) string {
	if m.Cents().IsZero() && !m.IsZero() {
		return "<$0.01"
	}
	return m.Dollars()
}

// signed is money with its sign always written: "+$6.20"; zero has none.
func signed(m pricing.Money) string {
	if m.Cents().Sign() > 0 {
		return "+" + money(m)
	}
	return money(m)
}

// dollars writes an amount without cents, for bars and axes: "$49".
func dollars(m pricing.Money) string {
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

// typed is an amount as a knob shows it: cents only where it has some.
func typed(m pricing.Money) string {
	if m.Equal(pricing.MustMoney(m.Fixed(0))) {
		return dollars(m)
	}
	return money(m)
}

// safe makes text from a file harmless: what would move the cursor, colour the
// screen or turn the writing direction becomes a visible mark.
func safe(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return '·'
		}
		return r
	}, s)
}

// list names things in a sentence: "a", "a and b", "a, b and 3 more". Names
// beyond most are counted.
func list(names []string, most int) string {
	safeNames := make([]string, len(names))
	for i, n := range names {
		safeNames[i] = safe(n)
	}
	switch n := len(names); {
	case n == 0:
		return ""
	case n == 1:
		return safeNames[0]
	case n > most:
		return fmt.Sprintf("%s and %d more", strings.Join(safeNames[:most], ", "), n-most)
	default:
		return strings.Join(safeNames[:n-1], ", ") + " and " + safeNames[n-1]
	}
}

// bareModel drops the vendor from a model's id, where the room is small.
func bareModel(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// fit cuts or fills text to exactly width cells.
func fit(s string, width int) string {
	if width <= 0 {
		return ""
	}
	s = ansi.Truncate(s, width, "…")
	return s + spaces(width-lipgloss.Width(s))
}

// fitRight is fit with the text at the right edge.
func fitRight(s string, width int) string {
	if width <= 0 {
		return ""
	}
	s = ansi.Truncate(s, width, "…")
	return spaces(width-lipgloss.Width(s)) + s
}

// edges puts one text at the left and one at the right of a line. Where both
// do not fit, the left one is cut.
func edges(left, right string, width int) string {
	right = ansi.Truncate(right, width, "…")
	room := width - lipgloss.Width(right)
	if right != "" && room > 0 {
		room--
	}
	return fit(left, room) + spaces(width-room-lipgloss.Width(right)) + right
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }
