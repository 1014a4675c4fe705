package pricing

import "testing"

// TestWouldPay: a knob moves what was charged by as much as it moves the same work's
// price by today's rates, each gateway's work at that gateway. $98 and $50 were charged
// for 40 and 20 million tokens of gpt-4o at 2.50, $100 and $50 by the catalog; $98 by
// card once a month are 5.39 of fees.
func TestWouldPay(t *testing.T) {
	paid := []PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30}, {Account: "openai", Gateway: "openai", Days: 30}}
	crypto := []PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30, Method: "crypto"}, paid[1]}
	lines := []WorkLine{paidLine("openrouter", "openrouter", "98", 40_000_000), paidLine("openai", "openai", "50", 20_000_000)}
	noTokens := append(lines[:2:2], WorkLine{Account: "openai", Gateway: "openai", Name: "o-unknown", At: today, Reported: MustMoney("1000")})
	mini := map[string]string{"openai/gpt-4o": "openai/gpt-4o-mini"}
	for _, k := range []struct {
		name       string
		lines      []WorkLine
		paid       []PaidAccount
		knobs      Knobs
		fee, total string
	}{
		{"as it stands", lines, paid, Knobs{}, "5.39", "153.39"},
		{"by crypto, 5 % of 100 in place of 5.5 %", lines, paid, Knobs{Method: "crypto"}, "4.89", "152.89"},
		{"who pays by crypto already", lines, crypto, Knobs{Method: "crypto"}, "4.9", "152.9"},
		{"and goes over to cards", lines, crypto, Knobs{Method: "card"}, "5.4", "153.4"},
		// 40 and 20 million at 0.15 are 6.00 and 3.00, the least fee 0.80.
		{"another model", lines, paid, Knobs{Swaps: mini}, "0.69", "7.69"},
		{"twice as much", lines, paid, Knobs{Volume: factor("2")}, "10.78", "306.78"},
		{"dollars without tokens stay", noTokens, paid, Knobs{Swaps: mini}, "0.69", "1007.69"},
	} {
		t.Run(k.name, func(t *testing.T) {
			w := facts(t).LedgerWorkload(k.lines, today, today, 30).PaidBy(k.paid)
			got, err := facts(t).WouldPay(w, k.knobs, today)
			if err != nil || got == nil {
				t.Fatal(got, err)
			}
			amount(t, "fee", got.Fee, k.fee)
			amount(t, "total", got.Total, k.total)
		})
	}
}

// TestWouldPayUnknown: no figure is made where a gateway in use has no rate for what is
// asked of it.
func TestWouldPayUnknown(t *testing.T) {
	w := facts(t).LedgerWorkload([]WorkLine{paidLine("openai", "openai", "50", 20_000_000)}, today, today, 30).PaidBy([]PaidAccount{{Account: "openai", Gateway: "openai", Days: 30}})
	got, err := facts(t).WouldPay(w, Knobs{Swaps: map[string]string{"openai/gpt-4o": "anthropic/claude-sonnet-4-5"}}, today)
	if err != nil || got != nil {
		t.Errorf("openai sells no claude: %v, %v", got, err)
	}
	// Beside openrouter, which does: 40 million at 3.00 in place of 2.50, and 5.5 % of it.
	w = facts(t).LedgerWorkload([]WorkLine{paidLine("openrouter", "openrouter", "100", 40_000_000), paidLine("openai", "openai", "50", 20_000_000)}, today, today, 30).
		PaidBy([]PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30}, {Account: "openai", Gateway: "openai", Days: 30}})
	got, err = facts(t).WouldPay(w, Knobs{Swaps: map[string]string{"openai/gpt-4o": "anthropic/claude-sonnet-4-5"}}, today)
	if err != nil || got == nil {
		t.Fatal(got, err)
	}
	money(t, "in all", *got.Total, "176.6")
	money(t, "in fees", *got.Fee, "6.6")
	if text := got.Basis(); text != "the part at openai stays as it is, which has no price for it" {
		t.Errorf("%q", text)
	}
}
