package tui

import "github.com/charmbracelet/lipgloss"

// theme holds every style of the screens, by meaning. Its colours are the
// terminal's own sixteen, so that they fit a light and a dark background alike
// and the terminal need not be asked which one it has before the first frame.
type theme struct {
	plain   lipgloss.Style
	strong  lipgloss.Style // the answer's figures, the tab in use
	muted   lipgloss.Style // rules, captions, what is not the point
	heading lipgloss.Style
	you     lipgloss.Style // the user's own gateway, the knob in hand
	fee     lipgloss.Style // what is paid for loading credits
	loss    lipgloss.Style // money being lost, and failures
	key     lipgloss.Style
}

// newTheme makes the styles on a renderer. Under NO_COLOR its profile is Ascii
// and every style prints plain text: signs, words and marks carry the meaning.
func newTheme(r *lipgloss.Renderer) theme {
	style := r.NewStyle
	return theme{
		plain:   style(),
		strong:  style().Bold(true),
		muted:   style().Faint(true),
		heading: style().Faint(true),
		you:     style().Foreground(lipgloss.ANSIColor(6)).Bold(true),
		fee:     style().Foreground(lipgloss.ANSIColor(3)),
		loss:    style().Foreground(lipgloss.ANSIColor(1)),
		key:     style().Bold(true),
	}
}
