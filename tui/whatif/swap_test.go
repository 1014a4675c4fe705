package whatif

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

const sonnetToGemini = "anthropic/claude-sonnet-4-5=google/gemini-2.5-flash"

// D22: a swap is picked: whose work, then a few letters of who does it. Each candidate has its
// saving beside it, and that is what the bill changes by once it is taken.
func TestSwapIsPicked(t *testing.T) {
	d := onKnob(month(t, 80, 24), swapKnob, "enter")
	d.Shows("swap which of your models?", "anthropic/claude-sonnet-4-5 $798.00 66.9 % itself", "openai/gpt-4o $320.00 26.8 %")
	d.Press("enter", "g", "e", "m")
	d.Shows("swap claude-sonnet-4-5 ($798 a month, 66.9 %) for gem▏", "google/gemini-2.5-flash")
	d.Hides("openai/o1-mini", "deepseek")
	d.Press("i", "n", "i", "-", "2", ".", "5", "-", "f", "l", "a", "s", "h")
	row, _ := d.Screen.laid.(swapTos).list.Selected()
	if row.Model != "google/gemini-2.5-flash" || row.Change == nil {
		t.Fatalf("on %s", row.Model)
	}
	before := *d.Screen.would.Total
	d.Press("enter")
	if got := d.Screen.now[swapKnob]; got != sonnetToGemini || d.Screen.laid != nil {
		t.Fatalf("swapped %q", got)
	}
	if change := d.Screen.would.Total.Sub(before); !change.Equal(*row.Change) {
		t.Errorf("the bill changed by %s, the picker said %s", change, row.Change)
	}
	// A second one beside it, found by another key; x takes the first back.
	d.Press("=", "down", "enter", "h", "a", "i", "k", "u", " ", "4", "enter")
	if got := d.Screen.now[swapKnob]; got != sonnetToGemini+",openai/gpt-4o=anthropic/claude-haiku-4-5" {
		t.Fatalf("swapped %q", got)
	}
	d.Press("=").Shows("→ google/gemini-2.5-flash", "→ anthropic/claude-haiku-4-5")
	d.Press("x")
	if got := d.Screen.now[swapKnob]; got != "openai/gpt-4o=anthropic/claude-haiku-4-5" {
		t.Errorf("after x %q", got)
	}
	d.Press("x").Shows("anthropic/claude-sonnet-4-5 is not swapped")
	// What is swapped already stands marked, and above all others its own name takes it back.
	d.Press("down", "enter").Shows("openai/gpt-4o, no swap", "anthropic/claude-haiku-4-5 ●")
	d.Press("home", "enter")
	if got := d.Screen.now[swapKnob]; got != "" {
		t.Errorf("no swap is %q", got)
	}
}

// Esc leaves one level a press and changes nothing; where there is one model nobody is asked
// which.
func TestSwapIsLeft(t *testing.T) {
	d := onKnob(month(t, 80, 24), swapKnob, "enter", "enter", "z", "z", "z", "enter")
	d.Shows("nothing is called that")
	for _, k := range []string{"1", "q", "u", "esc", "tab", "?"} {
		if !d.Screen.Typing() || !d.Screen.Claims(page.KeyMsg(k)) {
			t.Errorf("%s is left to the program", k)
		}
	}
	d.Press("esc").Shows("swap which of your models?")
	if d.Screen.Typing() || d.Screen.Claims(page.KeyMsg("1")) {
		t.Error("a digit turns no screen")
	}
	d.Press("esc").Shows("KNOB")
	if d.Screen.now != (settings{}) {
		t.Errorf("knobs %q", d.Screen.now)
	}
	one := drive(t, tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month[0]), 80, 24)
	onKnob(one.Press("m"), swapKnob, "enter").Shows("swap " + strings.TrimPrefix(tuitest.Month[0].Model, "anthropic/") + " (")
	one.Press("esc").Shows("KNOB")
}

// Only what is in sight is priced, however many models there are, and all that is in sight is.
func TestSwapPricesWhatIsSeen(t *testing.T) {
	d := onKnob(month(t, 80, 24), swapKnob, "enter", "enter")
	for _, k := range []string{"", "down", "pgdown", "end", "pgup", "home", "m", "i"} {
		if k != "" {
			d.Press(k)
		}
		p := d.Screen.laid.(swapTos)
		for _, r := range p.list.InSight() {
			if r.rule == "" && !r.priced {
				t.Fatalf("after %q %s has no figure", k, r.Model)
			}
		}
		priced := 0
		for _, r := range p.rows {
			if r.priced {
				priced++
			}
		}
		if len(p.rows) < 400 || priced > 150 {
			t.Errorf("after %q %d of %d are priced", k, priced, len(p.rows))
		}
	}
}

func TestSwapMouse(t *testing.T) {
	d := onKnob(month(t, 80, 24), swapKnob, "enter")
	line := func(text string) int {
		t.Helper()
		for i, l := range strings.Split(d.View(), "\n") {
			if strings.Contains(l, text) {
				return i
			}
		}
		t.Fatalf("%q is not in\n%s", text, d.View())
		return 0
	}
	at := line("openai/gpt-4o ")
	d.Click(5, at)
	d.Click(5, at)
	d.Shows("swap gpt-4o (")
	at = line("deepseek/deepseek-v4-flash ")
	d.Click(5, at)
	d.Run(d.Send(tea.MouseMsg{X: 5, Y: at, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown}))
	d.Run(d.Send(tea.MouseMsg{X: 5, Y: at, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelUp}))
	d.Click(5, at)
	if got := d.Screen.now[swapKnob]; got != "openai/gpt-4o=deepseek/deepseek-v4-flash" {
		t.Errorf("clicked %q\n%s", got, d.View())
	}
}

// Other usage, as after an import elsewhere, leaves the picker open with what was typed.
func TestPickerStaysOverAReading(t *testing.T) {
	d := onKnob(month(t, 80, 24), swapKnob, "enter", "enter", "g", "e", "m")
	d.Reload()
	d.Shows("for gem▏", "google/gemini-2.5-flash")
}

// BenchmarkSwapLetter is a letter typed into the picker over 500 lines of work: a frame has 16 ms.
func BenchmarkSwapLetter(b *testing.B) {
	d := onKnob(drive(b, tuitest.ManyLines(b), 200, 50), swapKnob, "enter", "enter")
	for b.Loop() {
		d.Press("m", "backspace")
		d.View()
	}
}
