package whatif

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// driven is the screen alone, with keys that go in.
type driven = tuitest.Driver[Books, Model]

// drive lets the screen read books; it keeps no scenarios.
func drive(t testing.TB, books Books, width, height int) *driven {
	t.Helper()
	return tuitest.Drive[Books](t, New(tuitest.Catalog(t), tuitest.Now, nil), books, width, height)
}

// month is the screen of the Month of the tests.
func month(t testing.TB, width, height int) *driven {
	t.Helper()
	return drive(t, tuitest.UsageBooks(tuitest.Catalog(t), tuitest.Month...), width, height)
}

// Figures of the month, by hand.
func TestFigures(t *testing.T) {
	d := month(t, 100, 30)
	d.Shows(
		"You pay $1,259.25 a month, $65.65 of it in fees. direct saves $44.95.",
		"saves ◂ today $1,259 ▸ more",
		"direct, 3 keys $1,214.30 -$44.95", // 1,214.30 - 1,259.25
		"card › -$5.97",                    // 5 % of 1,193.60 is 59.68, 65.65 - 59.68
		"portkey + keys $1,263.30 +$4.05",  // 1,214.30 + 49.00 for up to 100,000 requests; 1,263.30 - 1,259.25
		"● openrouter $1,259.25 you",
		"(+$1,259)",    // the fee is a plain 5.5 %: twice the volume is twice the bill
		"‹20 %       ", // (60 + 0 + 100) of (220 + 80 + 500) million prompt tokens
	)
	// 93.6662 % of what was paid: 1,118.00 of 1,193.60.
	d.Shows("93.7 %, not deepseek-v4-flash")
	// The same by crypto: 1,193.60 x 1.05 = 1,253.28.
	onKnob(d, methodKnob, "right")
	d.Shows("-$5.97 a month with pay by crypto: $1,253.28 instead of $1,259.25.", "card → crypto", "-$5.97 ✓")
	// Twice the volume on top: fee 119.36, in all 2,506.56.
	onKnob(d, volumeKnob, "=", "2", "enter")
	d.Shows("+$1,247 a month with 2.0x the volume and pay by crypto: $2,507 instead of $1,259.", "1.0x → 2.0x", "● openrouter $2,506.56 +$1,247")
}

// What is paid elsewhere is named, and a knob moves each gateway's part at that gateway:
// twice 1,193.60 and 3.00 with 5.5 % of the former.
func TestUsageElsewhere(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, tuitest.UsageBooks(c, append([]tuitest.Used{{Gateway: "anthropic", Model: "anthropic/claude-sonnet-4-5", Requests: 1, Input: 1, Cached: 0, Output: 0, ReportedUSD: "3"}}, tuitest.Month...)...), 100, 30)
	d.Shows("You pay $1,262.25 a month, $65.65 of it in fees.")
	d.Press("tab") // its own row is a supposition, and says what is paid
	d.Shows("openrouter: all of the work there, which is a supposition; you pay openrouter $1,259.25, anthropic $3.00")
	d.Press("tab", "down", "=", "2", "enter")
	d.Shows("+$1,262 a month with 2.0x the volume: $2,525 instead of $1,262.")
	d.Press("0", "up")
	d.Press("enter", "1", "0", "0", "0", "enter")
	d.Hides("anthropic $3.00")
}

// With two accounts the larger one's gateway can be the cheapest for all of it: $40 of
// gpt-4o at openai, which takes no fee, and $20 at openrouter with 5.5 % and at least 0.80.
func TestCheapestIsOneOfTwo(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, tuitest.UsageBooks(c, tuitest.Used{Gateway: "openai", Model: "openai/gpt-4o", Requests: 1, Input: 16, Cached: 0, Output: 0, ReportedUSD: "40"}, tuitest.Used{Gateway: "openrouter", Model: "openai/gpt-4o", Requests: 1, Input: 8, Cached: 0, Output: 0, ReportedUSD: "20"}), 140, 40)
	d.Shows("You pay $61.10 a month, $1.10 of it in fees. openai saves $1.10.", "openai $60.00")
	d.Hides("None that serves all of it is cheaper")
	// Beside twice the work: $120 and 5.5 % of $40.
	d.Press("down", "=", "2", "enter", "c")
	d.Shows("$61.10 a month more with B, on screen: 2x, than with A, as it stands", "$122.20")
}

// Dollars that an export has without tokens are paid, though no gateway can be asked for
// a price of them: 798.00 of sonnet, and 200.00 of it in a file without counts.
func TestDollarsWithoutTokens(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, tuitest.UsageBooks(c, tuitest.Used{Gateway: "anthropic", Model: "anthropic/claude-sonnet-4-5", Requests: 9000, Input: 160, Cached: 60, Output: 20, ReportedUSD: "798"}, tuitest.Used{Gateway: "anthropic", Model: "anthropic/claude-opus-5", Requests: 0, Input: 0, Cached: 0, Output: 0, ReportedUSD: "200"}), 100, 30)
	d.Shows("You pay $998.00 a month, nothing of it in fees.")
	d.Press("down", "=", "2", "enter")
	d.Shows("+$998 a month with 2.0x the volume: $1,996 instead of $998.")
}

