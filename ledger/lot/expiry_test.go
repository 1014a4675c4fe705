package lot_test

import (
	"testing"

	"tollbook/ledger/lot"
)

func TestPolicyWords(t *testing.T) {
	for policy, want := range map[string]string{
		"may after 365 days": "may expire after 365 days",
		"after 365 days":     "expires after 365 days",
		"never":              "never expires",
		"unknown":            "expires at a time that is not known",
		"as recorded":        "as recorded",
	} {
		if got := (lot.Lot{Policy: policy}).PolicyWords(); got != want {
			t.Errorf("%q: %q, want %q", policy, got, want)
		}
	}
}
