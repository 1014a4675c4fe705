package ledger

import (
	"testing"

	"tollbook/pricing"
)

func TestPolicyWords(t *testing.T) {
	for policy, want := range map[string]string{
		"may after 365 days": "may expire after 365 days",
		"after 365 days":     "expires after 365 days",
		"never":              "never expires",
		"unknown":            "expires at a time that is not known",
		"as recorded":        "as recorded",
	} {
		if got := (Lot{Policy: policy}).PolicyWords(); got != want {
			t.Errorf("%q: %q, want %q", policy, got, want)
		}
	}
}

// A purchase that lasts for 0.7 days is made 1.4 times a day: about once.
func TestRhythmNearADay(t *testing.T) {
	for days, want := range map[string]string{
		"0.7": "about once a day", "0.45": "about 2 times a day", "0.25": "about 4 times a day", "0.8": "about every day", "2": "about every 2 days",
	} {
		if got := Rhythm(pricing.TopUpCost{EveryDays: days}); got != want {
			t.Errorf("every %s days: %q, want %q", days, got, want)
		}
	}
}
