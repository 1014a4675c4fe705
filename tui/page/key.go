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

// A Group is keys that the help shows together under a heading.
type Group struct {
	Name string
	Keys []key.Binding
}

// Bindings lists the bindings of a key struct that are switched on, in the order of its
// fields: the help shows what the handling matches. One without words stands for a key that
// another binding names. The tag help:"PERIOD" at a field begins a group of that name, which
// goes as far as the next tag; before the group's first key the list has its Heading.
func Bindings(keys any) []key.Binding {
	var out []key.Binding
	group, named := "", ""
	each(reflect.ValueOf(keys), func(b key.Binding, tag string) {
		if tag != "" {
			group = tag
		}
		if !b.Enabled() || b.Help().Desc == "" {
			return
		}
		if group != named {
			out = append(out, Heading(group))
			named = group
		}
		out = append(out, b)
	})
	return out
}

// AllBindings lists the bindings of a key struct, on or off, that have words.
func AllBindings(keys any) []key.Binding {
	var out []key.Binding
	each(reflect.ValueOf(keys), func(b key.Binding, _ string) {
		if b.Help().Desc != "" {
			out = append(out, b)
		}
	})
	return out
}

// each calls do with the bindings of a key struct, and the tag of each that begins a group.
func each(keys reflect.Value, do func(b key.Binding, tag string)) {
	for i := range keys.NumField() {
		tag := keys.Type().Field(i).Tag.Get("help")
		switch b := keys.Field(i).Interface().(type) {
		case key.Binding:
			do(b, tag)
		case Moves:
			each(reflect.ValueOf(b), func(b key.Binding, _ string) {
				do(b, tag)
			})
		}
	}
}

// Heading is what a list of bindings has before a group: a binding that no key matches.
func Heading(name string) key.Binding { return key.NewBinding(key.WithHelp("", name)) }

// isHeading reports whether a binding is a Heading.
func isHeading(b key.Binding) bool { return len(b.Keys()) == 0 }

// Grouped are the groups of a list of bindings; those before the first heading are called first.
func Grouped(first string, list []key.Binding) []Group {
	var out []Group
	name := first
	for _, b := range list {
		if isHeading(b) {
			name = b.Help().Desc
			continue
		}
		if n := len(out); n == 0 || out[n-1].Name != name {
			out = append(out, Group{Name: name})
		}
		last := &out[len(out)-1]
		last.Keys = append(last.Keys, b)
	}
	return out
}

// WithoutHeadings is a list of bindings alone.
func WithoutHeadings(list []key.Binding) []key.Binding {
	return slices.DeleteFunc(slices.Clone(list), isHeading)
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

// keyNames are the keys whose names the help writes otherwise than bindings do.
var keyNames = map[string]string{"←": "left", "→": "right", "↑": "up", "↓": "down", "space": " ", "pgdn": "pgdown"}

// Pressed is the key that a hint or a line of the help names, where the mouse is so many cells
// from its beginning: of "←→" the arrow that was clicked, of "g G" the letter, and the last of
// them from a place behind it. It reports false for what is no key: "1-5".
func Pressed(named string, at int) (tea.KeyMsg, bool) {
	name, left := "", 0
	for _, token := range strings.Split(named, " ") {
		n := len([]rune(token))
		if strings.Trim(token, "←→↑↓") == "" && n > 0 { // each is a key
			i := min(max(at-left, 0), n-1)
			name = string([]rune(token)[i])
		} else {
			name = token
		}
		if left += n + 1; at < left {
			break
		}
	}
	if len([]rune(name)) > 1 {
		name = strings.ReplaceAll(strings.ToLower(name), "-", "+")
	}
	if stands, ok := keyNames[name]; ok {
		name = stands
	}
	if _, ok := keyTypes()[name]; ok || len([]rune(name)) == 1 {
		return KeyMsg(name), true
	}
	return tea.KeyMsg{}, false
}
