package catalog

import "tollbook/tui/draw"

// A list is the table of a pane, whatever its rows are; its methods change the table itself.
type list interface {
	move(by int)
	reorder(next bool)
	filterBy(text string)
	filter() string
	click(x, line int)
	cursor() string
	onto(id string)
	unsorted() bool
}

// listOf is a list of rows R.
type listOf[R any] struct{ *draw.Table[R] }

func (l listOf[R]) move(by int)          { *l.Table = l.Move(by) }
func (l listOf[R]) reorder(next bool)    { *l.Table = l.Reorder(next) }
func (l listOf[R]) filterBy(text string) { *l.Table = l.FilterBy(text) }
func (l listOf[R]) filter() string       { return l.Filter }
func (l listOf[R]) click(x, line int)    { *l.Table, _ = l.Click(x, line) }
func (l listOf[R]) cursor() string       { return l.Cursor }
func (l listOf[R]) unsorted() bool       { return l.Sort < 0 }
func (l listOf[R]) onto(id string) {
	l.Cursor = id
	*l.Table = l.Scroll()
}

// list is that of the pane in hand.
func (s *Model) list() list {
	switch {
	case s.pane == gatewaysPane:
		return listOf[gatewayTerms]{&s.gateways}
	case s.pane == incidentsPane:
		return listOf[outage]{&s.incidents}
	case s.pane == changesPane:
		return listOf[PriceChange]{&s.changes}
	case s.model != "":
		return listOf[rateStep]{&s.rates}
	}
	return listOf[modelTerms]{&s.models}
}
