package tui

import (
	"strings"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/tuitest"
)

// In every theme the text is the same; in the ASCII one it is the same width, and
// nothing is beyond ASCII.
func TestThemesChangeNoText(t *testing.T) {
	for _, sc := range scenes {
		for _, z := range []draw.Size{{Width: 60, Height: 20}, {Width: 120, Height: 40}} {
			base := sc.play(t, z.Width, z.Height)
			for _, name := range draw.Themes() {
				base.app.theme = draw.NewTheme(tuitest.ColourRenderer(), name)
				view := stripped(base.app.View())
				base.app.theme = draw.NewTheme(tuitest.PlainRenderer(), "none")
				want := base.app.View()
				if name == "ascii" {
					for _, r := range view {
						if r >= 0x80 {
							t.Fatalf("%s: %q in\n%s", sc.name, r, view)
						}
					}
					want = draw.InASCII(want)
				}
				if trimmed(view) != trimmed(want) {
					t.Errorf("%s in %s at %v:\n%s\nwant\n%s", sc.name, name, z, view, want)
				}
			}
		}
	}
}

// A theme that paints its ground paints all of it: no reset leaves a hole.
func TestPaperHasNoHoles(t *testing.T) {
	d := monthDriven(t, 100, 30)
	d.app.theme = draw.NewTheme(tuitest.ColourRenderer(), "contrast")
	const white = "\x1b[38;2;255;255;255;48;2;0;0;0m" // on black
	for i, line := range strings.Split(d.app.View(), "\n") {
		if !strings.HasPrefix(line, white) || strings.Contains(strings.TrimSuffix(line, "\x1b[0m"), "\x1b[0m ") {
			t.Fatalf("line %d: %q", i, line)
		}
		if w := len([]rune(stripped(line))); w != 100 {
			t.Fatalf("line %d is painted %d cells wide", i, w)
		}
	}
}
