package draw

import (
	"io"
	"testing"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"
)

func TestInASCII(t *testing.T) {
	for in, want := range map[string]string{
		"│ ▸ a · b…":    "| > a . b.",
		"█▒░·":          "#=:.",
		"⠀⠁⠉⠤⣀⣿":        " ''._#",
		"naïve 日本":      "na?ve ????",
		"plain $1.00 %": "plain $1.00 %",
	} {
		if got := InASCII(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// A theme without colour and weight has none, whatever a screen makes of its styles.
func TestBareThemesWriteNoEscape(t *testing.T) {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(termenv.TrueColor)
	for _, name := range []string{"none", "ascii"} {
		theme := NewTheme(r, name)
		line := theme.Paint(theme.Fee.Bold(true).Render("$31.74")+" a month", 40)
		if line != "$31.74 a month" {
			t.Errorf("%s writes %q", name, line)
		}
	}
}

// No terminal reorders a safe text, or takes it for another number of cells: each sign is
// as wide alone as among the others.
func TestSafeTextHasOneWidth(t *testing.T) {
	for in, want := range map[string]string{
		"a\u202eb\u2066c\u200fd":  "a·b·c·d",    // turned to the left, isolated, a mark
		"👩\u200d💻":                "👩·💻",        // a joiner
		"❤\ufe0f":                 "❤·",         // asked for as a picture
		"👍🏽":                      "👍·",         // a colour of skin
		"🇩🇪 prod":                 "DE prod",    // a flag
		"日本語 שלום é":              "日本語 שלום é", // wide, from right to left, an accent apart
		"new\u2028line":           "new line",
		"a\u200bb\x1b[31mc\u0000": "a·b·[31mc·",
	} {
		got := Safe(in)
		if got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
		sum := 0
		for _, r := range got {
			sum += lipgloss.Width(string(r))
		}
		if sum != lipgloss.Width(got) {
			t.Errorf("%q: %d cells together, %d apart", got, lipgloss.Width(got), sum)
		}
	}
}
