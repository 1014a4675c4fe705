package whatif

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
)

// A view is what the screen shows, for the history.
type view struct {
	pane     pane
	unfolded bool
	filter   string
}

// Place is where the reader stands: the pane in hand, the knobs that are unfolded, the filter.
func (s Model) Place() page.Place {
	at := s.gatewayAt
	if s.focus == knobPane {
		at = s.knobLabel(s.knobAt)
	}
	filter := s.filter
	if s.edit != nil && s.edit.line == filterLine { // no letter of it is a step
		filter = s.edit.filter
	}
	return page.Place{View: view{s.focus, s.unfolded, filter}, Cursor: at}
}

// Return goes back to a place.
func (s Model) Return(to page.Place) (Model, tea.Cmd) {
	v, mine := to.View.(view)
	if !mine {
		return s, nil
	}
	s.focus, s.unfolded, s.filter, s.problem = v.pane, v.unfolded, v.filter, ""
	if s.focus == gatewayPane && slices.Contains(s.selectable(), to.Cursor) {
		s.gatewayAt = to.Cursor
	}
	for id := range knobCount {
		if s.focus == knobPane && s.knobLabel(id) == to.Cursor {
			s.knobAt = id
		}
	}
	return s.leaveFolded().scroll(), nil
}

// turnKnob turns a knob to a value, for who went to it by name.
type turnKnob struct {
	id    knobID
	value string
	turns bool // false takes the knob in hand alone
}

// Things are the knobs and what each can be turned to: "pay by crypto".
func (s Model) Things() []page.Thing {
	if s.load.Phase != page.Ready {
		return nil
	}
	var out []page.Thing
	all := s
	all.unfolded = true
	order, _ := all.knobOrder()
	for _, id := range append(order, requireKnob) {
		name := s.knobLabel(id)
		out = append(out, page.Thing{Kind: "knob", Name: name, Note: s.value(id, s.now[id]), Then: turnKnob{id: id}})
		if s.idle(id) || id == swapKnob { // its picker has the swaps
			continue
		}
		for _, step := range s.steps(id) {
			if step == s.now[id] {
				continue
			}
			note := "now " + s.value(id, s.now[id])
			if best := s.levers.by[id]; step != "" && step == best.value && !best.asGood {
				note = signedShort(best.change) + " a month"
			}
			out = append(out, page.Thing{Kind: "knob", Name: name + " " + s.value(id, step), Note: note, Then: turnKnob{id, step, true}})
		}
	}
	return out
}

// goTo takes a knob in hand, and turns it where that is asked for.
func (s Model) goTo(msg turnKnob) (Model, tea.Cmd) {
	s = s.closed()
	s.focus, s.knobAt, s.edit = knobPane, msg.id, nil
	if shown, _ := s.knobOrder(); msg.id != requireKnob && !slices.Contains(shown, msg.id) {
		s.unfolded = true
	}
	if !msg.turns {
		return s, nil
	}
	return s.turn(s.now.with(msg.id, msg.value))
}

// Refuses says why a key can do nothing here and now.
func (s Model) Refuses(msg tea.KeyMsg) string {
	if s.laid != nil || s.edit != nil {
		return ""
	}
	label := s.knobLabel(s.knobAt)
	switch k := s.keys; {
	case s.focus == gatewayPane && key.Matches(msg, k.Less, k.More, k.Reset):
		return "the knobs are in the other pane: Tab goes to them"
	case key.Matches(msg, k.Less, k.More) && s.idle(s.knobAt):
		return label + " needs a workload of models, not of bare dollars"
	case key.Matches(msg, k.Less, k.More):
		by := 1
		if key.Matches(msg, k.Less) {
			by = -1
		}
		if _, further := s.step(s.knobAt, by); !further {
			return label + " has no further step that way: Enter types a value"
		}
	case key.Matches(msg, k.Reset) && s.now[s.knobAt] == "":
		return label + " stands as it is already"
	case key.Matches(msg, k.ResetAll) && s.now == (settings{}):
		return "no knob is turned"
	case key.Matches(msg, k.Best) && s.levers.pending:
		return "the best steps are being looked for"
	case key.Matches(msg, k.Best) && s.levers.bill == nil:
		return "no bill is known that a step could lower"
	case key.Matches(msg, k.Best) && s.levers.together == nil:
		return "no step of a knob saves more"
	case key.Matches(msg, k.Preview) && s.size.Width < previewWidth:
		return "what a gateway is made of stands beside the list from 130 columns on: Enter explains it"
	case key.Matches(msg, k.Fold) && !s.unfolded:
		if _, hidden := s.knobOrder(); hidden == 0 {
			return "all knobs are shown"
		}
	}
	return ""
}
