package draw

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"

	"tollbook/tui/wrap"
)

// Safe makes text from a file harmless: what would move the cursor, colour the
// screen, turn the writing direction or join signs to one that terminals take for more or
// fewer cells becomes a visible mark, and a flag its letters.
func Safe(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n', unicode.In(r, unicode.Zl, unicode.Zp): // the last two end a line or a paragraph
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar, unicode.Is(unicode.Variation_Selector, r), skinFirst <= r && r <= skinLast:
			return '·'
		case unicode.Is(unicode.Regional_Indicator, r):
			return 'A' + r - flagA
		}
		return r
	}, s)
}

// Of the signs that join with the one before: the colours of skin, and the letters of
// flags from A on.
const skinFirst, skinLast, flagA = 0x1f3fb, 0x1f3ff, 0x1f1e6

// List names things in a sentence: "a", "a and b", "a, b and 3 more". Names
// beyond most are counted.
func List(names []string, most int) string {
	safeNames := make([]string, len(names))
	for i, n := range names {
		safeNames[i] = Safe(n)
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

// BareModel drops the vendor from a model's id, where the room is small.
func BareModel(id string) string { return id[strings.LastIndexByte(id, '/')+1:] }

// Fit cuts or fills text to exactly width cells.
func Fit(s string, width int) string {
	if width <= 0 {
		return ""
	}
	s = ansi.Truncate(s, width, "…")
	return s + Spaces(width-lipgloss.Width(s))
}

// FitRight is Fit with the text at the right edge.
func FitRight(s string, width int) string {
	if width <= 0 {
		return ""
	}
	s = ansi.Truncate(s, width, "…")
	return Spaces(width-lipgloss.Width(s)) + s
}

// Edges puts one text at the left and one at the right of a line. Where both
// do not fit, the left one is cut.
func Edges(left, right string, width int) string {
	right = ansi.Truncate(right, width, "…")
	room := width - lipgloss.Width(right)
	if right != "" && room > 0 {
		room--
	}
	return Fit(left, room) + Spaces(width-room-lipgloss.Width(right)) + right
}

// Spaces are n blanks; none for a number below zero.
func Spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }

// UpperFirst begins a sentence.
func UpperFirst(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[n:]
}

// Tail keeps the end of a line that is being typed.
func Tail(s string, width int) string {
	runes := []rune(s)
	for len(runes) > 0 && lipgloss.Width(string(runes)) > width {
		runes = runes[1:]
	}
	return string(runes)
}

// Cut cuts text to width cells.
func Cut(s string, width int) string {
	if lipgloss.Width(s) <= width {
		return s
	}
	return Fit(s, width)
}

// Message is what stands on a screen that has nothing else to show: a blank line, then the
// sentences, wrapped.
func Message(width int, lines ...string) []string {
	out := []string{""}
	for _, line := range lines {
		for _, w := range wrap.Fit(line, width-4) {
			out = append(out, "  "+w)
		}
	}
	return out
}

// Label is a label of usage made safe, "(none)" for an empty one.
func Label(label string) string {
	if label == "" {
		return "(none)"
	}
	return Safe(label)
}

// Hidden says how many lines there are above and below those in sight; "" for none.
func Hidden(above, below int) string {
	switch {
	case above > 0 && below > 0:
		return fmt.Sprintf("↑ %d more  ↓ %d more", above, below)
	case above > 0:
		return fmt.Sprintf("↑ %d more", above)
	case below > 0:
		return fmt.Sprintf("↓ %d more", below)
	}
	return ""
}
