package tui

import (
	"strings"
	"testing"
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
		{"3", "g"},
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
