package ledger

import (
	"testing"
	"time"

	"tollbook/pricing"
)

// A month is set against the known days of the one before by the day. November has 30
// days, October is known from a day on.
func TestOverPart(t *testing.T) {
	for _, c := range []struct {
		projected, before string
		since             int // of October, at nine in the morning
		now, then, change string
	}{
		// 514 / 30 = 17.133, 329 / 20 = 16.45, 17.1333 / 16.45 = 1.041540
		{"514", "329", 12, "17.13", "16.45", "4.154002"},
		// 507.26 / 30 = 16.9087, 251.82 / 13 = 19.3708
		{"507.26", "251.82", 19, "16.91", "19.37", "-12.710402"},
		{"30", "1", 31, "1", "1", "0"}, // one day
		{"30", "0", 12, "", "", ""},    // nothing was spent then
	} {
		m := MonthForecast{Month: "2026-11", Projected: pricing.MustMoney(c.projected)}
		got, ok := m.OverPart(pricing.MustMoney(c.before), time.Date(2026, 10, c.since, 9, 0, 0, 0, time.UTC))
		if ok != (c.now != "") {
			t.Errorf("%s: %v", c.projected, got)
		}
		if ok && (got.Now.String() != c.now || got.Before.String() != c.then || got.Change != c.change || got.Since.Day() != c.since) {
			t.Errorf("%s against %s: %+v, want %s, %s, %s", c.projected, c.before, got, c.now, c.then, c.change)
		}
	}
}
