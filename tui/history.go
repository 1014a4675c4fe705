package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
)

// A stand is where the reader was: on which screen, and where on each of them, for what
// leads to another screen may change what that one shows.
type stand struct {
	screen page.ID
	places [page.Count]page.Place
}

// mostSteps is how many steps Esc can walk back.
const mostSteps = 200

// stand is where the reader is now.
func (a App) stand() stand {
	at := stand{screen: a.active}
	for i, s := range a.screens {
		if s != nil {
			at.places[i] = s.Place()
		}
	}
	return at
}

// stepped keeps where the reader was before a message, where it led to another screen or
// to another view of one.
func (a App) stepped(before stand) App {
	now := a.stand()
	same := now.screen == before.screen
	for i := range now.places {
		same = same && now.places[i].View == before.places[i].View
	}
	if same {
		return a
	}
	a.history = append(a.history[:len(a.history):len(a.history)], before)
	if n := len(a.history); n > mostSteps {
		a.history = a.history[n-mostSteps:]
	}
	return a
}

// back walks one step back.
func (a App) back() (tea.Model, tea.Cmd) {
	n := len(a.history)
	if n == 0 {
		a.said, a.wrong = "nothing to go back to · "+page.KeyOf(a.keys.Quit)+" quits", false
		return a, nil
	}
	to := a.history[n-1]
	a.history, a.said = a.history[:n-1:n-1], ""
	var cmds []tea.Cmd
	for i, s := range a.screens {
		if s == nil || page.ID(i) != to.screen && s.Place().View == to.places[i].View {
			continue
		}
		var cmd tea.Cmd
		a.screens[i], cmd = s.Return(to.places[i])
		cmds = append(cmds, cmd)
	}
	a, cmd := a.show(to.screen)
	return a, tea.Batch(append(cmds, cmd)...)
}
