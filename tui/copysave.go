package tui

import (
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/palette"
)

// formats are the forms in which a table is copied or saved, and the ends of their
// files' names.
var formats = []struct{ name, end string }{{"csv", "csv"}, {"json", "json"}, {"markdown", "md"}}

// copyAndSave are the ways to copy and to save what is shown.
func (a App) copyAndSave() []action {
	var out []action
	add := func(name string, text func(App) (what, file, content string, err error), save bool) {
		verb := "copy"
		if save {
			verb = "save"
		}
		out = append(out, action{palette.Entry{Name: verb + " " + name, Kind: page.Names[a.active]}, func(a App) (App, tea.Cmd) {
			what, file, content, err := text(a)
			if err != nil {
				a.said, a.wrong = draw.Safe(err.Error()), true
				return a, nil
			}
			if save {
				return a, a.save(what, file, content)
			}
			return a, a.copy(what, content)
		}})
	}
	for _, save := range []bool{false, true} {
		if save && a.cfg.Save == nil || !save && a.cfg.Copy == nil {
			continue
		}
		if s, ok := a.current().Sheet(); ok && a.current().Status().Phase == page.Ready && a.cfg.Table != nil {
			for _, f := range formats {
				add("table as "+f.name, func(a App) (string, string, string, error) {
					content, err := a.cfg.Table(f.name, s.Head, s.Rows)
					return words.Plural(len(s.Rows), "row") + " as " + f.name, s.Name + "." + f.end, content, err
				}, save)
			}
		}
		add("screen as text", func(a App) (string, string, string, error) {
			return "the screen as text", strings.ToLower(page.Names[a.active]) + ".txt", a.text(), nil
		}, save)
	}
	return out
}

// text is what is shown above the foot, without colour.
func (a App) text() string {
	lines := strings.Split(strings.TrimSuffix(trimmed(ansi.Strip(a.View())), "\n"), "\n")
	return strings.TrimRight(strings.Join(lines[:len(lines)-1], "\n"), "\n") + "\n"
}

// copy puts text into the clipboard.
func (a App) copy(what, text string) tea.Cmd {
	put := a.cfg.Copy
	if put == nil {
		return func() tea.Msg { return page.Saved{What: what, Err: errNoClipboard} }
	}
	return func() tea.Msg { return page.Saved{What: what, Err: put(text)} }
}

var errNoClipboard = errors.New("there is no clipboard here")

func (a App) save(what, file, text string) tea.Cmd {
	save := a.cfg.Save
	return func() tea.Msg {
		path, err := save(file, text)
		return page.Saved{What: what, Path: path, Err: err}
	}
}

// saySaved says at the foot where a copy or a file went, or why not.
func (a App) saySaved(msg page.Saved) App {
	a.wrong = msg.Err != nil
	switch {
	case msg.Err != nil:
		a.said = "not done: " + draw.Safe(msg.Err.Error())
	case msg.Path != "":
		a.said = "saved " + msg.What + " in " + draw.Safe(msg.Path)
	default:
		a.said = "copied " + msg.What
	}
	return a
}
