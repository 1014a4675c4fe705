package tuitest

import (
	"context"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A Driver is one screen without the program around it. Keys go in, commands are carried out
// at once, and the screen's lines come out, below two blank ones that stand for the tabs and
// their rule: a click is where the text is.
type Driver[B any, S page.Model[B, S]] struct {
	T      testing.TB
	Screen S
	Books  B
	Size   draw.Size
	// Asked is what the screen asked the program for: page.Changed, page.TurnTo and the
	// other messages of package page, in their order.
	Asked   []tea.Msg
	changes []page.Changed // that can be taken back
}

// Drive gives a screen its size and lets it read the books.
func Drive[B any, S page.Model[B, S]](t testing.TB, s S, books B, width, height int) *Driver[B, S] {
	t.Helper()
	d := &Driver[B, S]{T: t, Screen: s, Books: books}
	d.Resize(width, height)
	d.Reload()
	return d
}

// Resize gives the screen another size, that of the whole terminal.
func (d *Driver[B, S]) Resize(width, height int) {
	d.Size = draw.Size{Width: width, Height: height}
	d.Screen = d.Screen.Resize(d.Size)
}

// Reload lets the screen read the books anew.
func (d *Driver[B, S]) Reload() {
	var cmd tea.Cmd
	d.Screen, cmd = d.Screen.Reload(context.Background(), d.Books)
	d.Run(cmd)
}

// Send gives the screen a message, and returns the command that it answers with.
func (d *Driver[B, S]) Send(msg tea.Msg) (cmd tea.Cmd) {
	d.Screen, cmd = d.Screen.Update(msg)
	return cmd
}

// Run carries out a command and what comes of it. What is for the program is kept; after a
// change of the books the screen reads them again, as it does in the program.
func (d *Driver[B, S]) Run(cmd tea.Cmd) {
	for cmd != nil {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, each := range msg {
				d.Run(each)
			}
			return
		case page.Changed:
			d.Asked = append(d.Asked, msg)
			if msg.Back != nil || msg.Rebook != nil {
				d.changes = append(d.changes, msg)
			}
			d.rebook(msg.Books)
			return
		case page.Notice, page.TurnTo, page.Explain, page.Unexplained, page.Saved, page.Undo:
			d.Asked = append(d.Asked, msg)
			return
		case page.Later: // nobody waits here
			cmd = d.Send(msg.Then)
		default:
			cmd = d.Send(msg)
		}
	}
}

// rebook goes on with other books, nil for those at hand, and has the screen read them.
func (d *Driver[B, S]) rebook(books page.Books) {
	if books, ok := books.(B); ok {
		d.Books = books
	}
	d.Reload()
}

// Undo takes the last change back that was not taken back yet, as u does. What comes of it is
// kept as a notice, for Says.
func (d *Driver[B, S]) Undo() {
	d.T.Helper()
	if len(d.changes) == 0 {
		d.T.Fatal("there is no change to take back")
	}
	last := d.changes[len(d.changes)-1]
	d.changes = d.changes[:len(d.changes)-1]
	var said string
	var books page.Books
	var err error
	if last.Rebook != nil {
		said, books, err = last.Rebook(context.Background())
	} else {
		said, err = last.Back(context.Background())
	}
	if err != nil {
		d.T.Fatal(err)
	}
	d.Asked = append(d.Asked, page.Notice{Text: said})
	d.rebook(books)
}

// Press sends keys by name and carries out what they ask for. As in the program u has the screen
// take its last step back.
func (d *Driver[B, S]) Press(keys ...string) *Driver[B, S] {
	for _, k := range keys {
		steps, ok := any(d.Screen).(interface{ Steps() int })
		if k == "u" && ok && steps.Steps() > 0 && !d.Screen.Typing() {
			d.Run(d.Send(page.Undo{}))
			continue
		}
		d.Run(d.Send(page.KeyMsg(k)))
	}
	return d
}

// Type goes through a form field by field: it types a text, and leaves a field as it is for "".
func (d *Driver[B, S]) Type(texts ...string) *Driver[B, S] {
	for i, text := range texts {
		if i > 0 {
			d.Press("tab")
		}
		for _, r := range text {
			d.Press(string(r))
		}
	}
	return d
}

// Click presses the left button of the mouse at a place on the terminal.
func (d *Driver[B, S]) Click(x, y int) {
	d.Run(d.Send(tea.MouseMsg{X: x, Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft}))
}

// View is what the screen draws without colour.
func (d *Driver[B, S]) View() string {
	return "\n\n" + strings.Join(d.Screen.View(draw.NewTheme(PlainRenderer(), "")), "\n")
}

// Shows fails where a text is not drawn. A sentence may be wrapped: its lines are read as one.
func (d *Driver[B, S]) Shows(texts ...string) {
	d.T.Helper()
	flat := strings.Join(strings.Fields(d.View()), " ")
	for _, text := range texts {
		if !strings.Contains(flat, strings.Join(strings.Fields(text), " ")) {
			d.T.Errorf("%q is not in\n%s", text, d.View())
		}
	}
}

// Hides fails where a text is drawn.
func (d *Driver[B, S]) Hides(texts ...string) {
	d.T.Helper()
	for _, text := range texts {
		if strings.Contains(d.View(), text) {
			d.T.Errorf("%q is in\n%s", text, d.View())
		}
	}
}

// Says fails where the screen did not have the program say a text last.
func (d *Driver[B, S]) Says(want string) {
	d.T.Helper()
	if got := d.said(); got != want {
		d.T.Errorf("said %q, want %q", got, want)
	}
}

// said is what the screen had the program say last; "" for nothing.
func (d *Driver[B, S]) said() string {
	if len(d.Asked) == 0 {
		return ""
	}
	switch msg := d.Asked[len(d.Asked)-1].(type) {
	case page.Changed:
		return msg.Said
	case page.Notice:
		return msg.Text
	case page.Saved:
		if msg.Err != nil {
			return "not done: " + msg.Err.Error()
		}
	}
	return ""
}
