package panel

import (
	"strings"

	"tollbook/tui/draw"
)

// ScreenSize is what the panel leaves to the screen.
func (p Panel) ScreenSize(z draw.Size) draw.Size {
	switch {
	case !p.Open():
		return z
	case z.Wide():
		return draw.Size{Width: z.Width - z.SideWidth() - 1, Height: z.Height}
	}
	return draw.Size{Width: z.Width, Height: z.Height - p.height(z) - 1}
}

// height is that of the panel below the screen: half of what there is.
func (p Panel) height(z draw.Size) int { return (z.Height - 3) / 2 }

// Put sets the panel beside or below what the screen has drawn.
func (p Panel) Put(t draw.Theme, body []string, z draw.Size) []string {
	height := z.Height - 3 // tab bar, rule, foot
	if !z.Wide() {
		n := p.height(z)
		for len(body) < height-n-1 {
			body = append(body, "")
		}
		body = append(body[:height-n-1], t.Muted.Render(" "+strings.Repeat("─", z.Width-2)))
		return append(body, p.view(t, draw.Size{Width: z.Width, Height: n})...)
	}
	left := p.ScreenSize(z).Width
	mine := p.view(t, draw.Size{Width: z.SideWidth(), Height: height})
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

// place is where the panel stands on a terminal, and how large it is.
func (p Panel) place(z draw.Size) (x, y int, of draw.Size) {
	if z.Wide() {
		w := z.SideWidth()
		return z.Width - w, 2, draw.Size{Width: w, Height: z.Height - 3}
	}
	n := p.height(z)
	return 0, z.Height - 1 - n, draw.Size{Width: z.Width, Height: n}
}

// Click puts the cursor on the step under the mouse; it reports true for the step
// on which it stood already, which a click takes deeper.
func (p Panel) Click(z draw.Size, x, y int) (_ Panel, again bool) {
	left, top, of := p.place(z)
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
