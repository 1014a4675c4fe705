package pick

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

var models = []string{"deepseek/deepseek-v4-flash", "openai/gpt-4o-mini", "anthropic/claude-sonnet-4-5", "google/gemini-2.5-pro", "google/gemini-2.5-flash", "openai/o1-mini", "alibaba/qwen3-235b"}

func list(t *testing.T, height int) List[string] {
	t.Helper()
	return New(NewKeys(), func(m string) string { return m },
		draw.Column[string]{Title: "MODEL", Text: func(m string) string { return m }},
		draw.Column[string]{Title: "LETTERS", Figure: true, Text: func(m string) string { return strings.Repeat("1", len(m)%4+1) }},
	).Asking("swap it for").With(models).Resize(draw.Size{Width: 60, Height: height})
}

func press(t *testing.T, l List[string], keys ...string) (List[string], Deed) {
	t.Helper()
	var did Deed
	for _, k := range keys {
		l, did = l.Press(page.KeyMsg(k))
	}
	return l, did
}

func view(l List[string]) string {
	return strings.Join(l.Lines(draw.NewTheme(tuitest.PlainRenderer(), "")), "\n")
}

// What is typed finds all that have it in their names and nothing else, the ones that begin so
// first; the best fit has the cursor.
func TestTyping(t *testing.T) {
	for typed, want := range map[string]string{
		"gem":       "google/gemini-2.5-pro google/gemini-2.5-flash",
		"GEM flash": "google/gemini-2.5-flash",
		"flash gem": "google/gemini-2.5-flash",
		"4.5":       "anthropic/claude-sonnet-4-5",
		"mini":      "openai/gpt-4o-mini openai/o1-mini google/gemini-2.5-pro google/gemini-2.5-flash",
		"o":         "openai/gpt-4o-mini openai/o1-mini anthropic/claude-sonnet-4-5 google/gemini-2.5-pro google/gemini-2.5-flash",
		"gmini":     "",
		"":          strings.Join(models, " "),
	} {
		l, _ := press(t, list(t, 20), strings.Split(typed, "")...)
		if got := strings.Join(l.table.Shown, " "); got != want {
			t.Errorf("%q finds %s, want %s", typed, got, want)
		}
		if got, ok := l.Selected(); ok && got != l.table.Shown[0] {
			t.Errorf("%q: the cursor is on %s", typed, got)
		}
		if n := l.Found(); n == 0 && !strings.Contains(view(l), "nothing is called that") {
			t.Errorf("%q:\n%s", typed, view(l))
		}
	}
}

// Enter takes what the cursor is on, Esc leaves, and nothing is taken where nothing is found.
func TestTaking(t *testing.T) {
	l, did := press(t, list(t, 20), "g", "e", "m", "down", "enter")
	if got, _ := l.Selected(); did != Taken || got != "google/gemini-2.5-flash" {
		t.Errorf("took %s, %d", got, did)
	}
	if _, did = press(t, l, "esc"); did != Left {
		t.Error("Esc does not leave")
	}
	if _, did = press(t, l, "q", "q", "enter"); did != Nothing {
		t.Error("nothing is taken")
	}
	// Letters, digits and blanks are typed, whatever they do elsewhere.
	if l, _ = press(t, list(t, 20), "q", "1", " ", "?"); l.Typed() != "q1 ?" {
		t.Errorf("typed %q", l.Typed())
	}
}

// The rows in sight are those that are drawn, wherever the list was moved to.
func TestInSight(t *testing.T) {
	l := list(t, 6).At("google/gemini-2.5-pro")
	for _, k := range []string{"end", "home", "down", "pgdown", "pgup", "m"} {
		l, _ = press(t, l, k)
		seen := l.InSight()
		for _, m := range models {
			drawn := strings.Contains(view(l), m)
			in := strings.Contains(" "+strings.Join(seen, " ")+" ", " "+m+" ")
			if drawn && !in {
				t.Errorf("after %s %s is drawn and not in sight", k, m)
			}
		}
	}
}

// A click puts the cursor on a row, the second one takes it; the wheel moves it.
func TestMouse(t *testing.T) {
	l := list(t, 20)
	click := func(y int) (did Deed) {
		l, did = l.Mouse(tea.MouseMsg{X: 5, Y: y, Action: tea.MouseActionPress, Button: tea.MouseButtonLeft}, 2)
		return did
	}
	if did := click(8); did != Nothing {
		t.Error("the first click takes")
	}
	if got, _ := l.Selected(); got != models[3] {
		t.Errorf("on %s", got)
	}
	if did := click(8); did != Taken {
		t.Error("the second click does not take")
	}
	if did := click(4); did != Nothing {
		t.Error("the heading takes")
	}
	l, _ = l.Mouse(tea.MouseMsg{Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown}, 2)
	if got, _ := l.Selected(); got != models[4] {
		t.Errorf("the wheel leads to %s", got)
	}
}

// No line is wider than its room, whatever is typed.
func TestFits(t *testing.T) {
	for width := 60; width <= 200; width += 20 {
		for _, typed := range []string{"", "gem", strings.Repeat("界", 60)} {
			l := list(t, 9).Resize(draw.Size{Width: width, Height: 9})
			l, _ = press(t, l, strings.Split(typed, "")...)
			lines := l.Lines(draw.NewTheme(tuitest.PlainRenderer(), ""))
			if len(lines) > 9 {
				t.Errorf("%d lines", len(lines))
			}
			for _, line := range lines {
				if lipgloss.Width(line) > width {
					t.Errorf("%d cells of %d: %q", lipgloss.Width(line), width, line)
				}
			}
		}
	}
}
