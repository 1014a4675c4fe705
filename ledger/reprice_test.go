package ledger_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// dearer is the small catalog with lab-one at 4 in and 20 out since June 2026,
// and with a rate for lab-two in September, which had none.
func dearer(t ledgertest.T) *pricing.Catalog {
	t.Helper()
	return catalogOf(t, "rates/lab.csv", rateHead+
		"lab/one,lab-one,,,,2026-06-01,2,10,0.5,2.5,,,,x,2026-01-01\n"+
		"lab/one,lab-one,,,2026-06-01,,4,20,0.5,2.5,,,,x,2026-01-01\n"+
		"lab/two,lab-two,,,2026-02-01,,1,4,,,,,,x,2026-01-01\n")
}

const tokensHead = "time,gateway,model,input_tokens,output_tokens,cost_usd,request_id\n"

// unbilled: a million tokens each way in May and July (2 + 10 and 3 + 12), two
// million of a model without a rate in September, and a row that a gateway billed.
const unbilled = tokensHead +
	"2026-05-02T10:00:00Z,lab,lab-one,1000000,1000000,,a\n" +
	"2026-07-02T10:00:00Z,lab,lab-one,1000000,1000000,,b\n" +
	"2026-09-02T10:00:00Z,lab,lab-two,1000000,1000000,,c\n" +
	"2026-09-03T10:00:00Z,lab,lab-one,1000000,1000000,7,d\n"

func reprice(t ledgertest.T, s *ledger.Store, q usage.RepriceQuery) usage.Repriced {
	t.Helper()
	q.At = now
	got, err := s.Reprice(context.Background(), q)
	if err != nil {
		t.Fatalf("reprice: %v", err)
	}
	return got
}

// under opens a ledger file under another catalog.
func under(t *testing.T, path string, catalog *pricing.Catalog, f func(*ledger.Store)) {
	t.Helper()
	s := onDisk(t, path, catalog)
	f(s)
	sound(t, s)
	closed(t, s)
}

// TestLaterCatalogIsNotSilent: rows keep the price of their import, whatever the
// catalog says later, also where their file comes again.
func TestLaterCatalogIsNotSilent(t *testing.T) {
	path := ledgerPath(t)
	under(t, path, small(), func(s *ledger.Store) {
		bring(t, s, unbilled, options("a.csv"))
		ledgertest.USD(t, "priced", reported(t, s, report.Query{}).Total.USD, "34") // 12 + 15 + unpriced + 7
	})
	under(t, path, dearer(t), func(s *ledger.Store) {
		counts(t, bring(t, s, unbilled, options("a.csv")), 0, 4, 0, 0)
		total := reported(t, s, report.Query{}).Total
		ledgertest.USD(t, "again", total.USD, "34")
		if total.UnpricedTokens != 2_000_000 {
			t.Errorf("%d tokens unpriced, want 2,000,000", total.UnpricedTokens)
		}
	})
}

func TestReprice(t *testing.T) {
	path := ledgerPath(t)
	under(t, path, small(), func(s *ledger.Store) {
		bring(t, s, unbilled, options("a.csv"))
		if got := reprice(t, s, usage.RepriceQuery{Apply: true}); got.ID != 0 || len(got.Models) != 2 {
			t.Errorf("the same catalog: import %d, %d models", got.ID, len(got.Models))
		}
	})
	before := ""
	under(t, path, dearer(t), func(s *ledger.Store) {
		before = dump(t, s)
		got := reprice(t, s, usage.RepriceQuery{})
		if got.ID != 0 || len(got.Models) != 2 {
			t.Fatalf("shown: import %d, models %+v", got.ID, got.Models)
		}
		one, two := got.Models[0], got.Models[1]
		if one.Model != "lab-one" || one.Rows != 2 || one.Changed != 1 || strings.Join(one.Catalogs, ",") != small().Version {
			t.Errorf("lab-one: %+v", one)
		}
		ledgertest.USD(t, "lab-one now", one.USD, "27")
		ledgertest.USD(t, "lab-one new", one.NewUSD, "36") // 12 + 24
		ledgertest.USD(t, "lab-two now", two.USD, "0")
		ledgertest.USD(t, "lab-two new", two.NewUSD, "5")
		if two.Unpriced != 2_000_000 || two.NewUnpriced != 0 {
			t.Errorf("lab-two: %d unpriced, then %d", two.Unpriced, two.NewUnpriced)
		}
		differ(t, "shown", dump(t, s), before)

		july := usage.RepriceQuery{From: ledgertest.Day("2026-06-01"), To: ledgertest.Day("2026-07-02"), Model: "lab/one", Apply: true}
		if got := reprice(t, s, july); got.ID != 2 || len(got.Models) != 1 || got.Models[0].Rows != 1 {
			t.Errorf("July: %+v", got)
		}
		ledgertest.USD(t, "July applied", reported(t, s, report.Query{}).Total.USD, "43") // 12 + 24 + 7
		if got := reprice(t, s, usage.RepriceQuery{Apply: true}); got.ID != 3 {
			t.Errorf("the rest: %+v", got)
		}
		total := reported(t, s, report.Query{}).Total
		ledgertest.USD(t, "applied", total.USD, "48") // 12 + 24 + 5 + 7
		if total.UnpricedTokens != 0 {
			t.Errorf("%d tokens unpriced", total.UnpricedTokens)
		}
		// The file again is known, and sees rows of all three.
		counts(t, bring(t, s, unbilled, options("a.csv")), 0, 4, 0, 0)
		sound(t, s)
		plan, err := s.UndoPlan(context.Background(), 1)
		if err != nil || len(plan) != 4 {
			t.Errorf("undo of the first: %d imports, %v", len(plan), err)
		}
		for _, id := range []int64{3, 2} {
			if _, err := s.Undo(context.Background(), id); err != nil {
				t.Fatal(err)
			}
			sound(t, s)
		}
		differ(t, "undone", dump(t, s), before)
	})
}

