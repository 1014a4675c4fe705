package tui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tollbook/tui/tuitest"
)

// A still is what the terminal shows, foot and all, without colour even where the
// program's own terminal has some.
func TestStill(t *testing.T) {
	c := tuitest.Catalog(t)
	cfg := config(c, tuitest.UsageBooks(c, tuitest.Month...))
	cfg.Renderer = tuitest.ColourRenderer()
	cases := []struct {
		screen string
		digit  string
		keys   []string
	}{
		{"what-if", "2", nil},
		{"what-if", "2", []string{"down", "right", "enter", "3", "esc", "tab", "enter"}},
		{"catalog", "5", []string{"tab", "/", "sonnet", "enter", "shift+tab", "pgdown", "2"}},
	}
	for _, x := range cases {
		got, err := Still(context.Background(), cfg, x.screen, 100, 30, x.keys...)
		if err != nil {
			t.Fatal(err)
		}
		want := drive(t, config(c, tuitest.UsageBooks(c, tuitest.Month...)), 100, 30).press(x.digit).press(x.keys...)
		if got != trimmed(want.app.View()) {
			t.Errorf("%s after %v:\n%s\nthe program shows\n%s", x.screen, x.keys, got, want.app.View())
		}
		if lines := strings.Count(got, "\n"); lines != 30 || strings.Contains(got, " \n") || strings.Contains(got, "\x1b") {
			t.Errorf("%s after %v: %d lines, or blanks at their ends, or colour:\n%q", x.screen, x.keys, lines, got)
		}
	}
	if _, err := Still(context.Background(), cfg, "ledger", 100, 30); err == nil || !strings.Contains(err.Error(), `"ledger": want one of`) {
		t.Errorf("a screen that there is not: %v", err)
	}
	cfg.Books = tuitest.Books{Err: tuitest.ErrBroken}
	if _, err := Still(context.Background(), cfg, "what-if", 100, 30); !errors.Is(err, tuitest.ErrBroken) {
		t.Errorf("books that can't be read: %v", err)
	}
}
