package tui

import (
	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/page"
)

// formKeys work in a form, where letters are typed.
type formKeys struct{ Next, Previous, Earlier, Later, Record, Leave, Help key.Binding }

func newFormKeys() formKeys {
	return formKeys{
		Next:     page.Bind("↓ Tab", "next field", "tab", "down"),
		Previous: page.Bind("↑ Shift-Tab", "field before", "shift+tab", "up"),
		Earlier:  page.Bind("←", "choice before", "left"),
		Later:    page.Bind("→", "next choice", "right", " "),
		Record:   page.Bind("Enter", "record it", "enter"),
		Leave:    page.Bind("Esc", "leave all as it was", "esc"),
		Help:     page.Bind("F1", "help", "f1"),
	}
}

// hints are the keys of a form.
func (k formKeys) hints() []page.Hint {
	return []page.Hint{{Key: page.KeyOf(k.Record), Does: k.Record.Help().Desc}, {Key: "↑↓", Does: "field"}, {Key: "←→", Does: "choose"}, {Key: page.KeyOf(k.Leave), Does: k.Leave.Help().Desc}, {Key: page.KeyOf(k.Help), Does: k.Help.Help().Desc}}
}
