package print

import (
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"

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

// Text lays the table out on a page, in columns of one width. Where it is too wide it
// drops and breaks what it may; then it breaks what it can.
func (t *Table) Text(p *Page) string {
	width, shown := t.widths(), make([]bool, len(t.head))
	for i := range shown {
		shown[i] = true
	}
	least := func(i int) int { // a heading is never broken within a word
		most := leastWidth
		for _, word := range wrap.Words(t.head[i]) {
			most = max(most, lipgloss.Width(word))
		}
		return most
	}
	total := func() int {
		sum := -2
		for i, w := range width {
			if shown[i] {
				sum += w + 2
			}
		}
		return sum
	}
	spare := func() int { // what breaking the cells that may be broken gains
		gain := 0
		for i, h := range t.head {
			if shown[i] && slices.Contains(t.fold, h) {
				gain += max(width[i]-foldedWidth, 0)
			}
		}
		return gain
	}
	for i := range shown {
		if total() > p.Width && t.holdsNothing(i) {
			shown[i] = false
		}
	}
	for _, h := range t.drop {
		if total()-spare() <= p.Width {
			break
		}
		if i := slices.Index(t.head, h); i >= 0 {
			shown[i] = false
			p.hide(h)
		}
	}
	for _, h := range t.fold {
		if i := slices.Index(t.head, h); i >= 0 && shown[i] {
			width[i] = max(min(width[i], foldedWidth), width[i]-max(total()-p.Width, 0))
		}
	}
	for total() > p.Width {
		widest := -1
		for i := range width {
			if shown[i] && !t.right[i] && width[i] > least(i) && (widest < 0 || width[i] > width[widest]) {
				widest = i
			}
		}
		if widest < 0 { // figures are never broken
			break
		}
		width[widest]--
	}
	var b strings.Builder
	for n, row := range slices.Insert(slices.Clone(t.rows), 0, t.head) {
		text := t.line(row, width, shown)
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

// line is a row, on several lines where a cell takes them.
func (t *Table) line(row []string, width []int, shown []bool) string {
	cells, height := make([][]string, len(row)), 1
	for i, cell := range row {
		if !shown[i] {
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
			if !shown[i] {
				continue
			}
			cell := ""
			if y < len(cells[i]) {
				cell = cells[i][y]
			}
			gap := strings.Repeat(" ", max(width[i]-lipgloss.Width(cell), 0))
			if t.right[i] {
				l.WriteString(gap + cell)
			} else {
				l.WriteString(cell + gap)
			}
			l.WriteString("  ")
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	return b.String()
}
