package overview

import (
	"github.com/charmbracelet/bubbles/key"

	"tollbook/tui/page"
)

// Keys work on the screen. The order is the order of the help.
type Keys struct {
	page.Moves // without pages
	Pane       key.Binding
	Enter      key.Binding
	Explain    key.Binding
	Seen       key.Binding
	Back       key.Binding
}

// NewKeys are the keys of the screen.
func NewKeys() Keys {
	m := page.NewMoves()
	return Keys{
		Moves:   page.Moves{Up: m.Up, Down: m.Down, First: m.First, Last: m.Last},
		Pane:    page.Bind("Tab", "other pane", "tab", "shift+tab"),
		Enter:   page.Bind("Enter", "where it is mended; explain figure", "enter"),
		Explain: page.Bind("e", "explain the month", "e"),
		Seen:    page.Bind("a", "acknowledge", "a"),
		Back:    page.Bind("Esc", "back, never quit", "esc"),
	}
}

// Hints are the keys that matter now.
func (s Model) Hints() []page.Hint {
	k := s.keys
	month := "explain"
	out := []page.Hint{{Key: "↑↓", Does: "finding"}, {Key: page.KeyOf(k.Enter), Does: "mend"}, {Key: page.KeyOf(k.Pane), Does: "panes"}}
	if s.pane != findingsPane {
		month = "the month"
		out = []page.Hint{{Key: "↑↓", Does: "line"}, {Key: page.KeyOf(k.Enter), Does: "explain"}, {Key: page.KeyOf(k.Pane), Does: "panes"}}
	}
	if k.Seen.Enabled() {
		out = append(out, page.Hint{Key: page.KeyOf(k.Seen), Does: "acknowledge"})
	}
	return append(out, page.Hint{Key: page.KeyOf(k.Explain), Does: month})
}

// Legend says what the marks mean.
func (s Model) Legend() []string {
	return []string{
		"Findings stand worst first; Enter goes to the screen that mends one, a acknowledges one until it becomes worse. RUNWAY has ✕ where credit expires before it is used up, ◇ where it may. … is still being worked out.",
		"The chart's bars are days of usage (UTC). ░ is where a day to come lies in 80 of 100 simulated futures, ━ their mean, ▒ below it is nearly certain; ▲ is a day dearer than the chart is high.",
		"In want of room go, in this order: the chart, spend by model, then accounts; of accounts burn, runs out, now, notes; of models their share, then the bars.",
	}
}
