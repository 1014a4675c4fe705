package overview

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// elsewhereClicked turns to the screen that a click on the answer's last words names.
func (s Model) elsewhereClicked(x, y int) tea.Cmd {
	lines := s.answerLines(draw.Theme{})
	if y -= 2; y < 0 || y >= len(lines) {
		return nil
	}
	before, _, named := strings.Cut(lines[y], "Elsewhere")
	if !named || x < lipgloss.Width(before) {
		return nil
	}
	return func() tea.Msg { return page.TurnTo{Screen: page.Whatif} }
}

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
	if msg.Button != tea.MouseButtonLeft {
		return s, nil
	}
	if !ok {
		return s, s.elsewhereClicked(msg.X, msg.Y)
	}
	was := s.Place().Cursor
	s.pane = pane
	deed := false
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
			deed = msg.X >= s.size.Width-2-len("Enter "+deedOf(s.todo.all[i].Kind)) && s.size.Width >= deedsFrom
		}
	}
	s = s.laid()
	if hit && (deed || was == s.Place().Cursor) {
		return s, s.enter()
	}
	return s, nil
}
