package print

import (
	"math"
	"slices"
	"strconv"
)

// PageWidth is how wide help and sentences are in a terminal: the columns that every
// one has.
const PageWidth = 80

// Endless is the width of a pipe or a file: programs and pagers take whole lines.
const Endless = math.MaxInt32

// A Page is what results are laid out on for people, and what had no room there.
type Page struct {
	Width int // columns of tables
	Prose int // and of sentences
	// Bold says whether headings are bold; nil is no. It is asked when a table is laid out,
	// since a page is made before the flags are read.
	Bold   func() bool
	hidden []string // headings of columns that were left out
}

// NewPage is a page of a width, for tables and sentences.
func NewPage(width int) *Page { return &Page{Width: width, Prose: width} }

// PageFor is a page as wide as $COLUMNS says, else as the terminal is, with sentences no
// longer than are read with ease, else without an end: terminal is 0 where it is none.
func PageFor(columns string, terminal int) *Page {
	if n, err := strconv.Atoi(columns); err == nil && n > 0 {
		return NewPage(n)
	}
	if terminal > 0 {
		return &Page{Width: terminal, Prose: min(terminal, PageWidth)}
	}
	return NewPage(Endless)
}

// IsBold reports whether headings are bold.
func (p *Page) IsBold() bool { return p.Bold != nil && p.Bold() }

// Fit is a text whose lines fit on the page, as sentences do.
func (p *Page) Fit(text string) string { return Fit(text, p.Prose) }

// Hides reports whether the column of a heading had no room in a table.
func (p *Page) Hides(heading string) bool { return slices.Contains(p.hidden, heading) }

// hide notes that a column had no room.
func (p *Page) hide(heading string) {
	if !p.Hides(heading) {
		p.hidden = append(p.hidden, heading)
	}
}
