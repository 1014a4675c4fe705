package overview

import (
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
)

// mouse puts the cursor on what is clicked, and goes where it leads at the second click.
func (s Model) mouse(msg tea.MouseMsg) (Model, tea.Cmd) {
	if msg.Action != tea.MouseActionPress {
		return s, nil
	}
	pane, line, ok := s.placeOf(msg.X, msg.Y)
	if by := page.Wheel(msg); by != 0 {
		if ok {
			s.pane = pane
		}
		return s.movedIn(by).laid(), nil
	}
	if !ok || msg.Button != tea.MouseButtonLeft {
		return s, nil
	}
	was := s.Place().Cursor
	s.pane = pane
	hit := false
	switch pane {
	case gatewaysPane:
		s.gateways, hit = s.gateways.Click(msg.X, line)
		hit = hit && line > 0
	case modelsPane:
		s.models, hit = s.models.Click(msg.X-s.rooms().left-1, line)
		hit = hit && line > 0
	default:
		if i := s.todo.top + line; line < s.todo.rows() && i < len(s.todo.all) {
			s.todo.cursor, hit = s.todo.all[i].ID, true
		}
	}
	s = s.laid()
	if hit && was == s.Place().Cursor {
		return s, s.enter()
	}
	return s, nil
}
