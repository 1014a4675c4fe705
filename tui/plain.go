package tui

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Screens are the names of the screens that there are, as Plain takes them: "what-if".
func Screens() []string {
	var out []string
	for i, s := range screensOf(Config{}) {
		if s != nil {
			out = append(out, strings.ToLower(page.Names[i]))
		}
	}
	return out
}

// Plain tells a screen, or all of them for "", as lines of text: for a screen reader,
// a pipe or a search. It says what the screens show, without columns, bars or
// curves. It returns the error of the books where they cannot be read.
func Plain(ctx context.Context, cfg Config, screen string) (string, error) {
	a := newApp(ctx, cfg)
	a = a.runAll(a.first)
	var b strings.Builder
	fmt.Fprintf(&b, "tollbook, %s\n", a.ledger(200))
	for i, name := range page.Names {
		if a.screens[i] == nil || screen != "" && screen != strings.ToLower(name) {
			continue
		}
		var cmd tea.Cmd
		a, cmd = a.show(page.ID(i))
		a = a.runAll(cmd)
		fmt.Fprintf(&b, "\n%s\n\n", name)
		switch state := a.current().Status(); state.Phase {
		case page.Failed:
			return "", state.Err
		case page.Empty:
			for _, line := range a.current().Vacant() {
				b.WriteString(line + "\n")
			}
		default:
			for _, line := range a.current().Plain() {
				b.WriteString(line + "\n")
			}
		}
	}
	text := b.String()
	if a.theme.ASCII {
		text = draw.InASCII(text)
	}
	return text, nil
}

// runAll carries out a command and all that follow from it, one after another. Where a
// screen asks for a pause it waits for none: no key comes in between.
func (a App) runAll(cmd tea.Cmd) App {
	if cmd == nil {
		return a
	}
	msg := cmd()
	if later, ok := msg.(page.Later); ok {
		msg = later.Then
	}
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, each := range msg {
			a = a.runAll(each)
		}
	case nil, tea.QuitMsg:
	default:
		model, next := a.Update(msg)
		a = model.(App).runAll(next)
	}
	return a
}

// KnownScreen reports whether a name is one of Screens().
func KnownScreen(name string) bool { return slices.Contains(Screens(), name) }
