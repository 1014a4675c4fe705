package pick

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// A Deed is what a key or the mouse did to a list.
type Deed uint8

// The deeds.
const (
	Nothing Deed = iota // the cursor moved, or something was typed
	Taken               // the row under the cursor is picked
	Left                // none is: the list is to be closed
)

// Keys work on a list. All letters and digits are typed.
type Keys struct {
	Up, Down, PageUp, PageDown, First, Last key.Binding
	Take, Leave                             key.Binding
	Help                                    key.Binding // the program's: ? is a letter
}

// NewKeys are the keys of a list.
func NewKeys() Keys {
	return Keys{
		Up:       page.Bind("↑ Ctrl-P", "up", "up", "ctrl+p"),
		Down:     page.Bind("↓ Ctrl-N", "down", "down", "ctrl+n"),
		PageUp:   page.Bind("PgUp", "a page up", "pgup"),
		PageDown: page.Bind("PgDn", "a page down", "pgdown"),
		First:    page.Bind("Home", "to the top", "home"),
		Last:     page.Bind("End", "to the end", "end"),
		Take:     page.Bind("Enter", "take it", "enter"),
		Leave:    page.Bind("Esc", "leave it as it was", "esc"),
		Help:     page.Bind("F1", "help", "f1"),
	}
}

// headLines are the lines over the table: the question and a blank one.
const headLines = 2

// A List is rows of which one is picked, with a line to type in. It is a value: its methods
// return the changed one.
type List[R any] struct {
	keys  Keys
	name  func(R) string
	asks  string
	input textinput.Model
	rows  []R
	table draw.Table[R]
	size  draw.Size
}

// New is a list without a row. name is what a row is called, by which typing finds it and the
// cursor follows it.
func New[R any](keys Keys, name func(R) string, columns ...draw.Column[R]) List[R] {
	l := List[R]{keys: keys, name: name, input: form.NewInput(""), table: draw.NewTable(name, columns...)}
	l.table.Match = func(r R, typed string) bool { return rank(name(r), typed) < notFound }
	return l.Resize(draw.Size{Width: 80, Height: 20}) // until it is told its room
}

// Asking gives the list its question, which what is typed stands behind.
func (l List[R]) Asking(question string) List[R] {
	l.asks = question
	return l
}

// Ruled puts rows that are no more than a rule over the others: the words are "" for any other
// row. They are left out once something is typed.
func (l List[R]) Ruled(words func(R) string) List[R] {
	l.table.Across = func(r R) (string, bool) { return words(r), false }
	return l
}

// With gives the list its rows, in the order in which they stand while nothing is typed. The
// cursor stays on its row.
func (l List[R]) With(rows []R) List[R] {
	l.rows = rows
	all := l.table
	all.Filter = ""
	l.table = l.table.Like(all.With(rows)) // columns keep their places while letters are typed
	top := l.table.Top
	l = l.found()
	l.table.Top = top // nothing moves
	l.table = l.table.Scroll()
	return l
}

// At puts the cursor on the row of a name, where there is one.
func (l List[R]) At(name string) List[R] {
	l.table.Cursor = name
	l.table = l.table.Scroll()
	return l
}

// Resize gives the list its room: the question, a blank line, the heading and rows.
func (l List[R]) Resize(to draw.Size) List[R] {
	l.size = to
	l.table = l.table.Resize(draw.Size{Width: to.Width, Height: max(to.Height-headLines, 2)})
	return l
}

// found shows the rows that fit what is typed, the best fit first.
func (l List[R]) found() List[R] {
	typed := l.Typed()
	rows := l.rows
	if typed != "" {
		rows = slices.Clone(rows)
		ranks := make(map[string]int, len(rows))
		for _, r := range rows {
			ranks[l.name(r)] = rank(l.name(r), typed)
		}
		slices.SortStableFunc(rows, func(a, b R) int { return cmp.Compare(ranks[l.name(a)], ranks[l.name(b)]) })
	}
	l.table.Rows = rows
	l.table = l.table.FilterBy(typed).Scroll()
	return l
}

