package tui

import (
	"fmt"
	"testing"

	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// manyLines is a month of about 500 lines over ten models.
func manyLines(b *testing.B, c *pricing.Catalog) tuitest.Books {
	names := []string{
		"anthropic/claude-sonnet-4-5", "openai/gpt-4o", "deepseek/deepseek-v4-flash", "anthropic/claude-haiku-4-5", "openai/gpt-4o-mini",
		"google/gemini-2.5-pro", "google/gemini-2.5-flash", "openai/gpt-5.5", "anthropic/claude-opus-4-5", "openai/gpt-4.1",
	}
	var lines []pricing.WorkLine
	for i := range 500 {
		m, _ := c.FindModel(names[i%len(names)])
		if m == nil {
			b.Fatal(fmt.Errorf("no model %s", names[i%len(names)]))
		}
		var t pricing.Tokens
		t[pricing.Input], t[pricing.CacheRead], t[pricing.Output] = int64(1_000_000+i*977), 200_000, int64(100_000+i*31)
		lines = append(lines, pricing.WorkLine{Gateway: "openrouter", Name: m.ID, Model: m.ID, At: tuitest.Now.AddDate(0, 0, -i%30), Requests: 100, Tokens: t, Reported: pricing.MustMoney("3")})
	}
	return tuitest.Books{Work: c.LedgerWorkload(lines, tuitest.Now.AddDate(0, 0, -29), tuitest.Now, 30), Until: tuitest.Now}
}

// BenchmarkRepaint is one step of a knob: every gateway priced anew and the
// whole screen drawn.
func BenchmarkRepaint(b *testing.B) {
	c := tuitest.Catalog(b)
	for _, z := range []draw.Size{{Width: 80, Height: 24}, {Width: 100, Height: 30}, {Width: 200, Height: 50}} {
		b.Run(fmt.Sprintf("%dx%d", z.Width, z.Height), func(b *testing.B) {
			d := drive(b, config(c, manyLines(b, c)), z.Width, z.Height)
			d.press("down")
			keys := []string{"right", "left"}
			for i := 0; b.Loop(); i++ {
				d.send(page.KeyMsg(keys[i%2]))
				if d.app.View() == "" {
					b.Fatal("blank")
				}
				d.onWhatif(func(s whatif) whatif { s.undo = nil; return s })
			}
		})
	}
}

// BenchmarkLevers is what is tried in the background once the keys rest.
func BenchmarkLevers(b *testing.B) {
	c := tuitest.Catalog(b)
	d := drive(b, config(c, manyLines(b, c)), 100, 30)
	for b.Loop() {
		if msg := d.whatif().findLevers()().(leversFound); !msg.by[methodKnob].found {
			b.Fatal("no lever")
		}
	}
}

// BenchmarkCatalog is a step of the cursor through six hundred models.
func BenchmarkCatalog(b *testing.B) {
	c := tuitest.Catalog(b)
	d := drive(b, config(c, manyLines(b, c)), 200, 50).press("5", "tab")
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
