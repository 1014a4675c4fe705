package tui

import (
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// Figures of the month in fixture_test.go, by hand.
func TestFigures(t *testing.T) {
	d := monthDriven(t, 100, 30)
	shows(t, d,
		"You pay $65.65 a month (5.5 %) just to load openrouter: $1,259.25 for $1,193.60 of tokens.",
		"direct (each model at its own publisher, 3 accounts) would be $1,214.30, $44.95 a month less than you pay.",
		"-$44.95",                   // 1,214.30 - 1,259.25
		"portkey (3) $1,263.30",     // 1,214.30 + 49.00 for up to 100,000 requests
		"+$4.05",                    // 1,263.30 - 1,259.25
		"pay by card crypto -$5.97", // 5 % of 1,193.60 is 59.68, 65.65 - 59.68
		"x2 +1,259",                 // the fee is a plain 5.5 %: twice the volume is twice the bill
		"cache 20 %",                // (60 + 0 + 100) of (220 + 80 + 500) million prompt tokens
	)
	// 93.6662 % of what was paid: 1,118.00 of 1,193.60.
	shows(t, d, "93.7 %, not deepseek-v4-flash")
	// The same by crypto: 1,193.60 x 1.05 = 1,253.28.
	for d.whatif().knobAt != methodKnob {
		d.press("down")
	}
	d.press("right")
	shows(t, d, "You would pay $59.68 a month (5 %) just to load openrouter: $1,253.28", "$5.97 less than now", "card → crypto")
	// Twice the volume on top: fee 119.36, in all 2,506.56.
	for d.whatif().knobAt != volumeKnob {
		d.press("up")
	}
	d.press("2", "enter")
	shows(t, d, "You would pay $119.36 a month (5 %)", "$2,506.56 for $2,387.20", "1.0x → 2.0x")
}

// What is paid elsewhere is named, and a knob moves each gateway's part at that gateway:
// twice 1,193.60 and 3.00 with 5.5 % of the former.
func TestUsageElsewhere(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, config(c, tuitest.UsageBooks(c, append([]tuitest.Used{{Gateway: "anthropic", Model: "anthropic/claude-sonnet-4-5", Requests: 1, Input: 1, Cached: 0, Output: 0, ReportedUSD: "3"}}, tuitest.Month...)...)), 100, 30)
	shows(t, d, "You pay $1,262.25 a month: openrouter $1,259.25, anthropic $3.00")
	d.press("down", "2", "enter")
	shows(t, d, "You would pay $2,524.50 a month, of it $131.30 to load credit, $1,262.25 more than now")
	d.press("0", "up")
	d.press("enter", "1", "0", "0", "0", "enter")
	hides(t, d, "anthropic $3.00")
}

// With two accounts the larger one's gateway can be the cheapest for all of it: $40 of
// gpt-4o at openai, which takes no fee, and $20 at openrouter with 5.5 % and at least 0.80.
func TestCheapestIsOneOfTwo(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, config(c, tuitest.UsageBooks(c, tuitest.Used{Gateway: "openai", Model: "openai/gpt-4o", Requests: 1, Input: 16, Cached: 0, Output: 0, ReportedUSD: "40"}, tuitest.Used{Gateway: "openrouter", Model: "openai/gpt-4o", Requests: 1, Input: 8, Cached: 0, Output: 0, ReportedUSD: "20"})), 140, 40)
	shows(t, d, "You pay $61.10 a month: openai $40.00, openrouter $21.10", "openai would be $60.00")
	hides(t, d, "None that serves all of it is cheaper")
	// Beside twice the work: $120 and 5.5 % of $40.
	d.press("down", "2", "enter", "c")
	shows(t, d, "$61.10 a month more with B, on screen: openai, 2x, than with A, as it stands", "$122.20")
}

