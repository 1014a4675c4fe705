package credits

import (
	"testing"

	"tollbook/ledger"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// A key's frame where an account that loaded itself 183 times, with $1 for $3 a day, shows all
// of its lots.
func BenchmarkKey(b *testing.B) {
	books := tuitest.Credits(b)
	one, half := pricing.MustMoney("1"), pricing.MustMoney("0.5")
	if _, err := books.Store.SetAccount(b.Context(), "openrouter/ci", ledger.AccountChange{AutoTopUp: &one, AutoBelow: &half}); err != nil {
		b.Fatal(err)
	}
	d := drivenAt(b, books, "openrouter/ci", 140, 40).Press("right", "right")
	t := draw.NewTheme(tuitest.ColourRenderer(), "")
	for b.Loop() {
		d.Screen, _ = d.Screen.Update(page.KeyMsg("down"))
		_ = d.Screen.View(t)
	}
}
