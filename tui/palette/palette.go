package palette

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// An Entry is what can be gone to or done.
type Entry struct {
	Name string // what it is found by
	Note string // what helps to tell it from others; "" for none
	Kind string // what it is, in a word: "lot"; of a command the screen that has it
	Key  string // how else it is done; "" for no key
}

// Keys work while the box is open.
type Keys struct {
	Up, Down key.Binding
	Do       key.Binding
	Close    key.Binding
}

// NewKeys are the keys of the box.
func NewKeys() Keys {
	return Keys{
		Up:    page.Bind("↑ Ctrl-P", "up", "up", "ctrl+p"),
		Down:  page.Bind("↓ Ctrl-N", "down", "down", "ctrl+n", "tab"),
		Do:    page.Bind("Enter", "do it", "enter"),
		Close: page.Bind("Esc", "back", "esc"),
	}
}

// A Model is the box. Its zero value but for the keys is closed. It is a value: its methods
// return the changed one.
type Model struct {
	Keys  Keys
	open  bool
	all   []Entry
	names []sought
	found []int // into all, the best first
	input textinput.Model
	at    int
	top   int
	more  bool // entries are still to come
	size  draw.Size
}

// New is a closed box.
func New() Model { return Model{Keys: NewKeys()} }

// Shown reports whether the box is open.
func (m Model) Shown() bool { return m.open }

// Open begins with some letters typed.
func (m Model) Open(all []Entry, typed string) Model {
	m = Model{Keys: m.Keys, size: m.size, open: true, input: form.NewInput(typed)}
	return m.with(all).searched()
}

// Close puts the box away.
func (m Model) Close() Model { return Model{Keys: m.Keys, size: m.size} }

// Resize gives the box the lines that it lies over.
func (m Model) Resize(to draw.Size) Model {
	m.size = to
	return m.inSight()
}

// With goes on with other entries; what is typed stays, and the one in hand where it is still
// there. More says that others are to come.
func (m Model) With(all []Entry, more bool) Model {
	held, holds := m.inHand()
	m.more = more
	moved := m.at > 0
	m = m.with(all).searched()
	if i := slices.IndexFunc(m.found, func(i int) bool { return m.all[i] == held }); holds && moved && i >= 0 {
		m.at = i
	}
	return m.inSight()
}

func (m Model) with(all []Entry) Model {
	m.all, m.names = all, make([]sought, len(all))
	for i, e := range all {
		m.names[i] = soughtOf(e)
	}
	return m
}

// inHand is the entry under the cursor; false where none was found.
func (m Model) inHand() (Entry, bool) {
	if m.at >= len(m.found) {
		return Entry{}, false
	}
	return m.all[m.found[m.at]], true
}

// searched finds the entries that fit what is typed.
func (m Model) searched() Model {
	m.found, m.at, m.top = ranked(m.names, m.input.Value()), 0, 0
	return m
}

// Press handles a key; chosen is the number of the entry to be done, -1 for none. The box is
// closed once one is chosen.
func (m Model) Press(msg tea.KeyMsg) (_ Model, chosen int) {
	switch {
	case key.Matches(msg, m.Keys.Close):
		return m.Close(), -1
	case key.Matches(msg, m.Keys.Up):
		return m.Move(-1), -1
	case key.Matches(msg, m.Keys.Down):
		return m.Move(1), -1
	case key.Matches(msg, m.Keys.Do):
		return m.chosen()
	default:
		before := m.input.Value()
		m.input, _ = m.input.Update(msg)
		if m.input.Value() != before {
			m = m.searched()
		}
	}
	return m, -1
}

// Chosen is the number of the entry under the cursor; -1 where none was found.
func (m Model) Chosen() int {
	if m.at >= len(m.found) {
		return -1
	}
	return m.found[m.at]
}

// chosen is that entry, and the box closed.
func (m Model) chosen() (Model, int) {
	if at := m.Chosen(); at >= 0 {
		return m.Close(), at
	}
	return m, -1
}

// Move moves the cursor by entries, as far as there are any.
func (m Model) Move(by int) Model {
	m.at = max(min(m.at+by, len(m.found)-1), 0)
	return m.inSight()
}

// Click chooses the entry at a place from the first line that the box lies over.
func (m Model) Click(x, y int) (Model, int) {
	left, width := m.across()
	if i := m.top + y - 1; y >= 1 && y <= m.rows() && x > left && x < left+width-1 && i < len(m.found) {
		m.at = i
		return m.chosen()
	}
	return m, -1
}

// inSight scrolls so far that the entry in hand is in sight.
func (m Model) inSight() Model {
	m.top = max(min(m.top, m.at), m.at-m.rows()+1)
	return m
}

// Hints are the keys that matter now.
func (m Model) Hints() []page.Hint {
	return []page.Hint{{Key: "↑↓", Does: "choose"}, {Key: page.KeyOf(m.Keys.Do), Does: m.Keys.Do.Help().Desc}, {Key: page.KeyOf(m.Keys.Close), Does: "back"}}
}
