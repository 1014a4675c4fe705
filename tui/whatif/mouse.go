package whatif

import (
	tea "github.com/charmbracelet/bubbletea"
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
	l := s.layout()
	over := knobPane
	switch {
	case msg.X > l.left+l.right:
		return s, nil // the preview
	case msg.X > l.left:
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
			return s.clickGateway(line, l)
		}
		return s.clickKnob(line, msg.X, l)
	}
	return s, nil
}

// clickGateway takes a gateway in hand; the second click explains it, as Enter does.
func (s Model) clickGateway(line int, l layout) (Model, tea.Cmd) {
	shown := s.visible(l.listHeight)
	if line >= len(shown) || shown[line].row == nil {
		return s, nil
	}
	again := s.focus == gatewayPane && s.gatewayAt == shown[line].row.Gateway
	s.focus, s.gatewayAt, s.problem = gatewayPane, shown[line].row.Gateway, ""
	if again {
		return s.enter()
	}
	return s, nil
}

// clickKnob turns a knob by its arrows, wherever the cursor is; elsewhere on its line it takes
// the knob in hand, and edits it where it is in hand already.
func (s Model) clickKnob(line, x int, l layout) (Model, tea.Cmd) {
	shown, hidden := s.knobOrder()
	body := len(shown) + 2 // the rule and REQUIRE
	if hidden > 0 || s.unfolded {
		body++
	}
	lines := s.knobBody(body, l)
	if line >= len(lines) {
		return s, nil
	}
	id := requireKnob
	switch at := lines[line]; {
	case at < len(shown):
		id = shown[at]
	case at == len(shown) && (hidden > 0 || s.unfolded):
		s.unfolded = !s.unfolded
		return s.leaveFolded(), nil
	case at != body-1:
		return s, nil
	}
	again := id == s.knobAt && s.focus == knobPane
	s.focus, s.knobAt, s.problem = knobPane, id, ""
	switch {
	case x == l.less():
		return s.turnBy(-1)
	case x == l.more():
		return s.turnBy(1)
	case again:
		return s.enter()
	}
	return s, nil
}
