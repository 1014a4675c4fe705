package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// A failing screen panics at one of its methods.
type failing struct {
	page.Screen
	in string
}

func (f failing) fail(in string) {
	if f.in == in {
		var none []string
		_ = none[3]
	}
}

func (f failing) View(t draw.Theme) []string {
	f.fail("View")
	return f.Screen.View(t)
}

func (f failing) Update(msg tea.Msg) (page.Screen, tea.Cmd) {
	f.fail("Update")
	s, cmd := f.Screen.Update(msg)
	return failing{s, f.in}, cmd
}

func (f failing) Reload(ctx context.Context, books page.Books) (page.Screen, tea.Cmd) {
	s, cmd := f.Screen.Reload(ctx, books)
	return failing{s, f.in}, tea.Batch(cmd, func() tea.Msg {
		f.fail("a command")
		return nil
	})
}

func (f failing) Resize(to draw.Size) page.Screen { return failing{f.Screen.Resize(to), f.in} }

// Whatever panics, the terminal gets back what it lent, and the error says what happened
// and where. Nothing is written to it after that.
func TestFaultsLeaveTheTerminal(t *testing.T) {
	for _, in := range []string{"View", "Update", "a command"} {
		t.Run(in, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), time.Minute) // it has ended by then
			defer stop()
			a := newApp(ctx, config(tuitest.Catalog(t), tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month...)))
			a.active = page.Whatif
			a.screens[a.active] = failing{a.screens[a.active], in}
			a, a.first = a.refresh()
			keys, _ := io.Pipe()
			defer keys.Close()
			var out bytes.Buffer
			err := runGuarded(ctx, a, tea.WithInput(keys), tea.WithOutput(&out), tea.WithAltScreen(), tea.WithMouseCellMotion(), tea.WithoutSignals())
			var fault *Fault
			if !errors.As(err, &fault) {
				t.Fatalf("it ends with %v", err)
			}
			first, where, _ := strings.Cut(err.Error(), "\n")
			if !strings.Contains(first, "index out of range [3]") || !strings.Contains(where, "failing.fail (guard_test.go:") {
				t.Errorf("it says %q", err)
			}
			written := out.String()
			for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?1002h": "\x1b[?1002l", "\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l"} {
				if i := strings.LastIndex(written, on); i < 0 || strings.LastIndex(written, off) < i {
					t.Errorf("%q is not taken back", on)
				}
			}
			if strings.Contains(written, "anic") {
				t.Errorf("on the screen: %q", written)
			}
		})
	}
}
