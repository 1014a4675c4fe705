package pricing_test

import (
	"strings"
	"testing"
	"time"

	"tollbook/data"
	"tollbook/pricing"
)

// TestUsualPurchase: where the workload knows the usual top-up, fees are those of
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

// TestUsualPurchaseIsSaid where it is what purchases are of.
func TestUsualPurchaseIsSaid(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	tokens := pricing.Tokens{pricing.Input: 40_000_000}
	w := c.TokensWorkload([]pricing.WorkLine{{Name: "openai/gpt-4o", Model: "openai/gpt-4o", Tokens: tokens, Requests: 1}})
	for _, k := range []struct {
		usual string
		knobs pricing.Knobs
		said  bool
	}{
		{"10", pricing.Knobs{}, true},
		{"0", pricing.Knobs{}, false},
		{"10", pricing.Knobs{TopUp: pricing.MustMoney("25")}, false},
		{"10", pricing.Knobs{Monthly: true}, false},
	} {
		w.Purchase = pricing.MustMoney(k.usual)
		got, err := c.Compare(w, k.knobs, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		if said := strings.Contains(strings.Join(got.Notes, "; "), "purchases of $"+k.usual+".00: the median of the last 90 days"); said != k.said {
			t.Errorf("usually %s, %+v: notes %q", k.usual, k.knobs, got.Notes)
		}
	}
}
