package whatif

import (
	"fmt"
	"testing"

	"tollbook/pricing"
)

// Requirements are marked: how many gateways meet each stands beside it, and of those that
// serve the work how many are left with it.
func TestRequirementsAreMarked(t *testing.T) {
	d := onKnob(month(t, 80, 24), requireKnob, "enter")
	d.Shows("▸ [ ] promises an SLA", "Nothing is required")
	p := d.Screen.laid.(requirePick)
	met, _ := p.tally(p.all[0])
	sla, _ := pricing.ParseRequirement("sla")
	want := 0
	for _, g := range d.Screen.cat.Gateways() {
		if v, _ := g.Check(sla, "", d.Screen.asOf); v == pricing.Pass && g.Offered() {
			want++
		}
	}
	if met == 0 || met > want { // those that buy of others have to ask these too
		t.Errorf("%d meet it, %d say so", met, want)
	}
	d.Press(" ").Shows("[x] promises an SLA", "With what is marked")
	d.Press("down", "right").Shows("[x] was up ‹99.95› % by its record")
	d.Press("G", "x", "left", "enter")
	if got := d.Screen.now[requireKnob]; got != "sla,uptime=99.95,models=50" {
		t.Errorf("required %q", got)
	}
	d.Press("=").Shows("[x] promises an SLA", "‹99.95›", "‹50›")
	d.Press(" ", "esc")
	if got := d.Screen.now[requireKnob]; got != "sla,uptime=99.95,models=50" {
		t.Errorf("Esc leaves %q", got)
	}
	// A value that a scenario brought stands among the steps.
	d.Screen.now[requireKnob] = "uptime=99.97"
	d.Press("=", "down").Shows("‹99.97›")
	d.Press("right").Shows("‹99.99›")
	d.Press("right").Shows("no further step that way")
	d.Press("up", "right").Shows("has no value")
}

// What is left is what the comparison ranks without a failure, with all that is marked.
func TestRequirementsLeave(t *testing.T) {
	d := onKnob(month(t, 100, 30), requireKnob, "enter", " ", "down", "down", "down", " ")
	p := d.Screen.laid.(requirePick)
	names, ranked := p.left(p.marked())
	d.Shows(fmt.Sprintf("%d of the %d that serve your work", len(names), ranked))
	d.Press("enter")
	contend := 0
	for i := range d.Screen.cmp.Rows {
		if d.Screen.cmp.Rows[i].Contends {
			contend++
		}
	}
	if contend != len(names) {
		t.Errorf("%d contend, the picker said %d", contend, len(names))
	}
}

func TestRequireMouse(t *testing.T) {
	d := onKnob(month(t, 80, 24), requireKnob, "enter")
	top := d.Screen.sheetTop() + requireHead
	d.Click(6, top)
	d.Click(14, top+1) // the ‹ of the uptime
	d.Shows("[x] promises an SLA", "[x] was up ‹99.5› %")
	d.Click(19, top+1)
	d.Shows("‹99.9›")
	d.Click(6, top)
	d.Shows("[ ] promises an SLA")
}
