package tui

import (
	"reflect"

	"github.com/charmbracelet/bubbles/key"
)

// appKeys work on every screen.
type appKeys struct {
	Help   key.Binding
	Quit   key.Binding
	Keep   key.Binding // a temporary ledger only
	Demo   key.Binding // an empty ledger only
	Reload key.Binding
}

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

func binding(help, desc string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, desc))
}

func newAppKeys() appKeys {
	return appKeys{
		Help:   binding("?", "help", "?"),
		Quit:   binding("q", "quit", "q", "ctrl+c"),
		Keep:   binding("K", "keep this ledger", "K"),
		Demo:   binding("d", "open the demo", "d"),
		Reload: binding("Ctrl-R", "read again", "ctrl+r"),
	}
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
		Enter:    binding("Enter", "edit, keep", "enter"),
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

// bindings lists the bindings of a key struct that are switched on, in the
// order of its fields: the help shows what the handling matches.
func bindings(keys any) []key.Binding {
	v := reflect.ValueOf(keys)
	var out []key.Binding
	for i := range v.NumField() {
		if b, ok := v.Field(i).Interface().(key.Binding); ok && b.Enabled() {
			out = append(out, b)
		}
	}
	return out
}
