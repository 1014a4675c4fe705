package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// whatifKeys work on the what-if screen. The order is the order of the help.
type whatifKeys struct {
	Up, Down    key.Binding
	Less, More  key.Binding
	First, Last key.Binding
	Type        key.Binding
	Enter       key.Binding
	Back        key.Binding
	Reset       key.Binding
	ResetAll    key.Binding
	Undo        key.Binding
	Fold        key.Binding
	Require     key.Binding
	Pane        key.Binding
	Filter      key.Binding
}

func newWhatifKeys() whatifKeys {
	return whatifKeys{
		Up:       binding("↑ k", "up", "up", "k"),
		Down:     binding("↓ j", "down", "down", "j"),
		Less:     binding("← h", "step back", "left", "h"),
		More:     binding("→ l", "step on", "right", "l"),
		First:    binding("g", "to the top", "home", "g"),
		Last:     binding("G", "to the end", "end", "G"),
		Type:     binding("1-9 .", "type a value", "1", "2", "3", "4", "5", "6", "7", "8", "9", "."),
		Enter:    binding("Enter", "edit, keep, explain", "enter"),
		Back:     binding("Esc", "back, never quit", "esc"),
		Reset:    binding("0", "reset this knob", "0"),
		ResetAll: binding("Z", "reset all knobs", "Z"),
		Undo:     binding("u", "undo a step", "u"),
		Fold:     binding("m", "more, fewer knobs", "m"),
		Require:  binding("r", "requirements", "r"),
		Pane:     binding("Tab", "other pane", "tab", "shift+tab"),
		Filter:   binding("/", "filter gateways", "/"),
	}
}

func (s whatif) bindings() []key.Binding { return bindings(s.keys) }

// takesDigits reports whether a digit begins a value: on a knob that holds a number.
func (s whatif) takesDigits() bool {
	return s.focus == knobPane && knobs[s.knobAt].numeric && !s.idle(s.knobAt)
}

// claims keeps Tab for the panes, digits for a knob that holds a number, and u for
// the steps of the knobs while there are some.
func (s whatif) claims(msg tea.KeyMsg) bool {
	return key.Matches(msg, s.keys.Pane) || key.Matches(msg, s.keys.Undo) && len(s.undo) > 0 || s.takesDigits() && key.Matches(msg, s.keys.Type)
}

// hints are the keys that matter now, those that go first in want of room last.
func (s whatif) hints() []hint {
	k := s.keys
	switch {
	case s.typing():
		return []hint{{keyOf(k.Enter), "keep"}, {keyOf(k.Back), "leave as it was"}}
	case s.focus == gatewayPane:
		return []hint{{"↑↓", "gateway"}, {keyOf(k.Enter), "explain"}, {keyOf(k.Pane), "knobs"}, {keyOf(k.Filter), "filter"}, {keyOf(k.Require), "require"}, {keyOf(k.Undo), "undo"}}
	}
	return []hint{{"↑↓", "knob"}, {"←→", "change"}, {keyOf(k.Reset), "reset"}, {keyOf(k.Undo), "undo"}, {keyOf(k.Fold), "more"}, {keyOf(k.Pane), "gateways"}, {keyOf(k.Filter), "filter"}}
}

// legend says what the marks mean.
func (s whatif) legend() []string {
	return []string{
		"~ rests on an assumption; the cursor on a gateway shows which. (3) counts the publishers that direct means, +3 those you pay beside the gateway.",
		"OVER LIST is what a month costs above the publishers' own prices: █ fee for loading credits, ▒ plan, ░ markup, own-key fee, lost credit and outages; · is given back by tokens under list.",
		"Click selects, the wheel scrolls, a click on ‹ or › turns the knob.",
	}
}
