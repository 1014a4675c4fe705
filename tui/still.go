package tui

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"

	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// Still draws a screen as a terminal without colour shows it after some keys, all
// that they ask for carried out: width x height cells, the foot included, without
// blanks at the ends of lines.
//
//	text, err := tui.Still(ctx, cfg, "what-if", 100, 30, "down", "right")
//
// Keys are named as in the key structs: "enter", "shift+tab", "G". An
// unknown screen and a failure to read the books are errors.
func Still(ctx context.Context, cfg Config, screen string, width, height int, keys ...string) (string, error) {
	id, ok := screenCalled(screen)
	if !ok {
		return "", fmt.Errorf("no screen is called %q: want one of %s", screen, strings.Join(Screens(), ", "))
	}
	cfg.Renderer = lipgloss.NewRenderer(io.Discard)
	cfg.Renderer.SetColorProfile(termenv.Ascii)
	a := newApp(ctx, cfg).resize(draw.Size{Width: width, Height: height})
	a = a.runAll(a.first)
	a, read := a.show(id)
	a = a.runAll(read)
	if state := a.current().Status(); state.Phase == page.Failed {
		return "", state.Err
	}
	for _, k := range keys {
		model, cmd := a.Update(page.KeyMsg(k))
		a = model.(App).runAll(cmd)
	}
	return trimmed(ansi.Strip(a.View())), nil
}

// screenCalled is the screen of a name that Screens has.
func screenCalled(name string) (page.ID, bool) {
	for i, s := range screensOf(Config{}) {
		if s != nil && strings.ToLower(page.Names[i]) == name {
			return page.ID(i), true
		}
	}
	return 0, false
}

// trimmed drops the blanks at the ends of lines: an editor would too.
func trimmed(view string) string {
	lines := strings.Split(view, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}
