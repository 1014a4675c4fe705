package ledger_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/feed"
	prices "tollbook/pricing/update"
)

// TestUpdatesChangeNoFigure: whatever feeds say, in one update after another, reports and
// lots say what they said, of computed and of reported usage; the sums, which are split at
// the places where the new prices change, are those of the rows. Only reprice changes what
// was computed.
func TestUpdatesChangeNoFigure(t *testing.T) {
	names := func() func(string) string { n := 0; return func(s string) string { n++; return fmt.Sprint(s, n) } }
	rapid.Check(t, func(r *rapid.T) {
		named := names()
		var rows strings.Builder
		rows.WriteString(nativeHead)
		for i := range rapid.IntRange(1, 12).Draw(r, "rows") {
			at := ledgertest.Day("2026-10-01").Add(time.Duration(rapid.IntRange(0, 40*24*60).Draw(r, "minute")) * time.Minute)
			cost := rapid.SampledFrom([]string{"", "1.25", "0.003"}).Draw(r, "cost")
			fmt.Fprintf(&rows, "%s,lab,,lab-one,%d,%d,0,%d,0,,%s,,\n", at.Format(time.RFC3339), i, rapid.SampledFrom([]int{10, 1000, 1001, 300000}).Draw(r, "in"), rapid.IntRange(0, 9999).Draw(r, "out"), cost)
		}
		folder, err := os.MkdirTemp(t.TempDir(), "law")
		if err != nil {
			r.Fatal(err)
		}
		path := filepath.Join(folder, "ledger.db")
		s := onDisk(t, path, small())
		bring(r, s, rows.String(), options("usage.csv"))
		buy(r, s, "lab", "5", ledgertest.Day("2026-10-02"), lot.Never())
		before := figures(r, s)
		closed(t, s)

		own := map[string][][]string{}
		at := ledgertest.Day("2026-11-14")
		for range rapid.IntRange(1, 4).Draw(r, "updates") {
			at = at.Add(time.Duration(rapid.IntRange(1, 200000).Draw(r, "seconds")) * time.Second)
			base := laidOver(r, own)
			p, err := prices.Make(prices.Query{BuiltIn: small(), Base: base, Whole: base, At: at, Lists: []feed.List{drawnList(r, named, at)}})
			if err != nil {
				continue // refused whole
			}
			p.Edit(own)
		}
		again := onDisk(t, path, laidOver(r, own))
		defer closed(t, again)
		differ(r, "after the updates", figures(r, again), before)
		sound(r, again)
		if _, err := again.Reprice(t.Context(), usage.RepriceQuery{At: at}); err != nil { // shows, and changes nothing
			r.Fatalf("reprice: %v", err)
		}
		differ(r, "after a look at reprice", figures(r, again), before)
	})
}

// figures are the reports and the lots of a ledger.
func figures(t ledgertest.T, s *ledger.Store) string {
	t.Helper()
	var b strings.Builder
	write := func(v any) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("json: %v", err)
		}
		b.Write(append(text, '\n'))
	}
	for _, by := range [][]string{{"day", "model"}, {"month"}, {"account", "tier"}} {
		r := reported(t, s, report.Query{By: by})
		for _, row := range r.Rows {
			write(row)
		}
		write(r.Total)
	}
	books, err := s.Credits(context.Background(), "", ledgertest.Day("2027-01-01"))
	if err != nil {
		t.Fatalf("credits: %v", err)
	}
	for _, a := range books.Accounts {
		fmt.Fprintln(&b, a.Account.Name, a.Balance(), ledgertest.Lots(a.State))
	}
	return b.String()
}

// drawnList is what a feed may say of lab's models: prices, tiers, hours and days at random.
func drawnList(r *rapid.T, named func(string) string, at time.Time) feed.List {
	name := rapid.SampledFrom([]feed.Name{feed.GenAIPrices, feed.ModelsDev, feed.LiteLLM}).Draw(r, named("feed"))
	x := feed.Listing{Provider: "lab", ID: rapid.SampledFrom([]string{"lab-one", "lab-two", "lab-new"}).Draw(r, named("id")), Key: "k"}
	rate := func() pricing.Rate {
		v, err := pricing.ParseRate(rapid.SampledFrom([]string{"0.5", "1", "2", "3", "4.5"}).Draw(r, named("usd")))
		if err != nil {
			r.Fatal(err)
		}
		return v
	}
	for _, k := range []pricing.Kind{pricing.Input, pricing.Output} {
		var from time.Time
		if name == feed.GenAIPrices && rapid.Bool().Draw(r, named("dated")) {
			from = at.AddDate(0, 0, -rapid.IntRange(0, 60).Draw(r, named("days")))
		}
		if name == feed.GenAIPrices && rapid.Bool().Draw(r, named("hours")) {
			x.Prices = append(x.Prices, feed.Price{Kind: k, Window: "00:00-06:30Z", Rate: rate(), From: from}, feed.Price{Kind: k, Window: "06:30-24:00Z", Rate: rate(), From: from})
		} else {
			x.Prices = append(x.Prices, feed.Price{Kind: k, Rate: rate(), From: from})
		}
		if rapid.Bool().Draw(r, named("tier")) {
			x.Prices = append(x.Prices, feed.Price{Kind: k, Over: 1000, Rate: rate(), From: from})
		}
	}
	return feed.List{Feed: name, At: at, Listings: []feed.Listing{x}}
}

// laidOver is the small catalog with own files laid over it.
func laidOver(t ledgertest.T, own map[string][][]string) *pricing.Catalog {
	t.Helper()
	over := fstest.MapFS{}
	for name, lines := range own {
		folder, _, _ := strings.Cut(name, "/")
		text := strings.Join(pricing.Columns[folder], ",") + "\n"
		for _, cells := range lines {
			text += strings.Join(cells, ",") + "\n"
		}
		over[name] = &fstest.MapFile{Data: []byte(text)}
	}
	c, err := pricing.Load(files(), fs.FS(over))
	if err != nil {
		t.Fatalf("own files: %v", err)
	}
	return c
}
