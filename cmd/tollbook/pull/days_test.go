package pull

import (
	"testing"
	"time"

	"tollbook/data"
	"tollbook/ledger"
	"tollbook/pricing"
)

func TestFirstWhole(t *testing.T) {
	at := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		when, err := time.Parse("2006-01-02 15:04", text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, test := range []struct{ name, asked, was, oldest, want string }{
		{"the first pull begins with the oldest request's day", "", "", "2026-11-03 14:00", "2026-11-03 00:00"},
		{"a table that is empty", "", "", "", "2026-11-20 00:00"},
		{"some days again", "2026-11-10 00:00", "2026-11-03 14:00", "2026-11-03 14:00", "2026-11-10 00:00"},
		{"some days again, of a young table", "2026-10-31 00:00", "2026-11-03 14:00", "2026-11-03 14:00", "2026-11-03 00:00"},
		{"older ones thrown away, and a part of that day", "2026-11-10 00:00", "2026-11-03 14:00", "2026-11-12 14:00", "2026-11-13 00:00"},
		{"older ones thrown away by whole days", "2026-11-10 00:00", "2026-11-03 14:00", "2026-11-12 00:00", "2026-11-12 00:00"},
		{"older ones thrown away before the days asked for", "2026-11-10 00:00", "2026-11-03 14:00", "2026-11-08 14:00", "2026-11-10 00:00"},
		{"older ones brought in", "2026-11-10 00:00", "2026-11-12 14:00", "2026-11-03 14:00", "2026-11-10 00:00"},
		{"all again, older ones thrown away", "", "2026-11-03 14:00", "2026-11-05 08:00", "2026-11-06 00:00"},
	} {
		got := firstWhole(at(test.asked), ledger.Source{Oldest: at(test.was)}, at(test.oldest), at("2026-11-20 09:00"))
		if !got.Equal(at(test.want)) {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// TestEdgesText: what sums are told apart by has a name, and another catalog another one.
func TestEdgesText(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := edgesText(c), edgesText(&pricing.Catalog{}); a == b || a != edgesText(c) {
		t.Errorf("named %q and %q", a, b)
	}
}
