package tui

import (
	"strings"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// The catalog's frames: the user's gateways and models first, what is folded, a model's rates,
// what changed, and the form of a price.
func TestCatalogView(t *testing.T) {
	g := newGallery(t)
	for _, sc := range []scene{
		{name: "gateways", books: tuitest.Month, keys: []string{"5"}},
		{name: "facts", books: tuitest.Month, keys: []string{"5", "enter", "down", "down"}},
		{name: "models", books: tuitest.Month, keys: []string{"5", "tab"}},
		{name: "rates", books: tuitest.Month, keys: []string{"5", "tab", "/", "deepseek-v4-flash", "enter", "enter"}},
		{name: "incidents", books: tuitest.Month, keys: []string{"5", "tab", "tab", "down"}},
		{name: "nothing found", keys: []string{"5", "/", "zzz", "enter"}}, // an empty ledger hides no terms
	} {
		g.add(sc.name, sc.play(t, 80, 24))
	}
	b := newPriceBooks(t)
	g.add("changes", drive(t, config(b.cat, b), 80, 24).press("5", "shift+tab"))
	g.add("a price", drive(t, config(b.cat, b), 80, 24).press("5", "tab", "enter", "a", "down", "1.8"))
}

// From the narrowest window to the widest, low and high, the answer is there and no line is
// too wide.
func TestCatalogAtEverySize(t *testing.T) {
	for _, keys := range [][]string{{"5"}, {"5", "G", "enter", "G"}, {"5", "tab"}, {"5", "tab", "enter"}, {"5", "tab", "tab"}, {"5", "o", "/", "o"}} {
		sc := scene{books: tuitest.Month, keys: keys}
		sc.play(t, 80, 24).everySize("catalog", 10, func(z draw.Size, view string) {
			if !strings.Contains(view, "openrouter") && !strings.Contains(view, "claude") {
				t.Errorf("%v, %v: the answer is gone:\n%s", keys, z, view)
			}
		})
	}
}

// The gateways without a known fee are one line, which Enter and space unfold; v hides the
// preview; Esc walks back to where the reader was.
func TestCatalogStory(t *testing.T) {
	d := scene{books: tuitest.Month, keys: []string{"5"}}.play(t, 150, 40)
	shows(t, d, "▸ openrouter", "── others", "Loading is 5.5 % (least $0.80) at openrouter.", "whose fee nobody publishes: vercel", "fee to load credit by card")
	hides(t, d, "on_top", "1000000", "true", "▸ langfuse")
	d.press("G", "enter")
	shows(t, d, "▸ - 21 whose fee nobody publishes", "vercel")
	d.press(" ")
	shows(t, d, "▸ + 21 whose fee nobody publishes")
	d.press("v")
	hides(t, d, "fee to load credit by card")
	d.press("v", "g", "v")
	hides(t, d, "fee to load credit by card")
	d.press("v", "tab")
	shows(t, d, "▸ anthropic/claude-sonnet-4-5", "RATES PER MILLION", "LIST PRICE OVER TIME", "openrouter, you")
	d.press("enter")
	shows(t, d, "is sold by")
	d.press("esc")
	shows(t, d, "[Models")
	hides(t, d, "is sold by 1")
	d.press("esc")
	shows(t, d, "[Gateways", "▸ openrouter")
	d.press("O")
	shows(t, d, "o orders by a column first")
	d.press("a")
	shows(t, d, "a price of your own needs a ledger that is kept")
	// A gateway that is folded is gone to by its name, and a model's rates.
	goTo := func(name string) {
		for _, to := range d.app.screens[page.Catalog].Things() {
			if to.Name == name {
				d.run(d.send(page.TurnTo{Screen: page.Catalog, Then: to.Then}))
				return
			}
		}
		t.Errorf("nothing is called %s", name)
	}
	goTo("helicone")
	shows(t, d, "▸ helicone", "- 21 whose fee")
	goTo("deepseek/deepseek-v4-flash")
	shows(t, d, "deepseek/deepseek-v4-flash is sold by")
	d.press("esc")
	shows(t, d, "▸ helicone")
}