func TestHypotheticalSpend(t *testing.T) {
	d := month(t, 100, 40).Press("enter", "1", "0", "0", "0", "enter")
	d.Shows(
		"$1,000 at list price would be $1,055.00 a month at openrouter.",
		"◂ openrouter $1,055 ▸",
		"$1,000 list", "no models",
		"above $890.91", // 49.00 / 5.5 %, rounded up to the cent
	)
	for d.Screen.knobAt != swapKnob {
		d.Press("down")
	}
	if why := d.Screen.Refuses(page.KeyMsg("right")); !strings.Contains(why, "needs a workload of models") {
		t.Errorf("→ is refused with %q", why)
	}
	d.Press("right")
	d.Shows("swap: needs a workload of tokens")
}

// The cache knob steps from the share that there is: 20 % of the month's prompts.
func TestCacheStepsFromThePresentShare(t *testing.T) {
	for _, c := range []struct{ key, value, shown string }{{"right", "30", "20 % → 30 %"}, {"left", "0", "20 % → 0 %"}} {
		d := month(t, 100, 30)
		for d.Screen.knobAt != cacheKnob {
			d.Press("down")
		}
		d.Press(c.key)
		if got := d.Screen.now[cacheKnob]; got != c.value {
			t.Errorf("%s turns the cache to %q, want %q", c.key, got, c.value)
		}
		d.Shows(c.shown)
	}
}

func TestUndoAndReset(t *testing.T) {
	d := month(t, 100, 30)
	start := d.View()
	d.Press("down", "right", "right", "up", "right")
	if d.Screen.now[volumeKnob] != "2" || d.Screen.now[workloadKnob] != "100" {
		t.Fatalf("settings %q", d.Screen.now)
	}
	d.Press("u")
	if d.Screen.now != (settings{}).with(volumeKnob, "2") {
		t.Errorf("after u: %q", d.Screen.now)
	}
	d.Press("down", "0")
	if d.Screen.now != (settings{}) {
		t.Errorf("after 0: %q", d.Screen.now)
	}
	d.Press("u", "R", " ", "enter", "Z", "up", "up", "up", "up", "up", "up", "up", "up", "up")
	if got := d.View(); got != start {
		t.Errorf("after Z:\n%s\nwant\n%s", got, start)
	}
	d.Press("u", "u", "u", "u", "u", "u", "u", "u", "u", "u")
	if d.Screen.now != (settings{}) || len(d.Screen.undo) != 0 {
		t.Errorf("after every u: %q, %d left", d.Screen.now, len(d.Screen.undo))
	}
}

func TestTyping(t *testing.T) {
	cases := []struct {
		name  string
		knob  knobID
		keys  []string
		value string
		says  string
	}{
		{"a digit replaces", volumeKnob, []string{"=", "3", "enter"}, "3", ""},
		{"a fraction", volumeKnob, []string{"=", ".", "5", "enter"}, "0.5", ""},
		{"one is untouched", volumeKnob, []string{"=", "1", "enter"}, "", ""},
		{"Esc restores", volumeKnob, []string{"=", "3", "esc"}, "", ""},
		{"zero volume", volumeKnob, []string{"enter", "0", "enter"}, "", `"0": want a multiple above zero`},
		{"letters", volumeKnob, []string{"=", "4", "x", "y", "enter"}, "", `"4xy": want a multiple above zero`},
		{"backspace", volumeKnob, []string{"=", "4", "x", "backspace", "enter"}, "4", ""},
		{"q is a letter while typing", volumeKnob, []string{"=", "4", "q", "backspace", "enter"}, "4", ""},
		{"cache in percent", cacheKnob, []string{"=", "7", "0", "%", "enter"}, "70", ""},
		{"cache above all", cacheKnob, []string{"=", "1", "0", "1", "enter"}, "", "want a percentage from 0 to 100"},
		{"cache none", cacheKnob, []string{"enter", "0", "enter"}, "0", ""},
		{"top-up", topUpKnob, []string{"=", "1", "4", ".", "5", "5", "enter"}, "14.55", ""},
		{"top-up in dollars", topUpKnob, []string{"enter", "$25", "enter"}, "25", ""},
		{"top-up of nothing", topUpKnob, []string{"enter", "0", "enter"}, "", "above zero"},
		{"top-up beyond money", topUpKnob, []string{"=", "9", "e400", "enter"}, "", "too large (at most 12 digits)"},
		{"workload", workloadKnob, []string{"enter", "5", "0", "0", "enter"}, "500", ""},
		{"workload to the tenth of a cent", workloadKnob, []string{"enter", "0.001", "enter"}, "0.001", ""},
		{"workload that is none", workloadKnob, []string{"enter", "monthly", "enter"}, "", `"monthly": want dollars above zero`},
		{"no requirements", requireKnob, []string{"enter", "enter"}, "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := month(t, 100, 30)
			for d.Screen.knobAt != c.knob {
				d.Press("down")
			}
			d.Press(c.keys...)
			if got := d.Screen.now[c.knob]; got != c.value {
				t.Errorf("value %q, want %q", got, c.value)
			}
			if c.says != "" {
				d.Shows(c.says)
				if !d.Screen.Typing() {
					t.Error("a bad value is not left to be mended")
				}
			}
		})
	}
}

