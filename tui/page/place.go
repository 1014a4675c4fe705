package page

import tea "github.com/charmbracelet/bubbletea"

// A Place is where the reader stands on a screen, as the history keeps it.
type Place struct {
	// View is what the screen shows, in a type of the screen's own whose values can be
	// compared: the pane in hand, a period, a group, a filter, a row that was looked into.
	// Another View is a step, which Esc takes back; nil where there is only one.
	View any
	// Cursor is the thing in hand, by a name that stays its own: to move it is no step.
	Cursor string
}

// A Thing is what can be gone to by name from every screen: an account, a lot, a gateway,
// a model, a knob.
type Thing struct {
	Kind string  // what it is, in a word: "lot"
	Name string  // what it is found by: "#14 anthropic"
	Note string  // what helps to tell it from others: "$41.49, dies 20 Dec"
	Then tea.Msg // for its screen, once that is shown: puts the cursor on it
}
