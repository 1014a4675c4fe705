package screens

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
	"tollbook/cmd/tollbook/record"
	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/tui/page"
)

const twoRequests = "time,model,input_tokens,cost_usd,gateway\n2026-10-01T00:00:00Z,openai/gpt-4o,1000,0.5,openrouter\n2026-10-01T01:00:00Z,openai/gpt-4o,2000,0.7,openrouter\n"

// rests does one thing at each rest of a watch, in place of waiting; after the last it ends the
// watch.
func rests(do ...func()) func(context.Context) error {
	return func(context.Context) error {
		if len(do) == 0 {
			return errOver
		}
		do[0]()
		do = do[1:]
		return nil
	}
}

var errOver = errors.New("nothing else happens")

func nothing() {}

// elsewhere is the user's ledger in another program.
func elsewhere(t *testing.T, run *cli.Run) *ledger.Store {
	t.Helper()
	s, err := run.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func importFile(t *testing.T, run *cli.Run, s *ledger.Store, name, text string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	write(t, path, text)
	if _, err := record.ImportFile(context.Background(), run, s, path, usage.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
}

func buy(t *testing.T, s *ledger.Store, usd string) {
	t.Helper()
	if _, _, err := s.AddTopUp(context.Background(), lot.TopUp{Account: "openrouter", At: clitest.Clock.AddDate(0, 0, -1), Kind: lot.Purchase, Credit: pricing.MustMoney(usd)}); err != nil {
		t.Fatal(err)
	}
}

// What other programs do to the ledger is said once they rest, and what the screens do is not.
func TestWatch(t *testing.T) {
	run := screenApp(t, t.TempDir())
	other := elsewhere(t, run)
	opened := noLedgers()
	b, err := lastingBooks(context.Background(), run, opened)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.close(&err)
	const later = "time,model,input_tokens,cost_usd,gateway\n2026-10-02T00:00:00Z,openai/gpt-4o,1000,0.5,openrouter\n"
	for _, c := range []struct {
		name, said string
		do         []func()
	}{
		{"nothing", "", []func(){nothing, nothing}},
		{"an own purchase", "", []func(){func() { buy(t, b.store, "5") }, nothing}},
		{"two imports", "2 imports, 3 requests, read", []func(){
			func() { importFile(t, run, other, "a.csv", twoRequests) },
			func() { importFile(t, run, other, "b.csv", later) }, nothing}},
		{"a purchase", "a purchase of $100 at openrouter, read", []func(){func() { buy(t, other, "100") }, nothing}},
		{"a balance", "the ledger was changed by another program, read", []func(){func() {
			if _, err := other.SetBalance(context.Background(), "openrouter", pricing.MustMoney("90"), clitest.Clock); err != nil {
				t.Fatal(err)
			}
		}, nothing}},
		{"between two watches", "a purchase of $7.50 at openrouter, read", []func(){nothing, func() { buy(t, other, "7.5") }, nothing}},
	} {
		opened.rest = rests(c.do...)
		news, err := b.Watch(context.Background())
		if news.Said != c.said || (err == nil) != (c.said != "") || err != nil && !errors.Is(err, errOver) {
			t.Errorf("%s: said %q, %v, want %q", c.name, news.Said, err, c.said)
		}
	}
	// A program that never rests is said too.
	var busy []func()
	for range 2 * atMost {
		busy = append(busy, func() { buy(t, other, "1") })
	}
	opened.rest = rests(busy...)
	if news, err := b.Watch(context.Background()); err != nil || news.Said != "11 purchases, read" {
		t.Errorf("a program that never rests: %q, %v", news.Said, err)
	}
}

// Where there is no ledger yet, one that another program makes is shown.
func TestWatchForALedger(t *testing.T) {
	run := screenApp(t, t.TempDir())
	opened := noLedgers()
	b, err := lastingBooks(context.Background(), run, opened)
	if err != nil {
		t.Fatal(err)
	}
	defer opened.close(&err)
	var other *ledger.Store
	opened.rest = rests(nothing, func() { other = elsewhere(t, run) }, nothing, func() { importFile(t, run, other, "a.csv", twoRequests) })
	news, err := b.Watch(context.Background())
	if err != nil || news.Said != "1 import, 2 requests, read" || news.Name != "ledger.db" {
		t.Fatalf("%+v, %v", news, err)
	}
	if until, ok := news.Books.DataUntil(); !ok || until.Format(pricing.Day) != "2026-10-01" {
		t.Errorf("books until %v", until)
	}
	// The new books are watched on.
	opened.rest = rests(func() { buy(t, other, "100") }, nothing)
	if news, err := news.Books.(importBooks).Watch(context.Background()); err != nil || news.Said != "a purchase of $100 at openrouter, read" {
		t.Errorf("%q, %v", news.Said, err)
	}
}

// Nobody else writes into the demo's ledger: its watch waits for the end.
func TestTheDemoIsNotWatched(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if news, err := (importBooks{}).Watch(ctx); news != (page.News{}) || !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", news, err)
	}
}
