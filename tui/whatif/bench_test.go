package whatif

import (
	"testing"

	"tollbook/tui/tuitest"
)

// BenchmarkLevers is what is tried in the background once the keys rest.
func BenchmarkLevers(b *testing.B) {
	d := drive(b, tuitest.ManyLines(b), 100, 30)
	for b.Loop() {
		if msg := d.Screen.findLevers()().(leversFound); !msg.by[methodKnob].known {
			b.Fatal("no lever")
		}
	}
}
