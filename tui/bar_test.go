package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/lipgloss"
)

// Wherever one is in an import or a form, the foot names the key back, also in the
// narrowest window.
func TestTheWayBackIsInTheFoot(t *testing.T) {
	d := bringing(t, 60, 16)
	for _, keys := range [][]string{
		{"i"},
		{"i", "~/Downloads/good.csv", "enter"},
		{"i", "~/Downloads/good.csv", "enter", "a"},
		{"i", "~/Downloads/bad.csv", "enter"},
		{"i", "~/Downloads/empty.csv", "enter"},
		{"i", "~/Downloads/trace.csv", "enter"},
		{"i", "~/Downloads/yuan.csv", "enter"},
		{"I"},
		{"3", "a"},
		{"3", "b"},
		{":"},
		{"?"},
	} {
		from := *d // the program is a value
		in := from.press(keys...)
		if hints := in.app.foot(); !strings.Contains(hints, "Esc") {
			t.Errorf("%q: no way back in %q", keys, hints)
		}
		in.press("esc", "esc", "esc")
		if in.quit || in.app.importer.Open() || in.app.help.Shown() || in.app.find.Shown() || in.app.current().Typing() {
			t.Errorf("%q: Esc does not lead back:\n%s", keys, in.app.View())
		}
	}
}

// A click on a key of the foot presses it, of two arrows the one under the mouse, and in what
// lies over a screen too.
func TestTheFootIsClicked(t *testing.T) {
	const height = 30
	on := func(d *driven, text string, by int) {
		t.Helper()
		foot := stripped(d.app.foot())
		at := strings.Index(foot, text)
		if at < 0 {
			t.Fatalf("%q is not in the foot %q", text, foot)
		}
		d.click(lipgloss.Width(foot[:at])+by, height-1)
	}
	for _, width := range []int{60, 100} {
		d, want := monthDriven(t, width, height), monthDriven(t, width, height)
		same := func(what string) {
			t.Helper()
			if got := d.app.View(); got != want.app.View() {
				t.Errorf("%d wide, %s:\n%s\nits key\n%s", width, what, got, want.app.View())
			}
		}
		on(d, "↑↓", 1)
		want.press("down")
		same("the second arrow")
		on(d, "↑↓", 0)
		want.press("up")
		same("the first arrow")
		on(d, "↑↓ knob", 4)
		want.press("down")
		same("the word")
		on(d, "go to", 2)
		shows(t, d, ":▏")
		on(d, "Esc", 0)
		same("Esc in the palette")
		on(d, "? help", 0)
		shows(t, d, "Help")
		on(d, "Esc", 1)
		same("Esc in the help")
		d.click(0, height-1)
		same("beside the keys")
		if on(d, "q quit", 0); !d.quit {
			t.Errorf("%d wide: q quit does not quit", width)
		}
	}
	// Where the answer of a command stands a click brings the keys back.
	d := monthDriven(t, 100, height).press("esc", "esc")
	shows(t, d, "nothing to go back to")
	d.click(4, height-1)
	shows(t, d, "q quit")
	if d.quit {
		t.Error("a click on the answer quits")
	}
}
