package whatif

import (
	"strings"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/tuitest"
)

// Beside the chart stands who is cheaper than the user's own, the nearest volume first, no pair
// without the user's own, and each curve has a name.
func TestWhoIsCheaper(t *testing.T) {
	d := month(t, 120, 40)
	lines, never := d.Screen.crossings()
	if len(lines) == 0 || d.Screen.ownName() != "openrouter" {
		t.Fatalf("beside %s: %v, never %v: the month is no test", d.Screen.ownName(), lines, never)
	}
	for i, l := range lines {
		if l.name == "openrouter" || !strings.Contains(l.where, "$") {
			t.Errorf("%+v", l)
		}
		if i > 0 && l.far < lines[i-1].far {
			t.Errorf("%s stands before %s", lines[i-1].name, l.name)
		}
	}
	d.Shows("CHEAPER THAN OPENROUTER", "portkey + keys")
	for _, c := range d.Screen.curves {
		d.Shows(c.Label)
	}
	// $49 for a plan against 5.5 %: it is the cheaper one above 49 / 5.5 %, rounded up.
	d.Press("enter", "1000", "enter")
	d.Shows("above $890.91")
}

// Where nobody changes places with anybody there is no chart but a sentence.
func TestNoEmptyChart(t *testing.T) {
	c := tuitest.Catalog(t)
	d := drive(t, tuitest.UsageBooks(c, tuitest.Used{Gateway: "openai", Model: "openai/gpt-4o", Requests: 6000, Input: 80, Output: 12, ReportedUSD: "320"}), 140, 40)
	if d.Screen.crosses() {
		t.Fatal("something crosses: the month is no test")
	}
	d.Shows("Volume does not decide: from $10 to $10k a month nobody changes places with openai.")
	d.Hides("ON TOP OF TOKENS")
}

// A curve that comes from above the chart is drawn down from its upper edge, without a gap.
func TestCurveFromTheEdge(t *testing.T) {
	d := month(t, 120, 40)
	s := d.Screen
	drawn := draw.Chart(draw.NewTheme(tuitest.PlainRenderer(), ""), s.curves, s.span(), s.cmp.ListUSD, 80, 14)
	if len(drawn) == 0 || !strings.ContainsFunc(drawn[0], func(r rune) bool { return r > 0x2800 && r <= 0x28ff }) {
		t.Errorf("nothing reaches the upper edge:\n%s", strings.Join(drawn, "\n"))
	}
}
