package whatif

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/page"
)

// Keys work on the screen. The order is the order of the help.
type Keys struct {
	Up, Down    key.Binding
	First, Last key.Binding
	Enter       key.Binding
	Back        key.Binding
	Less, More  key.Binding `help:"KNOBS"`
	Reset       key.Binding
	ResetAll    key.Binding
	Best        key.Binding
	Fold        key.Binding
	Require     key.Binding
	PayBy       key.Binding
	Pane        key.Binding `help:"GATEWAYS"`
	Preview     key.Binding
	Filter      key.Binding
	Record      key.Binding
	Save        key.Binding `help:"SCENARIOS"`
	Open        key.Binding
	Beside      key.Binding
}

// NewKeys are the keys of the screen: those that save and open scenarios are off where none
// can be kept.
func NewKeys(keeps bool) Keys {
	m := page.NewMoves()
	k := Keys{
		Up:       m.Up,
		Down:     m.Down,
		Less:     page.Bind("← h", "step back", "left", "h"),
		More:     page.Bind("→ l", "step on", "right", "l"),
		First:    m.First,
		Last:     m.Last,
		Enter:    page.Bind("Enter =", "edit, keep, explain", "enter", "="),
		Back:     page.Bind("Esc", "back, never quit", "esc"),
		Reset:    page.Bind("0", "reset this knob", "0"),
		ResetAll: page.Bind("Z", "reset all knobs", "Z"),
		Best:     page.Bind("B", "all best steps together", "B"),
		Fold:     page.Bind("m", "more, fewer knobs", "m"),
		Require:  page.Bind("R", "requirements", "R"),
		PayBy:    page.Bind("P", "a key paid, or a subscription", "P"),
		Pane:     page.Bind("Tab", "other pane", "tab", "shift+tab"),
		Preview:  page.Bind("v", "hide or show the parts", "v"),
		Filter:   page.Bind("/", "filter gateways", "/"),
		Record:   page.Bind("f", "outages, failover pairs", "f"),
		Save:     page.Bind("s", "save as a scenario", "s"),
		Open:     page.Bind("o", "open a scenario", "o"),
		Beside:   page.Bind("c", "two side by side", "c"),
	}
	k.PayBy.SetEnabled(false) // until something is paid by subscription
	k.Save.SetEnabled(keeps)
	k.Open.SetEnabled(keeps)
	return k
}

// Bindings are the keys that are switched on.
func (s Model) Bindings() []key.Binding {
	if s.laid != nil {
		return s.laid.bindings()
	}
	return page.Bindings(s.keys)
}

// Claims keeps Tab for the panes and Esc for what is open.
func (s Model) Claims(msg tea.KeyMsg) bool {
	if s.laid != nil {
		return s.laid.claims(msg)
	}
	return key.Matches(msg, s.keys.Pane) || key.Matches(msg, s.keys.Back) && s.problem != ""
}

// Hints are the keys that matter now, those that go first in want of room last.
func (s Model) Hints() []page.Hint {
	if s.laid != nil {
		return s.laid.hints(s)
	}
	k := s.keys
	switch {
	case s.Typing():
		return []page.Hint{{Key: page.KeyOf(k.Enter), Does: "keep"}, {Key: page.KeyOf(k.Back), Does: "leave as it was"}}
	case s.focus == gatewayPane:
		return []page.Hint{{Key: "↑↓", Does: "gateway"}, {Key: page.KeyOf(k.Enter), Does: "explain"}, {Key: page.KeyOf(k.Pane), Does: "knobs"}, {Key: page.KeyOf(k.Filter), Does: "filter"}, {Key: page.KeyOf(k.Require), Does: "require"}}
	}
	var out []page.Hint
	if s.worth() {
		out = []page.Hint{{Key: page.KeyOf(k.PayBy), Does: "a key paid for this"}}
	}
	out = append(out, []page.Hint{{Key: "↑↓", Does: "knob"}, {Key: "←→", Does: "turn"}, {Key: "Enter", Does: "value"}, {Key: page.KeyOf(k.Best), Does: "best"}, {Key: page.KeyOf(k.Pane), Does: "gateways"}}...)
	if len(s.subscribed.ByKey) > 0 {
		out = append(out[:1:1], append([]page.Hint{{Key: page.KeyOf(k.PayBy), Does: "a subscription paid"}}, out[1:]...)...)
	}
	if k.Save.Enabled() {
		out = append(out, page.Hint{Key: page.KeyOf(k.Save), Does: "save"})
	}
	return append(out, page.Hint{Key: page.KeyOf(k.Beside), Does: "compare"}, page.Hint{Key: page.KeyOf(k.Fold), Does: "more"}, page.Hint{Key: page.KeyOf(k.Filter), Does: "filter"})
}

// Legend says what the marks mean.
func (s Model) Legend() []string {
	if s.laid != nil {
		return s.laid.legend()
	}
	return []string{
		"Bars begin at what you pay today: █ to the left is saved, ▒ to the right is dearer. ● is your own gateway, 1 the cheapest.",
		"BEST STEP is what a knob's best step changes a month, counted from the knob left alone: ✓ it stands there, ~ it rests on something, as good: none saves about $1, ? not known, in brackets: twice the volume.",
		"~ behind a gateway: it rests on an assumption; ¹ ² ³ stand for those, which the line below names for the gateway in hand.",
		"REQUIRE: ✓ met, ~ by the vendor's word alone, ✗ not met, ? not known.",
		"direct, 4 keys and portkey + own keys: " + pricing.SellersNote + ".",
		"A click takes what is under it in hand, the second one opens it, a click on ‹ or › turns that knob.",
	}
}
