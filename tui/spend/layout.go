package spend

import (
	"tollbook/ledger/report"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// pinnedFrom is from which width on a pane stands beside the table.
const pinnedFrom = 130

// pinned reports whether it does.
func (s Model) pinned() bool {
	return s.size.Width >= pinnedFrom && !s.hidden && s.view.pane != yearPane
}

// beside is where the pane stands: where an explanation would, so that it can take its place.
func (s Model) beside() draw.Place { return draw.Place{Full: s.size} }

// room is what is left for the answer, the chart and the table.
func (s Model) room() draw.Size {
	if s.pinned() {
		return s.beside().Room()
	}
	return s.size
}

// layout is how the lines below the tab bar are shared out. It depends on the window, the
// group and the period alone, not on what a filter leaves: so nothing moves while one is typed.
type layout struct {
	answer int // lines of it
	gap    int // the filter's line, or a blank one
	chart  int
	table  int // its heading included
	below  int // a rule, and what is said of the row in hand
}

// What the chart takes of the height at least and at most, and what it leaves to the table.
const (
	leastChart = 7
	mostChart  = 26
	leastTable = 13
)

func (s Model) layout() layout {
	z := s.room()
	out := layout{answer: 2, gap: 1, below: 3}
	if z.Width < 76 {
		out.answer = 3
	}
	if z.Height < 20 {
		out.below, out.answer = 1, 2
	}
	if z.Height < 22 {
		out.gap = 0
	}
	room := z.Height - 3 - out.answer - out.gap - 1 - out.below
	if s.view.pane == tablePane {
		table := min(s.rowsToExpect()+1, max(leastTable, room*6/10))
		if out.chart = min(room-table, mostChart); out.chart < leastChart {
			out.chart = 0
		}
	}
	out.table = room - out.chart
	return out
}

// tabs is the line of the groups, and top that of the table's heading.
func (l layout) tabs() int { return l.answer + l.gap }
func (l layout) top() int  { return l.tabs() + 1 + l.chart }

// rowsToExpect is how many rows the group has over the period, or in all that is recorded.
func (s Model) rowsToExpect() int {
	if s.load.Phase != page.Ready {
		return 0
	}
	if s.byTime() {
		return report.UnitsTo(s.load.Value.Books, s.period(), groups[s.view.by], s.today())
	}
	return len(s.load.Value.whole[s.view.by].Rows)
}