// TestRepriceCutsDays: the lots burn what the new price says, also on a day that a
// purchase divides.
func TestRepriceCutsDays(t *testing.T) {
	rates := func(in string) *pricing.Catalog {
		return catalogOf(t, "rates/openrouter.csv", rateHead+"lab/one,lab/one,,,,,"+in+",10,0.5,2.5,,,,x,2026-01-01\n")
	}
	path := ledgerPath(t)
	under(t, path, rates("2"), func(s *ledger.Store) {
		bring(t, s, tokensHead+
			"2026-10-02T10:00:00Z,openrouter,lab/one,1000000,0,,a\n"+
			"2026-10-02T14:00:00Z,openrouter,lab/one,1000000,0,,b\n", options("a.csv"))
		noon := ledgertest.Day("2026-10-02").Add(12 * time.Hour)
		if _, _, err := s.AddTopUp(context.Background(), lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("100"), At: noon}); err != nil {
			t.Fatal(err)
		}
	})
	under(t, path, rates("3"), func(s *ledger.Store) {
		reprice(t, s, usage.RepriceQuery{Apply: true})
		c, err := s.Credits(context.Background(), "", now)
		if err != nil {
			t.Fatal(err)
		}
		ledgertest.USD(t, "used of the lot", c.Accounts[0].Lots[0].Used, "3") // the morning's 3 came before it
	})
}

// TestRepriceIsImportAnew: repriced, a ledger is what the new catalog would have
// made of the same files; with the old catalog nothing changes.
func TestRepriceIsImportAnew(t *testing.T) {
	laterCatalog := dearer(t)
	rapid.Check(t, func(r *rapid.T) {
		var b strings.Builder
		b.WriteString(tokensHead)
		for i := range rapid.IntRange(1, 30).Draw(r, "rows") {
			cost := rapid.SampledFrom([]string{"", "", "0.25"}).Draw(r, "cost")
			at := ledgertest.Day("2026-01-15").Add(time.Duration(rapid.IntRange(0, 300*24).Draw(r, "hour")) * time.Hour)
			fmt.Fprintf(&b, "%s,lab,%s,%d,%d,%s,r%d\n", at.Format(time.RFC3339), rapid.SampledFrom([]string{"lab-one", "lab-two", "unheard-of"}).Draw(r, "model"),
				rapid.IntRange(0, 5000).Draw(r, "input"), rapid.IntRange(0, 5000).Draw(r, "output"), cost, i)
		}
		path := ledgerPath(t)
		under(t, path, small(), func(s *ledger.Store) {
			bring(r, s, b.String(), options("a.csv"))
			was := dump(r, s)
			reprice(r, s, usage.RepriceQuery{Apply: true})
			differ(r, "the same catalog", dump(r, s), was)
		})
		anew := temporary(r, laterCatalog)
		defer anew.Close()
		bring(r, anew, b.String(), options("a.csv"))
		under(t, path, laterCatalog, func(s *ledger.Store) {
			reprice(r, s, usage.RepriceQuery{Apply: true})
			differ(r, "repriced", dump(r, s), dump(r, anew))
		})
	})
}
