package overview

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
)

// Keys work on the screen. The order is the order of the help.
type Keys struct {
	page.Moves
	Pane    key.Binding
	Enter   key.Binding
	Explain key.Binding
	Seen    key.Binding `help:"TO DO"`
	Copy    key.Binding
	Order   key.Binding `help:"GATEWAYS AND CHART"`
	Chart   key.Binding
}

// NewKeys are the keys of the screen.
func NewKeys() Keys {
	return Keys{
		Moves:   page.NewMoves(),
		Pane:    page.Bind("Tab", "other pane", "tab", "shift+tab"),
		Enter:   page.Bind("Enter", "do it; explain the line", "enter"),
		Explain: page.Bind("e", "explain month, or task", "e"),
		Seen:    page.Bind("space", "mark as seen, or not", " ", "space"),
		Copy:    page.Bind("y", "copy its command", "y"),
		Order:   page.Bind("o", "order by next column", "o"),
		Chart:   page.Bind("d", "days, or running sum", "d"),
	}
}

// Hints are the keys that matter now.
func (s Model) Hints() []page.Hint {
	k := s.keys
	if s.pane == tasksPane {
		out := []page.Hint{{Key: "↑↓", Does: "task"}, {Key: page.KeyOf(k.Enter), Does: "do it"}}
		if k.Seen.Enabled() {
			out = append(out, page.Hint{Key: page.KeyOf(k.Seen), Does: "seen"})
		}
		return append(out, page.Hint{Key: page.KeyOf(k.Explain), Does: "why"}, page.Hint{Key: page.KeyOf(k.Pane), Does: "panes"})
	}
	out := []page.Hint{{Key: "↑↓", Does: "line"}, {Key: page.KeyOf(k.Enter), Does: "explain"}, {Key: page.KeyOf(k.Explain), Does: "the month"}, {Key: page.KeyOf(k.Pane), Does: "to do"}}
	if k.Chart.Enabled() {
		does := "days"
		if s.eachDay {
			does = "sum"
		}
		out = append(out, page.Hint{Key: page.KeyOf(k.Chart), Does: does})
	}
	return out
}

// Refuses says why a key can do nothing here and now.
func (s Model) Refuses(msg tea.KeyMsg) string {
	all := NewKeys()
	switch {
	case key.Matches(msg, all.Seen) && !s.keys.Seen.Enabled():
		return "space marks a task as seen: ↓ or Tab goes to them"
	case key.Matches(msg, all.Chart) && !s.keys.Chart.Enabled():
		return "there is no room for the chart, or no usage to draw"
	case key.Matches(msg, all.Order) && !s.keys.Order.Enabled():
		return "there are no lines to put in order"
	case key.Matches(msg, all.Pane) && s.turned(1) == s.pane:
		return "there is no other pane"
	}
	return ""
}

// Legend says what the marks mean.
func (s Model) Legend() []string {
	return []string{
		"GATEWAY has each account's month: what is used, what it is expected to come to (▇ used, ┄ to come), its fees, its credit and what ends that first: ○ is used up, ✕ a lot dies with credit in it, ◇ it may, ↻ loads itself, ! a purchase is missing. A + behind a sum of fees: some are not published. AT RISK is what likely dies of it, over all lots. … is still being worked out.",
		"TO DO stands worst first, by what is lost and how soon: ✕ credit that dies, ○ credit that runs out, ! to mend, · to know, ✓ seen. Enter does it, space marks it as seen until it becomes worse.",
		"The running sum has the month with its fees: █ used, ━ expected, ░ where it lies in 80 of 100 simulated futures, · the month before, ┈ the budget. Days (UTC) have no fees; ▲ is a day dearer than the chart is high.",
		"In want of room go, in this order: models, the chart, bars, then of the gateways' columns in, so far, credit, fees.",
	}
}
