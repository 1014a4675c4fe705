package tui

import (
	"fmt"
	"testing"

	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// BenchmarkRepaint is one step of a knob: every gateway priced anew and the
// whole screen drawn.
func BenchmarkRepaint(b *testing.B) {
	c := tuitest.Catalog(b)
	for _, z := range []draw.Size{{Width: 80, Height: 24}, {Width: 100, Height: 30}, {Width: 200, Height: 50}} {
		b.Run(fmt.Sprintf("%dx%d", z.Width, z.Height), func(b *testing.B) {
			d := drive(b, config(c, tuitest.ManyLines(b)), z.Width, z.Height)
			d.press("down")
			keys := []string{"right", "u"} // a step back by u leaves none to be undone
			for i := 0; b.Loop(); i++ {
				d.send(page.KeyMsg(keys[i%2]))
				if d.app.View() == "" {
					b.Fatal("blank")
				}
			}
		})
	}
}

// BenchmarkCatalog is a step of the cursor through six hundred models.
func BenchmarkCatalog(b *testing.B) {
	c := tuitest.Catalog(b)
	d := drive(b, config(c, tuitest.ManyLines(b)), 200, 50).press("5", "tab")
	keys := []string{"down", "up"}
	for i := 0; b.Loop(); i++ {
		d.send(page.KeyMsg(keys[i%2]))
		if d.app.View() == "" {
			b.Fatal("blank")
		}
	}
}

// BenchmarkOverview is a step of the cursor through what needs attention.
func BenchmarkOverview(b *testing.B) {
	d := opened(b, config(tuitest.Catalog(b), tuitest.Overview(b)), 200, 50)
	keys := []string{"down", "up"}
	for i := 0; b.Loop(); i++ {
		d.send(page.KeyMsg(keys[i%2]))
		if d.app.View() == "" {
			b.Fatal("blank")
		}
	}
}
