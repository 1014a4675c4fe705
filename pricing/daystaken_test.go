package pricing

import (
	"slices"
	"testing"
)

// TestUnevenDays: 3 million tokens in 3 days beside 10 million in 30 are 30 + 10
// million a month, at 2.50 a million $100.00; with 20 days beside them 12 million more
// make 18. What they were asked in, 3 requests in all, is not scaled.
func TestUnevenDays(t *testing.T) {
	paid := func(name string, days int) PaidAccount {
		return PaidAccount{Account: name, Gateway: "openai", Days: days}
	}
	few := paidLine("few", "openai", "7.5", 3_000_000)
	few.Days, few.Extra = 3, MustMoney("0.1")
	some := paidLine("some", "openai", "30", 12_000_000)
	some.Days = 20
	all := paidLine("all", "openai", "25", 10_000_000)
	for _, k := range []struct {
		name  string
		lines []WorkLine
		list  string
	}{
		{"two", []WorkLine{few, all}, "101"},
		{"three", []WorkLine{some, few, all}, "146"},
		{"none of all days", []WorkLine{few, some}, "121"},
	} {
		w := facts(t).LedgerWorkload(k.lines, today.AddDate(0, 0, -29), today, 30).PaidBy([]PaidAccount{paid("few", 3), paid("some", 20), paid("all", 30)})
		got := compared(t, facts(t), w, Knobs{Gateways: []string{"openai"}}, today)
		money(t, k.name+": list", got.ListUSD, k.list)
		if got.Requests != int64(len(k.lines)) {
			t.Errorf("%s: %d requests", k.name, got.Requests)
		}
		if k.name == "two" && !slices.Contains(got.Notes, "accounts are known for days of their own: few x 30/3, all x 30/30") {
			t.Errorf("notes %q", got.Notes)
		}
		if !says(got.Notes, "less than a week") {
			t.Errorf("%s: 3 days are not warned of: %q", k.name, got.Notes)
		}
	}
	// The most tokens that a count holds, 2^60, in 3 days, at 2.50 a million.
	few.Tokens = used(kInput, maxTokens)
	w := facts(t).LedgerWorkload([]WorkLine{few}, today, today, 30)
	if got := compared(t, facts(t), w, Knobs{Gateways: []string{"openai"}}, today).ListUSD.String(); got != "28823037615172.1744" { // and ten times 0.10 of extras
		t.Errorf("2^60 tokens in 3 days: %s", got)
	}
}
