package draw

// Size is a part of the terminal, in cells.
type Size struct{ Width, Height int }

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

// TooSmall reports whether a screen cannot be drawn.
func (z Size) TooSmall() bool { return z.Width < minWidth || z.Height < minHeight }

// Wide reports whether what opens stands at the right of the screen.
func (z Size) Wide() bool { return z.Width >= wideFrom }

// SideWidth is the width of what stands at the right of a wide screen.
func (z Size) SideWidth() int {
	return min(max(leastSide, z.Width*2/5), mostSide, z.Width-1-minWidth)
}
