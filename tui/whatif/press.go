package whatif

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/pricing/scenario"
	"tollbook/tui/draw"
	"tollbook/tui/form"
)

// editLine says what a line being typed is.
type editLine uint8

const (
	knobLine   editLine = iota // a knob's value
	filterLine                 // of the gateways
	nameLine                   // of the scenario to save
)

// An edit is a line being typed.
type edit struct {
	line    editLine
	knob    knobID   // of a knobLine
	replace string   // the scenario's name that Enter replaces
	before  settings // of a knobLine: what Esc goes back to
	filter  string   // of a filterLine: the one before
	input   textinput.Model
}

// below reports whether the line is typed where the notes stand.
func (e *edit) below() bool { return e != nil && e.line != knobLine }

// of reports whether the line is a knob's.
func (e *edit) of(id knobID) bool { return e != nil && e.line == knobLine && e.knob == id }

// Offers are the keys that work while the screen is empty.
func (s Model) Offers() []key.Binding { return nil }

// Typing reports whether letters go into a line and are no commands.
func (s Model) Typing() bool { return s.edit != nil || s.laid != nil && s.laid.typing() }

// press handles one key.
func (s Model) press(msg tea.KeyMsg) (Model, tea.Cmd) {
	if s.edit != nil {
		return s.write(msg)
	}
	if s.laid != nil {
		return s.laid.press(s, msg)
	}
	switch k := s.keys; {
	case key.Matches(msg, k.Up):
		return s.move(-1), nil
	case key.Matches(msg, k.Down):
		return s.move(1), nil
	case key.Matches(msg, k.First):
		return s.move(-len(s.cmp.Rows) - int(knobCount)), nil
	case key.Matches(msg, k.Last):
		return s.move(len(s.cmp.Rows) + int(knobCount)), nil
	case key.Matches(msg, k.Less):
		return s.turnBy(-1)
	case key.Matches(msg, k.More):
		return s.turnBy(1)
	case key.Matches(msg, k.Pane):
		if s.focus == knobPane {
			s.focus = gatewayPane
		} else {
			s.focus = knobPane
		}
	case key.Matches(msg, k.Enter):
		return s.enter()
	case key.Matches(msg, k.Back):
		return s.back(), nil
	case key.Matches(msg, k.Reset):
		return s.turn(s.now.with(s.knobAt, ""))
	case key.Matches(msg, k.ResetAll):
		return s.turn(settings{})
	case key.Matches(msg, k.Best):
		return s.bestTogether()
	case key.Matches(msg, k.Preview):
		s.noPreview = !s.noPreview
		return s.scroll(), nil
	case key.Matches(msg, k.Fold):
		s.unfolded = !s.unfolded
		return s.leaveFolded(), nil
	case key.Matches(msg, k.Require):
		s.focus, s.knobAt = knobPane, requireKnob
		return s.over(s.requireSheet()), nil
	case key.Matches(msg, k.PayBy):
		return s, s.payBy()
	case key.Matches(msg, k.Filter):
		s.focus, s.problem = gatewayPane, ""
		s.edit = &edit{line: filterLine, input: form.NewInput(s.filter), filter: s.filter}
	case key.Matches(msg, k.Record):
		return s, s.record()
	case key.Matches(msg, k.Save):
		return s.naming(), nil
	case key.Matches(msg, k.Open):
		return s.openBoard()
	case key.Matches(msg, k.Beside):
		return s.compare()
	}
	return s, nil
}

// back leaves what is open, one level a press; it never quits.
func (s Model) back() Model {
	switch {
	case s.problem != "":
		s.problem = ""
	case s.filter != "":
		s.filter = ""
		s = s.scroll()
	case s.unfolded:
		s.unfolded = false
		s = s.leaveFolded()
	default:
		s.focus = knobPane
	}
	return s
}

// leaveFolded moves the cursor off a knob that was folded away.
func (s Model) leaveFolded() Model {
	if shown, _ := s.knobOrder(); s.knobAt != requireKnob && !slices.Contains(shown, s.knobAt) {
		s.knobAt = workloadKnob
	}
	return s
}

