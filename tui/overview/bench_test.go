package overview

import (
	"testing"

	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// BenchmarkKey is a key and its frame in the largest window.
func BenchmarkKey(b *testing.B) {
	d := tuitest.Drive(b, New(tuitest.Now), Books(tuitest.Many(b)), 200, 50)
	for b.Loop() {
		d.Send(page.KeyMsg("down"))
		d.View()
		d.Send(page.KeyMsg("up"))
		d.View()
	}
}
