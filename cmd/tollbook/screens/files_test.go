package screens

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
	"tollbook/ledger"
	"tollbook/tui/importer"
	"tollbook/tui/whatif"
)

// K brings the files into the user's own ledger and leaves that open to be shown.
func TestKeep(t *testing.T) {
	dir := t.TempDir()
	file, path := filepath.Join(dir, "usage.csv"), filepath.Join(dir, "books", "ledger.db")
	run := clitest.New(t, clitest.Env(path))
	ctx := context.Background()
	if _, err := keepFiles(ctx, run, []string{"-"}, nil); err == nil || cli.Exists(path) {
		t.Errorf("standard input was kept: error %v, ledger made %v", err, cli.Exists(path))
	}
	if _, err := keepFiles(ctx, run, []string{file}, nil); err == nil {
		t.Error("a file that is not there was kept")
	}
	if err := os.WriteFile(file, []byte("time,gateway,model,input_tokens,cost_usd\n2026-11-14T09:00:00Z,openrouter,openai/gpt-4o,1000000,2.5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	own, err := keepFiles(ctx, run, []string{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer cli.CloseStore(own, &err)
	b := newBooks(run, own)
	w, err := b.Workload(ctx, clitest.Clock)
	if err != nil || w.Requests() != 1 || filepath.Base(own.Path()) != "ledger.db" {
		t.Errorf("kept %d requests in %s: %v", w.Requests(), own.Path(), err)
	}
}

// K keeps all that the temporary ledger was made of, what was imported from inside the
// screens too, and leaves out the bad rows that were left out there.
func TestKeepAll(t *testing.T) {
	dir := t.TempDir()
	run := screenApp(t, dir)
	ctx := context.Background()
	const head = "time,gateway,model,input_tokens,cost_usd\n"
	first, second := filepath.Join(dir, "first.csv"), filepath.Join(dir, "second.csv")
	write(t, first, head+"2026-11-12T09:00:00Z,openrouter,openai/gpt-4o,1000000,2.5\n")
	write(t, second, head+"2026-11-13T09:00:00Z,openrouter,openai/gpt-4o,1000000,2.5\n2026-11-13T10:00:00Z,openrouter,openai/gpt-4o,-1,2.5\n")
	shown, err := ledger.OpenTemporary(ctx, run.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer shown.Close()
	b := importBooks{books: newBooks(run, shown), run: run, how: map[string]importer.How{}}
	for _, path := range []string{first, second} {
		if _, err := b.Import(ctx, path, importer.How{SkipBad: true}, func(string) {}); err != nil {
			t.Fatal(err)
		}
	}
	own, err := keepAll(ctx, run, shown, b.how, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	list, err := own.Imports(ctx)
	if err != nil || len(list) != 2 || list[0].File != second || list[0].Rejected != 1 || list[1].File != first {
		t.Errorf("kept %+v, %v", list, err)
	}
}

// What was said of who pays an agent is kept by K too, and taken back before it is not. Where
// more is charged than a subscription's worth, that is what the screen is about.
func TestKeepByKey(t *testing.T) {
	dir := t.TempDir()
	run := screenApp(t, dir)
	ctx := context.Background()
	log, bill := filepath.Join(dir, "log.jsonl"), filepath.Join(dir, "bill.csv")
	write(t, log, `{"type":"assistant","timestamp":"2026-11-12T09:00:00Z","sessionId":"s","message":{"id":"msg_1","model":"claude-sonnet-4-5","usage":{"input_tokens":100000,"output_tokens":0}}}`+"\n")
	write(t, bill, "time,gateway,model,input_tokens,cost_usd\n2026-11-12T09:00:00Z,openrouter,openai/gpt-4o,1000000,2.5\n")
	shown, err := ledger.OpenTemporary(ctx, run.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer shown.Close()
	b := importBooks{books: newBooks(run, shown).withPassing(passingFiles), run: run, how: map[string]importer.How{}, byKey: &byKey{}}
	subscribed := func() whatif.Subscribed {
		t.Helper()
		charged, err := b.Workload(ctx, clitest.Clock)
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.Subscribed(ctx, clitest.Clock, charged)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if _, err := b.Import(ctx, log, importer.How{}, func(string) {}); err != nil {
		t.Fatal(err)
	}
	got := subscribed()
	if len(got.Accounts) != 1 || got.Accounts[0] != "claude-code" || got.Work.Requests() != 1 || got.Work.You != "" || got.ByKey != nil {
		t.Fatalf("a subscription pays: %+v", got)
	}
	for _, key := range []bool{true, false, true} {
		if err := b.PayBy(ctx, got.Accounts, key); err != nil {
			t.Fatal(err)
		}
		if now := subscribed(); (len(now.Accounts) == 0) != key || (len(now.ByKey) == 1) != key {
			t.Fatalf("by key %v: %+v", key, now)
		}
	}
	own, err := keepAll(ctx, run, shown, b.how, b.byKey)
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	if all, err := own.Accounts(ctx); err != nil || len(all) != 1 || all[0].Billing != "arrears" {
		t.Errorf("kept: %+v, %v", all, err)
	}
	if err := b.PayBy(ctx, got.Accounts, false); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Import(ctx, bill, importer.How{}, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if got := subscribed(); !got.Less {
		t.Errorf("$2.50 are charged beside $0.30 of list value, and yet %+v", got)
	}
}

// A file of top-ups is recognised as one: a look says what it is, then it is recorded and
// kept by K beside the usage, and it can be taken back.
func TestTopUpsFromInside(t *testing.T) {
	dir := t.TempDir()
	run := screenApp(t, dir)
	ctx := context.Background()
	path := filepath.Join(dir, "topups.csv")
	write(t, path, "time,account,kind,credit_usd\n2026-09-01T10:00:00Z,openrouter,purchase,100\n2026-10-01T10:00:00Z,openrouter,purchase,50\n")
	shown, err := ledger.OpenTemporary(ctx, run.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer shown.Close()
	count := func(s *ledger.Store) int {
		t.Helper()
		all, err := s.TopUps(ctx, "")
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	b := importBooks{books: newBooks(run, shown), run: run, how: map[string]importer.How{}}
	look, err := b.Import(ctx, path, importer.How{DryRun: true}, func(string) {})
	if err != nil || count(shown) != 0 || look.Words[0] != "purchases of credit, not usage: 2 rows; those that the ledger has already add nothing" {
		t.Fatalf("a look: %q, %v; %d recorded", look.Words, err, count(shown))
	}
	got, err := b.Import(ctx, path, importer.How{}, func(string) {})
	if err != nil || count(shown) != 2 || got.Back == nil {
		t.Fatalf("%q, %v; %d recorded", got.Words, err, count(shown))
	}
	own, err := keepAll(ctx, run, shown, b.how, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	if n := count(own); n != 2 {
		t.Errorf("K keeps %d purchases, want 2", n)
	}
	if said, err := got.Back(ctx); err != nil || count(shown) != 0 || said != "the 2 rows of topups.csv are taken back" {
		t.Errorf("taken back: %q, %v; %d left", said, err, count(shown))
	}
}
