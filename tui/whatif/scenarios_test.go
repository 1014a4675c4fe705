package whatif

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/scenario"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// shelved is the screen of books that tell the month to come, with a shelf for scenarios.
func shelved(t testing.TB, width, height int) (*driven, *tuitest.Shelf) {
	t.Helper()
	k := tuitest.NewShelf(t)
	s := New(tuitest.Catalog(t), tuitest.Now, &Scenarios{Save: k.Save, List: k.List, Rename: k.Rename, Remove: k.Remove})
	return tuitest.Drive[Books](t, s, tuitest.Twice(t), width, height), k
}

// onKnob moves the cursor to a knob and presses keys.
func onKnob(d *driven, id knobID, keys ...string) *driven {
	d.T.Helper()
	d.Press("g")
	for d.Screen.knobAt != id {
		before := d.Screen.knobAt
		if d.Press("down"); d.Screen.knobAt == before {
			d.T.Fatalf("no knob %s:\n%s", knobs[id].label, d.View())
		}
	}
	return d.Press(keys...)
}

// saved fails where the program was not told last that a scenario is saved, and where.
func saved(d *driven, name, path string) {
	d.T.Helper()
	want := page.Saved{What: "scenario " + name, Path: path}
	if len(d.Asked) == 0 || d.Asked[len(d.Asked)-1] != want {
		d.T.Errorf("the program was told %v, want %v", d.Asked, want)
	}
}

// What is on the screen is saved under a suggested name, found on the board, set
// beside the books as they stand, and loaded again.
//
//	card 65.65 on 1,193.60; crypto 5 % of it is 59.68: 1,259.25 and 1,253.28, -5.97
//	twice as much by crypto: 2,387.20 + 119.36 = 2,506.56, 1,247.31 more:
//	volume 2,387.20 + 131.30 = 2,518.50, +1,259.25, method -11.94
func TestScenarios(t *testing.T) {
	d, k := shelved(t, 120, 36)
	onKnob(d, volumeKnob, "right", "right")
	onKnob(d, methodKnob, "right")
	if d.Screen.now[methodKnob] != "crypto" || d.Screen.now[volumeKnob] != "2" {
		t.Fatalf("knobs %q", d.Screen.now)
	}
	d.Press("s")
	d.Shows("save as: 2x, crypto")
	d.Press("enter")
	saved(d, "2x, crypto", "scenarios/2x, crypto.toml")
	if len(k.Texts) != 1 {
		t.Fatalf("%d kept", len(k.Texts))
	}

	d.Press("c")
	d.Shows("$1,247.31 a month more with B, on screen: 2x, crypto, than with A, as it stands",
		"volume 1x → 2x +$1,259.25", "method default → crypto -$11.94", "B on screen: 2x, crypto $2,506.56",
		"claude-sonnet-4-5 $798.00 $1,596.00 +$798.00", "fee $65.65 $119.36 +$53.71", "a month $1,259.25 $2,506.56 +$1,247.31")
	d.Press("tab")
	d.Shows("$1,247.31 a month less with B, as it stands")
	d.Press("tab", "right")
	d.Shows("Both come to $2,506.56 a month.")
	d.Press("esc")
	d.Shows("KNOB", "$2,506.56")

	// Turned back, the scenario is on the board with what it would change.
	d.Press("Z", "o")
	d.Shows("1 scenario kept", "● as it stands - $1,259.25", "2x, crypto $2,506.56 $2,506.56 +$1,247.31", "┃▒▒▒▒", "volume +$1,259, method -$12")
	d.Press("down", "c")
	d.Shows("$1,247.31 a month more with B, 2x, crypto, than with A, as it stands")
	d.Press("esc").Shows("1 scenario kept")
	d.Press("enter") // load it
	if now := d.Screen.now; now[volumeKnob] != "2" || now[methodKnob] != "crypto" || now[workloadKnob] != "=2x, crypto" {
		t.Errorf("loaded %q", now)
	}
	d.Shows("$2,506.56")
	onKnob(d, methodKnob, "0").Press("c") // beside what it was loaded from
	d.Shows("method crypto → default +$11.94", "A 2x, crypto")
	d.Press("esc", "o", "g", "enter") // as it stands
	if d.Screen.now != (settings{}) {
		t.Errorf("as it stands is %q", d.Screen.now)
	}
}

