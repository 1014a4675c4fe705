package draw

import "github.com/charmbracelet/lipgloss"

// A Column of a table says how one cell of a row is written and where it stands.
type Column[R any] struct {
	Title string
	// Figure columns stand at the right, their points below each other.
	Figure bool
	// Picture is a picture of a figure that stands in another column: it is not copied,
	// saved or told.
	Picture bool
	// Unseen is copied, saved and told, and not drawn: what another column says in words.
	Unseen bool
	// Drop is the order in which columns go as the table narrows: the highest
	// first; 0 stays.
	Drop int
	// Most is the widest that the column gets, Least the narrowest that it is cut
	// to before another is dropped; 0 is as wide as its text.
	Most, Least int
	// Wide is how wide the column is at least, whatever stands in it.
	Wide int
	Text func(R) string
	// Spoken is what is copied, saved or told in place of a text with marks; nil is the
	// text.
	Spoken func(R) string
	// Compare compares two rows; nil compares their texts.
	Compare func(a, b R) int
	// Style sets a cell off; nil is the row's own.
	Style func(t Theme, r R) lipgloss.Style
}
