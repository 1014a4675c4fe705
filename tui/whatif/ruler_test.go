package whatif

import (
	"slices"
	"strings"
	"testing"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// columnOf are the columns at which a sign stands on the line of a text.
func columnOf(d *driven, text, sign string) int {
	for _, line := range strings.Split(d.View(), "\n") {
		if at := strings.Index(line, sign); strings.Contains(line, text) && at >= 0 {
			return len([]rune(line[:at]))
		}
	}
	return -1
}

// Whatever the amounts: the divider, the arrows and the columns stay where they are.
func TestNothingMoves(t *testing.T) {
	for _, z := range []draw.Size{{Width: 60, Height: 20}, {Width: 80, Height: 24}, {Width: 100, Height: 30}, {Width: 140, Height: 40}} {
		d := month(t, z.Width, z.Height)
		divider, more, amount := columnOf(d, "▸workload", "│"), columnOf(d, "▸workload", "›"), columnOf(d, "BEST STEP", "MONTH")
		for _, usd := range []string{"1", "100", "100000", "99999999999"} {
			d.Press("enter", usd, "enter")
			if got := columnOf(d, "▸workload", "│"); got != divider {
				t.Errorf("%v at $%s: the divider went from %d to %d", z, usd, divider, got)
			}
			if got := columnOf(d, "▸workload", "›"); got != more && got >= 0 {
				t.Errorf("%v at $%s: › went from %d to %d", z, usd, more, got)
			}
			if got := columnOf(d, "BEST STEP", "MONTH"); got != amount {
				t.Errorf("%v at $%s: A MONTH went from %d to %d\n%s", z, usd, amount, got, d.View())
			}
			d.Press("0")
		}
		onKnob(d, volumeKnob)
		less, more := columnOf(d, "▸volume", "‹"), columnOf(d, "▸volume", "›")
		for range 3 {
			d.Press("right")
			if l, m := columnOf(d, "▸volume", "‹"), columnOf(d, "▸volume", "›"); l != less || m != more && m >= 0 {
				t.Errorf("%v: the arrows went from %d and %d to %d and %d", z, less, more, l, m)
			}
		}
	}
}

// BEST STEP and REQUIRE are there in every window; the bars go before them.
func TestBestStepAndRequireStay(t *testing.T) {
	d := month(t, 60, 16)
	for width := 60; width <= 200; width += 3 {
		for _, height := range []int{16, 20, 24, 30, 50} {
			d.Resize(width, height)
			for _, turned := range []string{"", "m"} {
				d.Press(strings.Fields(turned)...)
				view := d.View()
				if !strings.Contains(view, "BEST STEP") || !strings.Contains(view, "REQUIRE") || !strings.Contains(view, "-$5.97") && height > 16 {
					t.Fatalf("%dx%d:\n%s", width, height, view)
				}
				d.Press(strings.Fields(turned)...)
			}
		}
	}
}

// A knob that has no other value has no arrows, and says so when it is turned.
func TestNoArrowsWithoutSteps(t *testing.T) {
	d := month(t, 100, 30).Press("enter", "1000", "enter")
	for d.Screen.knobAt != swapKnob {
		d.Press("down")
	}
	for _, line := range strings.Split(d.View(), "\n") {
		if left, _, _ := strings.Cut(line, "│"); strings.Contains(left, "▸swap") && strings.ContainsAny(left, "‹›") {
			t.Errorf("arrows: %q", line)
		}
	}
	d = month(t, 100, 30)
	onKnob(d, methodKnob)
	if _, further := d.Screen.step(methodKnob, -1); further {
		t.Fatal("the first way to pay has one before it")
	}
	if got := columnOf(d, "▸pay by", "‹"); got >= 0 {
		t.Errorf("‹ at %d", got)
	}
	if why := d.Screen.Refuses(page.KeyMsg("left")); !strings.Contains(why, "no further step that way") {
		t.Errorf("← is refused with %q", why)
	}
}

// B turns all knobs to their best steps at once, and u takes all of it back at once.
func TestBestTogether(t *testing.T) {
	d := month(t, 100, 30)
	together := d.Screen.levers.together
	if together == nil {
		t.Fatal("nothing saves")
	}
	d.Shows("All best steps together -$1,036 (B).")
	d.Press("B")
	if got := d.Screen.would; got == nil || !got.Total.Equal(*together) {
		t.Errorf("it comes to %v, and %s was said", got, *together)
	}
	d.Shows("All best steps are set.", "-$1,036 a month with", "✓")
	if d.Screen.now[swapKnob] == "" || d.Screen.now[batchKnob] != "100" || d.Screen.now[methodKnob] != "crypto" {
		t.Errorf("set %q", d.Screen.now)
	}
	if why := d.Screen.Refuses(page.KeyMsg("B")); why != "no step of a knob saves more" {
		t.Errorf("B is refused with %q", why)
	}
	d.Run(d.Send(page.Undo{}))
	if d.Screen.now != (settings{}) {
		t.Errorf("after u: %q", d.Screen.now)
	}
}

// What nothing could be found out about is not known; what saves next to nothing is as good.
func TestBestStepWords(t *testing.T) {
	s := month(t, 100, 30).Screen
	usd := pricing.MustMoney
	for want, best := range map[string]bestStep{
		"?":       {},
		"as good": {known: true, asGood: true},
		"-$65 ~":  {known: true, to: "m2", value: "x", change: usd("-64.93"), rests: []string{"m2 does the work"}},
		"-$2.89":  {known: true, to: "crypto", value: "crypto", change: usd("-2.89")},
		"-$12.3k": {known: true, to: "crypto", value: "crypto", change: usd("-12345678")},
		"-$272 ✓": {known: true, to: "70 %", value: "70", change: usd("-272.04"), rests: []string{"it can be cached"}},
	} {
		s.levers.by[cacheKnob] = best
		s.now = settings{}.with(cacheKnob, "70")
		width := 9
		if want == "-$12.3k" {
			want, width = "-$12.3M", 9
		}
		if got, _ := s.bestWords(cacheKnob, width); strings.TrimSpace(got) != want {
			t.Errorf("%+v: %q, want %q", best, got, want)
		}
	}
}

// Digits are no values before Enter or = opens the line; what is typed is priced at once, and
// Esc takes it back.
func TestDigitsWaitForTheLine(t *testing.T) {
	d := month(t, 100, 30)
	onKnob(d, volumeKnob)
	before := d.View()
	if d.Press("4"); d.Screen.Typing() || d.View() != before || d.Screen.Claims(page.KeyMsg("4")) {
		t.Errorf("4 is typed:\n%s", d.View())
	}
	d.Press("=", "2")
	d.Shows("2▏", "+$1,259 a month with 2.0x the volume")
	if len(d.Screen.undo) != 0 {
		t.Error("what is typed is a step already")
	}
	d.Press("x", "y") // no value: as it was
	d.Shows("You pay $1,259.25 a month")
	d.Press("backspace", "backspace", "esc")
	if d.Screen.now != (settings{}) || d.View() != before {
		t.Errorf("after Esc: %q\n%s", d.Screen.now, d.View())
	}
}

// Over a ledger without usage a month is supposed: so many dollars on one model, both knobs.
// $1,000 at list price are $1,055.00 at openrouter by card and $1,050.00 by crypto.
func TestEmptyLedgerIsLive(t *testing.T) {
	d := drive(t, tuitest.Books{}, 100, 34)
	if state := d.Screen.Status(); state.Phase != page.Ready {
		t.Fatalf("phase %v", state.Phase)
	}
	d.Shows("No usage yet, i imports an export. $1,000 a month on claude-sonnet-4-5:", "▸I spend", "openrouter $1,055.00 +$55.00", "list $1,000")
	d.Press("enter", "200", "enter")
	d.Shows("$200 a month on claude-sonnet-4-5:", "openrouter $211.00 +$11.00")
	d.Press("0", "down", "enter", "gemini-2.5-fl")
	d.Shows("models: gemini-2.5-flash")
	d.Press("enter")
	if d.Screen.now[modelKnob] != "google/gemini-2.5-flash" {
		t.Errorf("on %q", d.Screen.now[modelKnob])
	}
	d.Shows("$1,000 a month on gemini-2.5-flash:")
	d.Press("enter", "no such model", "enter")
	d.Shows("no model")
	d.Press("esc", "0")
	d.Press("enter", "any", "enter") // bare list dollars, as compare --spend has them
	d.Shows("$1,000 a month at list price:", "any model", "no models")
	d.Press("0")
	onKnob(d, cacheKnob, "=", "50", "enter") // everything else works
	d.Shows("0 % → 50 %")
	onKnob(d, methodKnob)
	for d.Screen.now[methodKnob] != "crypto" {
		before := d.Screen.now
		if d.Press("right"); d.Screen.now == before {
			t.Fatalf("no crypto among %q", d.Screen.steps(methodKnob))
		}
	}
	if !slices.Contains(d.Screen.Plain(), "Open openrouter.ai/activity, then Export, then CSV; tollbook import openrouter_activity.csv brings it in.") {
		t.Error("it does not say how one's own export comes in")
	}
	// A first import has no knob turned, and the model is no knob any more.
	d.Books = tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month...)
	d.Reload()
	if d.Screen.now != (settings{}) {
		t.Errorf("knobs %q", d.Screen.now)
	}
	d.Shows("You pay $1,259.25 a month")
	d.Hides("I spend")
}

