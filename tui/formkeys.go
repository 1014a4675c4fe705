package tui

import "github.com/charmbracelet/bubbles/key"

// formKeys work in a form, where letters are typed.
type formKeys struct{ Next, Previous, Earlier, Later, Record, Leave, Help key.Binding }

func newFormKeys() formKeys {
	return formKeys{
		Next:     binding("↓ Tab", "next field", "tab", "down"),
		Previous: binding("↑ Shift-Tab", "field before", "shift+tab", "up"),
		Earlier:  binding("←", "choice before", "left"),
		Later:    binding("→", "next choice", "right", " "),
		Record:   binding("Enter", "record it", "enter"),
		Leave:    binding("Esc", "leave all as it was", "esc"),
		Help:     binding("F1", "help", "f1"),
	}
}

// hints are the keys of a form.
func (k formKeys) hints() []hint {
	return []hint{{keyOf(k.Record), k.Record.Help().Desc}, {"↑↓", "field"}, {"←→", "choose"}, {keyOf(k.Leave), k.Leave.Help().Desc}, {keyOf(k.Help), k.Help.Help().Desc}}
}
