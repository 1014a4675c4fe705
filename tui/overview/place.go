package overview

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
)

// Place is where the reader stands: which chart is shown, and the line under the cursor with its
// pane.
func (s Model) Place() page.Place {
	id := s.todo.cursor
	switch s.pane {
	case gatewaysPane:
		id = s.gateways.Cursor
	case modelsPane:
		id = s.models.Cursor
	}
	return page.Place{View: s.eachDay, Cursor: strconv.Itoa(int(s.pane)) + " " + id}
}

// Return goes back to a place.
func (s Model) Return(to page.Place) (Model, tea.Cmd) {
	s.eachDay, _ = to.View.(bool)
	number, id, _ := strings.Cut(to.Cursor, " ")
	n, _ := strconv.Atoi(number)
	switch s.pane = pane(n); s.pane {
	case gatewaysPane:
		s.gateways.Cursor = id
		s.gateways = s.gateways.Scroll()
	case modelsPane:
		s.models.Cursor = id
		s.models = s.models.Scroll()
	default:
		s.todo.cursor = id
		s.todo = s.todo.scrolled()
	}
	return s.laid(), nil
}

// Things are none: accounts are the credits', models the catalog's.
func (s Model) Things() []page.Thing { return nil }
