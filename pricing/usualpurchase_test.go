package pricing_test

import (
	"testing"
	"time"

	"tollbook/data"
	"tollbook/pricing"
)

// TestUsualPurchase: where the workload knows the usual purchase, fees are those of
// purchases of that size. $100 a month by card at OpenRouter: ten of $10 at $0.80
// are 8.00, one of 100 is 5.50, and what a knob says wins.
func TestUsualPurchase(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	usual := pricing.SpendWorkload(pricing.MustMoney("100"))
	usual.Purchase = pricing.MustMoney("10")
	for _, test := range []struct {
		name string
		w    pricing.Workload
		k    pricing.Knobs
		want string
	}{
		{"none recorded", pricing.SpendWorkload(pricing.MustMoney("100")), pricing.Knobs{}, "5.50"},
		{"of $10", usual, pricing.Knobs{}, "8.00"},
		{"a knob wins", usual, pricing.Knobs{TopUp: pricing.MustMoney("25")}, "5.52"}, // 4 x 1.38
		{"once a month all the same", usual, pricing.Knobs{Monthly: true}, "5.50"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := c.Compare(test.w, test.k, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			if fee := got.Row("openrouter").Fee; fee == nil || !fee.Equal(pricing.MustMoney(test.want)) {
				t.Errorf("fee %v, want %s", fee, test.want)
			}
		})
	}
}
