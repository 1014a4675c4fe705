//go:build !linux

package speed

import "testing"

// firstFrame is timed where a terminal can be made without help.
func firstFrame(b *testing.B, _ string) { b.Skip("a terminal is made for it on Linux only") }
