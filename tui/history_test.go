package tui

import (
	"testing"

	"tollbook/tui/page"
)

// Esc goes back through the screens that were shown, and never quits.
func TestEscWalksBack(t *testing.T) {
	d := monthDriven(t, 100, 30).press("5", "4", "3")
	for _, id := range []page.ID{page.Spend, page.Catalog, page.Whatif, page.Overview} {
		d.press("esc").on(t, id)
	}
	d.press("esc", "esc").on(t, page.Overview)
	if shows(t, d, "nothing to go back to · q quits"); d.quit {
		t.Error("Esc quits")
	}
}

// What leads nowhere is no step.
func TestSameScreenIsNoStep(t *testing.T) {
	d := monthDriven(t, 100, 30).press("2", "2", "down", "?", "esc", ":", "esc", "up")
	if d.press("esc").on(t, page.Overview); len(d.app.history) != 0 {
		t.Errorf("%d steps are left", len(d.app.history))
	}
}

// Only so many steps are kept.
func TestHistoryIsBounded(t *testing.T) {
	d := monthDriven(t, 100, 30)
	for range mostSteps {
		d.press("5", "2")
	}
	if n := len(d.app.history); n != mostSteps {
		t.Errorf("%d steps are kept, want %d", n, mostSteps)
	}
}
