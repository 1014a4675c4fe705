package credits

import (
	"strings"
	"testing"
	"time"

	"tollbook/tui/tuitest"
)

// The time line: events stand in their order, months too, whatever the width.
func TestTimeScale(t *testing.T) {
	s := timeScale{tuitest.Now, tuitest.Now.AddDate(1, 0, 0)}
	for width := 8; width < 200; width++ {
		before := 0
		for d := 0; d <= 365; d++ {
			c := s.cell(tuitest.Now.AddDate(0, 0, d), width)
			if c < before || c >= width {
				t.Fatalf("width %d: day %d is on cell %d after %d", width, d, c, before)
			}
			before = c
		}
		if before != width-1 {
			t.Errorf("width %d ends on cell %d", width, before)
		}
		axis := s.axis(width)
		if len([]rune(axis)) != width || !strings.HasPrefix(axis, "now") {
			t.Errorf("width %d: %q", width, axis)
		}
	}
	// A quarter of the time stands at half of the line: sqrt(1/4).
	quarter := timeScale{tuitest.Now, tuitest.Now.Add(400 * time.Hour)}
	if c := quarter.cell(tuitest.Now.Add(100*time.Hour), 101); c != 50 {
		t.Errorf("cell %d, want 50", c)
	}
}
