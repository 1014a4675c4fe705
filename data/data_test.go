package data_test

import (
	"testing"

	"tollbook/data"
	"tollbook/pricing"
)

// TestCatalogIsWhole checks every catalog file; all faults are shown at once,
// with file, line and field.
func TestCatalogIsWhole(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Gateways()) < 40 || len(c.Models()) < 600 {
		t.Errorf("catalog has %d gateways and %d models; files went missing", len(c.Gateways()), len(c.Models()))
	}
	for _, id := range []string{"openrouter", "ofox", "anthropic", "openai"} {
		if c.Gateway(id) == nil {
			t.Errorf("no gateway %s", id)
		}
	}
}
