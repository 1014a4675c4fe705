package panel

import (
	"tollbook/tui/draw"
)

// on is where the panel stands: below a screen that is not wide it gets half of it.
func on(z draw.Size) draw.Place { return draw.Place{Full: z, Rows: (z.Height - 3) / 2} }

// ScreenSize is what the panel leaves to the screen.
func (p Panel) ScreenSize(z draw.Size) draw.Size {
	if !p.Open() {
		return z
	}
	return on(z).Room()
}

// Put sets the panel beside or below what the screen has drawn.
func (p Panel) Put(t draw.Theme, body []string, z draw.Size) []string {
	return on(z).Put(t, body, func(of draw.Size) []string { return p.view(t, of) })
}

// Click puts the cursor on the step under the mouse; it reports true for the step
// on which it stood already, which a click takes deeper.
func (p Panel) Click(z draw.Size, x, y int) (_ Panel, again bool) {
	left, top, of := on(z).Box()
	if x < left || y < top || y >= top+of.Height {
		return p, false
	}
	_, steps := p.drawn(draw.Theme{}, of)
	step := steps[y-top]
	if step < 0 {
		return p, false
	}
	at := p.front().at
	return p.Move(step - at), step == at
}
