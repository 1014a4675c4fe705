package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/teatest"
	"github.com/muesli/termenv"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/cmd/tollbook/screens"
	"tollbook/tui"
)

// patience is how long a test waits for what it is to see.
const patience = time.Minute

// A told is the program as it runs, with its loop, its commands aside and its
// renderer, on the demo's books.
type told struct {
	t *testing.T
	*teatest.TestModel
}

// presses presses keys, one after the other, and waits until all texts were drawn
// since the last wait.
func (p told) presses(keys string, texts ...string) told {
	p.t.Helper()
	for _, k := range strings.Fields(keys) {
		p.Send(keyOf(k))
	}
	p.drawn(texts...)
	return p
}

// drawn waits for texts, which may be escapes of colour.
func (p told) drawn(texts ...string) {
	p.t.Helper()
	teatest.WaitFor(p.t, p.Output(), func(out []byte) bool {
		plain := ansi.Strip(string(out))
		for _, text := range texts {
			if !strings.Contains(plain, text) && !bytes.Contains(out, []byte(text)) {
				return false
			}
		}
		return true
	}, teatest.WithDuration(patience), teatest.WithCheckInterval(5*time.Millisecond))
}

// keyOf is the message of a key by its name; several letters are typed as one.
func keyOf(name string) tea.KeyMsg {
	if k, ok := map[string]tea.KeyType{"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "down": tea.KeyDown, "right": tea.KeyRight}[name]; ok {
		return tea.KeyMsg{Type: k}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// One story through all screens, as the program runs: round the five, a filter, down
// to a row and what it is made of, a command, a theme, the help, and out.
func TestStory(t *testing.T) {
	run, s, _ := clitest.DemoBooks(t)
	cfg := screens.DemoConfig(run, s)
	cfg.Renderer = lipgloss.NewRenderer(io.Discard)
	cfg.Renderer.SetColorProfile(termenv.TrueColor)
	p := told{t, teatest.NewTestModel(t, tui.New(cfg), teatest.WithInitialTermSize(100, 30))}

	p.drawn("[1 Overview]", "November comes to about", "TO DO")
	p.presses("2", "[2 What-if]", "You pay $608.33 a month")
	p.presses("down right", "1.0x → 1.5x")
	p.presses("tab 3", "[3 Credits]", "LOT")
	p.presses("5", "[5 Catalog]", "GATEWAY")
	p.presses("4", "[4 Spend]", "November so far")
	p.presses("tab tab tab tab tab", "[Model]", "openai/gpt-5.4")
	p.presses("/ claude enter", "claude")
	p.presses("w", "model anthropic/claude-sonnet-4-5, November so far: $177.47 in 1,191")
	p.presses("enter", "EXPLAIN")
	p.presses("esc esc esc", "[Model]")
	p.presses(": themecontrast", "theme contrast")
	p.presses("enter", "48;2;0;0;0") // which paints its own ground, black
	p.presses("?", "Help", "go to a screen")
	p.presses("esc", "[Model]")
	p.presses(": whatif enter", "[2 What-if]", "1.0x → 1.5x")
	p.presses("q")

	last := ansi.Strip(p.FinalModel(t, teatest.WithFinalTimeout(patience)).View())
	for _, text := range []string{"[2 What-if]", "1.0x → 1.5x", "invented", "q quit"} {
		if !strings.Contains(last, text) {
			t.Errorf("the last frame has no %q:\n%s", text, last)
		}
	}
	out, err := io.ReadAll(p.FinalOutput(t, teatest.WithFinalTimeout(patience)))
	if err != nil {
		t.Fatal(err)
	}
	if at := bytes.LastIndex(out, []byte("\x1b[?25h")); at < 0 || at < bytes.LastIndex(out, []byte("\x1b[?25l")) {
		t.Errorf("the cursor is left hidden: %q", out)
	}
}