// Dollars that an export has without tokens are paid, though no gateway can be asked for
// a price of them: 798.00 of sonnet, and 200.00 of it in a file without counts.
func TestDollarsWithoutTokens(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, config(c, tuitest.UsageBooks(c, tuitest.Used{Gateway: "anthropic", Model: "anthropic/claude-sonnet-4-5", Requests: 9000, Input: 160, Cached: 60, Output: 20, ReportedUSD: "798"}, tuitest.Used{Gateway: "anthropic", Model: "anthropic/claude-opus-5", Requests: 0, Input: 0, Cached: 0, Output: 0, ReportedUSD: "200"})), 100, 30)
	shows(t, d, "You pay $998.00 a month at anthropic, nothing of it to load credits.")
	d.press("down", "2", "enter")
	shows(t, d, "You would pay $1,996.00 a month at anthropic, nothing of it to load credits, $998.00 more than now.")
}

func TestHypotheticalSpend(t *testing.T) {
	d := monthDriven(t, 100, 34).press("enter", "1", "0", "0", "0", "enter")
	shows(t, d,
		"You would pay $55.00 a month (5.5 %) just to load openrouter: $1,055.00 for $1,000.00 of tokens",
		"$1,000 list", "no models",
		"openrouter = portkey ~ $890.91", // 49.00 / 5.5 %, rounded up to the cent
	)
	d.press("down", "down", "right")
	shows(t, d, "swap: needs a workload of tokens")
}

// At 100 x 30 there is room for all that a gateway's figure rests on.
func TestAssumptionsAreWhole(t *testing.T) {
	d := monthDriven(t, 100, 30).press("tab", "g")
	for range d.whatif().selectable() {
		cmp := d.whatif().cmp
		r := cmp.Row(d.whatif().gatewayAt)
		for _, a := range r.Assumptions {
			inside, ok := strings.CutSuffix(a, ")")
			if _, basis, cut := strings.Cut(inside, " ("); ok && cut {
				shows(t, d, basis)
			}
		}
		if got := d.whatif().note(); !strings.Contains(strings.Join(strings.Fields(d.app.View()), " "), strings.Join(strings.Fields(got), " ")) {
			t.Errorf("the note of %s is cut: %s\n%s", r.Gateway, got, d.app.View())
		}
		d.press("down")
	}
}

// The cache knob steps from the share that there is: 20 % of the month's prompts.
func TestCacheStepsFromThePresentShare(t *testing.T) {
	for _, c := range []struct{ key, value, shown string }{{"right", "30", "20 % → 30 %"}, {"left", "0", "20 % → 0 %"}} {
		d := monthDriven(t, 100, 30)
		for d.whatif().knobAt != cacheKnob {
			d.press("down")
		}
		d.press(c.key)
		if got := d.whatif().now[cacheKnob]; got != c.value {
			t.Errorf("%s turns the cache to %q, want %q", c.key, got, c.value)
		}
		shows(t, d, c.shown)
	}
}

