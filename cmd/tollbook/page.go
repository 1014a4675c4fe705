package main

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/wrap"
)

// pageWidth is how wide help and sentences are in a terminal: the columns that every
// one has.
const pageWidth = 80

// endless is the width of a pipe or a file: programs and pagers take whole lines.
const endless = math.MaxInt32

// A page is what results are laid out on for people, and what had no room there.
type page struct {
	width  int // columns of tables
	prose  int // and of sentences
	bold   bool
	hidden []string // headings of columns that were left out
}

// page is the page of this run: as wide as $COLUMNS says, else as the terminal is, with
// sentences no longer than are read with ease, else without an end.
func (a *app) page() *page {
	if a.laid == nil {
		a.laid = newPage(endless)
		a.laid.bold = a.colored()
		if n, err := strconv.Atoi(a.getenv("COLUMNS")); err == nil && n > 0 {
			a.laid.width, a.laid.prose = n, n
		} else if a.columns > 0 {
			a.laid.width, a.laid.prose = a.columns, min(a.columns, pageWidth)
		}
	}
	return a.laid
}

// newPage is a page of a width.
func newPage(width int) *page { return &page{width: width, prose: width} }

// hide notes that a column had no room.
func (p *page) hide(heading string) {
	if !slices.Contains(p.hidden, heading) {
		p.hidden = append(p.hidden, heading)
	}
}

// text is a text whose lines fit on the page.
func (p *page) text(text string) string { return fitted(text, p.prose) }

// prose is a text as it stands on this run's page.
func (a *app) prose(text string) string { return a.page().text(text) }

// sayHidden says which columns had no room, and where they are.
func (a *app) sayHidden() {
	p := a.page()
	if len(p.hidden) == 0 {
		return
	}
	a.say("no room at %d columns for %s: a wider terminal or --json shows all", p.width, strings.Join(p.hidden, ", "))
	p.hidden = nil
}

// lineMark is what stands before the text of a line: an indent, and the marks of a note.
var lineMark = regexp.MustCompile(`^ *(?:(?:[·~?!]|\[\d+\]) )*`)

// fitted breaks the lines of a text that are wider than width between words. What
// follows stands under its line's text, behind its mark.
func fitted(text string, width int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if lipgloss.Width(line) <= width {
			lines[i] = strings.ReplaceAll(line, joint, " ")
			continue
		}
		mark := lineMark.FindString(line)
		n := lipgloss.Width(mark)
		lines[i] = mark + hanging(line[len(mark):], max(width-n, 1), strings.Repeat(" ", n))
	}
	return strings.Join(lines, "\n")
}

// joint is a space at which no line is broken. It is written as a space.
const joint = wrap.Joint

// whole keeps a command on one line where its end is not plain from its words.
func whole(command string) string { return strings.ReplaceAll(command, " ", joint) }

// wrapped breaks a line between words.
func wrapped(line string, width int) string { return strings.Join(wrap.Lines(line, width), "\n") }

// hanging is a line broken to width, with an indent before what follows.
func hanging(line string, width int, indent string) string {
	return strings.ReplaceAll(wrapped(line, width), "\n", "\n"+indent)
}

// cellLines breaks a table's cell into lines of at most width columns: before an
// arrow, between words, and where a word is too long behind a sign in it.
func cellLines(cell string, width int) []string {
	if lipgloss.Width(cell) <= width {
		return []string{strings.ReplaceAll(cell, joint, " ")}
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
