package draw

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
)

// A Table shows rows in columns, with a cursor that follows its row through every
// sorting, filter and reading. It is a value: its methods return the changed one.
//
// In want of room the columns that may be cut are cut, then the one with the highest
// Drop goes, and so on. A column without a figure in any row is not shown at all.
type Table[R any] struct {
	columns []Column[R]
	ID      func(R) string // what a row is, however it is sorted
	// Match reports whether a filter's text finds a row; nil looks into all cells.
	Match func(r R, filter string) bool
	// Across are the words of a row that is a line across all columns: a rule over the rows
	// below, which the cursor passes by, or one that it stops at. "" is a row of cells, nil are
	// no others. Such lines stand in the order in which they came: a filter and a column's order
	// leave them out. They are not copied, saved or told.
	Across func(r R) (words string, stops bool)

	// Rest says what is in the rows that are out of sight: "$61  ✕ $84"; nil says how many
	// they are alone.
	Rest func(hidden []R) string
	// Sum is a row that stands below all others, whatever is out of sight: the cursor stops at
	// none, and it is not filtered, put in order, copied or saved. nil is none.
	Sum *R

	Size   Size // heading included
	Rows   []R
	Filter string
	Sort   int    // column; -1 leaves the rows as they came
	Down   bool   // the largest first
	Cursor string // ID of the row that has it
	Top    int    // first row in sight

	Shown []R        // sorted and filtered
	Cells [][]string // their text, by row and column
	// widths are those of the columns, measured once: a key press changes none. floor are
	// those of another table, which they do not fall below.
	widths, floor []placed
}

// NewTable is a table of the columns without a row. id says what a row is, however the
// table is sorted.
func NewTable[R any](id func(R) string, columns ...Column[R]) Table[R] {
	return Table[R]{columns: columns, ID: id, Sort: -1}
}

// With shows other rows; the cursor stays on its row where that is still there.
func (b Table[R]) With(rows []R) Table[R] {
	b.Rows = rows
	return b.arranged()
}

// Like gives the table the columns of another one that has the same: those that are shown
// there stay, and none becomes narrower. So columns keep their places while rows change.
func (b Table[R]) Like(other Table[R]) Table[R] {
	b.floor = other.widths
	return b
}

// Resize gives the table its room, the heading included.
func (b Table[R]) Resize(to Size) Table[R] {
	b.Size = to
	return b.Scroll()
}

// FilterBy shows the rows that hold every word of the text.
func (b Table[R]) FilterBy(text string) Table[R] {
	b.Filter, b.Top = text, 0
	return b.arranged()
}

// SortBy orders by a column; the same one again turns the order round. Figures
// begin with the largest, words with the first.
func (b Table[R]) SortBy(by int) Table[R] {
	if by == b.Sort {
		b.Down = !b.Down
	} else {
		b.Sort, b.Down = by, by >= 0 && b.columns[by].Figure
	}
	return b.arranged()
}

// SortNext orders by the column after the present one that is shown.
func (b Table[R]) SortNext() Table[R] {
	shown := b.layout()
	for _, c := range shown {
		if c.index > b.Sort {
			return b.SortBy(c.index)
		}
	}
	b.Sort, b.Down = -1, false
	return b.arranged()
}

// Reorder sorts by the next column that is shown, or turns the order of the present one
// round.
func (b Table[R]) Reorder(next bool) Table[R] {
	switch {
	case next:
		return b.SortNext()
	case b.Sort >= 0:
		return b.SortBy(b.Sort)
	}
	return b
}

// arranged filters and sorts anew and writes every cell once.
func (b Table[R]) arranged() Table[R] {
	words := strings.Fields(strings.ToLower(b.Filter))
	type line struct {
		row   R
		cells []string
	}
	lines := make([]line, 0, len(b.Rows))
	for _, r := range b.Rows {
		if words, _ := b.across(r); words != "" {
			if b.Filter == "" && b.Sort < 0 {
				lines = append(lines, line{r, nil})
			}
			continue
		}
		cells := b.cellsOf(r)
		if b.Match != nil && b.Filter != "" && !b.Match(r, b.Filter) || b.Match == nil && !HasAll(cells, words) {
			continue
		}
		lines = append(lines, line{r, cells})
	}
	if b.Sort >= 0 {
		order := b.columns[b.Sort].Compare
		slices.SortStableFunc(lines, func(x, y line) int {
			n := 0
			if order != nil {
				n = order(x.row, y.row)
			} else {
				n = cmp.Compare(x.cells[b.Sort], y.cells[b.Sort])
			}
			if b.Down {
				n = -n
			}
			return n
		})
	}
	b.Shown, b.Cells = make([]R, len(lines)), make([][]string, len(lines))
	for i, l := range lines {
		b.Shown[i], b.Cells[i] = l.row, l.cells
	}
	b.widths = b.measured()
	return b.Scroll()
}

