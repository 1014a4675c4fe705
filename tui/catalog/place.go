package catalog

import (
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
)

// Refuses says why a key can do nothing here.
func (s Model) Refuses(tea.KeyMsg) string { return "" }

// Place is where the reader stands.
func (s Model) Place() page.Place { return page.Place{} }

// Return goes back to a place.
func (s Model) Return(page.Place) (Model, tea.Cmd) { return s, nil }

// Things are what can be gone to by name.
func (s Model) Things() []page.Thing { return nil }
