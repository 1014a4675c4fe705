package draw

import (
	"slices"

	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/grid"
)

// A placed column is one that is shown, with its width; widest is that of its text,
// whole and part those before and from the point in a column of figures.
type placed struct {
	index, width int
	widest       int
	whole, part  int
}

// measured are the widths of the columns that say something in some row.
func (b Table[R]) measured() []placed {
	var out []placed
	all := b.Cells
	if b.Sum != nil {
		all = append(slices.Clone(all), b.cellsOf(*b.Sum))
	}
	for i, c := range b.columns {
		p := placed{index: i}
		if c.Unseen {
			continue
		}
		blank := i > 0 && (len(all) > 0 || b.floor != nil)
		if at := slices.IndexFunc(b.floor, func(p placed) bool { return p.index == i }); at >= 0 {
			p, blank = b.floor[at], false
		}
		for _, cells := range all {
			if cells == nil { // a line across
				continue
			}
			cell := cells[i]
			blank = blank && (cell == "" || cell == "-")
			if c.Figure {
				whole, part := split(cell)
				p.whole, p.part = max(p.whole, lipgloss.Width(whole)), max(p.part, lipgloss.Width(part))
			} else {
				p.widest = max(p.widest, lipgloss.Width(cell))
			}
		}
		if !blank {
			out = append(out, p)
		}
	}
	return out
}

// layout are the columns that there is room for.
func (b Table[R]) layout() []placed {
	columns := make([]grid.Column, len(b.widths))
	for i, p := range b.widths {
		c := b.columns[p.index]
		columns[i] = grid.Column{Width: b.natural(p), Least: c.Least, Drop: c.Drop}
		if i == 0 {
			columns[i].Floor = 1
		}
	}
	shown := grid.Fit(columns, b.Size.Width-Margin-1, Gap)
	out := make([]placed, len(shown))
	for i, p := range shown {
		out[i] = b.widths[p.Index]
		out[i].width = p.Width
	}
	return out
}

// Natural is how wide the table is with all of its columns whole.
func (b Table[R]) Natural() int {
	width := Margin + 1
	for i, p := range b.widths {
		if i > 0 {
			width += Gap
		}
		width += b.natural(p)
	}
	return width
}

// natural is a column's width where there is room for all of it.
func (b Table[R]) natural(p placed) int {
	c := b.columns[p.index]
	title := lipgloss.Width(c.Title)
	width := max(title, c.Wide, p.widest, p.whole+p.part)
	if c.Most > 0 {
		width = max(min(width, c.Most), title)
	}
	return width
}

// split parts a figure before its point, or where its digits end: "5" and ".5 %" of
// "5.5 %", "400" and " %" of "400 %". Text without digits is all before.
func split(cell string) (whole, part string) {
	digits := false
	for i, r := range cell {
		switch {
		case r >= '0' && r <= '9':
			digits = true
		case digits && r != ',':
			return cell[:i], cell[i:]
		}
	}
	return cell, ""
}
