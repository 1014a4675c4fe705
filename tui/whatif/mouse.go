package whatif

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/page"
)

// mouse handles a click, which selects what is under it or steps the knob by
// its arrows, and the wheel, which moves the cursor of the pane under it.
func (s Model) mouse(msg tea.MouseMsg) (Model, tea.Cmd) {
	if s.edit != nil || msg.Action != tea.MouseActionPress {
		return s, nil
	}
	if s.laid != nil {
		return s.laid.mouse(s, msg)
	}
	if s.mode != knobsMode {
		return s.mouseScenarios(msg)
	}
	l := s.layout()
	over := knobPane
	if msg.X > l.left {
		over = gatewayPane
	}
	line := msg.Y - l.panesTop - 1
	inside := line >= 0 && line < l.panes-1
	switch msg.Button {
	case tea.MouseButtonWheelUp, tea.MouseButtonWheelDown:
		by := 1
		if msg.Button == tea.MouseButtonWheelUp {
			by = -1
		}
		s.focus = over
		return s.move(by), nil
	case tea.MouseButtonLeft:
		if !inside {
			return s, nil
		}
		if over == gatewayPane {
			return s.clickGateway(line, l), nil
		}
		return s.clickKnob(line, msg.X, l)
	}
	return s, nil
}

func (s Model) clickGateway(line int, l layout) Model {
	shown := s.visible(l.listHeight)
	if line < len(shown) && shown[line].row != nil {
		s.focus, s.gatewayAt, s.problem = gatewayPane, shown[line].row.Gateway, ""
	}
	return s
}

// clickKnob selects a knob; a click on an arrow of the one in hand steps it.
func (s Model) clickKnob(line, x int, l layout) (Model, tea.Cmd) {
	shown, hidden := s.knobOrder()
	body := len(shown) + 2 // the rule and REQUIRE
	if hidden > 0 || s.unfolded {
		body++
	}
	line += s.knobTop(body, l)
	switch {
	case line < len(shown):
		id := shown[line]
		if id == s.knobAt && s.focus == knobPane {
			return s.clickArrow(x, l)
		}
		s.focus, s.knobAt, s.problem = knobPane, id, ""
	case line == len(shown) && (hidden > 0 || s.unfolded):
		s.unfolded = !s.unfolded
		return s.leaveFolded(), nil
	case line == body-1:
		if s.knobAt == requireKnob && s.focus == knobPane {
			return s.clickArrow(x, l)
		}
		s.focus, s.knobAt, s.problem = knobPane, requireKnob, ""
	}
	return s, nil
}

func (s Model) clickArrow(x int, l layout) (Model, tea.Cmd) {
	value := s.knobValue(s.knobAt, true)
	from := 2 + l.label + 1
	switch to := from + lipgloss.Width(value) - 1; {
	case x == from && strings.HasPrefix(value, "‹"):
		return s.turnBy(-1)
	case x == to && strings.HasSuffix(value, "›"):
		return s.turnBy(1)
	}
	return s, nil
}

// mouseScenarios selects in the list of scenarios; the second click on one loads it.
// The wheel goes through them.
func (s Model) mouseScenarios(msg tea.MouseMsg) (Model, tea.Cmd) {
	if by := page.Wheel(msg); by != 0 {
		k := tea.KeyMsg{Type: tea.KeyDown}
		if by < 0 {
			k.Type = tea.KeyUp
		}
		return s.press(k)
	}
	if s.mode != listMode || msg.Button != tea.MouseButtonLeft {
		return s, nil
	}
	before := s.list.Cursor
	list, hit := s.list.Click(msg.X, msg.Y-listTop)
	s.list = list
	if chosen, ok := s.list.Selected(); hit && ok && msg.Y > listTop && s.list.Cursor == before {
		return s.turnTo(chosen)
	}
	return s, nil
}
