package main

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"
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
const joint = "\u00a0"

// whole keeps a command on one line, so that it can be pasted.
func whole(command string) string { return strings.ReplaceAll(command, " ", joint) }

// words are those of a line; a percent sign goes with its number.
func words(line string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\n' }) {
		if n := len(out); n > 0 && strings.HasPrefix(word, "%") {
			out[n-1] += " " + word
			continue
		}
		out = append(out, word)
	}
	return out
}

// wrapped breaks a line between words, and not within them as a hyphen would: dates
// and flags stay whole. Words with a joint between them are one.
func wrapped(line string, width int) string {
	var b strings.Builder
	at := 0
	for i, word := range words(line) {
		n := lipgloss.Width(word)
		switch {
		case i == 0:
		case at+1+n > width:
			b.WriteByte('\n')
			at = 0
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return strings.ReplaceAll(b.String(), joint, " ")
}

// hanging is a line broken to width, with an indent before what follows.
func hanging(line string, width int, indent string) string {
	return strings.ReplaceAll(wrapped(line, width), "\n", "\n"+indent)
}

// cellLines breaks a table's cell into lines of at most width columns: before an
// arrow, between words, and within what is too long where brokenAt says.
func cellLines(cell string, width int) []string {
	if lipgloss.Width(cell) <= width {
		return []string{strings.ReplaceAll(cell, joint, " ")}
	}
	var out []string
	for i, part := range strings.Split(cell, " → ") {
		if i > 0 {
			part = "→ " + part
		}
		for _, line := range strings.Split(wrapped(part, width), "\n") {
			for lipgloss.Width(line) > width {
				head := brokenAt(line, width)
				out = append(out, line[:head])
				line = strings.TrimLeft(line[head:], " ")
			}
			out = append(out, line)
		}
	}
	return out
}

// signs part a word, and the digits of a number.
const signs = "/_-.,:=+"

// brokenAt is where what is too long for a line is broken: before the last space that
// fits, which stood for a joint, else behind the last sign. It is within a number only
// where the line begins with that number; else the line is broken at its width.
func brokenAt(line string, width int) int {
	space, sign, number, at, columns := 0, 0, 0, 0, 0
	for i, r := range line {
		if r == ' ' {
			space = i
		}
		columns += lipgloss.Width(string(r))
		if columns > width && i > 0 {
			break
		}
		at = i + len(string(r))
		switch {
		case inNumber(line, at):
			continue
		case strings.ContainsRune(signs, r):
			sign = at
		}
		number = at
	}
	if inNumber(line, at) {
		at = cmp.Or(number, at)
	}
	return cmp.Or(space, sign, at)
}

// inNumber reports whether a number goes on at a place, over its signs too: 0.33, 1,200
// and 2026-11-29 are one each.
func inNumber(line string, at int) bool {
	digit := func(i int) bool { return 0 <= i && i < len(line) && '0' <= line[i] && line[i] <= '9' }
	sign := func(i int) bool { return 0 <= i && i < len(line) && strings.IndexByte(signs, line[i]) >= 0 }
	if digit(at - 1) {
		return digit(at) || sign(at) && digit(at+1)
	}
	return sign(at-1) && digit(at-2) && digit(at)
}
