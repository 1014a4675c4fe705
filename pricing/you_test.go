package pricing

import (
	"slices"
	"testing"
)

// paidLine is usage of gpt-4o input, 2.50 a million, that an account was charged for.
func paidLine(account, gateway, usd string, tokens int64) WorkLine {
	return WorkLine{Account: account, Gateway: gateway, Name: "openai/gpt-4o", Model: "openai/gpt-4o", At: today, Requests: 1, Prompt: 1000, Tokens: used(kInput, tokens), Reported: MustMoney(usd)}
}

// TestYou: each account's work is paid at its own gateway, by its own method and in
// purchases of its own size. 5.5 % of 100 are 5.50 once a month, at least 0.80 of each
// 10, and 5 % of it by crypto are 5.00.
func TestYou(t *testing.T) {
	router := paidLine("openrouter", "openrouter", "100", 40_000_000)
	own := paidLine("openrouter", "openrouter", "40", 1)
	own.OwnKey = true
	for _, k := range []struct {
		name              string
		lines             []WorkLine
		paid              []PaidAccount
		volume            string
		token, fee, total string
		sentence          string
	}{
		{"one account", []WorkLine{router, own}, []PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30}}, "1", "100", "5.5", "105.5",
			"You pay $5.50 a month (5.5 %) just to load openrouter: $105.50 for $100.00 of tokens."},
		{"half a month, in tens", []WorkLine{router}, []PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 15, Purchase: MustMoney("10")}}, "1", "200", "16", "216",
			"You pay $16.00 a month (8 %) just to load openrouter: $216.00 for $200.00 of tokens."},
		{"by crypto", []WorkLine{router}, []PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30, Method: "crypto"}}, "1", "100", "5", "105",
			"You pay $5.00 a month (5 %) just to load openrouter: $105.00 for $100.00 of tokens."},
		{"twice as much", []WorkLine{router}, []PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30}}, "2", "200", "11", "211",
			"You pay $11.00 a month (5.5 %) just to load openrouter: $211.00 for $200.00 of tokens."},
		{"in arrears by agreement", []WorkLine{router}, []PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30, Arrears: true}}, "1", "100", "0", "100",
			"You pay $100.00 a month at openrouter, nothing of it to load credits."},
		{"two gateways", []WorkLine{paidLine("openrouter", "openrouter", "45", 18_000_000), paidLine("openai", "openai", "58.5", 23_400_000)},
			[]PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30}, {Account: "openai", Gateway: "openai", Days: 30}}, "1", "103.5", "2.48", "105.98",
			"You pay $105.98 a month: openai $58.50, openrouter $47.48, of it $2.48 to load credit (assumed: by card, once a month)."},
		{"their own days", []WorkLine{paidLine("openrouter", "openrouter", "10", 4_000_000), paidLine("openai", "openai", "30", 12_000_000)},
			[]PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 3, Purchase: MustMoney("100")}, {Account: "openai", Gateway: "openai", Days: 30}}, "1", "130", "5.5", "135.5",
			"You pay $135.50 a month: openrouter $105.50, openai $30.00, of it $5.50 to load credit."},
		{"no fee at all", []WorkLine{paidLine("a", "openai", "10", 1), paidLine("b", "openai", "20", 1)},
			[]PaidAccount{{Account: "a", Gateway: "openai", Days: 30}, {Account: "b", Gateway: "openai", Days: 30}}, "1", "30", "0", "30",
			"You pay $30.00 a month: b $20.00, a $10.00, nothing of it to load credit."},
		{"a gateway that nobody knows", []WorkLine{router, paidLine("x", "x", "1", 1)}, []PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30}, {Account: "x", Gateway: "x", Days: 30}}, "1", "101", "?", "?",
			"You pay $101.00 a month for tokens; what loading x costs is not known."},
	} {
		t.Run(k.name, func(t *testing.T) {
			volume, err := ParseFactor(k.volume)
			if err != nil {
				t.Fatal(err)
			}
			w := facts(t).LedgerWorkload(k.lines, today.AddDate(0, 0, -29), today, 30).PaidBy(k.paid)
			got := compared(t, facts(t), w, Knobs{Volume: volume}, today)
			amount(t, "tokens", got.You.Token, k.token)
			amount(t, "fee", got.You.Fee, k.fee)
			amount(t, "total", got.You.Total, k.total)
			if text := got.Answer(w)[0]; text != k.sentence {
				t.Errorf("%q, want %q", text, k.sentence)
			}
			for _, r := range got.Rows {
				if (r.VsYou != nil) != (r.Ranked && k.total != "?") {
					t.Errorf("%s: ranked %v, against you %v", r.Gateway, r.Ranked, r.VsYou)
				}
			}
		})
	}
}

// TestVsYou: all are set against what is paid today, the present gateway's own row too:
// it is re-priced. 40 million tokens at 2.50 are 100.00 where 98.00 were charged.
func TestVsYou(t *testing.T) {
	paid := []PaidAccount{{Account: "openrouter", Gateway: "openrouter", Days: 30}}
	w := facts(t).LedgerWorkload([]WorkLine{paidLine("openrouter", "openrouter", "98", 40_000_000)}, today, today, 30).PaidBy(paid)
	got := compared(t, facts(t), w, Knobs{}, today)
	amount(t, "you: 98.00 and 5.39", got.You.Total, "103.39")
	amount(t, "its own row, at today's rates", rowOf(t, got, "openrouter").VsYou, "2.11")
	amount(t, "direct", rowOf(t, got, Direct).VsYou, "-3.39")
	swapped := compared(t, facts(t), w, Knobs{Swaps: map[string]string{"openai/gpt-4o": "openai/gpt-4o-mini"}}, today)
	amount(t, "whatever is swapped", swapped.You.Total, "103.39")
}

// TestManyAccounts: the sentence names the dearest and counts the others.
func TestManyAccounts(t *testing.T) {
	y := &You{}
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		usd := MustMoney("2")
		y.Accounts = append(y.Accounts, YourAccount{Account: name, Total: &usd})
	}
	if got := y.parts(); !slices.Equal(got, []string{"a $2.00", "b $2.00", "c $2.00", "d $2.00", "2 more $4.00"}) {
		t.Errorf("%q", got)
	}
	y.Accounts = y.Accounts[:5]
	if got := y.parts(); len(got) != 5 || got[4] != "e $2.00" {
		t.Errorf("one more is named: %q", got)
	}
}
