package ledger_test

import (
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// found is the small catalog with an update laid over it: a fetch of 20 October at ten has
// lab-one's input, 3 until then, at another price. The page was last read on 1 January.
func found(t ledgertest.T, usd, source string) *pricing.Catalog {
	t.Helper()
	return laidOver(t, map[string][][]string{"rates/lab.csv": {{"lab/one", "lab-one", "", "", "2026-10-20T10:00:00Z", "", usd, "", "", "", "", "", "observed", source, "2026-10-20"}}})
}

// between are a million tokens at each of some instants: at 2, on the day on which 2 was
// seen; at 3, twice, some time before the fetch of 20 October; at its moment; and $7 that the
// gateway charged. What is not lab-one's has its price for sure.
const between = tokensHead +
	"2026-01-01T10:00:00Z,lab,lab-one,1000000,0,,a\n" +
	"2026-07-02T10:00:00Z,lab,lab-one,1000000,0,,b\n" +
	"2026-10-20T09:59:59Z,lab,lab-one,1000000,0,,c\n" +
	"2026-10-20T10:00:00Z,lab,lab-one,1000000,0,,d\n" +
	"2026-10-19T10:00:00Z,lab,lab-one,1000000,0,7,e\n" +
	"2026-07-02T10:00:00Z,lab,lab-two,1000000,0,,f\n"

// TestRepriceShowsAnInterval: 2 + 3 + 3 + 3 = 11 by the catalog of the import.
func TestRepriceShowsAnInterval(t *testing.T) {
	const fetch, again = "models.dev@2026-10-20T10:00:00Z#lab-one", "models.dev@2026-11-02T08:15:00Z#lab-one"
	for _, c := range []struct {
		name, usd, source string
		unsure            int64
		now, low, high    string
	}{
		{"cheaper", "2.4", fetch, 2, "10.4", "9.2", "10.4"},                  // 2 + 3 + 3 + 2.4; at least 2 + 3 x 2.4
		{"dearer", "3.5", fetch, 2, "11.5", "11.5", "12.5"},                  // 2 + 3 + 3 + 3.5; at most 2 + 3 x 3.5
		{"and seen again since", "2.4", again, 2, "10.4", "9.2", "10.4"},     // by a later fetch
		{"the user's own is sure", "2.4", "mine", 0, "10.4", "10.4", "10.4"}, // he knows from when on it holds
	} {
		t.Run(c.name, func(t *testing.T) {
			path := ledgerPath(t)
			under(t, path, small(), func(s *ledger.Store) {
				bring(t, s, between, options("a.csv"))
				one := reprice(t, s, usage.RepriceQuery{}).Models[0]
				if one.Unsure != 0 || !one.NewLow.Equal(one.NewUSD) || !one.NewHigh.Equal(one.NewUSD) {
					t.Errorf("by the catalog of the import: %+v", one)
				}
			})
			under(t, path, found(t, c.usd, c.source), func(s *ledger.Store) {
				whole := func(when string, changed int64, usd string) {
					t.Helper()
					got := reprice(t, s, usage.RepriceQuery{})
					if len(got.Models) != 2 || got.Models[0].Model != "lab-one" {
						t.Fatalf("%s: %+v", when, got.Models)
					}
					one, two := got.Models[0], got.Models[1]
					if one.Rows != 4 || one.Changed != changed || one.Unsure != c.unsure {
						t.Errorf("%s: %d rows, %d changed, %d not sure; want 4, %d, %d", when, one.Rows, one.Changed, one.Unsure, changed, c.unsure)
					}
					ledgertest.USD(t, when+": has", one.USD, usd)
					ledgertest.USD(t, when+": makes", one.NewUSD, c.now)
					ledgertest.USD(t, when+": at least", one.NewLow, c.low)
					ledgertest.USD(t, when+": at most", one.NewHigh, c.high)
					if two.Unsure != 0 || !two.NewLow.Equal(two.NewHigh) {
						t.Errorf("%s: lab-two: %+v", when, two)
					}
					ledgertest.USD(t, when+": lab-two", two.NewHigh, "1")
				}
				whole("shown", 1, "11")
				// October alone: c and d, of which c is not sure.
				october := reprice(t, s, usage.RepriceQuery{From: ledgertest.Day("2026-10-01"), To: ledgertest.Day("2026-10-31")}).Models
				if len(october) != 1 || october[0].Rows != 2 || october[0].Unsure != c.unsure/2 {
					t.Errorf("October: %+v", october)
				}
				if got := reprice(t, s, usage.RepriceQuery{Apply: true}); got.ID != 2 {
					t.Errorf("applied: import %d", got.ID)
				}
				whole("applied", 0, c.now)
				want := pricing.MustMoney(c.now).Add(pricing.MustMoney("8")) // and lab-two's 1, and the 7
				ledgertest.USD(t, "reported", reported(t, s, report.Query{}).Total.USD, want.String())
			})
		})
	}
}
