package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/wrap"
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

// ordinal is "1st" or "22nd".
func ordinal(n int) string {
	end := "th"
	if n/10 != 1 {
		switch n % 10 {
		case 1:
			end = "st"
		case 2:
			end = "nd"
		case 3:
			end = "rd"
		}
	}
	return strconv.Itoa(n) + end
}

// shortDay is a day for people; its year only where it is another one.
func shortDay(day, now time.Time) string {
	if day.UTC().Year() == now.UTC().Year() {
		return day.UTC().Format("2 Jan")
	}
	return day.UTC().Format("2 Jan 2006")
}

// upper begins a sentence.
func upper(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// maybeMoney is money, a question mark for an unknown amount and a dash for none.
func maybeMoney(m *pricing.Money) string {
	switch {
	case m == nil:
		return "?"
	case m.IsZero():
		return "-"
	}
	return money(*m)
}

func compareMoney(a, b *pricing.Money) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return a.Cmp(*b)
}

// tail keeps the end of a line that is being typed.
func tail(s string, width int) string {
	runes := []rune(s)
	for len(runes) > 0 && lipgloss.Width(string(runes)) > width {
		runes = runes[1:]
	}
	return string(runes)
}

// ansiCut cuts text to width cells.
func ansiCut(s string, width int) string {
	if lipgloss.Width(s) <= width {
		return s
	}
	return fit(s, width)
}

// sentences sets text in the middle of nothing, wrapped.
func sentences(width int, lines ...string) []string {
	out := []string{""}
	for _, line := range lines {
		for _, w := range wrap.Fit(line, width-4) {
			out = append(out, "  "+w)
		}
	}
	return out
}

// lastingCell is how long credit lasts, shortened for a cell: "36 d ✕" of "36 days, expires".
// The marks are those of a time line, of credit that expires, or may, before it is used up.
// It is a dash where the credit does not end.
func lastingCell(lasts string, ends bool) string {
	if !ends {
		return "-"
	}
	return strings.NewReplacer(", expires", " ✕", ", may expire", " ◇", " days", " d", " day", " d").Replace(lasts)
}

// lastingTold is such a cell in words, for a screen reader.
func lastingTold(cell string) string {
	return strings.NewReplacer(" ✕", ", expires", " ◇", ", may expire").Replace(cell)
}

// quotient is a ratio as text, "" where there is none.
func quotient(a, b pricing.Money) string {
	text, _ := pricing.Quotient(a, b)
	return nonZero(text)
}

func nonZero(text string) string {
	if text == "0" {
		return ""
	}
	return text
}

// parsed reads what pricing wrote as text; nil for none.
func parsed(text string) *pricing.Money {
	m, err := pricing.ParseFigure(text)
	if err != nil {
		return nil
	}
	return &m
}