// HasAll reports whether each of the words, in lower case, stands in one of the cells.
func HasAll(cells, words []string) bool {
	for _, w := range words {
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.Contains(strings.ToLower(c), w) }) {
			return false
		}
	}
	return true
}

// across are the words of a row that is a line across all columns, and whether the cursor
// stops at it.
func (b Table[R]) across(r R) (words string, stops bool) {
	if b.Across == nil {
		return "", true
	}
	if words, stops = b.Across(r); words == "" {
		return "", true
	}
	return Safe(words), stops
}

// stop is the line nearest to one that the cursor may stand on: onward by steps of 1 or -1,
// and where none is left the other way.
func (b Table[R]) stop(i, by int) int {
	for _, step := range [...]int{by, -by} {
		for at := i; at >= 0 && at < len(b.Shown); at += step {
			if _, stops := b.across(b.Shown[at]); stops {
				return at
			}
		}
	}
	return i
}

// At is the line of the cursor among those shown; the first where its row is gone.
func (b Table[R]) At() int {
	return b.stop(max(slices.IndexFunc(b.Shown, func(r R) bool { return b.ID(r) == b.Cursor }), 0), 1)
}

// Selected is the row under the cursor; false where none is shown.
func (b Table[R]) Selected() (R, bool) {
	if len(b.Shown) == 0 {
		var none R
		return none, false
	}
	return b.Shown[b.At()], true
}

// Move moves the cursor by lines, as far as there are any.
func (b Table[R]) Move(by int) Table[R] {
	if len(b.Shown) == 0 {
		return b
	}
	step := 1
	if by < 0 {
		step = -1
	}
	i := b.stop(min(max(b.At()+by, 0), len(b.Shown)-1), step)
	b.Cursor = b.ID(b.Shown[i])
	return b.Scroll()
}

// PageRows is how far a page key moves.
func (b Table[R]) PageRows() int { return max(b.Size.Height-2, 1) }

// Scroll brings the cursor into sight with as little movement as can be.
func (b Table[R]) Scroll() Table[R] {
	height := b.room()
	i := b.At()
	if len(b.Shown) > 0 {
		b.Cursor = b.ID(b.Shown[i])
	}
	above := i // with the rule over it
	if i > 0 && height > 1 {
		if _, stops := b.across(b.Shown[i-1]); !stops {
			above--
		}
	}
	b.Top = min(b.Top, above)
	b.Top = max(b.Top, i-height+1)
	b.Top = max(min(b.Top, len(b.Shown)-height), 0)
	return b
}

// room is how many rows are in sight: where not all of them are, the last line says how
// many are hidden.
func (b Table[R]) room() int {
	lines := b.Size.Height - 1
	if b.Sum != nil {
		lines--
	}
	lines = max(lines, 1)
	if len(b.Shown) > lines && lines > 1 {
		return lines - 1
	}
	return lines
}

// restLine says how many rows are out of sight, and what is in them; "" where none is.
func (b Table[R]) restLine() string {
	end := min(b.Top+b.room(), len(b.Shown))
	hidden := slices.DeleteFunc(slices.Concat(b.Shown[:b.Top], b.Shown[end:]), func(r R) bool {
		words, _ := b.across(r)
		return words != ""
	})
	if len(hidden) == 0 || b.Size.Height < 3 {
		return ""
	}
	line := fmt.Sprintf("+%d more", len(hidden))
	switch {
	case b.Top == 0:
		line += " ↓"
	case end == len(b.Shown):
		line += " ↑"
	default:
		line += " ↑↓"
	}
	if b.Rest != nil {
		line += "  " + Safe(b.Rest(hidden))
	}
	return line
}

// Click puts the cursor on a line, or sorts by the heading that stands at x on
// line 0. It reports false where there is nothing.
func (b Table[R]) Click(x, line int) (Table[R], bool) {
	if line == 0 {
		at := Margin
		for _, c := range b.layout() {
			if x >= at && x < at+c.width {
				return b.SortBy(c.index), true
			}
			at += c.width + Gap
		}
		return b, false
	}
	i := b.Top + line - 1
	if line < 0 || line > b.room() || i >= len(b.Shown) {
		return b, false
	}
	if _, stops := b.across(b.Shown[i]); !stops {
		return b, false
	}
	b.Cursor = b.ID(b.Shown[i])
	return b.Scroll(), true
}

