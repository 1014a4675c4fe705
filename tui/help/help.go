package help

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// Keys work while the help is open.
type Keys struct {
	page.Moves
	Do    key.Binding
	Find  key.Binding
	Close key.Binding
}

// NewKeys are the keys of the help.
func NewKeys() Keys {
	return Keys{
		Moves: page.NewMoves(),
		Do:    page.Bind("Enter", "do it", "enter"),
		Find:  page.Bind("/", "find a word", "/"),
		Close: page.Bind("Esc ?", "back", "esc", "?", "f1"),
	}
}

// A Model is the help. Its zero value but for the keys is closed. It is a value: its methods
// return the changed one.
type Model struct {
	Keys       Keys
	open       bool
	title      string
	own, every []page.Group
	legend     []string
	find       *textinput.Model // the line of the word that is looked for; nil without one
	at         int              // which stop is in hand
	top        int              // the first row in sight
	size       draw.Size
}

// New is a closed help.
func New() Model { return Model{Keys: NewKeys()} }

// Shown reports whether the help is open.
func (m Model) Shown() bool { return m.open }

// Typing reports whether letters go into the line of the word that is looked for.
func (m Model) Typing() bool { return m.find != nil }

// Open shows the keys of a place, those that work everywhere, and what its marks mean.
func (m Model) Open(title string, own, everywhere []page.Group, legend []string) Model {
	return Model{Keys: m.Keys, open: true, title: title, own: own, every: everywhere, legend: legend, size: m.size}
}

// Close puts the help away.
func (m Model) Close() Model { return Model{Keys: m.Keys, size: m.size} }

// Resize gives the help the lines that it stands in.
func (m Model) Resize(to draw.Size) Model {
	m.size = to
	return m.inSight()
}

// Press handles a key; chosen is the binding that is to be done, and then the help is closed.
// A key that the help lists and has no use for itself is done at once.
func (m Model) Press(msg tea.KeyMsg) (_ Model, chosen *key.Binding) {
	k := m.Keys
	if m.find != nil {
		return m.write(msg)
	}
	switch {
	case key.Matches(msg, k.Close):
		return m.Close(), nil
	case key.Matches(msg, k.Find):
		in := form.NewInput("")
		m.find = &in
		return m, nil
	case key.Matches(msg, k.Do):
		return m.chosen()
	}
	if by := k.By(msg, max(m.size.Height-3, 1)); by != 0 {
		return m.Move(by), nil
	}
	for _, g := range append(append([]page.Group{}, m.own...), m.every...) {
		for _, b := range g.Keys {
			if key.Matches(msg, b) {
				return m.Close(), &b
			}
		}
	}
	return m, nil
}

// write handles a key while a word is typed.
func (m Model) write(msg tea.KeyMsg) (Model, *key.Binding) {
	switch k := m.Keys; {
	case msg.Type == tea.KeyEsc:
		m.find, m.at, m.top = nil, 0, 0
	case key.Matches(msg, k.Do):
		return m.chosen()
	case msg.Type == tea.KeyUp:
		return m.Move(-1), nil
	case msg.Type == tea.KeyDown:
		return m.Move(1), nil
	default:
		in := *m.find
		before := in.Value()
		in, _ = in.Update(msg)
		m.find = &in
		if in.Value() != before {
			m.at, m.top = 0, 0
		}
	}
	return m, nil
}

// chosen is the key in hand, done and the help closed; a line of the legend does nothing.
func (m Model) chosen() (Model, *key.Binding) {
	_, stops := m.laid()
	if m.at >= len(stops) || stops[m.at].does == nil {
		return m, nil
	}
	return m.Close(), stops[m.at].does
}

// Move moves the cursor by lines, as far as there are any.
func (m Model) Move(by int) Model {
	_, stops := m.laid()
	m.at = max(min(m.at+by, len(stops)-1), 0)
	return m.inSight()
}

// Click does the line under the mouse, at a place from the help's first line.
func (m Model) Click(x, y int) (Model, *key.Binding) {
	rows, stops := m.laid()
	row := m.top + y - 2
	if y < 2 || row >= len(rows) {
		return m, nil
	}
	for i, s := range stops {
		if s.row == row && x >= s.left && x < s.right {
			m.at = i
			return m.chosen()
		}
	}
	return m, nil
}

// room is how many rows are in sight.
func (m Model) room() int { return max(m.size.Height-2, 1) }

// inSight scrolls so far that the line in hand is in sight, the heading above it too where it
// is the first.
func (m Model) inSight() Model {
	rows, stops := m.laid()
	if len(stops) == 0 {
		m.top = 0
		return m
	}
	m.at = min(m.at, len(stops)-1)
	s := stops[m.at]
	first := s.row
	if m.at == 0 || stops[m.at-1].row > s.row {
		first = 0
	}
	m.top = max(min(m.top, first), s.last+1-m.room(), 0)
	m.top = min(m.top, max(len(rows)-m.room(), 0))
	return m
}

// Hints are the keys that matter now.
func (m Model) Hints() []page.Hint {
	k := m.Keys
	out := []page.Hint{{Key: "↑↓", Does: "line"}, {Key: page.KeyOf(k.Do), Does: k.Do.Help().Desc}}
	if m.find == nil {
		out = append(out, page.Hint{Key: page.KeyOf(k.Find), Does: "find"})
	}
	return append(out, page.Hint{Key: "Esc", Does: "back"})
}

// words are what is looked for.
func (m Model) words() []string {
	if m.find == nil {
		return nil
	}
	return strings.Fields(strings.ToLower(m.find.Value()))
}

// found are the groups with the keys that have all the words in them or in their heading.
func found(groups []page.Group, words []string) []page.Group {
	var out []page.Group
	for _, g := range groups {
		left := page.Group{Name: g.Name}
		for _, b := range g.Keys {
			if has(g.Name+" "+b.Help().Key+" "+b.Help().Desc, words) {
				left.Keys = append(left.Keys, b)
			}
		}
		if len(left.Keys) > 0 {
			out = append(out, left)
		}
	}
	return out
}

func has(text string, words []string) bool {
	text = strings.ToLower(text)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
