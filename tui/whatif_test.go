package tui

import (
	"strings"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/tuitest"
	"tollbook/tui/whatif"
)

// shelved is the program over books that tell the month to come, with a shelf for scenarios.
func shelved(t testing.TB, width, height int) (*driven, *tuitest.Shelf) {
	t.Helper()
	k := tuitest.NewShelf(t)
	cfg := config(tuitest.Catalog(t), tuitest.Twice(t))
	cfg.Scenarios = &whatif.Scenarios{Save: k.Save, List: k.List, Rename: k.Rename, Remove: k.Remove}
	return drive(t, cfg, width, height), k
}

// twoShelved has two scenarios kept: the month as it was, and twice of it by crypto,
// as it stands on the screen.
func twoShelved(t testing.TB) *driven {
	d, _ := shelved(t, 80, 24)
	d.press("s", "enter").onKnob("volume", "right", "right")
	return d.onKnob("pay by", "right").press("s", "enter")
}

// onKnob moves the cursor of the what-if to a knob, by its name there, and presses keys.
func (d *driven) onKnob(label string, keys ...string) *driven {
	d.t.Helper()
	d.press("g")
	for view := d.app.View(); !strings.Contains(view, "▸"+label); {
		before := view
		if view = d.press("down").app.View(); view == before {
			d.t.Fatalf("no knob %s:\n%s", label, view)
		}
	}
	return d.press(keys...)
}

func TestEscNeverQuits(t *testing.T) {
	for _, sc := range scenes {
		d := sc.play(t, 80, 24).press("esc", "esc", "esc", "esc", "esc")
		if d.quit {
			t.Errorf("%s: Esc quits", sc.name)
		}
		if d.press("q"); !d.quit {
			t.Errorf("%s: q does not", sc.name)
		}
	}
}

// Letters of a line that is typed are no keys of the program.
func TestLettersAreTyped(t *testing.T) {
	for name, c := range map[string]struct {
		keys []string
		says string
	}{
		"a value":          {[]string{"down", "=", "4", "q"}, "4q▏"},
		"a value, mended":  {[]string{"down", "=", "4", "q", "backspace", "enter"}, "1.0x → 4.0x"},
		"a value, left":    {[]string{"down", "=", "3", "esc"}, "‹1.0x "},
		"a value, refused": {[]string{"down", "=", "4", "x", "y", "enter"}, `"4xy": want a multiple above zero`},
		"the filter":       {[]string{"/", "q"}, "/q A MONTH"},
		"the name to save": {[]string{"s", "q"}, "save as: openrouterq▏"},
	} {
		d, _ := shelved(t, 100, 30)
		d.press(c.keys...)
		shows(t, d, c.says)
		if d.quit {
			t.Errorf("%s: it quit", name)
		}
	}
}

// Nowhere does a click do harm.
func TestClicksDoNoHarm(t *testing.T) {
	d := monthDriven(t, 100, 30)
	for x := range 100 {
		for y := range 30 {
			d.click(x, y)
		}
	}
}

func TestNamesFromFilesAreHarmless(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, config(c, tuitest.UsageBooks(c,
		tuitest.Used{Gateway: "\x1b]0;owned\aevil", Model: "acme/\x1b[2Jgone", Requests: 1, Input: 1, Cached: 0, Output: 1, ReportedUSD: "5"},
		tuitest.Used{Gateway: "openrouter", Model: "openai/gpt-4o", Requests: 1, Input: 1, Cached: 0, Output: 1, ReportedUSD: "1"})), 100, 30)
	checkFrame(t, "hostile", draw.Size{Width: 100, Height: 30}, d.app.View())
	shows(t, d, "what loading", "]0;owned·evil")
}

// Settings beyond reason are answered, not a crash or a torn screen.
func TestExtremes(t *testing.T) {
	for _, keys := range [][]string{
		{"9", "99999999999", "enter"},
		{"enter", "0.000000000000001", "enter"},
		{"down", "9", "99999999999", "enter"},
		{"down", "enter", "0.0000000000000000001", "enter"},
		{"down", "enter", "1e11", "enter", "up", "9", "99999999999", "enter"},
		{"m", "end", "up", "9", "99999999999", "enter"},
	} {
		for _, z := range []draw.Size{{Width: 60, Height: 16}, {Width: 100, Height: 30}, {Width: 200, Height: 60}} {
			d := monthDriven(t, z.Width, z.Height).press(keys...)
			checkFrame(t, strings.Join(keys, " "), z, d.app.View())
			d.press("tab", "end", "home")
			checkFrame(t, strings.Join(keys, " "), z, d.app.View())
		}
	}
}

// What cannot be priced is said: as a bill that is not known, or where it is typed.
func TestUnpriceableSetting(t *testing.T) {
	c := tuitest.Catalog(t)
	huge := tuitest.Used{Gateway: "openrouter", Model: "openai/gpt-4o", Requests: 1, Input: 576_000_000_000, Cached: 0, Output: 1, ReportedUSD: "1"} // near 2^59 tokens, for a dollar
	d := drive(t, config(c, tuitest.UsageBooks(c, huge)), 100, 30)
	d.press("m").onKnob("cache", "=", "3", "3", "enter")
	shows(t, d, "What you would pay with these knobs is not known")
	d.press("u", "=", "3", "3.3333333", "enter")
	shows(t, d, `"33.3333333": a share of tokens has at most 6 decimals`)
	checkFrame(t, "unpriceable", draw.Size{Width: 100, Height: 30}, d.app.View())
	d.press("esc", "tab", "down", "up", "tab")
	shows(t, d, "You pay")
}

// The user's own row says what it does not serve.
func TestOwnRowIsPartial(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, config(c, tuitest.UsageBooks(c, partial...)), 140, 40)
	// magistral-medium is 20 x 2 + 2 x 5 = 50 of 1,554.30 dollars of list price.
	shows(t, d, "● openrouter $1,565.20 you: 98 %, lacks 1", "◂ today $1,597 ▸", "without mistral/magistral-medium")
}

// What is saved the program names, with its place.
func TestScenarioIsSaved(t *testing.T) {
	d, k := shelved(t, 120, 36)
	d.onKnob("volume", "right", "right").onKnob("pay by", "right").press("s")
	shows(t, d, "save as: 2x, crypto")
	d.press("enter")
	shows(t, d, "saved scenario 2x, crypto in scenarios/2x, crypto.toml")
	if len(k.Texts) != 1 {
		t.Fatalf("%d kept", len(k.Texts))
	}
}

// The record of outages and its pairs: down at once is the product of the two shares,
// (1 - 0.99970507) x (1 - 0.99552083) = 0.00029493 x 0.00447917 = 0.00000132104.
func TestRecord(t *testing.T) {
	d := monthDriven(t, 120, 36).press("R", "down", "right", "right", "enter", "f")
	shows(t, d, "Availability by the record of outages", "openrouter + openai", "99.999868 %", "99.99 % allows 4.32 min in 30 days")
	d.press("down", "down")
	shows(t, d, "the two fail independently")
	d.press("esc")
	hides(t, d, "Availability by the record")
}
