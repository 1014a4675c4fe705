package form

import (
	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/page"
)

// Keys work in a form, where letters are typed.
type Keys struct{ Next, Previous, Earlier, Later, Record, Leave, Help key.Binding }

// NewKeys are the keys of every form.
func NewKeys() Keys {
	return Keys{
		Next:     page.Bind("↓ Tab", "next field", "tab", "down"),
		Previous: page.Bind("↑ Shift-Tab", "field before", "shift+tab", "up"),
		Earlier:  page.Bind("←", "choice before", "left"),
		Later:    page.Bind("→", "next choice", "right", " "),
		Record:   page.Bind("Enter", "record it", "enter"),
		Leave:    page.Bind("Esc", "leave all as it was", "esc"),
		Help:     page.Bind("F1", "help", "f1"),
	}
}

// Hints are the keys of a form; the arrows go through its lines, which are fields.
func (k Keys) Hints(lines string) []page.Hint {
	return []page.Hint{{Key: page.KeyOf(k.Record), Does: k.Record.Help().Desc}, {Key: "↑↓", Does: lines}, {Key: "←→", Does: "choose"}, {Key: page.KeyOf(k.Leave), Does: k.Leave.Help().Desc}, {Key: page.KeyOf(k.Help), Does: k.Help.Help().Desc}}
}
