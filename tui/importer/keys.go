package importer

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/form"
	"tollbook/tui/page"
)

// Keys work in an import from inside; those of a step are shown in it.
type Keys struct {
	page.Moves
	Choose   key.Binding
	Complete key.Binding
	Above    key.Binding
	Close    key.Binding
	Help     key.Binding
	Stop     key.Binding
	Bring    key.Binding
	Account  key.Binding
	Columns  key.Binding
	Rate     key.Binding
	SkipBad  key.Binding
	Plan     key.Binding
	TakeBack key.Binding
	Undo     key.Binding
	Another  key.Binding
	Done     key.Binding
	Back     key.Binding
}

// NewKeys are the keys of all steps of an import.
func NewKeys() Keys {
	return Keys{
		Moves: page.Moves{
			Up:       page.Bind("↑ k", "up", "up", "k"),
			Down:     page.Bind("↓ j", "down", "down", "j"),
			PageUp:   page.Bind("PgUp", "a page up", "pgup"),
			PageDown: page.Bind("PgDn", "a page down", "pgdown"),
			First:    page.Bind("Home", "to the top", "home"),
			Last:     page.Bind("End", "to the end", "end"),
		},
		Choose:   page.Bind("Enter", "look into it", "enter"),
		Complete: page.Bind("Tab", "complete the name", "tab"),
		Above:    page.Bind("Backspace", "folder above", "backspace"),
		Close:    page.Bind("Esc", "close", "esc"),
		Help:     page.Bind("F1", "help", "f1"),
		Stop:     page.Bind("Esc", "stop", "esc"),
		Bring:    page.Bind("Enter", "import it", "enter"),
		Account:  page.Bind("a", "other account", "a"),
		Columns:  page.Bind("m", "other columns", "m"),
		Rate:     page.Bind("f", "other rate", "f"),
		SkipBad:  page.Bind("b", "leave the bad rows out", "b"),
		Plan:     page.Bind("Enter", "take it back", "enter"),
		TakeBack: page.Bind("Enter", "take back", "enter"),
		Undo:     page.Bind("u", "undo it", "u"),
		Another:  page.Bind("i", "import a file", "i"),
		Done:     page.Bind("Enter", "done", "enter", "esc"),
		Back:     page.Bind("Esc", "back", "esc"),
	}
}

// pages are the keys that move by more than a line.
func (k Keys) pages() []key.Binding { return []key.Binding{k.PageUp, k.PageDown, k.First, k.Last} }

// Bindings are the keys of the step at hand.
func (b Model) Bindings() []key.Binding {
	k := b.keys
	switch b.step {
	case pickStep:
		return slices.Concat([]key.Binding{k.Choose, k.Complete}, k.pages(), []key.Binding{k.Above, k.Close, k.Help})
	case readStep:
		return []key.Binding{k.Stop}
	case previewStep:
		own := []key.Binding{k.Bring, k.Back, k.Account}
		if b.got.Own {
			own = append(own, k.Columns)
		}
		if len(b.how.FX) > 0 {
			own = append(own, k.Rate)
		}
		return slices.Concat(own, []key.Binding{k.Up, k.Down}, k.pages())
	case askStep:
		return page.Bindings(b.ask.keys)
	case refusedStep:
		if b.skippable() {
			return slices.Concat([]key.Binding{k.SkipBad, k.Back, k.Up, k.Down}, k.pages())
		}
		return slices.Concat([]key.Binding{k.Back, k.Up, k.Down}, k.pages())
	case resultStep:
		if b.got.ID == 0 {
			return []key.Binding{k.Done, k.Another}
		}
		return []key.Binding{k.Done, k.Undo, k.Another}
	case listStep:
		return slices.Concat([]key.Binding{k.Plan, k.Back, k.Up, k.Down}, k.pages(), []key.Binding{k.Another})
	case planStep:
		return []key.Binding{k.TakeBack, k.Back}
	}
	return nil
}

// Hints are the keys of the step at hand, in the fewest words.
func (b Model) Hints() []page.Hint {
	if b.step == askStep {
		return form.Keys(b.ask.keys).Hints("line")
	}
	var out []page.Hint
	arrows := false
	pages := b.keys.pages()
	for _, k := range b.Bindings() {
		if slices.ContainsFunc(pages, func(p key.Binding) bool { return p.Help() == k.Help() }) {
			continue // the help has them
		}
		if h := k.Help(); h.Desc == "up" || h.Desc == "down" {
			if !arrows {
				out = append(out, page.Hint{Key: "↑↓", Does: "scroll"})
			}
			arrows = true
			continue
		}
		out = append(out, page.Hint{Key: page.KeyOf(k), Does: k.Help().Desc})
	}
	return out
}
