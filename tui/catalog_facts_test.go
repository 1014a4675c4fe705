package tui

import (
	"strings"
	"testing"

	"tollbook/tui/tuitest"
)

func TestIncidentsAreDrawn(t *testing.T) {
	c := tuitest.SmallCatalog(t)
	// Ten days on a line of as many cells less one step: the fifth day is 4.4 of 10
	// along, the mark stands there.
	cfg := config(c, tuitest.Books{})
	d := drive(t, cfg, 100, 30).press("5", "tab", "tab")
	line := ""
	for _, l := range strings.Split(d.app.View(), "\n") {
		if strings.HasPrefix(l, "   cheap") && strings.Contains(l, "✕") {
			line = l
		}
	}
	drawn := []rune(strings.Trim(strings.TrimSuffix(strings.TrimSpace(line), "99.5000 %"), "cheap "))
	at := strings.Index(string(drawn), "✕") / len("─")
	if len(drawn) < 50 || at < len(drawn)*43/100 || at > len(drawn)*45/100 {
		t.Errorf("the mark stands at %d of %d: %q", at, len(drawn), line)
	}
	d.press("enter")
	shows(t, d, "cheap, incident of 2026-01-05", "144 minutes", "= 2026-01-05 10:00 to 12:24 UTC", "share that failed 50 %", "https://example.com/fire, seen 2026-01-06", "a fire")
}

// A gateway's facts, all of them, each with what it says and where.
func TestCatalogFacts(t *testing.T) {
	cfg := config(tuitest.SmallCatalog(t), tuitest.Books{})
	d := drive(t, cfg, 140, 40).press("5", "down", "enter")
	shows(t, d, "Cheap (cheap), router", "10 facts", "fee to load credit by card 4 %", "least fee by card $0.50", "unused credit may expire after 365 days", "refund of unused credit by card for 24 hours", "so it says", "https://example.com/terms, seen 2026-10-15")
	// The cursor of the table waits, that of the panel goes to the last fact.
	for range 20 {
		d.press("down")
	}
	shows(t, d, "▸ cheap", "▸ unused credit")
}
