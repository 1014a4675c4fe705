package tui

import (
	"context"
	"strings"
	"testing"

	"tollbook/ledger/projection"
	"tollbook/tui/draw"
	"tollbook/tui/tuitest"
)

// onLine moves the panel's cursor to a line.
func (d *driven) onLine(label string) *driven {
	d.t.Helper()
	e, _ := d.app.panel.Front()
	for range e.Lines {
		if _, at := d.app.panel.Front(); e.Lines[at].Label == label {
			return d
		}
		d.press("down")
	}
	d.t.Fatalf("no line %q in\n%s", label, d.app.View())
	return d
}

// Every figure of the month's projection leads on to what it rests on, which is the
// ledger's own explanation of the same figure.
func TestOverviewExplainsTheProjection(t *testing.T) {
	b := tuitest.Unsteady(t)
	d := overviewDriven(t, b, 140, 40)
	f, err := b.Forecast(context.Background(), projection.Query{AsOf: tuitest.Now})
	if err != nil {
		t.Fatal(err)
	}
	m := f.Months[0]
	if m.Low.Cmp(m.Projected) >= 0 || m.Projected.Cmp(m.High) >= 0 {
		t.Fatalf("%v to %v around %v: the books are no test", m.Low, m.High, m.Projected)
	}
	d.press("e")
	shows(t, d, "November 2026, projected, with fees", draw.Money(*m.AllIn), draw.Money(m.Projected))
	for label, want := range map[string]string{
		"80 of 100 simulated futures, from": "at the low end, openrouter " + draw.Money(m.Low),
		"to":                                "at the high end, openrouter " + draw.Money(m.High),
		"openrouter":                        "November 2026 projected, openrouter " + draw.Money(m.Projected),
		"method":                            "method",
		"used so far, without fees":         "2026-11",
		"fees to load it":                   "fees that it bears, openrouter " + draw.Money(*m.Fees),
	} {
		d.onLine(label).press("enter")
		if n := d.app.panel.Depth(); n != 2 {
			t.Fatalf("%s: %d levels deep", label, n)
		}
		e, _ := d.app.panel.Front()
		if text := e.Title + " " + e.Figure; !strings.Contains(text, want) {
			t.Errorf("%s leads to %q, want %q", label, text, want)
		}
		if len(e.Lines) == 0 {
			t.Errorf("%s rests on nothing", label)
		}
		d.press("esc")
		for front, _ := d.app.panel.Front(); len(front.Lines) > 0; front.Lines = front.Lines[1:] {
			d.press("up")
		}
	}
	d.press("esc")
	if d.app.panel.Open() {
		t.Error("Esc leaves the panel open")
	}
}

// A budget leads on to its own projection, a day without credit to the account's.
func TestOverviewExplainsBudgetsAndEnds(t *testing.T) {
	d := overviewDriven(t, tuitest.Overview(t), 140, 40).press("e")
	d.onLine("openrouter runs out of credit").press("enter")
	shows(t, d, "EXPLAIN … ›", "2026-11-26")
	d.press("esc").onLine("budget pr\x1b[31mod, of openrouter").press("enter")
	shows(t, d, "EXPLAIN … ›")
	hides(t, d, "\x1b[31m")
}
