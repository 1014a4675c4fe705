package pricing

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"
)

// seenAt are two gateways that sell one model, at 1 and 2 dollars, whose rates were
// read on two days.
func seenAt(t *testing.T, cheap, dear string) *Catalog {
	return rows{
		"gateways/acme":  gateway("provider", "none", "prepaid", "publishes,,acme", "markup_percent,,0", "fee_percent,any,0", "expiry,,never"),
		"gateways/cheap": gateway("host", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "expiry,,never"),
		"gateways/dear":  gateway("host", "listed", "prepaid", "markup_percent,,0", "fee_percent,any,0", "expiry,,never"),
		"models/acme":    {"acme/m1"},
		"rates/cheap":    {"acme/m1,m1,,,,,1,4,,,,,,," + cheap},
		"rates/dear":     {"acme/m1,m1,,,,,2,8,,,,,,," + dear},
	}.load(t)
}

// TestAgeDecides: on 5 Aug 2026 rates of 1 Jul are 35 days old. Age is an "if" where the
// winner's are over 30 days old and over 14 days older than those of the next.
func TestAgeDecides(t *testing.T) {
	clock := time.Date(2026, 8, 5, 9, 0, 0, 0, time.UTC)
	for _, k := range []struct {
		cheap, dear string
		want        string
	}{
		{"2026-07-01", "2026-07-20", "its rates are still those last seen on 1 Jul 2026, 35 days ago"},
		{"2026-07-01", "2026-07-15", ""}, // 14 days older is not more
		{"2026-07-01", "2026-06-01", ""}, // the other's are older still
		{"2026-07-06", "2026-08-01", "its rates are still those last seen on 6 Jul 2026, 30 days ago"},
		{"2026-07-07", "2026-08-05", ""}, // not over 30 days old
	} {
		c := seenAt(t, k.cheap, k.dear)
		got, err := c.Compare(c.TokensWorkload([]WorkLine{line("acme/m1", kInput, 1_000_000)}), Knobs{Gateways: []string{"dear", "cheap"}}, clock)
		if err != nil {
			t.Fatal(err)
		}
		if got.Cheapest != "cheap" || strings.Join(got.If, "; ") != k.want {
			t.Errorf("seen %s and %s: %s, if %q, want %q", k.cheap, k.dear, got.Cheapest, got.If, k.want)
		}
		if r := rowOf(t, got, "dear"); r.RatesSeen.Format(Day) != k.dear || len(r.Assumptions) > 0 {
			t.Errorf("dear: seen %s, rests on %q", r.RatesSeen.Format(Day), r.Assumptions)
		}
	}
}

// TestRatesSeen: the line names the gateways whose rates make the answer, the oldest
// last, without the year that the clock has.
func TestRatesSeen(t *testing.T) {
	c := seenAt(t, "2026-07-01", "2025-12-24")
	w := c.LedgerWorkload([]WorkLine{{Account: "dear", Gateway: "dear", Name: "acme/m1", Model: "acme/m1", At: today, Tokens: used(kInput, 1_000_000), Reported: MustMoney("2")}}, today, today, 30).
		PaidBy([]PaidAccount{{Account: "dear", Gateway: "dear", Days: 30}})
	got, err := c.Compare(w, Knobs{}, time.Date(2026, 8, 5, 9, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if text := got.RatesSeen(); text != "rates as last seen: cheap 1 Jul, dear 24 Dec 2025 (224 days ago)" {
		t.Errorf("%q", text)
	}
	bare := compared(t, facts(t), SpendWorkload(MustMoney("1000")), Knobs{}, today)
	if text := bare.RatesSeen(); text != "" {
		t.Errorf("bare list dollars use no rate: %q", text)
	}
	if slices.ContainsFunc(bare.Rows, func(r Row) bool { return !r.RatesSeen.IsZero() }) {
		t.Error("a row of bare list dollars has rates")
	}
}

// TestPercentOf: a share is never rounded up, so that only the whole is 100 %.
func TestPercentOf(t *testing.T) {
	for text, want := range map[string]string{"0.999715": "99.97 %", "0.9999999": "99.99 %", "1": "100 %", "0.96996": "96.99 %", "0.5": "50 %", "0": "0 %", "0.343": "34.3 %"} {
		share, _ := new(big.Rat).SetString(text)
		if got := PercentOf(share); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}