// Typed is what was typed.
func (l List[R]) Typed() string { return strings.TrimSpace(l.input.Value()) }

// Selected is the row under the cursor; false where none is found.
func (l List[R]) Selected() (R, bool) { return l.table.Selected() }

// InSight are the rows that are in sight, and that is all that has to be worked out of them.
func (l List[R]) InSight() []R {
	from := min(l.table.Top, len(l.table.Shown))
	return l.table.Shown[from:min(from+l.table.Size.Height, len(l.table.Shown))]
}

// Found is how many rows fit what is typed.
func (l List[R]) Found() int { return len(l.table.Shown) }

// Press handles a key.
func (l List[R]) Press(msg tea.KeyMsg) (List[R], Deed) {
	rows := l.table.PageRows()
	switch k := l.keys; {
	case key.Matches(msg, k.Leave):
		return l, Left
	case key.Matches(msg, k.Take):
		if _, ok := l.Selected(); ok {
			return l, Taken
		}
		return l, Nothing
	case key.Matches(msg, k.Up):
		return l.move(-1), Nothing
	case key.Matches(msg, k.Down):
		return l.move(1), Nothing
	case key.Matches(msg, k.PageUp):
		return l.move(-rows), Nothing
	case key.Matches(msg, k.PageDown):
		return l.move(rows), Nothing
	case key.Matches(msg, k.First):
		return l.move(-len(l.table.Shown)), Nothing
	case key.Matches(msg, k.Last):
		return l.move(len(l.table.Shown)), Nothing
	}
	before := l.input.Value()
	l.input, _ = l.input.Update(msg)
	if l.input.Value() != before {
		l.table.Cursor = "" // the best fit has it
		l = l.found()
	}
	return l, Nothing
}

func (l List[R]) move(by int) List[R] {
	l.table = l.table.Move(by)
	return l
}

// Mouse handles the wheel and a click, which puts the cursor on a row and takes the one that has
// it already. top is the line of the terminal on which the list begins.
func (l List[R]) Mouse(msg tea.MouseMsg, top int) (List[R], Deed) {
	if by := page.Wheel(msg); by != 0 {
		return l.move(by), Nothing
	}
	line := msg.Y - top - headLines
	if msg.Button != tea.MouseButtonLeft || msg.Action != tea.MouseActionPress || line < 1 { // a heading orders nothing here
		return l, Nothing
	}
	before := l.table.Cursor
	table, hit := l.table.Click(msg.X, line)
	l.table = table
	if hit && l.table.Cursor == before {
		return l, Taken
	}
	return l, Nothing
}

// Lines draws the list, in the height that it was given.
func (l List[R]) Lines(t draw.Theme) []string {
	width := l.size.Width
	count := fmt.Sprintf("%d of %d", len(l.table.Shown), len(l.rows))
	if l.Typed() == "" {
		count = "type to find"
	}
	typed := form.InputLine(l.input.Value(), l.input.Position())
	room := max(width-5-len(count)-2, 10)
	line := draw.Fit(l.asks+" "+typed, room)
	if asks := draw.Cut(l.asks, room); strings.HasPrefix(line, asks) {
		line = t.Strong.Render(asks) + strings.TrimPrefix(line, asks)
	}
	out := []string{"  " + line + "  " + t.Muted.Render(count), ""}
	if len(l.table.Shown) == 0 {
		return append(out, "   "+t.Muted.Render(draw.Fit("nothing is called that", width-4)))
	}
	return append(out, l.table.Lines(t, true)...)
}

// Hints are the keys that matter.
func (l List[R]) Hints() []page.Hint {
	return []page.Hint{{Key: "↑↓", Does: "choose"}, {Key: page.KeyOf(l.keys.Take), Does: "take it"}, {Key: page.KeyOf(l.keys.Leave), Does: "leave"}, {Key: page.KeyOf(l.keys.Help), Does: "help"}}
}

// Bindings are the keys, for the help.
func (l List[R]) Bindings() []key.Binding { return page.Bindings(l.keys) }

// Sheet is the table of the rows that are found.
func (l List[R]) Sheet(name string) draw.Sheet { return l.table.Sheet(name) }