// move steps the cursor of the pane in use.
func (s Model) move(by int) Model {
	s.problem = ""
	if s.focus == knobPane {
		shown, _ := s.knobOrder()
		shown = append(shown, requireKnob)
		i := slices.Index(shown, s.knobAt) + by
		s.knobAt = shown[min(max(i, 0), len(shown)-1)]
		return s
	}
	names := s.selectable()
	if len(names) == 0 {
		return s
	}
	i := slices.Index(names, s.gatewayAt) + by
	s.gatewayAt = names[min(max(i, 0), len(names)-1)]
	return s.scroll()
}

// turnBy turns the knob under the cursor by one step.
func (s Model) turnBy(by int) (Model, tea.Cmd) {
	if s.idle(s.knobAt) {
		s.problem = knobs[s.knobAt].label + ": " + pricing.ErrNeedsTokens.Error()
		return s, nil
	}
	value, ok := s.step(s.knobAt, by)
	if !ok {
		return s, nil
	}
	return s.turn(s.now.with(s.knobAt, value))
}

// enter edits the knob under the cursor, or the cost that the gateway under it
// is not ranked for want of; any other gateway's cost it explains.
func (s Model) enter() (Model, tea.Cmd) {
	if s.focus == gatewayPane {
		if g := s.cat.Gateway(s.gatewayAt); g != nil && g.ServerCost != nil {
			return s.beginEdit(serverKnob, s.now[serverKnob]), nil
		}
		return s, s.explain()
	}
	if pick := s.picker(); pick != nil {
		return s.over(pick), nil
	}
	if s.idle(s.knobAt) || !knobs[s.knobAt].typed {
		return s.turnBy(1)
	}
	return s.beginEdit(s.knobAt, s.now[s.knobAt]), nil
}

// beginEdit begins to edit a knob's value.
func (s Model) beginEdit(id knobID, text string) Model {
	s.focus, s.knobAt, s.problem = knobPane, id, ""
	s.edit = &edit{knob: id, input: form.NewInput(text), before: s.now}
	return s
}

// write handles a key while a line is typed: Enter keeps it, Esc restores.
func (s Model) write(msg tea.KeyMsg) (Model, tea.Cmd) {
	e := *s.edit
	switch {
	case key.Matches(msg, s.keys.Back):
		if e.line == filterLine {
			s.filter = ""
		}
		s.edit, s.problem = nil, ""
		if e.line == knobLine && s.now != e.before {
			s.now = e.before
			s = s.price()
		}
		return s.leaveFolded().scroll(), nil
	case key.Matches(msg, s.keys.Enter):
		switch e.line {
		case filterLine:
			s.edit = nil
			return s, nil
		case nameLine:
			return s.saveTyped(e)
		}
		value, err := s.read(e.knob, e.input.Value())
		if err != nil {
			s.problem = draw.Safe(err.Error())
			return s, nil
		}
		s.edit, s.problem = nil, ""
		s.now = e.before
		return s.turn(s.now.with(e.knob, value))
	}
	s.problem = ""
	e.input, _ = e.input.Update(msg)
	s.edit = &e
	if e.line == knobLine {
		return s.foreshow(e), nil
	}
	if e.line == filterLine {
		s.filter = e.input.Value()
		if names := s.selectable(); len(names) > 0 {
			i := slices.IndexFunc(names, s.matches)
			s.gatewayAt = names[max(i, 0)]
		}
		s = s.scroll()
	}
	return s, nil
}

// read is a typed value of a knob as settings hold it.
func (s Model) read(id knobID, text string) (string, error) {
	if id == modelKnob {
		return s.readModel(text)
	}
	value, err := id.read(s.cat, text)
	if id == workloadKnob && s.vacant {
		value = unless(value, supposedSpend)
	}
	return value, err
}

// foreshow prices what is typed so far, where it is a value: the screen is as Enter would make
// it, and Esc takes it back.
func (s Model) foreshow(e edit) Model {
	to := e.before
	if value, err := s.read(e.knob, e.input.Value()); err == nil && strings.TrimSpace(e.input.Value()) != "" {
		to = e.before.with(e.knob, value)
	}
	if to == s.now {
		return s
	}
	s.now = to
	return s.price()
}

// saveTyped saves under the name that was typed.
func (s Model) saveTyped(e edit) (Model, tea.Cmd) {
	name := strings.TrimSpace(e.input.Value())
	if err := scenario.CheckName(name); err != nil {
		s.problem = draw.Safe(err.Error())
		return s, nil
	}
	s.edit, s.problem = nil, ""
	return s, s.save(name, name == e.replace)
}
