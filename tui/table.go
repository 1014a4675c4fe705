package tui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// A column of a table says how one cell of a row is written and where it stands.
type column[R any] struct {
	title string
	// figure columns stand at the right, their points below each other.
	figure bool
	// drawn is a picture of a figure that stands in another column: it is not copied,
	// saved or told.
	drawn bool
	// drop is the order in which columns go as the table narrows: the highest
	// first; 0 stays.
	drop int
	// most is the widest that the column gets, least the narrowest that it is cut
	// to before another is dropped; 0 is as wide as its text.
	most, least int
	text        func(R) string
	// told is what is copied, saved or told in place of a text with marks; nil is the
	// text.
	told func(R) string
	// order compares two rows; nil compares their texts.
	order func(a, b R) int
	// style sets a cell off; nil is the row's own.
	style func(t theme, r R) lipgloss.Style
}

// A table shows rows in columns, with a cursor that follows its row through every
// sorting, filter and reading. It is a value: its methods return the changed one.
//
// In want of room the columns that may be cut are cut, then the one with the highest
// drop goes, and so on. A column without a figure in any row is not shown at all.
type table[R any] struct {
	columns []column[R]
	id      func(R) string // what a row is, however it is sorted
	// match reports whether a filter's text finds a row; nil looks into all cells.
	match func(r R, filter string) bool

	size   size // heading included
	rows   []R
	filter string
	sort   int // column; -1 leaves the rows as they came
	down   bool
	cursor string
	top    int

	shown []R        // sorted and filtered
	cells [][]string // their text, by row and column
	// widths are those of the columns, measured once: a key press changes none.
	widths []placed
}

func newTable[R any](id func(R) string, columns ...column[R]) table[R] {
	return table[R]{columns: columns, id: id, sort: -1}
}

// with shows other rows; the cursor stays on its row where that is still there.
func (b table[R]) with(rows []R) table[R] {
	b.rows = rows
	return b.arranged()
}

func (b table[R]) resized(to size) table[R] {
	b.size = to
	return b.scrolled()
}

// filtered shows the rows that hold every word of the text.
func (b table[R]) filtered(text string) table[R] {
	b.filter, b.top = text, 0
	return b.arranged()
}

// sorted orders by a column; the same one again turns the order round. Figures
// begin with the largest, words with the first.
func (b table[R]) sorted(by int) table[R] {
	if by == b.sort {
		b.down = !b.down
	} else {
		b.sort, b.down = by, by >= 0 && b.columns[by].figure
	}
	return b.arranged()
}

// sortedNext orders by the column after the present one that is shown.
func (b table[R]) sortedNext() table[R] {
	shown := b.layout().columns
	for _, c := range shown {
		if c.index > b.sort {
			return b.sorted(c.index)
		}
	}
	b.sort, b.down = -1, false
	return b.arranged()
}

// arranged filters and sorts anew and writes every cell once.
func (b table[R]) arranged() table[R] {
	words := strings.Fields(strings.ToLower(b.filter))
	type line struct {
		row   R
		cells []string
	}
	lines := make([]line, 0, len(b.rows))
	for _, r := range b.rows {
		cells := make([]string, len(b.columns))
		for i, c := range b.columns {
			cells[i] = safe(c.text(r))
		}
		if b.match != nil && b.filter != "" && !b.match(r, b.filter) || b.match == nil && !hasAll(cells, words) {
			continue
		}
		lines = append(lines, line{r, cells})
	}
	if b.sort >= 0 {
		order := b.columns[b.sort].order
		slices.SortStableFunc(lines, func(x, y line) int {
			n := 0
			if order != nil {
				n = order(x.row, y.row)
			} else {
				n = cmp.Compare(x.cells[b.sort], y.cells[b.sort])
			}
			if b.down {
				n = -n
			}
			return n
		})
	}
	b.shown, b.cells = make([]R, len(lines)), make([][]string, len(lines))
	for i, l := range lines {
		b.shown[i], b.cells[i] = l.row, l.cells
	}
	b.widths = b.measured()
	return b.scrolled()
}

func hasAll(cells, words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.Contains(strings.ToLower(c), w) }) {
			return false
		}
	}
	return true
}

// at is the line of the cursor among those shown; 0 where its row is gone.
func (b table[R]) at() int {
	return max(slices.IndexFunc(b.shown, func(r R) bool { return b.id(r) == b.cursor }), 0)
}

