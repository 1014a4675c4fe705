// Package grid decides which columns of a table there is room for, and how wide each is. It
// is the one layout of all tables: those of the screens, which cut a cell that is too wide,
// and those of the commands, which break it over lines.
//
// It knows widths alone. What stands in a column, how a cell is cut and how a row is drawn is
// for package draw and the commands' package print to say; both come in.
//
//	grid.Fit([]grid.Column{{Width: 20, Least: 10}, {Width: 8}}, 20, 2)
//
// has room for both columns, the first cut to 10.
package grid

import "slices"

// A Column is one that a table would like to have.
type Column struct {
	Width int // as its text is, the heading included
	// Least is the width that the column is cut to before another one goes; 0 is never cut.
	Least int
	// Cut is the order in which columns are cut, the lowest first.
	Cut int
	// Drop is the order in which columns go, the highest first; 0 stays.
	Drop int
	// Floor is the width down to which the column is cut once none can go any more; 0 is not.
	Floor int
}

// A Placed is a column that there is room for.
type Placed struct {
	Index int // among those that were asked for
	Width int
}

// Fit finds the columns that have room in so many cells, gap cells apart from each other.
//
// Columns that may be cut are cut, those of the lowest Cut first and of several the last
// one. Where that is not enough the one with the highest Drop goes, and those that were cut
// get their width back. Where none can go, the widest that has a Floor is cut cell by cell.
// Figures that can't be cut may then still be wider than the room.
func Fit(columns []Column, room, gap int) []Placed {
	shown := make([]Placed, len(columns))
	for i, c := range columns {
		shown[i] = Placed{i, c.Width}
	}
	for {
		over := Width(shown, gap) - room
		if over <= 0 {
			return shown
		}
		for _, at := range cutOrder(columns, shown) {
			if c := columns[shown[at].Index]; over > 0 && c.Least > 0 && shown[at].Width > c.Least {
				cut := min(over, shown[at].Width-c.Least)
				shown[at].Width -= cut
				over -= cut
			}
		}
		if over <= 0 {
			return shown
		}
		last := -1
		for i, p := range shown {
			if drop := columns[p.Index].Drop; drop > 0 && (last < 0 || drop > columns[shown[last].Index].Drop) {
				last = i
			}
		}
		if last < 0 {
			return floored(columns, shown, over)
		}
		shown = slices.Delete(shown, last, last+1)
		for i, p := range shown {
			shown[i].Width = columns[p.Index].Width
		}
	}
}

// Width is that of columns with the gaps between them.
func Width(shown []Placed, gap int) int {
	n := 0
	for i, p := range shown {
		if i > 0 {
			n += gap
		}
		n += p.Width
	}
	return n
}

// cutOrder are the places of the columns in the order in which they are cut.
func cutOrder(columns []Column, shown []Placed) []int {
	out := make([]int, len(shown))
	for i := range out {
		out[i] = len(shown) - 1 - i
	}
	slices.SortStableFunc(out, func(a, b int) int { return columns[shown[a].Index].Cut - columns[shown[b].Index].Cut })
	return out
}

// floored cuts the widest column that has a floor, over and over, of several the first.
func floored(columns []Column, shown []Placed, over int) []Placed {
	for ; over > 0; over-- {
		widest := -1
		for i, p := range shown {
			if floor := columns[p.Index].Floor; floor > 0 && p.Width > floor && (widest < 0 || p.Width > shown[widest].Width) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		shown[widest].Width--
	}
	return shown
}
