package usage

import (
	"time"

	"tollbook/pricing"
)

// Computed is what the catalog makes of usage that came without a cost, and how many
// of its tokens it has no rate for. Output includes Reasoning, as in the tables. It
// is false where the catalog has no rate for any.
func Computed(c *pricing.Catalog, l pricing.WorkLine) (usd pricing.Money, unpriced int64, ok bool) {
	l.Tokens = PriceTokens(l.Tokens)
	usd, lacking, ok := c.Cost(l)
	if !ok {
		return usd, l.Tokens.Total(), false
	}
	for _, k := range lacking {
		if !k.PerCall() {
			unpriced += l.Tokens[k]
		}
	}
	return usd, unpriced, true
}

// Rated reports whether the catalog has any rate of a model at a gateway.
func Rated(c *pricing.Catalog, gateway, model string, at time.Time) bool {
	_, _, ok := c.Cost(pricing.WorkLine{Gateway: gateway, Name: model, At: at})
	return ok
}
