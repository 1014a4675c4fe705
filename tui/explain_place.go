package tui

import (
	"strings"
)

// screenSize is what the panel leaves to the screen.
func (p panel) screenSize(z size) size {
	switch {
	case !p.open():
		return z
	case z.wide():
		return size{z.width - z.side() - 1, z.height}
	}
	return size{z.width, z.height - p.height(z) - 1}
}

// height is that of the panel below the screen: half of what there is.
func (p panel) height(z size) int { return (z.height - 3) / 2 }

// put sets the panel beside or below what the screen has drawn.
func (p panel) put(t theme, body []string, z size) []string {
	height := z.height - 3 // tab bar, rule, foot
	if !z.wide() {
		n := p.height(z)
		for len(body) < height-n-1 {
			body = append(body, "")
		}
		body = append(body[:height-n-1], t.muted.Render(" "+strings.Repeat("─", z.width-2)))
		return append(body, p.view(t, size{z.width, n})...)
	}
	left := p.screenSize(z).width
	mine := p.view(t, size{z.side(), height})
	out := make([]string, height)
	for i := range out {
		line := ""
		if i < len(body) {
			line = body[i]
		}
		out[i] = fit(line, left) + t.muted.Render("│") + mine[i]
	}
	return out
}

// place is where the panel stands on a terminal, and how large it is.
func (p panel) place(z size) (x, y int, of size) {
	if z.wide() {
		w := z.side()
		return z.width - w, 2, size{w, z.height - 3}
	}
	n := p.height(z)
	return 0, z.height - 1 - n, size{z.width, n}
}

// clicked puts the cursor on the step under the mouse; it reports true for the step
// on which it stood already, which a click takes deeper.
func (p panel) clicked(z size, x, y int) (_ panel, again bool) {
	left, top, of := p.place(z)
	if x < left || y < top || y >= top+of.height {
		return p, false
	}
	_, steps := p.drawn(theme{}, of)
	step := steps[y-top]
	if step < 0 {
		return p, false
	}
	at := p.front().at
	return p.moved(step - at), step == at
}
