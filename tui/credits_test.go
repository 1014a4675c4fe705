package tui

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

func creditsDriven(t testing.TB, b Books, width, height int) *driven {
	t.Helper()
	return drive(t, config(tuitest.Catalog(t), b), width, height).press("3")
}

var (
	creditsScenes = []struct {
		name string
		keys []string
	}{
		{"accounts", nil},
		{"dying", []string{"down"}},
		{"deficit", []string{"down", "down"}},
		{"automatic", []string{"down", "down", "down"}},
		{"arrears", []string{"end"}},
		{"lots", []string{"tab", "down"}},
		{"unfolded", []string{"tab", "m", "end"}},
		{"explainaccount", []string{"enter"}},
		{"explainlot", []string{"tab", "down", "enter"}},
		{"plan", []string{"p"}},
		{"drift", []string{"d"}},
		{"help", []string{"?"}},
	}
)

func TestCreditsView(t *testing.T) {
	g := newGallery(t)
	base := *creditsDriven(t, tuitest.Credits(t), 80, 24)
	for _, sc := range creditsScenes {
		from := base
		d := from.press(sc.keys...)
		g.add(sc.name, d)
	}
}

// The states in which there is little or nothing to show: each names the way on.
func TestCreditsStates(t *testing.T) {
	read := started(t, config(tuitest.Catalog(t), tuitest.Credits(t)), 80, 24)
	read.send(page.KeyMsg("3"))
	lots := started(t, config(tuitest.Catalog(t), tuitest.Credits(t)), 80, 24)
	lots.run(lots.send(page.KeyMsg("3")))
	ascii := config(tuitest.Catalog(t), tuitest.Credits(t))
	ascii.Theme = "ascii"
	states := map[string]*driven{
		"loading": read,
		"empty":   creditsDriven(t, tuitest.LedgerBooks{}, 80, 24),
		"error":   creditsDriven(t, tuitest.Books{Err: tuitest.ErrBroken}, 80, 24),
		"nolots":  creditsDriven(t, tuitest.BooksOf(t, tuitest.CreditsUsage()), 80, 24),
		"ascii":   drive(t, ascii, 80, 24).press("3"),
	}
	g := newGallery(t)
	for _, name := range slices.Sorted(maps.Keys(states)) {
		g.add(name, states[name])
	}
}

// No view is wider or higher than its window, and the answer is there at every size.
func TestCreditsAtEverySize(t *testing.T) {
	base := *creditsDriven(t, tuitest.Credits(t), 80, 24)
	for _, sc := range creditsScenes {
		from := base
		d := from.press(sc.keys...)
		step := 20
		if sc.name == "accounts" || sc.name == "unfolded" {
			step = 4
		}
		d.everySize(sc.name, step, func(z draw.Size, view string) {
			if sc.name == "accounts" && (!strings.Contains(view, "openrouter runs out") || !strings.Contains(view, "$590.00")) {
				t.Fatalf("%v: the answer is gone:\n%s", z, view)
			}
		})
	}
}

// The screen as text says what it shows, without what is drawn.
func TestCreditsPlain(t *testing.T) {
	text, err := Plain(context.Background(), config(tuitest.Catalog(t), tuitest.Credits(t)), "credits")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"openrouter: balance $590.00; burn/day $10.00;",
		"#3 of openai; kind purchase; bought 2025-12-20; credit $120.00; used $36.60; left $83.40; expires 2026-12-20;",
		"openrouter: refundable for 1 h 38 min, the $27.50 fee is kept\n",
		"anthropic: 1 used up, 1 expired, $5.00 expired unused\n",
		"anthropic: $10.50 of usage had no credit: a top-up is missing\n",
		"Next top-up at openrouter\n",
		"openrouter's page said $98.65 on 13 Nov, $1.35 less than tollbook.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	for _, r := range text {
		if strings.ContainsRune("█▓░│○✕◇─\x1b", r) {
			t.Fatalf("%q is drawn, not told:\n%s", r, text)
		}
	}
}

// typeIn goes through a form field by field: a text is typed, "" leaves the field.
func (d *driven) typeIn(texts ...string) *driven {
	for i, text := range texts {
		if i > 0 {
			d.press("tab")
		}
		for _, r := range text {
			d.press(string(r))
		}
	}
	return d
}

// The forms at every size.
func TestCreditsFormView(t *testing.T) {
	g := newGallery(t)
	base := *creditsDriven(t, tuitest.Credits(t), 80, 24)
	for _, sc := range []struct {
		name string
		keys []string
	}{
		{"topup", []string{"a"}},
		{"preview", []string{"a", "5", "0", "0"}},
		{"invalid", []string{"a", "5", "x", "enter"}},
		{"small", []string{"a", "1", "tab"}},
		{"grant", []string{"g", "5"}},
		{"refund", []string{"tab", "down", "R"}},
		{"balance", []string{"b", "5", "8", "8"}},
	} {
		from := base
		d := from.press(sc.keys...)
		g.add(sc.name, d)
		for width := 60; width <= 200; width += 10 {
			for _, height := range []int{16, 19, 30} {
				d.app = d.app.resize(draw.Size{Width: width, Height: height})
				checkFrame(t, sc.name, draw.Size{Width: width, Height: height}, d.app.View())
				if sc.name == "preview" { // what it comes to is there in the smallest window
					shows(t, d, "$500.00 by card: fee $27.50")
				}
			}
		}
	}
}
