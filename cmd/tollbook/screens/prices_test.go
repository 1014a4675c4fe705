package screens

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"tollbook/cmd/tollbook/cli"
	"tollbook/pricing"
	"tollbook/pricing/update"
	"tollbook/tui/importer"
)

// A price that is set from the screens is kept as by catalog set, holds in the books that
// come back, and goes back whole. What changed is what diff and impact say.
func TestPricesOfTheScreens(t *testing.T) {
	dir := t.TempDir()
	run := screenApp(t, dir)
	ctx := context.Background()
	opened := noLedgers()
	defer func() {
		var err error
		if opened.close(&err); err != nil {
			t.Error(err)
		}
	}()
	empty, err := lastingBooks(ctx, run, opened)
	if err != nil {
		t.Fatal(err)
	}
	// 30 days: 30 M tokens of input, 1 M of output.
	file := filepath.Join(dir, "usage.csv")
	write(t, file, "time,gateway,model,input_tokens,output_tokens,cost_usd\n2026-10-20T09:00:00Z,openai,gpt-4o,10000,0,0.025\n2026-11-13T09:00:00Z,openai,gpt-4o,29990000,1000000,84.975\n")
	got, err := empty.Import(ctx, file, importer.How{}, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	b := got.Books.(importBooks)
	before, err := b.PriceChanges(ctx)
	if err != nil || before.Now == nil || len(before.Changes) == 0 {
		t.Fatalf("%+v, %v", before, err)
	}
	rate, err := pricing.ParseRate("2")
	if err != nil {
		t.Fatal(err)
	}
	p := update.Price{Gateway: "openai", Model: "gpt-4o", Kind: pricing.Input, Rate: rate, Source: "my invoice", At: run.AsOf}
	month, err := b.PriceMonth(ctx, before.Work, p)
	if err != nil || month == nil || month.Sign() >= 0 {
		t.Fatalf("a month %v, %v", month, err)
	}
	folder := filepath.Join(dir, "books", "catalog")
	if cli.Exists(folder) {
		t.Error("a look writes")
	}
	set, err := b.SetPrice(ctx, p)
	if err != nil || set.ID != 1 || !cli.Exists(filepath.Join(folder, "rates", "openai.csv")) {
		t.Fatalf("%+v, %v", set, err)
	}
	now := set.Books.(importBooks)
	if r := now.Catalog().Gateway("openai").Card("gpt-4o").Rate(pricing.Input, 0, pricing.Instant{Force: run.AsOf}); r == nil || !r.Own() || r.Rate.Cmp(rate) != 0 {
		t.Errorf("the books are by %+v", r)
	}
	if r := b.Catalog().Gateway("openai").Card("gpt-4o").Rate(pricing.Input, 0, pricing.Instant{Force: run.AsOf}); r.Own() {
		t.Error("the books before have it too")
	}
	after, err := now.PriceChanges(ctx)
	if err != nil {
		t.Fatal(err)
	}
	first := after.Changes[0]
	if first.ModelID != "gpt-4o" || first.What != "input $2.5\u00a0→\u00a0$2" || first.Month == nil || !first.Month.Equal(*month) || !first.Own || first.Moves[0].WasSource == "" || first.Moves[0].WasOwn {
		t.Errorf("%+v", first)
	}
	if by := after.Now.Sub(*before.Now); !by.Equal(*month) {
		t.Errorf("the month moves by %s, not by %s", by, month)
	}
	if again, err := now.SetPrice(ctx, p); err != nil || again.ID != 0 {
		t.Errorf("set again: %+v, %v", again, err)
	}
	said, back, err := set.Back(ctx)
	if err != nil || said != "change 1 of your own prices is taken back" {
		t.Fatal(said, err)
	}
	if r := back.(importBooks).Catalog().Gateway("openai").Card("gpt-4o").Rate(pricing.Input, 0, pricing.Instant{Force: run.AsOf}); r.Own() {
		t.Error("it is not taken back")
	}
	if _, _, err := set.Back(ctx); err == nil {
		t.Error("taken back twice")
	}
	// Books that do not last have no place for it, and the demo's changes are none of the
	// user's.
	b.opened = nil
	if _, err := b.SetPrice(ctx, p); err == nil {
		t.Error("set in books that do not last")
	}
	if err := os.WriteFile(filepath.Join(folder, "rates", "openai.csv"), []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.books = b.withPassing(passingDemo)
	if _, err := b.PriceChanges(ctx); err != nil {
		t.Errorf("the demo reads own rates: %v", err)
	}
}
