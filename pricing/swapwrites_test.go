package pricing

import "testing"

// TestSwapToAModelWithoutWrites: what the swapped model wrote to its cache is plain input of
// one that has no rate for it, marked, and the gateway is ranked with the rest. 10M in, 2M
// written and 1M out of m1; m2 is 1.00 in and 5.00 out: 12 and 5.
func TestSwapToAModelWithoutWrites(t *testing.T) {
	c := acme.plus(rows{
		"gateways/r": gateway("router", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0"),
		"rates/r":    {"acme/m1,acme/m1,,,,,3,15,0.3,3.75", "acme/m2,acme/m2,,,,,1,5"},
	}).load(t)
	w := c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 10_000_000, kWrite5m, 2_000_000, kOutput, 1_000_000)})
	got := compared(t, c, w, Knobs{Swaps: map[string]string{"acme/m1": "acme/m2"}}, today)
	r := rowOf(t, got, "r")
	amount(t, "r", r.Token, "17")
	if !r.Ranked || len(r.Unpriced) > 0 || !says(r.Assumptions, "cache writes of acme/m2 are plain input") {
		t.Errorf("ranked %v, unpriced %q, assumes %q", r.Ranked, r.Unpriced, r.Assumptions)
	}
	// The step is found, and not "no move".
	steps, err := c.BestSteps(c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 10_000_000, kWrite5m, 2_000_000, kOutput, 1_000_000), line("acme/m2", kInput, 20_000_000)}), Knobs{}, "r", today)
	if err != nil || steps.By["swap"].To != "acme/m1 → acme/m2" {
		t.Errorf("%+v, %v", steps.By["swap"], err)
	}
}
