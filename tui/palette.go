package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/sahilm/fuzzy"

	"tollbook/tui/draw"
	"tollbook/tui/form"
	"tollbook/tui/page"
)

// An action is one thing that the program can do, by name.
type action struct {
	name string
	key  string // how else it is done; "" for no key
	run  func(App) (App, tea.Cmd)
}

// commands is the line that finds an action by a few of its letters. Without a
// list it is closed.
type commands struct {
	all   []action
	found []int // into all, the best first
	input textinput.Model
	at    int
	keys  commandKeys
}

// commandKeys work while a command is looked for.
type commandKeys struct {
	Up, Down key.Binding
	Do       key.Binding
	Close    key.Binding
}

func newCommandKeys() commandKeys {
	return commandKeys{
		Up:    page.Bind("↑ Ctrl-P", "up", "up", "ctrl+p"),
		Down:  page.Bind("↓ Ctrl-N", "down", "down", "ctrl+n", "tab"),
		Do:    page.Bind("Enter", "do it", "enter"),
		Close: page.Bind("Esc", "back", "esc"),
	}
}

func (c commands) open() bool { return c.all != nil }

// opened begins with some letters typed.
func (c commands) opened(all []action, typed string) commands {
	return commands{all: all, input: form.NewInput(typed), keys: newCommandKeys()}.searched()
}

// searched finds the actions whose name holds the typed letters in their order.
func (c commands) searched() commands {
	c.found, c.at = nil, 0
	text := strings.TrimSpace(c.input.Value())
	if text == "" {
		for i := range c.all {
			c.found = append(c.found, i)
		}
		return c
	}
	names := make([]string, len(c.all))
	for i, a := range c.all {
		names[i] = a.name
	}
	for _, m := range fuzzy.Find(text, names) {
		c.found = append(c.found, m.Index)
	}
	return c
}

// press handles a key: the chosen action once Enter has chosen it.
func (c commands) press(msg tea.KeyMsg) (_ commands, chosen *action) {
	switch {
	case key.Matches(msg, c.keys.Close):
		return commands{}, nil
	case key.Matches(msg, c.keys.Up):
		c.at = max(c.at-1, 0)
	case key.Matches(msg, c.keys.Down):
		c.at = min(c.at+1, max(len(c.found)-1, 0))
	case key.Matches(msg, c.keys.Do):
		if c.at < len(c.found) {
			return commands{}, &c.all[c.found[c.at]]
		}
	default:
		before := c.input.Value()
		c.input, _ = c.input.Update(msg)
		if c.input.Value() != before {
			c = c.searched()
		}
	}
	return c, nil
}

// top is the first of the found actions that is shown in so many rows.
func (c commands) top(rows int) int { return max(c.at-rows+1, 0) }

// clicked chooses the action on a line below the typed one.
func (c commands) clicked(line int, z draw.Size) (_ commands, chosen *action) {
	rows := c.lines(z) - 2
	if i := c.top(rows) + line; line >= 0 && line < rows && i < len(c.found) {
		return commands{}, &c.all[c.found[i]]
	}
	return c, nil
}

// view draws the line and the actions found, in at most z.Height lines.
func (c commands) view(t draw.Theme, z draw.Size) []string {
	out := []string{"  " + t.Strong.Render(":"+form.InputLine(c.input.Value(), c.input.Position()))}
	rows := z.Height - 2
	for i := c.top(rows); i < len(c.found) && len(out) <= rows; i++ {
		a := c.all[c.found[i]]
		marker, style := "  ", t.Plain
		if i == c.at {
			marker, style = "▸ ", t.Selected
		}
		out = append(out, " "+style.Render(marker+draw.Fit(a.name, min(z.Width-18, 56)))+" "+t.Key.Render(a.key))
	}
	if len(c.found) == 0 {
		out = append(out, "   "+t.Muted.Render("nothing is called that"))
	}
	return append(out, t.Muted.Render(" "+strings.Repeat("─", z.Width-2)))
}

// lines is how many lines the actions take at most: a part of the screen stays in
// sight below.
func (c commands) lines(z draw.Size) int { return min(len(c.found)+2, max((z.Height-3)*2/3, 5)) }

func (c commands) hints() []page.Hint {
	return []page.Hint{{Key: "↑↓", Does: "choose"}, {Key: page.KeyOf(c.keys.Do), Does: "do it"}, {Key: page.KeyOf(c.keys.Close), Does: "back"}}
}

// actions lists all that can be done: on the screen that is shown, on the others,
// and with the program.
func (a App) actions() []action {
	out := a.keyActions(a.active, deeds(a.current()))
	for i, name := range page.Names {
		if id := page.ID(i); a.screens[i] != nil && id != a.active {
			out = append(out, action{"go to " + name, fmt.Sprint(i + 1), func(a App) (App, tea.Cmd) { return a.show(id) }})
		}
	}
	out = append(out, a.copyAndSave()...)
	for _, name := range draw.Themes() {
		out = append(out, action{"theme " + name, "", func(a App) (App, tea.Cmd) {
			a.theme = draw.NewTheme(a.cfg.Renderer, name)
			return a, a.keepTheme(name)
		}})
	}
	for i, name := range page.Names {
		if id := page.ID(i); a.screens[i] != nil && id != a.active {
			for _, do := range a.keyActions(id, deeds(a.screens[i])) {
				do.name = name + ": " + do.name
				out = append(out, do)
			}
		}
	}
	return append(out, a.keyActions(a.active, []key.Binding{a.keys.Import, a.keys.Imports, a.keys.Undo, a.keys.Help, a.keys.Keep, a.keys.Demo, a.keys.Reload, a.keys.Suspend, a.keys.Quit})...)
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
	return slices.DeleteFunc(slices.Clone(s.Bindings()), func(b key.Binding) bool {
		return slices.ContainsFunc(b.Keys(), func(k string) bool { return slices.Contains(moves, k) })
	})
}

// keyActions are the deeds of keys on a screen, which is turned to first.
func (a App) keyActions(id page.ID, keys []key.Binding) []action {
	var out []action
	for _, b := range keys {
		if !b.Enabled() {
			continue
		}
		msg := page.KeyMsg(b.Keys()[0])
		out = append(out, action{b.Help().Desc, b.Help().Key, func(a App) (App, tea.Cmd) {
			a, read := a.show(id)
			model, cmd := a.press(msg)
			return model.(App), tea.Batch(read, cmd)
		}})
	}
	return out
}
