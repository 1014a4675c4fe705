package overview

import (
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
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
		return s.moved(by).laid(), nil
	}
	if !ok || msg.Button != tea.MouseButtonLeft {
		return s, nil
	}
	was := s.pane
	s.pane = pane
	switch pane {
	case balancesPane:
		before := s.accounts.Cursor
		s.accounts, _ = s.accounts.Click(msg.X, line)
		if was == pane && line > 0 && before == s.accounts.Cursor {
			return s.laid(), s.enter()
		}
	case spentPane:
		before, x := s.models.Cursor, msg.X
		if s.rooms().beside {
			x -= s.rooms().left + 1
		}
		s.models, _ = s.models.Click(x, line)
		if was == pane && line > 0 && before == s.models.Cursor {
			return s.laid(), s.enter()
		}
	default:
		_, of := s.findings.lines(draw.Theme{}, true)
		if line >= len(of) {
			break
		}
		before := s.findings.cursor
		s.findings.cursor = s.findings.all[of[line]].ID
		s.findings = s.findings.scrolled()
		if was == pane && before == s.findings.cursor {
			return s.laid(), s.enter()
		}
	}
	return s.laid(), nil
}
