package form

import (
	"strings"

	"tollbook/tui/draw"
)

// A Place is where a form of so many lines stands on a screen: at the right of a wide
// one, else below what is on it.
type Place struct {
	Full draw.Size // of the screen
	Rows int
	// Across is a form that stands below what is on a wide screen too, in all of its width.
	Across bool
}

// beside reports whether the form stands at the right.
func (p Place) beside() bool { return p.Full.Wide() && !p.Across }

// Room is what the form leaves to the screen.
func (p Place) Room() draw.Size {
	if p.beside() {
		return draw.Size{Width: p.Full.Width - p.Full.SideWidth() - 1, Height: p.Full.Height}
	}
	return draw.Size{Width: p.Full.Width, Height: p.Full.Height - p.Rows - 1}
}

// Top is the form's first line, from below the rule of the tabs.
func (p Place) Top() int {
	if p.beside() {
		return 0
	}
	return p.Full.Height - 3 - p.Rows
}

// Put sets the form beside or below what the screen has drawn.
func (p Place) Put(t draw.Theme, body []string, drawn func(draw.Size) []string) []string {
	height := p.Full.Height - 3
	if !p.beside() {
		for len(body) < height-p.Rows-1 {
			body = append(body, "")
		}
		body = append(body[:height-p.Rows-1], t.Muted.Render(" "+strings.Repeat("─", p.Full.Width-2)))
		return append(body, drawn(draw.Size{Width: p.Full.Width, Height: p.Rows})...)
	}
	mine := drawn(draw.Size{Width: p.Full.SideWidth(), Height: height})
	left := p.Room().Width
	out := make([]string, height)
	for i := range out {
		line := ""
		if i < len(body) {
			line = body[i]
		}
		out[i] = draw.Fit(line, left) + t.Muted.Render("│") + mine[i]
	}
	return out
}

// FieldAt is the field that is drawn at a place on the terminal; false where none is.
func (p Place) FieldAt(x, y, fields int) (int, bool) {
	if p.beside() && x <= p.Room().Width {
		return 0, false
	}
	i := y - 2 - p.Top() - 1
	return i, i >= 0 && i < fields
}
