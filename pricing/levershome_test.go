package pricing

import "testing"

// TestLeversOfSeveralGateways: the bill is all that is paid, each gateway's part moved at
// that gateway. $100 of gpt-4o at openrouter with 5.50 by card, $50 of it at openai.
func TestLeversOfSeveralGateways(t *testing.T) {
	w := facts(t).LedgerWorkload([]WorkLine{paidLine("openrouter", "openrouter", "100", 40_000_000), paidLine("openai", "openai", "50", 20_000_000)}, today, today, 30).
		PaidBy([]PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30}, {Account: "openai", Gateway: "openai", Days: 30}})
	w.Example = &CacheExample{Name: "crew at openai", Share: MustPercent("50")}
	got, err := facts(t).Levers(w, Knobs{}, w.You, today)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"batch":   "-77.75", // half of 100, of 5.50 and of 50
		"cache":   "-38.87", // half of the input at 1.25 in place of 2.50: 25 of 100, 12.50 of 50, and 1.37 of the fee, now 4.125
		"gateway": "-5.5",   // to openai, or each at its publisher
		"method":  "-0.5",
	}
	for _, l := range got {
		if w, ok := want[l.Knob]; ok {
			money(t, l.Knob, l.Change, w)
			delete(want, l.Knob)
		}
	}
	if len(want) > 0 {
		t.Errorf("levers %v lack %v", got, want)
	}
}
