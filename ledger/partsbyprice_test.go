package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile/exporttest"
	"tollbook/pricing"
)

// TestPartsByPrice: parts that only labels tell apart, added up here, are the parts by
// price: at the end of all, inside a day (whose later rows are taken out again), and at an
// earlier instant inside another. They are less than half as many.
func TestPartsByPrice(t *testing.T) {
	catalog, path := real(), ledgerPath(t)
	s := onDisk(t, path, catalog)
	var export bytes.Buffer
	if err := exporttest.Write(&export, exporttest.Size{Rows: 3_000, Days: 4, Kind: exporttest.ManyLabels}, 1); err != nil {
		t.Fatal(err)
	}
	bring(t, s, export.String(), options("usage.csv"))
	closed(t, s)
	db := shell(t, path)
	inside := time.Date(2026, 10, 30, 11, 7, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		asOf, back time.Time // zero: the end, and not back
	}{
		"at the end":       {},
		"inside a day":     {asOf: inside},
		"back into a day":  {asOf: inside.AddDate(0, 0, 1), back: inside},
		"back from inside": {asOf: inside, back: inside.AddDate(0, 0, -1)},
	} {
		t.Run(name, func(t *testing.T) {
			var lists [2][]usage.Day
			for i, byPrice := range []bool{false, true} {
				sums, err := usage.ReadSums(context.Background(), db, catalog, usage.SumsQuery{AsOf: c.asOf, PartsFrom: time.Date(2026, 10, 28, 0, 0, 0, 0, time.UTC), PartsByPrice: byPrice})
				if err == nil && !c.back.IsZero() {
					sums, err = sums.At(context.Background(), db, c.back)
				}
				if err != nil {
					t.Fatal(err)
				}
				lists[i] = sums.Parts
			}
			labels, price := addedUp(catalog, lists[0]), addedUp(catalog, lists[1])
			if len(price) != len(lists[1]) {
				t.Errorf("%d parts by price for %d prices", len(lists[1]), len(price))
			}
			if len(price) == 0 || len(lists[0]) < 2*len(price) {
				t.Errorf("%d parts by label, %d by price: that shows nothing", len(lists[0]), len(price))
			}
			for k, want := range labels {
				if got := price[k]; got != want {
					t.Fatalf("%s: %s by price, %s by label", k, got, want)
				}
			}
			if len(labels) != len(price) {
				t.Errorf("%d prices of parts by label, %d by price", len(labels), len(price))
			}
		})
	}
}

// addedUp are the sums of parts by what a price depends on, in words.
func addedUp(c *pricing.Catalog, parts []usage.Day) map[string]string {
	sums := map[string]usage.Sum{}
	for _, d := range parts {
		l := d.Priced(c)
		k := fmt.Sprint(d.Account, d.Model, d.Provider, d.View, d.Flags, d.Service, l.At, l.Prompt, d.TokensCount, d.DollarsCount)
		s := sums[k]
		s.Records, s.Requests, s.Tokens, s.Cost = s.Records+d.Records, s.Requests+d.Requests, s.Tokens.Plus(d.Tokens), s.Cost.Add(d.Cost)
		sums[k] = s
	}
	out := map[string]string{}
	for k, s := range sums {
		out[k] = fmt.Sprint(s.Records, s.Requests, s.Tokens, s.Cost)
	}
	return out
}
