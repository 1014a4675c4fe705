package wrap

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"pgregory.net/rapid"
)

func TestLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       []string
	}{
		{"fits, as it is", "a  b", 10, []string{"a  b"}},
		{"between words", "one two three four", 9, []string{"one two", "three", "four"}},
		{"not at a hyphen", "seen on 2026-11-14 at last", 14, []string{"seen on", "2026-11-14 at", "last"}},
		{"a percent sign", "it is about 99.97 % of it", 14, []string{"it is about", "99.97 % of it"}},
		{"a number and what it counts", "over the last 27 days", 16, []string{"over the last", "27 days"}},
		{"a list of numbers", "of 10, 20 or more", 7, []string{"of 10,", "20 or", "more"}},
		{"a name and its number", "next is direct (3), then", 15, []string{"next is", "direct (3),", "then"}},
		{"a command is whole", "record it: tollbook topup add lab 5 --at 2026-11-13", 30, []string{"record it:", "tollbook topup add lab 5 --at 2026-11-13"}},
		{"to its comma", "tollbook budget list, or another", 21, []string{"tollbook budget list,", "or another"}},
		{"to the sentence's verb", "tollbook imports undo 3 takes it back", 24, []string{"tollbook imports undo 3", "takes it back"}},
		{"two of them", "next: tollbook compare  or  tollbook report --by model", 30, []string{"next: tollbook compare or", "tollbook report --by model"}},
		{"what is quoted is its own", "try tollbook report --filter 'a or b, c' and see", 10, []string{"try", "tollbook report --filter 'a or b, c'", "and see"}},
		{"in brackets", "its plan (tollbook plan lab) says", 12, []string{"its plan", "(tollbook plan lab)", "says"}},
		{"each line for itself", "one two\nthree", 5, []string{"one", "two", "three"}},
		{"the indent stays", "  one two", 6, []string{"  one", "two"}},
		{"a joint", "first" + Joint + "of all", 8, []string{"first of", "all"}},
	} {
		if got := Lines(c.text, c.width); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		line  string
		width int
		want  string
	}{
		{"cache_read 1,000 x 0.33", 22, "cache_read 1,000 x"},
		{"anthropic/claude", 12, "anthropic/"},
		{"x=0.3333", 5, "x="},
		{"a0.3333", 4, "a"},
		{"0.3333", 4, "0.33"}, // nothing else is left
		{"day:2026-11-29", 12, "day:"},
		{"for$1,200.50", 8, "for"},
		{"words", 3, "wor"},
		{"é", 0, "é"},
	} {
		if got := c.line[:Cut(c.line, c.width)]; got != c.want {
			t.Errorf("%q at %d: %q, want %q", c.line, c.width, got, c.want)
		}
	}
}

// The lines hold all words in order, and none is wider than it may be unless it is one
// word. A command stands in one line.
func TestNothingIsLost(t *testing.T) {
	commands := []string{"tollbook topup add lab 2.45 --at 2026-11-13T12:00:00Z", "tollbook check", "tollbook scenario compare 'card, twice' b", "tollbook report --by model,app"}
	part := rapid.OneOf(
		rapid.StringMatching(`[a-z%(]{1,9}[,;.)]?`),
		rapid.StringMatching(`\$?[0-9]{1,4}(\.[0-9]{2})?`),
		rapid.SampledFrom(commands),
	)
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(part, 1, 12).Draw(t, "parts")
		text, width := strings.Join(parts, " "), rapid.IntRange(1, 90).Draw(t, "width")
		lines := Lines(text, width)
		if got := strings.Join(lines, " "); got != text {
			t.Fatalf("%q became %q", text, lines)
		}
		for _, line := range lines {
			if lipgloss.Width(line) > width && len(Words(line)) > 1 {
				t.Fatalf("%q at %d columns: %q", text, width, line)
			}
		}
		for _, c := range commands {
			whole := 0
			for _, line := range lines {
				whole += strings.Count(line, c)
			}
			if whole != strings.Count(text, c) {
				t.Fatalf("%q at %d columns: %q is broken in %q", text, width, c, lines)
			}
		}
	})
}