// Knobs and what they can be turned to are found by name.
func TestThings(t *testing.T) {
	d := month(t, 100, 30)
	all := d.Screen.Things()
	i := slices.IndexFunc(all, func(th page.Thing) bool { return th.Name == "pay by crypto" })
	if i < 0 || all[i].Note != "-$5.97 a month" || all[i].Kind != "knob" {
		t.Fatalf("%d: %+v", i, all)
	}
	d.Run(d.Send(all[i].Then))
	if d.Screen.now[methodKnob] != "crypto" || d.Screen.knobAt != methodKnob {
		t.Errorf("%q, on %d", d.Screen.now, d.Screen.knobAt)
	}
	i = slices.IndexFunc(all, func(th page.Thing) bool { return th.Name == "outage" })
	d.Run(d.Send(all[i].Then)) // a folded one is shown
	d.Shows("▸outage")
}

// A place has the pane, the filter and the unfolded knobs, and a return goes back to them.
func TestPlaces(t *testing.T) {
	d := month(t, 100, 30)
	start := d.Screen.Place()
	d.Press("tab", "down")
	there := d.Screen.Place()
	d.Press("/", "o")
	if d.Screen.Place().View != there.View {
		t.Error("a letter of a filter is a step")
	}
	d.Press("f", "enter")
	if d.Screen.Place().View == there.View || there.View == start.View {
		t.Error("a filter or a pane is no step")
	}
	d.Screen, _ = d.Screen.Return(there)
	if got := d.Screen.Place(); got != there {
		t.Errorf("at %+v, want %+v", got, there)
	}
	d.Screen, _ = d.Screen.Return(start)
	d.Shows("▸workload")
}
