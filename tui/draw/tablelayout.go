package draw

import (
	"slices"

	"github.com/charmbracelet/lipgloss"
)

// A placed column is one that is shown, with its width; widest is that of its text,
// whole and part those before and from the point in a column of figures.
type placed struct {
	index, width int
	widest       int
	whole, part  int
}

type tableLayout struct{ columns []placed }

// measured are the widths of the columns that say something in some row.
func (b Table[R]) measured() []placed {
	var out []placed
	for i, c := range b.columns {
		p := placed{index: i}
		blank := i > 0 && len(b.Cells) > 0
		for _, cells := range b.Cells {
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

// layout decides which columns there are and how wide.
func (b Table[R]) layout() tableLayout {
	var l tableLayout
	for _, p := range b.widths {
		p.width = b.natural(p)
		l.columns = append(l.columns, p)
	}
	room := b.Size.Width - Margin - 1
	for {
		over := l.width() - room
		for i := len(l.columns) - 1; i >= 0 && over > 0; i-- {
			if c := b.columns[l.columns[i].index]; c.Least > 0 && l.columns[i].width > c.Least {
				cut := min(over, l.columns[i].width-c.Least)
				l.columns[i].width -= cut
				over -= cut
			}
		}
		if over <= 0 {
			return l
		}
		last := -1
		for i, p := range l.columns {
			if drop := b.columns[p.index].Drop; drop > 0 && (last < 0 || drop > b.columns[l.columns[last].index].Drop) {
				last = i
			}
		}
		if last < 0 {
			l.columns[0].width = max(l.columns[0].width-over, 1)
			return l
		}
		l.columns = slices.Delete(l.columns, last, last+1)
		for i, p := range l.columns { // those that were cut for it get their width back
			l.columns[i].width = b.natural(p)
		}
	}
}

// natural is a column's width where there is room for all of it.
func (b Table[R]) natural(p placed) int {
	c := b.columns[p.index]
	title := lipgloss.Width(c.Title)
	if p.index == b.Sort {
		title += 2
	}
	width := max(title, p.widest, p.whole+p.part)
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
