package tui

import tea "github.com/charmbracelet/bubbletea"

// notice is what a screen's command brings to be said at the foot.
type notice struct {
	text  string
	wrong bool // it is a failure
}

// turnTo is what a screen's command brings to have another one shown.
type turnTo struct {
	screen screenID
	then   tea.Msg // for that screen; nil for none
}

// turnedTo shows the screen that is asked for, and tells it what for.
func (a App) turnedTo(msg turnTo) (tea.Model, tea.Cmd) {
	if a.screens[msg.screen] == nil {
		return a, nil
	}
	a.said = ""
	a, read := a.show(msg.screen)
	if msg.then == nil {
		return a, read
	}
	model, cmd := a.pass(msg.then)
	return model, tea.Batch(read, cmd)
}
