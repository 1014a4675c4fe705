package tui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/palette"
)

// An action is one thing that can be gone to or done, by name.
type action struct {
	palette.Entry
	run func(App) (App, tea.Cmd)
}

// openPalette opens the box that goes to anything. Screens that were not shown yet read the
// books now: what they have comes into the box when it is there.
func (a App) openPalette(typed string) (App, tea.Cmd) {
	a.said = ""
	var cmds []tea.Cmd
	for i, s := range a.screens {
		if s != nil && !a.read[i] {
			var cmd tea.Cmd
			a.read[i] = true
			a.screens[i], cmd = s.Reload(a.ctx, a.cfg.Books)
			cmds = append(cmds, cmd)
		}
	}
	a.found = a.actions()
	a.find = a.find.Open(entriesOf(a.found), typed).With(entriesOf(a.found), a.reading())
	return a, tea.Batch(cmds...)
}

// reading reports whether a screen reads the books for the first time.
func (a App) reading() bool {
	return slices.ContainsFunc(a.screens[:], func(s page.Screen) bool { return s != nil && s.Status().Phase == page.Loading })
}

// refind takes what came meanwhile into the open box.
func (a App) refind() App {
	if a.find.Shown() {
		a.found = a.actions()
		a.find = a.find.With(entriesOf(a.found), a.reading())
	}
	return a
}

func entriesOf(actions []action) []palette.Entry {
	out := make([]palette.Entry, len(actions))
	for i, do := range actions {
		out[i] = do.Entry
	}
	return out
}

// choose does the action of a number that the box gave; -1 is none.
func (a App) choose(chosen int) (tea.Model, tea.Cmd) {
	if chosen < 0 {
		return a, nil
	}
	do := a.found[chosen]
	a.found = nil
	a, cmd := do.run(a)
	return a.enableKeys(), cmd
}

// actions lists all that can be gone to and done: screens, what can be done on the one that is
// shown and with the program, then things, the deeds of other screens, themes.
func (a App) actions() []action {
	var out []action
	for i, name := range page.Names {
		if id := page.ID(i); a.screens[i] != nil && id != a.active {
			out = append(out, action{palette.Entry{Name: name, Kind: "screen", Key: fmt.Sprint(i + 1)}, func(a App) (App, tea.Cmd) {
				a.said = ""
				return a.show(id)
			}})
		}
	}
	out = append(out, a.keyActions(a.active, page.Names[a.active], deeds(a.current()))...)
	out = append(out, a.copyAndSave()...)
	out = append(out, a.keyActions(a.active, "everywhere", []key.Binding{a.keys.Import, a.keys.Imports, a.keys.Undo, a.keys.Help, a.keys.Keep, a.keys.Demo, a.keys.Reload, a.keys.Suspend, a.keys.Quit})...)
	out = append(out, a.things()...)
	for i, name := range page.Names {
		if id := page.ID(i); a.screens[i] != nil && id != a.active {
			out = append(out, a.keyActions(id, name, deeds(a.screens[i]))...)
		}
	}
	for _, name := range draw.Themes() {
		out = append(out, action{palette.Entry{Name: "theme " + name, Kind: "theme"}, func(a App) (App, tea.Cmd) {
			a.theme = draw.NewTheme(a.cfg.Renderer, name)
			return a, a.keepTheme(name)
		}})
	}
	return out
}

// things are what the screens have that can be gone to by name.
func (a App) things() []action {
	var out []action
	for i, s := range a.screens {
		if s == nil {
			continue
		}
		for _, thing := range s.Things() {
			to := page.TurnTo{Screen: page.ID(i), Then: thing.Then}
			out = append(out, action{palette.Entry{Name: thing.Name, Note: thing.Note, Kind: thing.Kind}, func(a App) (App, tea.Cmd) {
				model, cmd := a.turnTo(to)
				return model.(App), cmd
			}})
		}
	}
	return out
}

// keepTheme has a theme that was chosen kept for the next run.
func (a App) keepTheme(name string) tea.Cmd {
	keep := a.cfg.KeepTheme
	if keep == nil {
		return nil
	}
	return func() tea.Msg {
		if err := keep(name); err != nil {
			return page.Notice{Text: "the theme " + name + " is not kept: " + err.Error(), Wrong: true}
		}
		return page.Notice{Text: "the theme is " + name + " from now on"}
	}
}

// deeds are the bindings that name a deed: those that move a cursor, or mean
// what the line at hand makes of them, do not.
func deeds(s page.Screen) []key.Binding {
	moves := []string{"up", "down", "left", "right", "home", "end", "pgup", "pgdown", "enter", "esc", "tab", "1", "0"}
	return slices.DeleteFunc(page.WithoutHeadings(s.Bindings()), func(b key.Binding) bool {
		return slices.ContainsFunc(b.Keys(), func(k string) bool { return slices.Contains(moves, k) })
	})
}

// keyActions are the deeds of keys on a screen, which is turned to first.
func (a App) keyActions(id page.ID, kind string, keys []key.Binding) []action {
	var out []action
	for _, b := range keys {
		if !b.Enabled() {
			continue
		}
		msg := page.KeyMsg(b.Keys()[0])
		out = append(out, action{palette.Entry{Name: b.Help().Desc, Kind: kind, Key: b.Help().Key}, func(a App) (App, tea.Cmd) {
			a, read := a.show(id)
			model, cmd := a.press(msg)
			return model.(App), tea.Batch(read, cmd)
		}})
	}
	return out
}
