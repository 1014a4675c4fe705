package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
)

// mouse turns to the screen whose tab is clicked, presses the key that is clicked at the foot, and
// gives the rest to what lies under it.
func (a App) mouse(msg tea.MouseMsg) (tea.Model, tea.Cmd) {
	if a.size.TooSmall() {
		return a, nil
	}
	left := msg.Button == tea.MouseButtonLeft && msg.Action == tea.MouseActionPress
	if msg.Y == 0 {
		id, ok := a.tabAt(msg.X)
		if !ok || !left || a.importer.Open() || a.typing() && !a.find.Shown() {
			return a, nil
		}
		a.help, a.find, a.said = a.help.Close(), a.find.Close(), ""
		return a.show(id)
	}
	if msg.Y == a.size.Height-1 && left {
		key, ok := a.hintAt(msg.X)
		if !ok {
			a.said = "" // the keys stand there again
			return a, nil
		}
		return a.press(key)
	}
	switch z := a.panel.ScreenSize(a.size); {
	case a.find.Shown():
		return a.clickPalette(msg, left)
	case a.help.Shown():
		return a.clickHelp(msg, left)
	case a.importer.Open():
		var cmd tea.Cmd
		a.importer, cmd = a.importer.Mouse(msg, left)
		return a.enableKeys(), cmd
	case a.current().Status().Phase != page.Ready:
		return a, nil
	case a.panel.Open() && (msg.X >= z.Width || msg.Y >= z.Height-1):
		return a.clickPanel(msg, left)
	}
	return a.pass(msg)
}

// clickPalette does the action that is clicked; the wheel goes through them.
func (a App) clickPalette(msg tea.MouseMsg, left bool) (tea.Model, tea.Cmd) {
	if by := page.Wheel(msg); by != 0 {
		a.find = a.find.Move(by)
		return a, nil
	}
	if !left {
		return a, nil
	}
	var chosen int
	a.find, chosen = a.find.Click(msg.X, msg.Y-2)
	return a.choose(chosen)
}

// clickHelp does the line that is clicked; the wheel goes through them.
func (a App) clickHelp(msg tea.MouseMsg, left bool) (tea.Model, tea.Cmd) {
	if by := page.Wheel(msg); by != 0 {
		a.help = a.help.Move(by)
		return a, nil
	}
	if !left {
		return a, nil
	}
	help, chosen := a.help.Click(msg.X, msg.Y-2)
	a.help = help
	return a.do(msg, chosen)
}

// clickPanel puts the panel's cursor on a line, and goes deeper at the second click.
func (a App) clickPanel(msg tea.MouseMsg, left bool) (tea.Model, tea.Cmd) {
	if by := page.Wheel(msg); by != 0 {
		a.panel = a.panel.Move(by)
		return a, nil
	}
	if !left {
		return a, nil
	}
	var again bool
	if a.panel, again = a.panel.Click(a.size, msg.X, msg.Y); again {
		return a.pressPanel(tea.KeyMsg{Type: tea.KeyEnter})
	}
	return a, nil
}
