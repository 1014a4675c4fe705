package print

import (
	"regexp"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/wrap"
)

// lineMark is what stands before the text of a line: an indent, and the marks of a note.
var lineMark = regexp.MustCompile(`^ *(?:(?:[·~?!]|\[\d+\]) )*`)

// Fit breaks the lines of a text that are wider than width between words. What
// follows stands under its line's text, behind its mark.
func Fit(text string, width int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if lipgloss.Width(line) <= width {
			lines[i] = strings.ReplaceAll(line, wrap.Joint, " ")
			continue
		}
		mark := lineMark.FindString(line)
		n := lipgloss.Width(mark)
		lines[i] = mark + Hang(line[len(mark):], max(width-n, 1), strings.Repeat(" ", n))
	}
	return strings.Join(lines, "\n")
}

// Whole keeps a command on one line where its end is not plain from its words: its spaces
// become joints, which Fit, Hang, Tell and tables write as spaces.
func Whole(command string) string { return strings.ReplaceAll(command, " ", wrap.Joint) }

// Wrap breaks a line between words.
func Wrap(line string, width int) string { return strings.Join(wrap.Lines(line, width), "\n") }

// Hang is a line broken to width, with an indent before what follows.
func Hang(line string, width int, indent string) string {
	return strings.ReplaceAll(Wrap(line, width), "\n", "\n"+indent)
}

// cellLines breaks a table's cell into lines of at most width columns: before an
// arrow, between words, and where a word is too long behind a sign in it.
func cellLines(cell string, width int) []string {
	if lipgloss.Width(cell) <= width {
		return []string{strings.ReplaceAll(cell, wrap.Joint, " ")}
	}
	var out []string
	for i, part := range strings.Split(cell, " → ") {
		if i > 0 {
			part = "→ " + part
		}
		out = append(out, wrap.Fit(part, width)...)
	}
	return out
}
