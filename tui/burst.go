package tui

import (
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// burst handles what the terminal sent as one key, which is several where they came faster
// than they were read: each is pressed and can lead on, and what they ask for is done in
// their order.
func (a App) burst(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	var cmds []tea.Cmd
	for _, one := range a.keysIn(msg) {
		if !a.typing() && key.Matches(one, a.keys.Quit) {
			return a, tea.Quit
		}
		model, cmd := a.lead(one)
		a, cmds = model.(App), append(cmds, cmd)
	}
	return a, tea.Batch(cmds...)
}

// keysIn are the keys of a message. Several letters are a key each, unless they go into a
// line. A terminal writes Alt with a key as Esc before it, so Esc and a key that
// arrive together, as over a slow line, look the same: here they are two, for no key of the
// screens has Alt. Text that is pasted is no key.
func (a App) keysIn(msg tea.KeyMsg) []tea.KeyMsg {
	if msg.Alt && !(a.typing() && key.Matches(msg, wordKeys...)) {
		msg.Alt = false
		return append([]tea.KeyMsg{{Type: tea.KeyEscape}}, a.keysIn(msg)...)
	}
	if msg.Type != tea.KeyRunes || len(msg.Runes) < 2 || msg.Paste || a.typing() {
		return []tea.KeyMsg{msg}
	}
	var out []tea.KeyMsg
	for _, r := range msg.Runes {
		out = append(out, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
	}
	return out
}

// wordKeys move by words in a line that is typed; they are the only ones with Alt.
var wordKeys = []key.Binding{
	textinput.DefaultKeyMap.WordForward, textinput.DefaultKeyMap.WordBackward,
	textinput.DefaultKeyMap.DeleteWordForward, textinput.DefaultKeyMap.DeleteWordBackward,
}
