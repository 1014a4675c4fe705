package tui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// openHelp shows the keys of what is in front: a screen, or what lies over it.
func (a App) openHelp() App {
	title, own, every := page.Names[a.active], a.current().Bindings(), page.Bindings(a.keys)
	legend := a.current().Legend()
	switch {
	case a.panel.Open():
		rest := a.keys
		rest.Copy.SetEnabled(false) // the panel's own y stands for it
		title, own, every, legend = "Explanation", page.Bindings(a.panel.Keys), page.Bindings(rest), nil
	case a.importer.Open():
		title, own, every, legend = "Import", a.importer.Bindings(), a.around(), nil
	case a.typing(): // letters go into the line
		every = nil
	}
	a.said = ""
	a.help = a.help.Open(title, page.Grouped(strings.ToUpper(title), own), page.Grouped("EVERYWHERE", every), legend)
	return a
}

// pressHelp gives a key to the open help, and does what was chosen in it.
func (a App) pressHelp(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	if !a.help.Typing() && !a.typing() && key.Matches(msg, a.keys.Quit) {
		return a, tea.Quit
	}
	help, chosen := a.help.Press(msg)
	a.help = help
	return a.do(msg, chosen)
}

// do does what was chosen in the help: the key that was pressed there, or else the first of
// the line's. One of the digits asks which screen is meant.
func (a App) do(msg tea.Msg, chosen *key.Binding) (tea.Model, tea.Cmd) {
	if chosen == nil {
		return a, nil
	}
	pressed, ok := msg.(tea.KeyMsg)
	if ok && key.Matches(pressed, *chosen) {
		return a.press(pressed)
	}
	if chosen.Help() == a.keys.Go.Help() {
		return a.openPalette("screen ")
	}
	return a.press(page.KeyMsg(chosen.Keys()[0]))
}

// shortHelp lays hints on one line.
func shortHelp(t draw.Theme, hints []page.Hint) string {
	var out []string
	for _, h := range hints {
		out = append(out, t.Key.Render(h.Key)+" "+t.Muted.Render(h.Does))
	}
	return strings.Join(out, "  ")
}

// fitting are the hints that have room on a line. The ones before so many last ones are left
// out, from the end.
func fitting(hints []page.Hint, last, width int) []page.Hint {
	taken := 0
	for _, h := range hints {
		taken += lipgloss.Width(h.Key) + 1 + lipgloss.Width(h.Does) + 2
	}
	for taken-2 > width && len(hints) > last {
		drop := len(hints) - last - 1
		taken -= lipgloss.Width(hints[drop].Key) + 1 + lipgloss.Width(hints[drop].Does) + 2
		hints = append(hints[:drop:drop], hints[drop+1:]...)
	}
	return hints
}

// small says in one sentence that the terminal has no room.
func small(z draw.Size) string {
	lines := wrap.Fit("tollbook needs 60 x 16 cells; make the window larger.", max(z.Width, 1))
	lines = lines[:min(len(lines), max(z.Height, 1))]
	return strings.Join(lines, "\n")
}
