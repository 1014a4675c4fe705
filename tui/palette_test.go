package tui

import (
	"strings"
	"testing"

	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// A name finds what the screens have of it, those too that were not shown yet; Enter goes there,
// and Esc comes back.
func TestGoToAnything(t *testing.T) {
	d := opened(t, config(tuitest.Catalog(t), tuitest.Overview(t)), 100, 30)
	d.press(":", "openr")
	kinds := map[string]bool{}
	for _, do := range d.app.found {
		if strings.Contains(do.Name, "openrouter") {
			kinds[do.Kind] = true
		}
	}
	for _, want := range []string{"account", "lot"} {
		if !kinds[want] {
			t.Errorf("openr finds no %s: %v", want, kinds)
		}
	}
	// One's own stands before the long lists.
	if do := d.app.found[d.app.find.Chosen()]; do.Kind != "account" {
		t.Errorf("the first is the %s %s", do.Kind, do.Name)
	}
	d.press("enter").on(t, page.Credits)
	d.press("esc").on(t, page.Overview)
	d.press(":", "cryp")
	if do := d.app.found[d.app.find.Chosen()]; do.Kind != "knob" {
		t.Errorf("cryp finds first the %s %s", do.Kind, do.Name)
	}
	// A value of a knob that is gone to is a step, which u takes back.
	d = monthDriven(t, 100, 30).press("5", ":", "cryp", "enter")
	d.on(t, page.Whatif)
	if d.app.current().Steps() != 1 {
		t.Errorf("%d steps after a value of a knob was gone to", d.app.current().Steps())
	}
	if d.press("u"); d.app.current().Steps() != 0 {
		t.Error("u does not take it back")
	}
}
