package page

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Moves are the keys that move a cursor through lines. A screen's struct of keys embeds
// them; one that a screen has no use for is left out.
type Moves struct{ Up, Down, PageUp, PageDown, First, Last key.Binding }

// end is farther than any list is long.
const end = 1 << 30

// NewMoves are the keys of a list without letters of its own.
func NewMoves() Moves {
	return Moves{
		Up:       Bind("↑ k", "up", "up", "k"),
		Down:     Bind("↓ j", "down", "down", "j"),
		PageUp:   Bind("PgUp", "a page up", "pgup", "ctrl+b"),
		PageDown: Bind("PgDn", "a page down", "pgdown", "ctrl+f"),
		First:    Bind("g", "to the top", "home", "g"),
		Last:     Bind("G", "to the end", "end", "G"),
	}
}

// By is how many lines a key moves where a page has so many, as far as it goes for the keys
// of the ends; 0 is another key.
func (k Moves) By(msg tea.KeyMsg, page int) int {
	switch {
	case key.Matches(msg, k.Up):
		return -1
	case key.Matches(msg, k.Down):
		return 1
	}
	return k.Far(msg, page)
}

// Far is By without the keys of a line, which may be letters that are typed.
func (k Moves) Far(msg tea.KeyMsg, page int) int {
	switch {
	case key.Matches(msg, k.PageUp):
		return -page
	case key.Matches(msg, k.PageDown):
		return page
	case key.Matches(msg, k.First):
		return -end
	case key.Matches(msg, k.Last):
		return end
	}
	return 0
}
