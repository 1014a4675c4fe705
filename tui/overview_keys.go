package tui

import "github.com/charmbracelet/bubbles/key"

// overviewKeys work on the overview. The order is the order of the help.
type overviewKeys struct {
	Up, Down    key.Binding
	First, Last key.Binding
	Pane        key.Binding
	Enter       key.Binding
	Explain     key.Binding
	Seen        key.Binding
	Back        key.Binding
}

func newOverviewKeys() overviewKeys {
	return overviewKeys{
		Up:      binding("↑ k", "up", "up", "k"),
		Down:    binding("↓ j", "down", "down", "j"),
		First:   binding("g", "to the top", "home", "g"),
		Last:    binding("G", "to the end", "end", "G"),
		Pane:    binding("Tab", "other pane", "tab", "shift+tab"),
		Enter:   binding("Enter", "where it is mended; explain figure", "enter"),
		Explain: binding("e", "explain the month", "e"),
		Seen:    binding("a", "acknowledge", "a"),
		Back:    binding("Esc", "back, never quit", "esc"),
	}
}

// hints are the keys that matter now.
func (s overview) hints() []hint {
	k := s.keys
	month := "explain"
	out := []hint{{"↑↓", "finding"}, {keyOf(k.Enter), "mend"}, {keyOf(k.Pane), "panes"}}
	if s.pane != findingsPane {
		month = "the month"
		out = []hint{{"↑↓", "line"}, {keyOf(k.Enter), "explain"}, {keyOf(k.Pane), "panes"}}
	}
	if k.Seen.Enabled() {
		out = append(out, hint{keyOf(k.Seen), "acknowledge"})
	}
	return append(out, hint{keyOf(k.Explain), month})
}

func (s overview) legend() []string {
	return []string{
		"Findings stand worst first; Enter goes to the screen that mends one, a acknowledges one until it becomes worse. RUNWAY has ✕ where credit expires before it is used up, ◇ where it may. … is still being worked out.",
		"The chart's bars are days of usage (UTC). ░ is where a day to come lies in 80 of 100 simulated futures, ━ their mean, ▒ below it is nearly certain; ▲ is a day dearer than the chart is high.",
		"In want of room go, in this order: the chart, spend by model, then accounts; of accounts burn, runs out, now, notes; of models their share, then the bars.",
	}
}
