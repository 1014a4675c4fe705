package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/importer"
	"tollbook/tui/page"
)

// typing reports whether letters go into a line.
func (a App) typing() bool {
	switch {
	case a.find.Shown():
		return true
	case a.importer.Open():
		return a.importer.Typing()
	}
	return a.current().Typing()
}

// helps reports whether a key is among those of the line that is typed: where that is
// in a form, one opens the help.
func (a App) helps(msg tea.KeyMsg) bool {
	keys := a.current().Bindings()
	if a.importer.Open() {
		keys = a.importer.Bindings()
	}
	return key.Matches(msg, keys...)
}

// press handles the keys of every screen. While a line is typed only Ctrl-C and Ctrl-Z
// are among them.
func (a App) press(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	switch {
	case msg.Type == tea.KeyCtrlC:
		a.importer.Stop() // the books are closed next
		return a, tea.Quit
	case key.Matches(msg, a.keys.Suspend):
		return a, tea.Suspend
	case a.find.Shown():
		var chosen int
		a.find, chosen = a.find.Press(msg)
		return a.choose(chosen)
	case a.help.Shown():
		return a.pressHelp(msg)
	case a.typing() && msg.Type == tea.KeyF1 && a.helps(msg):
		return a.openHelp(), nil
	case a.importer.Open():
		if !a.typing() && key.Matches(msg, a.keys.Help) {
			return a.openHelp(), nil
		}
		if !a.typing() && !a.importer.Reading() && key.Matches(msg, a.keys.Quit) {
			return a, tea.Quit
		}
		a.said = ""
		var cmd tea.Cmd
		a.importer, cmd = a.importer.Press(msg)
		return a.enableKeys(), cmd
	case !a.current().Typing():
		if model, cmd, done := a.global(msg); done {
			return model, cmd
		}
	}
	if a.size.TooSmall() {
		return a, nil
	}
	a.said = ""
	switch s := a.current(); {
	case s.Status().Phase == page.Empty && key.Matches(msg, s.Offers()...):
	case s.Status().Phase != page.Ready:
		return a, nil
	case a.panel.Open():
		return a.pressPanel(msg)
	case !s.Typing():
		if why := s.Refuses(msg); why != "" {
			a.said, a.wrong = draw.Safe(why), false
			return a, nil
		}
	}
	return a.pass(msg)
}

// global handles a key that belongs to no screen; it reports false for others.
func (a App) global(msg tea.KeyMsg) (_ tea.Model, _ tea.Cmd, done bool) {
	switch {
	case key.Matches(msg, a.keys.Quit):
		return a, tea.Quit, true
	case key.Matches(msg, a.keys.Help):
		return a.openHelp(), nil, true
	case key.Matches(msg, a.keys.Commands):
		a, cmd := a.openPalette("")
		return a, cmd, true
	case a.panel.Open() && key.Matches(msg, a.panel.Keys.Copy):
		return a, nil, false
	case key.Matches(msg, a.keys.Import) && !a.isClaimed(msg):
		a, cmd := a.startImport(importer.Model.Begin)
		return a, cmd, true
	case key.Matches(msg, a.keys.Imports) && !a.isClaimed(msg):
		a, cmd := a.startImport(importer.Model.List)
		return a, cmd, true
	case key.Matches(msg, a.keys.Undo):
		a, cmd := a.undo()
		return a, cmd, true
	case key.Matches(msg, a.keys.Copy) && !a.isClaimed(msg):
		a, cmd := a.openPalette("copy ")
		return a, cmd, true
	case key.Matches(msg, a.keys.Save):
		a, cmd := a.openPalette("save ")
		return a, cmd, true
	case key.Matches(msg, a.keys.Keep):
		return a, a.keep(), true
	case key.Matches(msg, a.keys.Demo):
		return a, a.openDemo(), true
	case key.Matches(msg, a.keys.Close) && !a.panel.Open() && !a.isClaimed(msg):
		model, cmd := a.back()
		return model, cmd, true
	case key.Matches(msg, a.keys.Reload):
		a.said = ""
		a, cmd := a.refresh()
		return a, cmd, true
	}
	if id, ok := a.screenFor(msg); ok {
		a.said = ""
		a, cmd := a.show(id)
		return a, cmd, true
	}
	return a, nil, false
}

// startImport begins an import, or the list of those that there were.
func (a App) startImport(begin func(importer.Model) (importer.Model, tea.Cmd)) (App, tea.Cmd) {
	var cmd tea.Cmd
	a.said = ""
	a.importer, cmd = begin(a.importer)
	return a, cmd
}

// pressPanel passes a key to the open explanation.
func (a App) pressPanel(msg tea.KeyMsg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	var text string
	a.panel, cmd, text = a.panel.Press(a.ctx, a.cfg.Books, msg)
	if text != "" {
		cmd = a.copy("figure and formula", text)
	}
	return a.resize(a.size), cmd
}

// screenFor is the screen that a key turns to: a digit's always, the one beside where the
// screen has no other use for the key.
func (a App) screenFor(msg tea.KeyMsg) (page.ID, bool) {
	claimed := a.isClaimed(msg)
	switch {
	case key.Matches(msg, a.keys.Go):
		return page.ID(msg.String()[0] - '1'), true
	case key.Matches(msg, a.keys.Next) && !claimed:
		return a.neighbour(1), true
	case key.Matches(msg, a.keys.Previous) && !claimed:
		return a.neighbour(-1), true
	}
	return 0, false
}

// turnTo shows the screen that is asked for, and tells it what for.
func (a App) turnTo(msg page.TurnTo) (tea.Model, tea.Cmd) {
	if a.screens[msg.Screen] == nil {
		return a, nil
	}
	a.said = ""
	a, read := a.show(msg.Screen)
	if msg.Then == nil {
		return a, read
	}
	model, cmd := a.pass(msg.Then)
	return model, tea.Batch(read, cmd)
}

// isClaimed reports whether the screen has another use for a key.
func (a App) isClaimed(msg tea.KeyMsg) bool {
	phase := a.current().Status().Phase
	return !a.panel.Open() && (phase == page.Ready || phase == page.Loading) && a.current().Claims(msg)
}

func (a App) keep() tea.Cmd {
	keep := a.cfg.Keep
	return func() tea.Msg {
		src, name, err := keep()
		return ownOpened{src, name, err}
	}
}

// showOwn shows the user's own ledger in place of the temporary one that it now holds.
func (a App) showOwn(msg ownOpened) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		a.said, a.wrong = "not kept: "+draw.Safe(msg.err.Error()), true
		return a, nil
	}
	a.said, a.wrong = "kept: this is your ledger, with all that it holds", false
	a = a.onBooks(msg.books, msg.name, Ledger)
	a.changes = nil // they are those of another ledger
	return a.rebook()
}

func (a App) openDemo() tea.Cmd {
	open := a.cfg.Demo
	return func() tea.Msg {
		src, err := open()
		return demoOpened{src, err}
	}
}

// showDemo shows the demo's ledger in place of the empty one.
func (a App) showDemo(msg demoOpened) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		a.said, a.wrong = "the demo cannot be opened: "+draw.Safe(msg.err.Error()), true
		return a, nil
	}
	a = a.onBooks(msg.books, a.cfg.LedgerName, Demo)
	a.said = ""
	a.changes = nil
	return a.rebook()
}

// ownOpened is the answer to K.
type ownOpened struct {
	books Books
	name  string
	err   error
}

// demoOpened is the answer to d.
type demoOpened struct {
	books Books
	err   error
}