// selected is the row under the cursor; false where none is shown.
func (b table[R]) selected() (R, bool) {
	if len(b.shown) == 0 {
		var none R
		return none, false
	}
	return b.shown[b.at()], true
}

// moved moves the cursor by lines, as far as there are any.
func (b table[R]) moved(by int) table[R] {
	if len(b.shown) == 0 {
		return b
	}
	i := min(max(b.at()+by, 0), len(b.shown)-1)
	b.cursor = b.id(b.shown[i])
	return b.scrolled()
}

// page is how far a page key moves.
func (b table[R]) page() int { return max(b.size.height-2, 1) }

// scrolled brings the cursor into sight with as little movement as can be.
func (b table[R]) scrolled() table[R] {
	height := max(b.size.height-1, 1)
	i := b.at()
	if len(b.shown) > 0 {
		b.cursor = b.id(b.shown[i])
	}
	b.top = min(b.top, i)
	b.top = max(b.top, i-height+1)
	b.top = max(min(b.top, len(b.shown)-height), 0)
	return b
}

// clicked puts the cursor on a line, or sorts by the heading that stands at x on
// line 0. It reports false where there is nothing.
func (b table[R]) clicked(x, line int) (table[R], bool) {
	if line == 0 {
		at := margin
		for _, c := range b.layout().columns {
			if x >= at && x < at+c.width {
				return b.sorted(c.index), true
			}
			at += c.width + gap
		}
		return b, false
	}
	i := b.top + line - 1
	if line < 0 || i >= len(b.shown) {
		return b, false
	}
	b.cursor = b.id(b.shown[i])
	return b.scrolled(), true
}

const (
	margin = 3 // before the first column: the cursor's place
	gap    = 2 // between columns
)

func (l tableLayout) width() int {
	n := 0
	for i, p := range l.columns {
		if i > 0 {
			n += gap
		}
		n += p.width
	}
	return n
}

// lines draws the heading and the rows that are in sight.
func (b table[R]) lines(t theme, focused bool) []string {
	l := b.layout()
	width := b.size.width
	heading := spaces(margin)
	for i, p := range l.columns {
		if i > 0 {
			heading += spaces(gap)
		}
		title := b.columns[p.index].title
		if p.index == b.sort {
			mark := "↑"
			if b.down {
				mark = "↓"
			}
			title += " " + mark
		}
		if b.columns[p.index].figure {
			heading += fitRight(title, p.width)
		} else {
			heading += fit(title, p.width)
		}
	}
	out := []string{t.heading.Render(fit(heading, width))}
	cursor := b.at()
	for i := b.top; i < len(b.shown) && len(out) < b.size.height; i++ {
		marker, style := " ", t.plain
		if i == cursor {
			marker = "·"
			if focused {
				marker, style = "▸", t.selected
			}
		}
		line := " " + style.Render(marker) + " "
		for j, p := range l.columns {
			if j > 0 {
				line += spaces(gap)
			}
			c := b.columns[p.index]
			cell := b.cells[i][p.index]
			if c.figure {
				whole, part := split(cell)
				cell = fitRight(spaces(p.whole-lipgloss.Width(whole))+whole+fit(part, p.part), p.width)
			} else {
				cell = fit(cell, p.width)
			}
			cellStyle := style
			if c.style != nil {
				cellStyle = c.style(t, b.shown[i]).Inherit(style)
			}
			line += cellStyle.Render(cell)
		}
		out = append(out, line)
	}
	return out
}

// sheet is all of the table that the filter leaves, every column of it but the drawn
// ones.
func (b table[R]) sheet(name string) sheet {
	out := sheet{name: name, rows: make([][]string, len(b.cells))}
	for i, c := range b.columns {
		if c.drawn {
			continue
		}
		title := strings.ToLower(c.title)
		if title == "" {
			title = "mark"
		}
		out.head = append(out.head, title)
		for j, cells := range b.cells {
			text := cells[i]
			if c.told != nil {
				text = safe(c.told(b.shown[j]))
			}
			out.rows[j] = append(out.rows[j], text)
		}
	}
	return out
}

func reordered[R any](b table[R], next bool) table[R] {
	switch {
	case next:
		return b.sortedNext()
	case b.sort >= 0:
		return b.sorted(b.sort)
	}
	return b
}