func TestStepsGoThroughATypedValue(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, tuitest.UsageBooks(c, tuitest.Month...), 100, 30)
	s := d.Screen
	for _, tc := range []struct {
		id   knobID
		now  string
		want []string
	}{
		{volumeKnob, "", []string{"0.5", "", "1.5", "2", "5", "10"}},
		{volumeKnob, "1.2", []string{"0.5", "", "1.2", "1.5", "2", "5", "10"}},
		{volumeKnob, "20", []string{"0.5", "", "1.5", "2", "5", "10", "20"}},
		{topUpKnob, "50", []string{"5", "10", "14.55", "25", "50", "100", ""}},
		{topUpKnob, "200", []string{"5", "10", "14.55", "25", "100", "200", ""}},
		{cacheKnob, "41", []string{"0", "", "30", "41", "50", "70"}},
		{methodKnob, "", []string{"", "crypto"}},
		{batchKnob, "10", []string{"", "10", "25", "50", "75", "100"}},
		{serverKnob, "40", []string{"", "0", "20", "40", "50", "100", "200"}},
	} {
		s.now = settings{}.with(tc.id, tc.now)
		got := s.steps(tc.id)
		if tc.id == methodKnob {
			got = got[:1] // the others follow the catalog
			tc.want = tc.want[:1]
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("knob %d at %q steps %q, want %q", tc.id, tc.now, got, tc.want)
		}
	}
}

func TestLateAnswersAreDropped(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, tuitest.UsageBooks(c, tuitest.Month...), 100, 30)
	first := d.Screen.levers.request
	d.Send(page.KeyMsg("down"))
	d.Send(page.KeyMsg("right"))
	d.Shows("(+$1,259)") // the last known, until the new ones come
	old := leversFound{request: first}
	old.by[swapKnob] = bestStep{to: "x", change: pricing.MustMoney("-77"), known: true}
	d.Send(old)
	d.Hides("-$77")
	if !d.Screen.levers.pending {
		t.Error("a late answer settled the levers")
	}
	before := d.Screen.load.Request
	d.Reload()
	d.Run(d.Send(page.Loaded[pricing.Workload]{Of: "what-if", Request: before, Err: tuitest.ErrBroken}))
	if state := d.Screen.Status(); state.Phase != page.Ready || state.Err != nil {
		t.Errorf("a late answer makes the reading %+v", state)
	}
}

func TestMouse(t *testing.T) {
	d := month(t, 100, 30)
	l := d.Screen.layout()
	line := func(text string) int {
		return slices.IndexFunc(strings.Split(d.View(), "\n"), func(l string) bool { return strings.Contains(l, text) })
	}
	column := func(text string) int {
		cells := []rune(strings.Split(d.View(), "\n")[line(text)])
		return strings.Index(string(cells), text)
	}
	d.Click(3, line("volume"))
	if d.Screen.knobAt != volumeKnob {
		t.Fatalf("knob %d in hand", d.Screen.knobAt)
	}
	row := []rune(strings.Split(d.View(), "\n")[line("▸volume")])
	d.Click(slices.Index(row, '›'), line("▸volume"))
	if d.Screen.now[volumeKnob] != "1.5" {
		t.Errorf("volume %q after a click on ›", d.Screen.now[volumeKnob])
	}
	// A second click on the same spot hits, whatever the value has become.
	if at := slices.Index([]rune(strings.Split(d.View(), "\n")[line("▸volume")]), '›'); at != slices.Index(row, '›') {
		t.Errorf("› moved from %d to %d", slices.Index(row, '›'), at)
	}
	d.Click(slices.Index(row, '›'), line("▸volume"))
	if d.Screen.now[volumeKnob] != "2" {
		t.Errorf("volume %q after a second click on ›", d.Screen.now[volumeKnob])
	}
	d.Click(slices.Index(row, '‹'), line("▸volume"))
	d.Click(slices.Index(row, '‹'), line("▸volume"))
	if d.Screen.now[volumeKnob] != "" {
		t.Errorf("volume %q after a click on ‹", d.Screen.now[volumeKnob])
	}
	d.Click(l.left+5, line("merge"))
	if d.Screen.gatewayAt != "merge" || d.Screen.focus != gatewayPane {
		t.Errorf("cursor on %s", d.Screen.gatewayAt)
	}
	d.Send(tea.MouseMsg{X: l.left + 5, Y: 10, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelUp})
	if d.Screen.gatewayAt == "merge" {
		t.Error("the wheel does not move the cursor")
	}
	d.Click(column("REQUIRE")+1, line("REQUIRE"))
	if d.Screen.knobAt != requireKnob {
		t.Errorf("knob %d in hand, want REQUIRE", d.Screen.knobAt)
	}
	d.Click(3, line("more  m"))
	if !d.Screen.unfolded {
		t.Error("a click does not unfold")
	}
	for x := range 100 { // nowhere does a click do harm
		for y := range 30 {
			d.Click(x, y)
		}
	}
}