func TestUndoAndReset(t *testing.T) {
	d := monthDriven(t, 100, 30)
	start := d.app.View()
	d.press("down", "right", "right", "up", "right")
	if d.whatif().now[volumeKnob] != "2" || d.whatif().now[workloadKnob] != "100" {
		t.Fatalf("settings %q", d.whatif().now)
	}
	d.press("u")
	if d.whatif().now != (settings{}).with(volumeKnob, "2") {
		t.Errorf("after u: %q", d.whatif().now)
	}
	d.press("down", "0")
	if d.whatif().now != (settings{}) {
		t.Errorf("after 0: %q", d.whatif().now)
	}
	d.press("u", "r", "sla", "enter", "Z", "up", "up", "up", "up", "up", "up", "up", "up", "up")
	if got := d.app.View(); got != start {
		t.Errorf("after Z:\n%s\nwant\n%s", got, start)
	}
	d.press("u", "u", "u", "u", "u", "u", "u", "u", "u", "u")
	if d.whatif().now != (settings{}) || len(d.whatif().undo) != 0 {
		t.Errorf("after every u: %q, %d left", d.whatif().now, len(d.whatif().undo))
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
		{"a digit replaces", volumeKnob, []string{"3", "enter"}, "3", ""},
		{"a fraction", volumeKnob, []string{".", "5", "enter"}, "0.5", ""},
		{"one is untouched", volumeKnob, []string{"1", "enter"}, "", ""},
		{"Esc restores", volumeKnob, []string{"3", "esc"}, "", ""},
		{"zero volume", volumeKnob, []string{"enter", "0", "enter"}, "", `"0": want a multiple above zero`},
		{"letters", volumeKnob, []string{"4", "x", "y", "enter"}, "", `"4xy": want a multiple above zero`},
		{"backspace", volumeKnob, []string{"4", "x", "backspace", "enter"}, "4", ""},
		{"q is a letter while typing", volumeKnob, []string{"4", "q", "backspace", "enter"}, "4", ""},
		{"cache in percent", cacheKnob, []string{"7", "0", "%", "enter"}, "70", ""},
		{"cache above all", cacheKnob, []string{"1", "0", "1", "enter"}, "", "want a percentage from 0 to 100"},
		{"cache none", cacheKnob, []string{"enter", "0", "enter"}, "0", ""},
		{"top-up", topUpKnob, []string{"1", "4", ".", "5", "5", "enter"}, "14.55", ""},
		{"top-up in dollars", topUpKnob, []string{"enter", "$25", "enter"}, "25", ""},
		{"top-up of nothing", topUpKnob, []string{"enter", "0", "enter"}, "", "above zero"},
		{"top-up beyond money", topUpKnob, []string{"9", "e400", "enter"}, "", "too large (at most 12 digits)"},
		{"workload", workloadKnob, []string{"enter", "5", "0", "0", "enter"}, "500", ""},
		{"workload to the tenth of a cent", workloadKnob, []string{"enter", "0.001", "enter"}, "0.001", ""},
		{"workload that is none", workloadKnob, []string{"enter", "monthly", "enter"}, "", `"monthly": want dollars above zero`},
		{"swap by any name", swapKnob, []string{"enter", "gpt-4o=claude-4.5-sonnet", "enter"}, "openai/gpt-4o=anthropic/claude-sonnet-4-5", ""},
		{"swap to nobody", swapKnob, []string{"enter", "gpt-4o=gpt-4q", "enter"}, "", `no model "gpt-4q"`},
		{"swap without a model", swapKnob, []string{"enter", "gpt-4o", "enter"}, "", "want MODEL=MODEL"},
		{"requirements", requireKnob, []string{"enter", " sla , uptime=99.9", "enter"}, "sla,uptime=99.9", ""},
		{"no requirements", requireKnob, []string{"enter", "enter"}, "", ""},
		{"a bad requirement", requireKnob, []string{"enter", "fast", "enter"}, "", `requirement "fast"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := monthDriven(t, 100, 30)
			for d.whatif().knobAt != c.knob {
				d.press("down")
			}
			d.press(c.keys...)
			if got := d.whatif().now[c.knob]; got != c.value {
				t.Errorf("value %q, want %q", got, c.value)
			}
			if c.says != "" {
				shows(t, d, c.says)
				if !d.whatif().Typing() {
					t.Error("a bad value is not left to be mended")
				}
			}
			if d.quit {
				t.Error("it quit")
			}
		})
	}
}

func TestStepsGoThroughATypedValue(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, config(c, tuitest.UsageBooks(c, tuitest.Month...)), 100, 30)
	s := d.whatif()
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

// The cursor stays on its gateway when the ranks change.
func TestCursorFollowsTheGateway(t *testing.T) {
	d := monthDriven(t, 100, 30).press("tab", "down")
	if d.whatif().gatewayAt != "portkey" {
		t.Fatalf("cursor on %s", d.whatif().gatewayAt)
	}
	before := slices.Index(d.whatif().selectable(), "portkey")
	d.press("tab", "down", "right", "right") // at twice the volume its plan is the cheaper one
	after := slices.Index(d.whatif().selectable(), "portkey")
	if d.whatif().gatewayAt != "portkey" || after >= before {
		t.Errorf("cursor on %s, rank %d then %d", d.whatif().gatewayAt, before, after)
	}
}

// The user's own row and the one under the cursor are in sight wherever the
// list is scrolled to.
func TestOwnRowStaysInSight(t *testing.T) {
	for _, z := range []draw.Size{{Width: 60, Height: 16}, {Width: 80, Height: 24}, {Width: 100, Height: 30}} {
		d := monthDriven(t, z.Width, z.Height).press("tab", "home")
		for range len(d.whatif().selectable()) + 1 {
			shown := d.whatif().visible(d.whatif().layout().listHeight)
			for _, name := range []string{"openrouter", d.whatif().gatewayAt} {
				if !slices.ContainsFunc(shown, func(l rankLine) bool { return l.row != nil && l.row.Gateway == name }) {
					t.Errorf("%v: %s is out of sight with the cursor on %s", z, name, d.whatif().gatewayAt)
				}
			}
			d.press("down")
		}
	}
}

func TestLateAnswersAreDropped(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, config(c, tuitest.UsageBooks(c, tuitest.Month...)), 100, 30)
	first := d.whatif().levers.request
	d.send(page.KeyMsg("down"))
	d.send(page.KeyMsg("right"))
	shows(t, d, "x2 +1,259…") // the last known, until the new ones come
	old := leversFound{request: first}
	old.by[swapKnob] = lever{to: "best", change: pricing.MustMoney("-1"), found: true}
	d.send(old)
	hides(t, d, "best -$1 ", "best -$1.00")
	if !d.whatif().levers.pending {
		t.Error("a late answer settled the levers")
	}
	before := d.whatif().load.Request
	d.press("ctrl+r")
	d.run(d.send(page.Loaded[pricing.Workload]{Of: "what-if", Request: before, Err: tuitest.ErrBroken}))
	hides(t, d, "cannot be read")
}

func TestRequirementMarks(t *testing.T) {
	d := monthDriven(t, 100, 30).press("r", "sla,no-fee", "enter")
	shows(t, d, "REQ", "✗✗ you", "Assumed to meet sla and no-", "azure at $1,224.84", "✓~") // that it takes no fee is assumed
	for _, line := range strings.Split(d.app.View(), "\n") {
		if strings.Contains(line, "portkey (3)") && strings.Contains(line, "$49") && !strings.Contains(line, "✗✓") { // anthropic, of whom it buys, has no SLA
			t.Errorf("portkey is not marked: %q", line)
		}
	}
}

func TestServerCostFromTheList(t *testing.T) {
	d := monthDriven(t, 100, 30).press("/", "lite", "enter")
	shows(t, d, "your server's cost: Enter sets it")
	d.press("enter", "4", "0", "enter")
	shows(t, d, "litellm (3) $1,254.30") // 1,214.30 + 40.00
}

func TestFilter(t *testing.T) {
	d := monthDriven(t, 100, 30).press("/", "of", "enter")
	shows(t, d, "ofox", "openrouter", "/of A MONTH")
	hides(t, d, "$1,263.30")
	d.press("esc")
	shows(t, d, "portkey (3) $1,263.30")
	d.press("/", "of", "esc")
	shows(t, d, "portkey (3) $1,263.30")
	d.press("/", "q") // a letter, no command
	if d.quit || d.whatif().filter != "q" {
		t.Errorf("filter %q, quit %v", d.whatif().filter, d.quit)
	}
}

func TestMouse(t *testing.T) {
	d := monthDriven(t, 100, 30)
	l := d.whatif().layout()
	line := func(text string) int {
		return slices.IndexFunc(strings.Split(d.app.View(), "\n"), func(l string) bool { return strings.Contains(l, text) })
	}
	column := func(text string) int {
		cells := []rune(strings.Split(d.app.View(), "\n")[line(text)])
		return strings.Index(string(cells), text)
	}
	d.click(3, line("volume"))
	if d.whatif().knobAt != volumeKnob {
		t.Fatalf("knob %d in hand", d.whatif().knobAt)
	}
	row := []rune(strings.Split(d.app.View(), "\n")[line("volume")])
	d.click(slices.Index(row, '›'), line("volume"))
	if d.whatif().now[volumeKnob] != "1.5" {
		t.Errorf("volume %q after a click on ›", d.whatif().now[volumeKnob])
	}
	row = []rune(strings.Split(d.app.View(), "\n")[line("volume")])
	d.click(slices.Index(row, '‹'), line("volume"))
	if d.whatif().now[volumeKnob] != "" {
		t.Errorf("volume %q after a click on ‹", d.whatif().now[volumeKnob])
	}
	d.click(l.left+5, line("merge"))
	if d.whatif().gatewayAt != "merge" || d.whatif().focus != gatewayPane {
		t.Errorf("cursor on %s", d.whatif().gatewayAt)
	}
	d.send(tea.MouseMsg{X: l.left + 5, Y: 10, Action: tea.MouseActionPress, Button: tea.MouseButtonWheelUp})
	if d.whatif().gatewayAt == "merge" {
		t.Error("the wheel does not move the cursor")
	}
	d.click(column("REQUIRE")+1, line("REQUIRE"))
	if d.whatif().knobAt != requireKnob {
		t.Errorf("knob %d in hand, want REQUIRE", d.whatif().knobAt)
	}
	d.click(3, line("more  "))
	if !d.whatif().unfolded {
		t.Error("a click does not unfold")
	}
	for x := range 100 { // nowhere does a click do harm
		for y := range 30 {
			d.click(x, y)
		}
	}
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
	d.press("m")
	for d.whatif().knobAt != cacheKnob {
		d.press("down")
	}
	d.press("3", "3", "enter")
	shows(t, d, "What you would pay with these knobs is not known")
	d.press("u", "3", "3.3333333", "enter")
	shows(t, d, `"33.3333333": a share of tokens has at most 6 decimals`)
	checkFrame(t, "unpriceable", draw.Size{Width: 100, Height: 30}, d.app.View())
	d.press("esc", "tab", "down", "up", "tab")
	shows(t, d, "just to load openrouter")
}

// The user's own row says what it does not serve.
func TestOwnRowIsPartial(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, config(c, tuitest.UsageBooks(c, partial...)), 140, 40)
	// magistral-medium is 20 x 2 + 2 x 5 = 50 of 1,554.30 dollars of list price.
	shows(t, d, "openrouter $1,565.20 you: 98 %, not magistral-medium", "VS YOU")
}

// What a gateway lacks is said whole in the room there is, never cut.
func TestLacksInItsRoom(t *testing.T) {
	s := monthDriven(t, 100, 30).whatif()
	models := pricing.Row{Coverage: "0.62", Missing: []string{"a/gpt-5.6", "b/glm-5.3", "c/x", "d/y"}}
	kinds := pricing.Row{Coverage: "0.9999", Missing: []string{"a/a-model-of-a-long-name"}, Unpriced: []string{"b/glm-5.3 cache_read", "c/y"}}
	for want, c := range map[string]struct {
		row  pricing.Row
		room int
	}{
		"62 %, not gpt-5.6, glm-5.3 and 2 more": {models, 37},
		"62 %, not gpt-5.6 and 3 more":          {models, 36},
		"62 %, 4 missing":                       {models, 27},
		"62 %":                                  {models, 14},
		">99.9 %, 1 missing, 2 unpriced":        {kinds, 30},
	} {
		if got := s.lacksIn(&c.row, c.room); got != want {
			t.Errorf("in %d: %q, want %q", c.room, got, want)
		}
	}
}
