package draw

import (
	"strings"
)

// A Place is where a form or an explanation stands that opens on a screen: at the right of a
// wide one, else in so many rows below what is on it.
type Place struct {
	Full Size // of the screen
	Rows int
	// Across is one that stands below what is on a wide screen too, in all of its width.
	Across bool
}

// beside reports whether it stands at the right.
func (p Place) beside() bool { return p.Full.Wide() && !p.Across }

// Room is what it leaves to the screen.
func (p Place) Room() Size {
	if p.beside() {
		return Size{Width: p.Full.Width - p.Full.SideWidth() - 1, Height: p.Full.Height}
	}
	return Size{Width: p.Full.Width, Height: p.Full.Height - p.Rows - 1}
}

// Top is its first line, from below the rule of the tabs.
func (p Place) Top() int {
	if p.beside() {
		return 0
	}
	return p.Full.Height - 3 - p.Rows
}

// Put sets what opens beside or below what the screen has drawn.
func (p Place) Put(t Theme, body []string, drawn func(Size) []string) []string {
	height := p.Full.Height - 3
	if !p.beside() {
		for len(body) < height-p.Rows-1 {
			body = append(body, "")
		}
		body = append(body[:height-p.Rows-1], t.Muted.Render(" "+strings.Repeat("─", p.Full.Width-2)))
		return append(body, drawn(Size{Width: p.Full.Width, Height: p.Rows})...)
	}
	mine := drawn(Size{Width: p.Full.SideWidth(), Height: height})
	left := p.Room().Width
	out := make([]string, height)
	for i := range out {
		line := ""
		if i < len(body) {
			line = body[i]
		}
		out[i] = Fit(line, left) + t.Muted.Render("│") + mine[i]
	}
	return out
}

// RowAt is the row below its heading, of so many, that is drawn at a place on the terminal;
// false where none is.
func (p Place) RowAt(x, y, rows int) (int, bool) {
	if p.beside() && x <= p.Room().Width {
		return 0, false
	}
	i := y - 2 - p.Top() - 1
	return i, i >= 0 && i < rows
}

// Box is where it stands on the terminal, and how large it is.
func (p Place) Box() (x, y int, of Size) {
	if p.beside() {
		side := p.Full.SideWidth()
		return p.Full.Width - side, 2, Size{Width: side, Height: p.Full.Height - 3}
	}
	return 0, p.Full.Height - 1 - p.Rows, Size{Width: p.Full.Width, Height: p.Rows}
}