// Of all tables, in cells.
const (
	Margin = 3 // before the first column: the cursor's place
	Gap    = 2 // between columns
)

// Lines draws the heading and the rows that are in sight.
func (b Table[R]) Lines(t Theme, focused bool) []string {
	columns := b.layout()
	width := b.Size.Width
	heading := Spaces(Margin)
	for _, p := range columns { // the mark of the order needs no room: it stands in the gap
		title, mark := b.columns[p.index].Title, " "
		if p.index == b.Sort {
			mark = "↑"
			if b.Down {
				mark = "↓"
			}
		}
		if b.columns[p.index].Figure {
			heading += FitRight(title, p.width) + mark
		} else if lipgloss.Width(title) < p.width {
			heading += Fit(title+" "+mark, p.width+1)
		} else {
			heading += Fit(title, p.width) + mark
		}
		heading += Spaces(Gap - 1)
	}
	out := []string{t.Heading.Render(Fit(strings.TrimRight(heading, " "), width))}
	cursor := b.At()
	for i := b.Top; i < min(b.Top+b.room(), len(b.Shown)) && len(out) < b.Size.Height; i++ {
		marker, style := " ", t.Plain
		if i == cursor {
			marker = "·"
			if focused {
				marker, style = "▸", t.Selected
			}
		}
		line := " " + style.Render(marker) + " "
		if words, stops := b.across(b.Shown[i]); words != "" {
			if !stops {
				line, words, style = "", strings.TrimRight(" ── "+words+" "+strings.Repeat("─", max(width-lipgloss.Width(words)-6, 0)), " "), t.Muted
			}
			out = append(out, line+style.Render(Cut(words, width-lipgloss.Width(line)-1)))
			continue
		}
		out = append(out, line+b.cellsLine(t, columns, b.Shown[i], b.Cells[i], style))
	}
	if rest := b.restLine(); rest != "" {
		out = append(out, t.Muted.Render(Fit(Spaces(Margin)+rest, width)))
	}
	if b.Sum != nil && len(out) < b.Size.Height {
		out = append(out, Spaces(Margin)+b.cellsLine(t, columns, *b.Sum, b.cellsOf(*b.Sum), t.Strong))
	}
	return out
}

// cellsLine draws the cells of a row, without the cursor's place before them.
func (b Table[R]) cellsLine(t Theme, columns []placed, r R, cells []string, style lipgloss.Style) string {
	line := ""
	for j, p := range columns {
		if j > 0 {
			line += Spaces(Gap)
		}
		c, cell := b.columns[p.index], cells[p.index]
		if c.Figure {
			whole, part := split(cell)
			cell = FitRight(Spaces(p.whole-lipgloss.Width(whole))+whole+Fit(part, p.part), p.width)
		} else {
			cell = Fit(cell, p.width)
		}
		cellStyle := style
		if c.Style != nil {
			cellStyle = c.Style(t, r).Inherit(style)
		}
		line += cellStyle.Render(cell)
	}
	return line
}

// cellsOf writes the cells of a row.
func (b Table[R]) cellsOf(r R) []string {
	out := make([]string, len(b.columns))
	for i, c := range b.columns {
		out[i] = Safe(c.Text(r))
	}
	return out
}

// whole is the table without the lines across.
func (b Table[R]) whole() Table[R] {
	var shown []R
	var cells [][]string
	for i, c := range b.Cells {
		if c != nil {
			shown, cells = append(shown, b.Shown[i]), append(cells, c)
		}
	}
	b.Shown, b.Cells = shown, cells
	return b
}

// Sheet is all of the table that the filter leaves, every column of it but the drawn
// ones.
func (b Table[R]) Sheet(name string) Sheet {
	b = b.whole()
	out := Sheet{Name: name, Rows: make([][]string, len(b.Cells))}
	for i, c := range b.columns {
		if c.Picture {
			continue
		}
		title := strings.ToLower(c.Title)
		if title == "" {
			title = "mark"
		}
		out.Head = append(out.Head, title)
		for j, cells := range b.Cells {
			text := cells[i]
			if c.Spoken != nil {
				text = Safe(c.Spoken(b.Shown[j]))
			}
			out.Rows[j] = append(out.Rows[j], text)
		}
	}
	return out
}
