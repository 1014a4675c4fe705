package print

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/grid"
	"tollbook/tui/wrap"
)

// A Table is a command's result as rows for people.
type Table struct {
	head  []string
	right []bool // columns that are aligned right
	rows  [][]string
	// drop are the headings of the columns that go where the page is too narrow for
	// all, the first first.
	drop []string
	// fold are the headings of columns whose cells are broken over several lines
	// before any is dropped.
	fold []string
}

// Columns that are broken over lines keep so many columns.
const (
	foldedWidth = 24 // where the table says that they may be
	leastWidth  = 10 // any, rather than that the table is too wide
)

// NewTable makes a table; a heading that begins with ">" is aligned right.
func NewTable(head ...string) *Table {
	t := &Table{}
	for _, h := range head {
		name, right := strings.CutPrefix(h, ">")
		t.head = append(t.head, name)
		t.right = append(t.right, right)
	}
	return t
}

// Add adds a row.
func (t *Table) Add(cells ...string) { t.rows = append(t.rows, cells) }

// Dropping names the columns that may go where the page is too narrow, the first first.
func (t *Table) Dropping(headings ...string) *Table {
	t.drop = headings
	return t
}

// Folding names the columns whose cells may be broken over lines before any column goes.
func (t *Table) Folding(headings ...string) *Table {
	t.fold = headings
	return t
}

// gap is what stands between two columns.
const gap = 2

// Text lays the table out on a page, in columns of one width. Where it is too wide it
// drops and breaks what it may; then it breaks what it can.
func (t *Table) Text(p *Page) string {
	width := t.layout(p)
	var b strings.Builder
	for n, row := range slices.Insert(slices.Clone(t.rows), 0, t.head) {
		text := t.line(row, width)
		if n == 0 && text == "\n" { // no column has a heading
			continue
		}
		if n == 0 && p.IsBold() {
			text = "\x1b[1m" + strings.TrimSuffix(text, "\n") + "\x1b[0m\n"
		}
		b.WriteString(text)
	}
	return b.String()
}

// Markdown is the table as people see it, whole, for a page of theirs.
func (t *Table) Markdown() string {
	var b strings.Builder
	markdownHead(&b, t.head, t.right)
	for _, row := range t.rows {
		cells := make([]string, len(t.head))
		for i := range cells {
			cells[i] = cell{row[i], t.right[i]}.plain()
		}
		markdownLine(&b, cells)
	}
	return b.String()
}

// Empty reports whether the table has no row.
func (t *Table) Empty() bool { return len(t.rows) == 0 }

// holdsNothing reports whether a column holds nothing on any row.
func (t *Table) holdsNothing(i int) bool {
	return !slices.ContainsFunc(t.rows, func(row []string) bool { return i < len(row) && row[i] != "" })
}

// widths are those of the columns as they would be alone.
func (t *Table) widths() []int {
	width := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			width[i] = max(width[i], lipgloss.Width(OneLine(cell)))
		}
	}
	return width
}

// layout are the widths of the columns that there is room for, by their place; the others
// have none.
func (t *Table) layout(p *Page) map[int]int {
	natural := t.widths()
	places := make([]int, 0, len(t.head)) // of the columns that are asked for
	sum := -gap
	for i, w := range natural {
		places = append(places, i)
		sum += w + gap
	}
	places = slices.DeleteFunc(places, func(i int) bool { // one by one, while there is no room
		goes := sum > p.Width && t.holdsNothing(i)
		if goes {
			sum -= natural[i] + gap
		}
		return goes
	})
	columns := make([]grid.Column, len(places))
	for n, i := range places {
		c := grid.Column{Width: natural[i]}
		if at := slices.Index(t.fold, t.head[i]); at >= 0 {
			c.Least, c.Cut = min(natural[i], foldedWidth), at
		}
		if at := slices.Index(t.drop, t.head[i]); at >= 0 {
			c.Drop = len(t.drop) - at
		}
		if !t.right[i] { // figures are never broken
			c.Floor = t.floor(i)
		}
		columns[n] = c
	}
	width := map[int]int{}
	for _, shown := range grid.Fit(columns, p.Width, gap) {
		width[places[shown.Index]] = shown.Width
	}
	for _, h := range t.drop {
		i := slices.Index(t.head, h)
		if _, ok := width[i]; !ok && slices.Contains(places, i) {
			p.hide(h)
		}
	}
	return width
}

// floor is the narrowest that a column is broken to: a heading is never broken within a
// word.
func (t *Table) floor(i int) int {
	least := leastWidth
	for _, word := range wrap.Words(t.head[i]) {
		least = max(least, lipgloss.Width(word))
	}
	return least
}

// line is a row, on several lines where a cell takes them.
func (t *Table) line(row []string, width map[int]int) string {
	cells, height := make([][]string, len(row)), 1
	for i, cell := range row {
		if _, shown := width[i]; !shown {
			continue
		}
		cells[i] = []string{OneLine(cell)}
		if !t.right[i] {
			cells[i] = cellLines(cells[i][0], width[i])
		}
		height = max(height, len(cells[i]))
	}
	var b strings.Builder
	for y := range height {
		var l strings.Builder
		for i := range row {
			if _, shown := width[i]; !shown {
				continue
			}
			cell := ""
			if y < len(cells[i]) {
				cell = cells[i][y]
			}
			blank := strings.Repeat(" ", max(width[i]-lipgloss.Width(cell), 0))
			if t.right[i] {
				l.WriteString(blank + cell)
			} else {
				l.WriteString(cell + blank)
			}
			l.WriteString(strings.Repeat(" ", gap))
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	return b.String()
}
