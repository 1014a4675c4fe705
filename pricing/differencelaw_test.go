package pricing_test

import (
	"testing"

	"pgregory.net/rapid"

	"tollbook/pricing"
	"tollbook/pricing/pricingtest"
)

// TestDifferenceLaw: the causes add up to the difference to the last digit, and so do the parts of
// the two bills.
func TestDifferenceLaw(t *testing.T) {
	c := pricingtest.Shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) pricing.Side {
			w := pricing.SpendWorkload(pricingtest.Cents(rapid.Int64Range(1, 1e8).Draw(t, label)))
			if rapid.IntRange(0, 2).Draw(t, "of") > 0 {
				w = c.LedgerWorkload(pricingtest.Lines(t, c), pricingtest.Today.AddDate(0, 0, -6), pricingtest.Today, 7)
				w = w.PaidBy([]pricing.PaidAccount{{Gateway: w.You, Days: 7}})
			}
			w.Purchase = pricingtest.Cents(rapid.SampledFrom([]int64{0, 2500}).Draw(t, "usual"))
			return pricing.Side{Workload: w, Knobs: pricingtest.Knobs(t, w.Source != "spend"), Gateway: rapid.SampledFrom([]string{"openrouter", "ofox", pricing.Direct, "cloudflare", "litellm", "vercel"}).Draw(t, "gateway")}
		}
		a, b := draw("a"), draw("b")
		got, err := c.Difference(a, b, pricingtest.Today)
		if err != nil {
			t.Fatal(err)
		}
		if got.Change() == nil {
			return
		}
		var sum pricing.Money
		for _, cause := range got.Causes {
			if cause.Change == nil {
				t.Fatalf("both bills are known, and %+v is not", cause)
			}
			sum = sum.Add(*cause.Change)
		}
		if !sum.Equal(*got.Change()) {
			t.Fatalf("causes %+v add up to %s, not %s", got.Causes, sum, got.Change())
		}
		// And so do the parts of the two bills.
		billA, err := a.Bill(c, pricingtest.Today)
		if err != nil {
			t.Fatal(err)
		}
		billB, err := b.Bill(c, pricingtest.Today)
		if err != nil {
			t.Fatal(err)
		}
		if billA.Total == nil || !billA.Total.Equal(*got.A) || billB.Total == nil || !billB.Total.Equal(*got.B) {
			t.Fatalf("bills of %v and %v, sides of %s and %s", billA.Total, billB.Total, got.A, got.B)
		}
		var parts pricing.Money
		for _, p := range pricing.PartsOf(billA, billB) {
			parts = parts.Add(p.Change())
		}
		if !parts.Equal(*got.Change()) {
			t.Fatalf("parts of %+v and %+v add up to %s, not %s", billA, billB, parts, got.Change())
		}
	})
}
