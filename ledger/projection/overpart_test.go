package projection

import (
	"testing"

	"tollbook/ledger/report"
	"tollbook/pricing"
)

// A month is set against the known days of the one before by the day. November has 30
// days.
func TestOverPart(t *testing.T) {
	for _, c := range []struct {
		projected, before string
		known             int // days of October
		now, then, change string
	}{
		// 514 / 30 = 17.133, 329 / 20 = 16.45, 17.1333 / 16.45 = 1.041540
		{"514", "329", 20, "17.13", "16.45", "4.154002"},
		// 507.26 / 30 = 16.9087, 251.82 / 13 = 19.3708
		{"507.26", "251.82", 13, "16.91", "19.37", "-12.710402"},
		{"30", "1", 1, "1", "1", "0"},
		{"30", "0", 20, "", "", ""}, // nothing was spent then
		{"30", "1", 0, "", "", ""},  // no day is known
	} {
		m := Month{Month: "2026-11", Projected: pricing.MustMoney(c.projected)}
		known := report.KnownPart{Days: c.known, Of: 31}
		got, ok := m.OverPart(pricing.MustMoney(c.before), known)
		if ok != (c.now != "") {
			t.Errorf("%s: %v", c.projected, got)
		}
		if ok && (got.Now.String() != c.now || got.Before.String() != c.then || got.Change != c.change || got.Known != known) {
			t.Errorf("%s against %s: %+v, want %s, %s, %s", c.projected, c.before, got, c.now, c.then, c.change)
		}
	}
}
