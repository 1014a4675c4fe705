package tui

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

func creditsDriven(t testing.TB, b Books, width, height int) *driven {
	t.Helper()
	return drive(t, config(tuitest.Catalog(t), b), width, height).press("3")
}

// manyDriven is the screen of the many accounts, of which the first dies in 1.1 days.
func manyDriven(t testing.TB, width, height int) *driven {
	t.Helper()
	cfg := config(tuitest.Catalog(t), tuitest.Labs(t))
	cfg.AsOf = time.Date(2026, 11, 29, 21, 36, 0, 0, time.UTC)
	return drive(t, cfg, width, height).press("3")
}

// creditsScenes are states of the screen, each with what no other shows.
func creditsScenes(t *testing.T) map[string]*driven {
	ascii := config(tuitest.Catalog(t), tuitest.Credits(t))
	ascii.Theme = "ascii"
	return map[string]*driven{
		"1 what ends first":           creditsDriven(t, tuitest.Credits(t), 80, 24),
		"2 all lots, one in hand":     creditsDriven(t, tuitest.Credits(t), 80, 24).press("l", "down", "down", "down"),
		"3 many accounts":             manyDriven(t, 80, 24),
		"4 credit that is proposed":   creditsDriven(t, tuitest.Proposing(t), 80, 24).press("down"),
		"5 nothing is recorded":       creditsDriven(t, tuitest.BooksOf(t, tuitest.CreditsUsage()), 80, 24),
		"6 a top-up is typed":         creditsDriven(t, tuitest.Credits(t), 80, 24).press("down", "a", "5", "0", "0"),
		"7 one is corrected":          creditsDriven(t, tuitest.Credits(t), 80, 24).press("="),
		"8 no sign beyond ASCII":      drive(t, ascii, 80, 24).press("3"),
		"9 the first one of a ledger": bringing(t, 80, 24).press("3", "a", "o"),
	}
}

func TestCreditsView(t *testing.T) {
	scenes := creditsScenes(t)
	g := newGallery(t)
	for _, name := range slices.Sorted(maps.Keys(scenes)) {
		g.add(name, scenes[name])
	}
}

// No view is wider or higher than its window, and the answer is there at every size: the sum
// at risk first.
func TestCreditsAtEverySize(t *testing.T) {
	answers := map[string]string{"1 what ends first": "$62.40 of $680 dies", "2 all lots, one in hand": "$62.40 of $680 dies", "3 many accounts": "of $150 dies by 13 Dec",
		"4 credit that is proposed": "$62.40 of $680 dies", "5 nothing is recorded": "No top-up is recorded", "6 a top-up is typed": "$500.00 by card: fee $27.50"}
	scenes := creditsScenes(t)
	scenes["loading"] = started(t, config(tuitest.Catalog(t), tuitest.Credits(t)), 80, 24)
	scenes["loading"].send(page.KeyMsg("3"))
	scenes["error"] = creditsDriven(t, tuitest.Books{Err: tuitest.ErrBroken}, 80, 24)
	scenes["refund"] = creditsDriven(t, tuitest.Credits(t), 80, 24).press("R", "5")
	scenes["explained"] = creditsDriven(t, tuitest.Credits(t), 80, 24).press("right", "down", "enter")
	scenes["plan"] = creditsDriven(t, tuitest.Credits(t), 80, 24).press("p")
	for name, d := range scenes {
		d.everySize(name, 10, func(z draw.Size, view string) {
			if want := answers[name]; !strings.Contains(view, want) {
				t.Fatalf("%v: the answer is gone:\n%s", z, view)
			}
		})
	}
}

// From 130 columns on no half of the screen is blank: below the list stands what to load, and
// at the right what is known of the lot.
func TestCreditsFillsTheWindow(t *testing.T) {
	d := creditsDriven(t, tuitest.Credits(t), 200, 50).press("down")
	blank := 0
	for _, line := range strings.Split(d.app.View(), "\n") {
		if strings.Trim(line, " │┊") == "" {
			blank++
		}
	}
	if blank > 16 {
		t.Errorf("%d of 50 lines are blank:\n%s", blank, d.app.View())
	}
}

// Overview and Credits and tollbook expiring say the same sum (what the forecast has at risk).
func TestCreditsAgreesWithTheForecast(t *testing.T) {
	d := manyDriven(t, 140, 40)
	books, err := tuitest.Labs(t).Store.Credits(t.Context(), "", d.app.cfg.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	f, err := projection.Make(books, projection.Query{})
	if err != nil {
		t.Fatal(err)
	}
	sum := pricing.Money{}
	for _, l := range books.Expiring(60 * pricing.DayLength) {
		sum = sum.Add(l.Outlook.ExpectedBreakage)
	}
	if !sum.Equal(f.AtRisk) {
		t.Errorf("%s die, the forecast has %s", sum, f.AtRisk)
	}
	shows(t, d, draw.Money(sum)+" of $150 dies by 13 Dec in 3 accounts", " dies 1 Dec")
}

// A key that cannot act says why at the foot; Esc takes back what was unfolded.
func TestCreditsKeys(t *testing.T) {
	d := creditsDriven(t, tuitest.Credits(t), 80, 24).press("v")
	shows(t, d, "the preview needs 130 columns")
	d.press("down", "right")
	shows(t, d, "13 Nov       #2")
	d.press("esc").on(t, page.Credits)
	hides(t, d, "13 Nov       #2")
	d.press("esc").on(t, page.Whatif)
}

// The screen as text says what it shows, without what is drawn.
func TestCreditsPlain(t *testing.T) {
	text, err := Plain(context.Background(), config(tuitest.Catalog(t), tuitest.Credits(t)), "credits")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"openrouter: left $590.00; burn/day $10.00; ends used up 12 Jan, in 59 d;",
		"#3 of openai; kind purchase; bought 2025-12-20; credit $120.00; used $36.60; left $83.40; expires 2026-12-20;",
		"openrouter: refundable for 1 h 38 min, the $27.50 fee is kept\n",
		"anthropic: 1 used up, 1 expired, $5.00 expired unused\n",
		"mark $10.50 of usage had no credit: a top-up is missing\n",
		"Next top-up at openai\n",
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
