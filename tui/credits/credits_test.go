package credits

import (
	"context"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// driver is the screen alone.
type driver = tuitest.Driver[Books, Model]

func driven(t testing.TB, b Books, width, height int) *driver {
	t.Helper()
	return tuitest.Drive[Books](t, New(tuitest.Catalog(t), tuitest.Now), b, width, height)
}

// hints are the keys at the foot of the screen, with what they do.
func hints(d *driver) string {
	var out []string
	for _, h := range d.Screen.Hints() {
		out = append(out, h.Key+" "+h.Does)
	}
	return strings.Join(out, "  ")
}

// What the screen says of CreditsUsage, worked by hand above.
func TestAnswers(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 200, 50)
	d.Shows("of openai's $83.40 likely expires unused 20 Dec.", "anthropic is $10.50 short: a top-up is missing.",
		"$590.00", "○ 23 Nov", "refundable for 1 h 38 min, the $27.50 fee is kept",
		"✕ $5.00 expired unused", "! $10.50 of usage had no credit",
		"openrouter's page said $98.65 on 13 Nov, $1.35 less than tollbook.", "billed after use")
	// 700 + 500 by card at 5.5 %: 38.50 + 27.50.
	d.Shows("$1,200.00", "$66.00")
	d.Hides("#1   14 Sep  $700.00  ████████████")
	// By 20 Dec 00:00 some 35 to 36 days of 0.60 are used: 21.00 to 21.60 of 83.40.
	lost, known := d.Screen.accounts.Rows[1].LikelyLost()
	if !known || lost.Cmp(pricing.MustMoney("61.50")) < 0 || lost.Cmp(pricing.MustMoney("62.50")) > 0 {
		t.Errorf("openai's %v is likely lost", lost)
	}
}

// The $590.00 last 59 days of $10: to 12 January, which is past on the 20th.
func TestHaveRunOut(t *testing.T) {
	now := time.Date(2027, 1, 20, 12, 0, 0, 0, time.UTC)
	d := tuitest.Drive[Books](t, New(tuitest.Catalog(t), now), tuitest.Credits(t), 200, 50)
	d.Shows("openrouter has run out by now, about 12 Jan.", "Do: load openrouter now, or record what was loaded")
	d.Hides("(-")
}

// A cursor on a lot makes its account the one in hand, Tab and Esc go between the
// lists, and dead lots are there once they are asked for.
func TestCursor(t *testing.T) {
	b := tuitest.Credits(t)
	d := driven(t, b, 120, 36)
	in := func() string { a, _ := d.Screen.inHand(); return a.Account.Name }
	d.Press("tab", "down", "down")
	if in() != "openai" {
		t.Fatalf("%s is in hand", in())
	}
	d.Press("enter")
	asked := d.Asked[len(d.Asked)-1].(page.Explain)
	e, err := b.Explain(context.Background(), asked.Address)
	if err != nil || !strings.Contains(e.Title, "what is left of lot #3") || e.Figure != "$83.40" {
		t.Errorf("%s explains %s: %s, %v", asked.Address, e.Title, e.Figure, err)
	}
	d.Press("esc")
	if d.Screen.focus != accountsPane || in() != "openai" {
		t.Errorf("after Esc the focus is %d, %s in hand", d.Screen.focus, in())
	}
	d.Hides("1 Jun")
	d.Press("m")
	d.Shows("#5", "1 Jun", "✕ 1 Jul  $5.00 lost")
	d.Press("esc")
	d.Hides("1 Jun")
	d.Press("end")
	if in() != "groq" {
		t.Errorf("%s is the last", in())
	}
	d.Shows("groq is billed after use: there is nothing to load.")
}

// Plans are asked for as accounts come in hand, once each, and the old one stays until
// a new one is there.
func TestPlansAreAskedForOnce(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 120, 36)
	if p := d.Screen.plans; len(p) != 1 || p["openrouter"].Phase != page.Ready { // in hand, and first to run out
		t.Fatalf("%d plans", len(p))
	}
	d.Press("down", "up", "down", "up", "down")
	for name, p := range d.Screen.plans {
		if p.Request != 1 || p.Phase != page.Ready {
			t.Errorf("%s was asked for %d times, phase %d", name, p.Request, p.Phase)
		}
	}
	d.Shows("NEXT TOP-UP  openai")
	// A late answer to an earlier request is dropped.
	old := page.Loaded[projection.Plan]{Of: "plan of openai", Request: 0, Err: tuitest.ErrBroken}
	d.Run(d.Send(old))
	d.Hides("file is not a database")
	d.Reload()
	if n := d.Screen.plans["openai"].Request; n != 2 {
		t.Errorf("after reading again openai's plan was asked for %d times", n)
	}
}

// What is clicked is what keys reach.
func TestMouse(t *testing.T) {
	d := driven(t, tuitest.Credits(t), 120, 36)
	for i, line := range strings.Split(d.View(), "\n") {
		if strings.Contains(line, "#3") {
			d.Click(10, i)
			break
		}
	}
	if a, i, ok := d.Screen.lotInHand(); !ok || a.Account.Name != "openai" || a.Lots[i].ID != 3 || d.Screen.focus != lotsPane {
		t.Fatalf("%s is in hand", a.Account.Name)
	}
	for i, line := range strings.Split(d.View(), "\n") {
		if strings.HasPrefix(line, "   anthropic ") {
			d.Click(10, i)
			break
		}
	}
	if a, _ := d.Screen.inHand(); a.Account.Name != "anthropic" || d.Screen.focus != accountsPane {
		t.Fatalf("%s is in hand", a.Account.Name)
	}
}

// Every key of the help does something somewhere.
func TestKeys(t *testing.T) {
	base := *driven(t, tuitest.Credits(t), 200, 50).Press("down") // the driver and its screen are values
	for _, binding := range page.Bindings(NewKeys()) {
		for _, k := range binding.Keys() {
			from := base
			d := &from
			switch binding.Help().Desc {
			case "back, never quit":
				d.Press("tab")
			case "up", "to the top", "a page up":
				d.Press("end")
			}
			before := d.View()
			if cmd := d.Send(page.KeyMsg(k)); d.View() == before && cmd == nil {
				t.Errorf("%s (%s) does nothing", k, binding.Help().Desc)
			}
		}
	}
}
