package tui

// size is a part of the terminal, in cells.
type size struct{ width, height int }

// The smallest terminal that the screens are drawn in.
const (
	minWidth  = 60
	minHeight = 16
)

// What opens beside a screen, a form or an explanation, stands at its right where both
// have room, else below it.
const (
	wideFrom  = 120 // columns of a terminal that has room for both
	leastSide = 52
	mostSide  = 80
)

// tooSmall reports whether a screen cannot be drawn.
func (z size) tooSmall() bool { return z.width < minWidth || z.height < minHeight }

// wide reports whether what opens stands at the right of the screen.
func (z size) wide() bool { return z.width >= wideFrom }

// side is the width of what stands at the right of a wide screen.
func (z size) side() int {
	return min(max(leastSide, z.width*2/5), mostSide, z.width-1-minWidth)
}
