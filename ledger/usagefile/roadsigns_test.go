package usagefile

import (
	"testing"

	"tollbook/data"
	"tollbook/pricing"
)

// TestSignsPointToGateways: wherever a log points, the catalog knows the gateway.
func TestSignsPointToGateways(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, signs := range [][]sign{idSigns, modelSigns, providerSigns} {
		for _, s := range signs {
			if s.gateway != "" && c.Gateway(s.gateway) == nil {
				t.Errorf("%s points to %s, which is no gateway", s.prefix, s.gateway)
			}
		}
	}
}
