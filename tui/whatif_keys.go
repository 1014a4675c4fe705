package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
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
	Record      key.Binding
	Save        key.Binding
	Open        key.Binding
	Beside      key.Binding
}

// scenarioKeys work on the list of scenarios, besideKeys on two side by side.
type scenarioKeys struct{ Up, Down, Load, Beside, Back key.Binding }

type besideKeys struct{ Swap, Up, Down, Load, Back key.Binding }

func newScenarioKeys() scenarioKeys {
	return scenarioKeys{
		Up:     binding("↑ k", "up", "up", "k"),
		Down:   binding("↓ j", "down", "down", "j"),
		Load:   binding("Enter", "turn the knobs to it", "enter"),
		Beside: binding("c", "set beside the screen", "c"),
		Back:   binding("Esc", "back to the knobs", "esc"),
	}
}

func newBesideKeys() besideKeys {
	return besideKeys{
		Swap: binding("Tab", "swap A and B", "tab", "shift+tab"),
		Up:   binding("↑ k", "the one before", "up", "k"),
		Down: binding("↓ j", "the next beside it", "down", "j"),
		Load: binding("Enter", "turn the knobs to that", "enter"),
		Back: binding("Esc", "back to the knobs", "esc"),
	}
}

func newWhatifKeys(keeps bool) whatifKeys {
	k := whatifKeys{
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
		Record:   binding("f", "outages, failover pairs", "f"),
		Save:     binding("s", "save as a scenario", "s"),
		Open:     binding("o", "open a scenario", "o"),
		Beside:   binding("c", "two side by side", "c"),
	}
	k.Save.SetEnabled(keeps)
	k.Open.SetEnabled(keeps)
	return k
}

func (s whatif) bindings() []key.Binding {
	switch s.mode {
	case listMode:
		return bindings(s.listKeys)
	case besideMode:
		return bindings(s.besideKeys)
	}
	return bindings(s.keys)
}

// takesDigits reports whether a digit begins a value: on a knob that holds a number.
func (s whatif) takesDigits() bool {
	return s.focus == knobPane && knobs[s.knobAt].numeric && !s.idle(s.knobAt)
}

// claims keeps Tab for the panes, digits for a knob that holds a number, and u for
// the steps of the knobs while there are some.
func (s whatif) claims(msg tea.KeyMsg) bool {
	switch s.mode {
	case listMode:
		return false
	case besideMode:
		return key.Matches(msg, s.besideKeys.Swap)
	}
	return key.Matches(msg, s.keys.Pane) || key.Matches(msg, s.keys.Undo) && len(s.undo) > 0 || s.takesDigits() && key.Matches(msg, s.keys.Type)
}

// hints are the keys that matter now, those that go first in want of room last.
func (s whatif) hints() []hint {
	k := s.keys
	switch {
	case s.mode == listMode && len(s.shelf.value.all) == 0:
		return []hint{{keyOf(s.listKeys.Back), "back"}}
	case s.mode == listMode:
		return []hint{{"↑↓", "scenario"}, {keyOf(s.listKeys.Load), "turn the knobs to it"}, {keyOf(s.listKeys.Beside), "side by side"}, {keyOf(s.listKeys.Back), "back"}}
	case s.mode == besideMode:
		return []hint{{keyOf(s.besideKeys.Swap), "swap"}, {"↑↓", "another"}, {keyOf(s.besideKeys.Load), "turn the knobs to it"}, {keyOf(s.besideKeys.Back), "back"}}
	case s.typing():
		return []hint{{keyOf(k.Enter), "keep"}, {keyOf(k.Back), "leave as it was"}}
	case s.focus == gatewayPane:
		return []hint{{"↑↓", "gateway"}, {keyOf(k.Enter), "explain"}, {keyOf(k.Pane), "knobs"}, {keyOf(k.Filter), "filter"}, {keyOf(k.Require), "require"}, {keyOf(k.Undo), "undo"}}
	}
	out := []hint{{"↑↓", "knob"}, {"←→", "change"}, {keyOf(k.Reset), "reset"}, {keyOf(k.Undo), "undo"}, {keyOf(k.Pane), "gateways"}}
	if k.Save.Enabled() {
		out = append(out, hint{keyOf(k.Save), "save"})
	}
	return append(out, hint{keyOf(k.Beside), "compare"}, hint{keyOf(k.Fold), "more"}, hint{keyOf(k.Filter), "filter"})
}

// legend says what the marks mean.
func (s whatif) legend() []string {
	if s.mode != knobsMode {
		return []string{"A scenario is a workload with its knobs and the gateway under the cursor; what it came to is kept with it.", "Click selects, the second click turns the knobs to it, the wheel goes through them."}
	}
	return []string{
		"~ rests on an assumption; the cursor on a gateway shows which.",
		"(3): " + pricing.SellersNote + ".",
		"OVER LIST is what a month costs above the publishers' own prices: █ fee for loading credits, ▒ plan, ░ markup, own-key fee, credit that expires unused and outages; · is given back by tokens under list.",
		"BREAK-EVEN lists the volumes at which two gateways cost the same, a month's list dollars; +2 are further ones, farther from yours.",
		"Click selects, the wheel scrolls, a click on ‹ or › turns the knob.",
	}
}
