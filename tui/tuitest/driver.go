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
	Asked []tea.Msg
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
			if books, ok := msg.Books.(B); ok {
				d.Books = books
			}
			d.Reload()
			return
		case page.Notice, page.TurnTo, page.Explain, page.Unexplained, page.Saved, page.Undo:
			d.Asked = append(d.Asked, msg)
			return
		default:
			cmd = d.Send(msg)
		}
	}
}

// Press sends keys by name and carries out what they ask for.
func (d *Driver[B, S]) Press(keys ...string) *Driver[B, S] {
	for _, k := range keys {
		d.Run(d.Send(page.KeyMsg(k)))
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
