package page

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// A Hint is a key and what it does, in the fewest words.
type Hint struct{ Key, Does string }

// KeyOf is the key of a binding as the help writes it: "Enter".
func KeyOf(b key.Binding) string { return b.Help().Key }

// Bind makes a binding of keys, with the key and what it does as the help writes them.
func Bind(help, desc string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, desc))
}

// Bindings lists the bindings of a key struct that are switched on, in the
// order of its fields: the help shows what the handling matches. One without
// words stands for a key that another binding names.
func Bindings(keys any) []key.Binding {
	return slices.DeleteFunc(AllBindings(keys), func(b key.Binding) bool { return !b.Enabled() })
}

// AllBindings lists the bindings of a key struct, on or off, that have words.
func AllBindings(keys any) []key.Binding {
	v := reflect.ValueOf(keys)
	var out []key.Binding
	for i := range v.NumField() {
		switch b := v.Field(i).Interface().(type) {
		case key.Binding:
			if b.Help().Desc != "" {
				out = append(out, b)
			}
		case Moves:
			out = append(out, AllBindings(b)...)
		}
	}
	return out
}

// Wheel is the way that a wheel turns: -1 up, 1 down, 0 for what is no wheel.
func Wheel(msg tea.MouseMsg) int {
	switch msg.Button {
	case tea.MouseButtonWheelUp:
		return -1
	case tea.MouseButtonWheelDown:
		return 1
	}
	return 0
}

// keyTypes are the keys that are no letters, by the names that bindings have for
// them: "enter", "shift+tab".
var keyTypes = sync.OnceValue(func() map[string]tea.KeyType {
	types := map[string]tea.KeyType{}
	for k := tea.KeyType(-100); k < 128; k++ {
		if name := k.String(); name != "" && k != tea.KeyRunes {
			types[name] = k
		}
	}
	return types
})

// KeyMsg is the message of a key by its name: "ctrl+r", "K", "alt+j".
func KeyMsg(name string) tea.KeyMsg {
	name, alt := strings.CutPrefix(name, "alt+")
	if k, ok := keyTypes()[name]; ok && k != tea.KeySpace { // the blank is also a letter
		return tea.KeyMsg{Type: k, Alt: alt}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name), Alt: alt}
}