// Names are given anew and taken away on the board, and u takes that back.
func TestBoardChanges(t *testing.T) {
	d, k := shelved(t, 80, 24)
	onKnob(d, volumeKnob, "right").Press("s", "enter", "right", "s", "enter", "Z", "o")
	names := func(want string) {
		t.Helper()
		if got := strings.Join(slices.Sorted(maps.Keys(k.Texts)), ", "); got != want {
			t.Errorf("kept %s, want %s", got, want)
		}
		var rows []string
		for _, r := range d.Screen.laid.(board).list.Rows[1:] {
			rows = append(rows, r.name)
		}
		if got := strings.Join(rows, ", "); got != want {
			t.Errorf("on the board %s, want %s", got, want)
		}
	}
	names("1.5x, 2x")
	d.Press("x").Shows("is what you pay, and no scenario")
	d.Press("down", "R").Shows("another name for it: 1.5x▏")
	d.Press("1", "q", "enter")
	d.Says("1.5x is called 1.5x1q now")
	names("1.5x1q, 2x")
	d.Undo()
	names("1.5x, 2x")
	d.Press("g", "down", "R")
	for range "1.5x" {
		d.Press("backspace")
	}
	for _, r := range "2x" {
		d.Press(string(r))
	}
	d.Press("enter").Shows("there is a scenario of that name already")
	d.Press("esc").Hides("another name")
	d.Press("x")
	d.Says("removed the scenario 1.5x")
	names("2x")
	d.Undo()
	names("1.5x, 2x")
	// Two are marked, of three the first one goes, and these are compared.
	d.Press("g", " ", "down", " ", "down", " ").Shows("Marked: 1.5x and 2x")
	d.Press("c").Shows("$629.63 a month more with B, 2x, than with A, 1.5x")
	d.Press("esc", " ", "c").Shows("a month more with B, 2x, than with A, as it stands")
}

// D10: the suggested name speaks of what is turned and of the bill that the answer speaks of,
// not of where the cursor of the other pane was left.
func TestSuggestedNameIsOfTheAnswer(t *testing.T) {
	d, _ := shelved(t, 100, 30)
	d.Press("tab", "G", "tab")
	if d.Screen.gatewayAt == "openrouter" {
		t.Fatal("the cursor did not move")
	}
	onKnob(d, volumeKnob, "right", "right", "s").Shows("save as: 2x▏")
	d.Press("esc", "c").Shows("on screen: 2x")
	d.Press("esc", "tab", "s").Shows("save as: 2x at " + d.Screen.gatewayAt + "▏")
}

func TestSavingAScenario(t *testing.T) {
	d, k := shelved(t, 100, 30)
	d.Press("s", "esc")
	if d.Screen.Typing() || len(k.Texts) != 0 {
		t.Error("Esc saves")
	}
	d.Press("s", "/", "x", "enter")
	d.Shows(`none of / \ : * ? " < > |`)
	d.Press("backspace", "backspace", "enter", "s", "enter")
	d.Shows("is there already: Enter replaces it")
	before := k.Texts["openrouter"]
	d.Press("2", "enter")
	if k.Texts["openrouter"] != before || len(k.Texts) != 2 || k.Texts["openrouter2"] == "" {
		t.Errorf("another name: %d kept", len(k.Texts))
	}
	onKnob(d, volumeKnob, "right", "s")
	for range len("1.5x") {
		d.Press("backspace")
	}
	d.Press("openrouter", "enter", "enter")
	saved(d, "openrouter", "scenarios/openrouter.toml")
	if k.Texts["openrouter"] == before {
		t.Error("not replaced")
	}
	k.Bad = errors.New("the disk is full")
	d.Press("s", "enter")
	d.Shows("not saved: the disk is full")
	d.Press("esc", "o")
	d.Shows("2 scenarios kept", "left out: the disk is full")
	d.Press("esc", "esc")
	d.Shows("KNOB")
}

// Other usage, as after an import, leaves the knobs and the cursor where they are.
func TestKnobsStayOverAReading(t *testing.T) {
	d, _ := shelved(t, 100, 30)
	onKnob(d, volumeKnob, "right", "right").Press("tab", "down").Reload()
	if now := d.Screen.now; now != (settings{volumeKnob: "2"}) {
		t.Errorf("knobs %q", now)
	}
	d.Shows("$2,518.50", "+$1,259 a month with 2.0x the volume")
	if at := d.Screen.gatewayAt; at == "openrouter" {
		t.Errorf("the cursor went to %s", at)
	}
	if d.Press("u", "u", "tab"); d.Screen.now != (settings{}) {
		t.Error("the steps can't be undone")
	}
	onKnob(d, workloadKnob, "right").Reload()
	d.Shows("next 30 d", "$2,518.50")
}

