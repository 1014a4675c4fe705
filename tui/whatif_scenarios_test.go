package tui

import (
	"errors"
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

func shelved(t testing.TB, width, height int) (*driven, *tuitest.Shelf) {
	t.Helper()
	k := tuitest.NewShelf(t)
	cfg := config(tuitest.Catalog(t), tuitest.Twice(t))
	cfg.Scenarios = &Scenarios{Save: k.Save, List: k.List}
	return drive(t, cfg, width, height), k
}

// twoShelved has two scenarios kept: the month as it was, and twice of it by crypto,
// as it stands on the screen.
func twoShelved(t testing.TB) *driven {
	d, _ := shelved(t, 80, 24)
	d.press("s", "enter").onKnob(volumeKnob, "right", "right")
	return d.onKnob(methodKnob, "right").press("s", "enter")
}

// onKnob moves the cursor to a knob and steps it.
func (d *driven) onKnob(id knobID, keys ...string) *driven {
	d.press("g")
	for d.whatif().knobAt != id {
		before := d.whatif().knobAt
		if d.press("down"); d.whatif().knobAt == before {
			d.t.Fatalf("no knob %s:\n%s", knobs[id].label, d.app.View())
		}
	}
	return d.press(keys...)
}

// What is on the screen is saved under a suggested name, found in the list, set
// beside the books as they stand, and loaded again.
//
//	card 65.65 on 1,193.60; crypto 5 % of it is 59.68: 1,259.25 and 1,253.28, -5.97
//	twice as much by crypto: 2,387.20 + 119.36 = 2,506.56, 1,247.31 more:
//	volume 2,387.20 + 131.30 = 2,518.50, +1,259.25, method -11.94
func TestScenarios(t *testing.T) {
	d, k := shelved(t, 120, 36)
	d.onKnob(volumeKnob, "right", "right")
	d.onKnob(methodKnob, "right")
	if d.whatif().now[methodKnob] != "crypto" || d.whatif().now[volumeKnob] != "2" {
		t.Fatalf("knobs %q", d.whatif().now)
	}
	d.press("s")
	shows(t, d, "save as: openrouter, 2x, crypto")
	d.press("enter")
	shows(t, d, "saved scenario openrouter, 2x, crypto in scenarios/openrouter, 2x, crypto.toml")
	if len(k.Texts) != 1 {
		t.Fatalf("%d kept", len(k.Texts))
	}

	d.press("c")
	shows(t, d, "$1,247.31 a month more with B, on screen: openrouter, 2x, crypto, than with A, as it stands", "volume +$1,259.25 and method -$11.94 make +$1,247.31 a month.", "$1,259.25", "$2,506.56")
	d.press("tab")
	shows(t, d, "$1,247.31 a month less with B, as it stands", "make -$1,247.31 a month.")
	d.press("down")
	shows(t, d, "Both come to $2,506.56 a month.")
	d.press("esc")
	shows(t, d, "KNOB", "$2,506.56")

	// Turned back, the scenario is what lies beside the books.
	d.press("Z", "o")
	shows(t, d, "1 scenario kept", "openrouter, 2x, crypto", "$2,506.56", "2026-11-14")
	d.press("c")
	shows(t, d, "$1,247.31 a month less with B, on screen: openrouter")
	d.press("enter") // load that
	if now := d.whatif().now; now[volumeKnob] != "2" || now[methodKnob] != "crypto" || now[workloadKnob] != "=openrouter, 2x, crypto" {
		t.Errorf("loaded %q", now)
	}
	shows(t, d, "$2,506.56")
	d.press("u")
	if d.whatif().now != (settings{}) {
		t.Errorf("after u: %q", d.whatif().now)
	}
	d.press("o", "enter")
	if d.whatif().now[methodKnob] != "crypto" {
		t.Errorf("from the list: %q", d.whatif().now)
	}
	d.onKnob(methodKnob, "0").press("c") // beside what it was loaded from
	shows(t, d, "method +$11.94 makes +$11.94 a month.", "A openrouter, 2x, crypto")
}

func TestSavingAScenario(t *testing.T) {
	d, k := shelved(t, 100, 30)
	d.press("s", "esc")
	if d.whatif().Typing() || len(k.Texts) != 0 {
		t.Error("Esc saves")
	}
	d.press("s", "/", "x", "enter")
	shows(t, d, `none of / \ : * ? " < > |`)
	d.press("backspace", "backspace", "enter", "s", "enter")
	shows(t, d, "is there already: Enter replaces it")
	before := k.Texts["openrouter"]
	d.press("2", "enter")
	if k.Texts["openrouter"] != before || len(k.Texts) != 2 || k.Texts["openrouter2"] == "" {
		t.Errorf("another name: %d kept", len(k.Texts))
	}
	d.onKnob(volumeKnob, "right", "s")
	for range len("openrouter, 1.5x") {
		d.press("backspace")
	}
	d.press("openrouter", "enter", "enter")
	shows(t, d, "saved scenario openrouter in")
	if k.Texts["openrouter"] == before {
		t.Error("not replaced")
	}
	k.Bad = errors.New("the disk is full")
	d.press("s", "enter")
	shows(t, d, "not saved: the disk is full")
	d.press("esc", "o")
	shows(t, d, "2 scenarios kept", "left out: the disk is full")
	d.press("esc", "esc")
	shows(t, d, "KNOB")
}

// Other usage, as after an import, leaves the knobs and the cursor where they are.
func TestKnobsStayOverAReading(t *testing.T) {
	d, _ := shelved(t, 100, 30)
	d.onKnob(volumeKnob, "right", "right").press("tab", "down", "ctrl+r")
	if now := d.whatif().now; now != (settings{volumeKnob: "2"}) {
		t.Errorf("knobs %q", now)
	}
	shows(t, d, "$2,518.50", "$1,259.25 more than now")
	if at := d.whatif().gatewayAt; at == "openrouter" {
		t.Errorf("the cursor went to %s", at)
	}
	if d.press("u", "u", "tab"); d.whatif().now != (settings{}) {
		t.Error("the steps can't be undone")
	}
	d.onKnob(workloadKnob, "right", "ctrl+r")
	shows(t, d, "‹next 30 d›", "$2,518.50")
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
	cmd := d.send(page.KeyMsg("right"))
	if !d.app.current().Status().Pending {
		t.Error("the old figures are not marked")
	}
	shows(t, d, "next 30 d …", "$1,259.25")
	d.run(cmd)
	shows(t, d, "‹next 30 d›", "$2,518.50", "projected $2,387.20 from 2026-11-15") // twice 1,259.25
	d.press("right")
	if d.whatif().now[workloadKnob] != "100" {
		t.Errorf("on %q", d.whatif().now[workloadKnob])
	}
	d.press("left", "left")
	shows(t, d, "$1,259.25")

	src := tuitest.Twice(t)
	src.Next, src.NextErr = pricing.Workload{}, projection.ErrNothingToProject
	d = drive(t, config(tuitest.Catalog(t), src), 100, 30).press("right")
	shows(t, d, "the month to come cannot be projected: there is nothing to project", "$1,259.25")
	if d.whatif().now[workloadKnob] != "" {
		t.Errorf("the knob stands at %q", d.whatif().now[workloadKnob])
	}
}

// The record of outages and its pairs: down at once is the product of the two shares,
// (1 - 0.99970507) x (1 - 0.99552083) = 0.00029493 x 0.00447917 = 0.00000132104.
func TestRecord(t *testing.T) {
	d := monthDriven(t, 120, 36).press("r", "uptime=99.99", "enter", "f")
	shows(t, d, "Availability by the record of outages", "openrouter + openai", "99.999868 %", "99.99 % allows 4.32 min in 30 days")
	d.press("down", "down")
	shows(t, d, "the two fail independently")
	d.press("esc")
	hides(t, d, "Availability by the record")
}

func TestScenarioMouse(t *testing.T) {
	d, _ := shelved(t, 100, 30)
	d.press("s", "enter").onKnob(volumeKnob, "right").press("s", "enter", "Z", "o")
	d.click(5, listTop+2)
	d.click(5, listTop+2)
	if d.whatif().now[volumeKnob] != "1.5" {
		t.Errorf("clicked: %q\n%s", d.whatif().now, d.app.View())
	}
	d.press("Z", "c")
	d.run(d.send(tea.MouseMsg{X: 5, Y: 8, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelDown}))
	if d.whatif().two.other != "openrouter" {
		t.Errorf("the wheel: beside %q", d.whatif().two.other)
	}
}
