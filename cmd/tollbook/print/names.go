package print

import (
	"fmt"
	"strings"
	"unicode"
)

// Printable makes control characters and terminal escapes of a name harmless:
// they are shown, not sent. Line breaks stay.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '·'
		}
		return r
	}, s)
}

// OneLine is Printable for a cell of a table: a line break in a name would make
// a row of its own.
func OneLine(s string) string { return strings.ReplaceAll(Printable(s), "\n", "·") }

// ShortList names the first few of a list and counts the rest: "a, b and 3 more".
func ShortList(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}