// A scenario's knobs come back as they were, and what no knob holds is named.
func TestSettingsOfAScenario(t *testing.T) {
	c := tuitest.Catalog(t)
	hit, half := pricing.MustPercent("70"), pricing.MustPercent("50")
	volume, _ := pricing.ParseFactor("1.5")
	wanted, _ := pricing.ParseRequirements("sla,uptime=99.9")
	k := pricing.Knobs{Method: "crypto", TopUp: pricing.MustMoney("25"), Volume: volume, Swaps: map[string]string{"openai/gpt-4o": "deepseek/deepseek-v4-flash"},
		CacheHit: &hit, BatchShare: &half, RatesThen: true, DowntimeUSD: pricing.MustMoney("10"), ServerUSD: map[string]pricing.Money{"litellm": pricing.MustMoney("40")}, Requirements: wanted}
	got, lost := settingsOf(scenario.Scenario{Name: "all", Knobs: k})
	want := settings{workloadKnob: "=all", volumeKnob: "1.5", swapKnob: "openai/gpt-4o=deepseek/deepseek-v4-flash", cacheKnob: "70", methodKnob: "crypto", topUpKnob: "25",
		batchKnob: "50", ratesKnob: "then", downtimeKnob: "10", serverKnob: "40", requireKnob: "sla,uptime=99.9"}
	if got != want || lost != "" {
		t.Errorf("got %q, lost %q\nwant %q", got, lost, want)
	}
	if back := (pricing.Side{Knobs: got.apply(c)}).Turned(); strings.Join(back, "; ") == "" || !slices.Contains(back, "method crypto") || !slices.Contains(back, "volume 1.5x") {
		t.Errorf("applied: %q", back)
	}
	k = pricing.Knobs{Monthly: true, Gateways: []string{"ofox", "openrouter"}, ServerUSD: map[string]pricing.Money{"a": pricing.MustMoney("1"), "b": pricing.MustMoney("2")}}
	got, lost = settingsOf(scenario.Scenario{Name: "x", Knobs: k, Work: pricing.Workload{Purchase: pricing.MustMoney("10")}})
	if got != (settings{workloadKnob: "=x", topUpKnob: "monthly", serverKnob: "1"}) || lost != "the server of b and a choice of 2 gateways" {
		t.Errorf("got %q, lost %q", got, lost)
	}
	if !got.apply(c).Monthly {
		t.Error("monthly is not applied")
	}
}

// The projected month is a step of the workload; until it is there the last figures
// stand dimmed, and where there is none the knob goes back.
func TestProjectedWorkload(t *testing.T) {
	d, _ := shelved(t, 100, 30)
	cmd := d.Send(page.KeyMsg("right"))
	if !d.Screen.Status().Pending {
		t.Error("the old figures are not marked")
	}
	d.Shows("next 30 d …", "$1,259.25")
	d.Run(cmd)
	d.Shows("next 30 d", "$2,518.50", "projected $2,387.20 from 2026-11-15") // twice 1,259.25
	d.Press("right")
	if d.Screen.now[workloadKnob] != "100" {
		t.Errorf("on %q", d.Screen.now[workloadKnob])
	}
	d.Press("left", "left")
	d.Shows("$1,259.25")

	src := tuitest.Twice(t)
	src.Next, src.NextErr = pricing.Workload{}, projection.ErrNothingToProject
	d = drive(t, src, 100, 30).Press("right")
	d.Shows("the month to come cannot be projected: there is nothing to project", "$1,259.25")
	if d.Screen.now[workloadKnob] != "" {
		t.Errorf("the knob stands at %q", d.Screen.now[workloadKnob])
	}
}

func TestScenarioMouse(t *testing.T) {
	d, _ := shelved(t, 100, 30)
	onKnob(d.Press("s", "enter"), volumeKnob, "right").Press("s", "enter", "Z", "o")
	at := d.Screen.sheetTop() + 2 + 2 // below the heading and as it stands
	d.Click(8, at)
	d.Click(8, at)
	if d.Screen.now[volumeKnob] != "1.5" {
		t.Errorf("clicked: %q\n%s", d.Screen.now, d.View())
	}
	d.Press("Z", "c")
	d.Run(d.Send(tea.MouseMsg{X: 5, Y: 8, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown}))
	if is := d.Screen.laid.(beside); is.a != "1.5x" {
		t.Errorf("the wheel: beside %q", is.a)
	}
}
