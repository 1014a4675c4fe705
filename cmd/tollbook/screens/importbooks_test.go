package screens

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
	"tollbook/cmd/tollbook/decide"
	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/scenario"
	"tollbook/tui/importer"
)

func screenApp(t *testing.T, dir string) *cli.Run {
	t.Helper()
	e := clitest.Env(filepath.Join(dir, "books", "ledger.db"))
	getenv := e.Getenv
	e.Getenv = func(name string) string {
		switch name {
		case "HOME":
			return dir
		case "XDG_DATA_HOME":
			return filepath.Join(dir, "data")
		}
		return getenv(name)
	}
	return clitest.New(t, e)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The folder that exports are chosen from: newest files first, folders by name, what
// is hidden behind them, and paths as people type them.
func TestFolderToImportFrom(t *testing.T) {
	dir := t.TempDir()
	b := importBooks{run: screenApp(t, dir)}
	for i, name := range []string{"old.csv", "new.csv", ".secret"} {
		path := filepath.Join(dir, "in", name)
		write(t, path, "x")
		if err := os.Chtimes(path, clitest.Clock, clitest.Clock.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	write(t, filepath.Join(dir, "in", "deep", "x"), "x")
	ctx := context.Background()
	for part, at := range map[string]string{"": filepath.Join(dir, "in"), "~/in/": "", "../in/": filepath.Join(dir, "in"), filepath.Join(dir, "in") + "/": "/"} {
		f, err := b.Folder(ctx, at, part)
		if err != nil {
			t.Fatalf("%q: %v", part, err)
		}
		var names []string
		for _, e := range f.Entries {
			names = append(names, e.Name)
		}
		if got := strings.Join(names, " "); got != "new.csv old.csv deep .secret .. ." || f.Shown != "~/in" {
			t.Errorf("%q: %s in %s", part, got, f.Shown)
		}
	}
	if _, err := b.Folder(ctx, dir, "nothing/"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	if _, err := b.Folder(ctx, dir, "in/old.csv/"); err == nil {
		t.Error("a file is a folder")
	}
}

// An import from inside says what the command says, makes the ledger where there is
// none, writes bad rows aside, and goes back whole.
func TestImportFromTheScreens(t *testing.T) {
	dir := t.TempDir()
	run := screenApp(t, dir)
	ctx := context.Background()
	temporary, err := ledger.OpenTemporary(ctx, run.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer temporary.Close()
	empty := newBooks(run, temporary)
	var own *ledger.Store
	b := importBooks{books: empty, run: run, create: func() (*ledger.Store, error) {
		own, err = run.Open(ctx)
		return own, err
	}}
	bad := filepath.Join(dir, "bad.csv")
	write(t, bad, "time,gateway,model,input_tokens,cost_usd\n2026-11-13T09:00:00Z,openrouter,openai/gpt-4o,1000000,2.5\n2026-11-13T10:00:00Z,openrouter,openai/gpt-4o,-1,2.5\n")
	none := func(string) {}

	_, err = b.Import(ctx, bad, importer.How{DryRun: true}, none)
	var hinted interface{ Hints() []string }
	var rejected *usage.RejectedError
	if !errors.As(err, &rejected) || !errors.As(err, &hinted) || !strings.Contains(strings.Join(hinted.Hints(), " "), "--skip-bad") {
		t.Errorf("a bad row: %v", err)
	}
	look, err := b.Import(ctx, bad, importer.How{DryRun: true, SkipBad: true}, none)
	if err != nil || look.Words[0] != "bad.csv  $2.50" || look.Rejected != 1 || look.ID != 0 {
		t.Errorf("looked into: %+v, %v", look, err)
	}
	if cli.Exists(filepath.Join(dir, "books")) || cli.Exists(bad+".rejected.csv") {
		t.Error("a look writes")
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := b.Import(stopped, bad, importer.How{DryRun: true}, none); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	got, err := b.Import(ctx, bad, importer.How{SkipBad: true}, none)
	if err != nil || got.Added != 1 || got.Name != "ledger.db" || !cli.Exists(bad+".rejected.csv") {
		t.Fatalf("imported: %+v, %v", got, err)
	}
	defer own.Close()
	if !strings.Contains(strings.Join(got.Says, "\n"), "bad.csv.rejected.csv; mend and import that file") {
		t.Errorf("says %q", got.Says)
	}
	now := got.Books.(importBooks)
	if until, _ := now.DataUntil(); !until.Equal(time.Date(2026, 11, 13, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("data until %v", until)
	}
	list, err := now.Imports(ctx)
	if err != nil || len(list) != 1 || list[0].File != bad {
		t.Fatalf("imports %+v, %v", list, err)
	}
	if undone, err := now.UndoImport(ctx, list[0].ID); err != nil || len(undone) != 1 || undone[0].Removed != 1 {
		t.Errorf("taken back %+v, %v", undone, err)
	}
	if until, any := now.DataUntil(); any {
		t.Errorf("data until %v when all is taken back", until)
	}
}

// A table of one's own comes in as it was said inside, and K brings it into the user's
// ledger in the same way.
func TestMappedFromTheScreensAndKept(t *testing.T) {
	dir := t.TempDir()
	run := screenApp(t, dir)
	ctx := context.Background()
	temporary, err := ledger.OpenTemporary(ctx, run.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer temporary.Close()
	b := importBooks{books: newBooks(run, temporary), run: run, how: map[string]importer.How{}}
	trace := filepath.Join(dir, "trace.csv")
	write(t, trace, "TIMESTAMP,ContextTokens,GeneratedTokens\n2026-11-13 18:17:03,1000000,100000\n")
	how := importer.How{Account: "openai/lab", Map: map[string]string{"time": "TIMESTAMP", "input_tokens": "ContextTokens", "output_tokens": "GeneratedTokens"}, Set: map[string]string{"model": "openai/gpt-4o"}}
	look, err := b.Sample(ctx, trace, importer.How{}, 3)
	if err != nil || look.Fault == nil || len(look.Columns) != 3 || len(look.Cells) != 1 {
		t.Errorf("a look without a mapping: %+v, %v", look, err)
	}
	if look, err = b.Sample(ctx, trace, how, 3); err != nil || look.Fault != nil || len(look.Rows) != 1 || look.Rows[0].Model != "openai/gpt-4o" {
		t.Errorf("a look: %+v, %v", look, err)
	}
	if _, err := b.Sample(ctx, filepath.Join(dir, "nowhere.csv"), how, 3); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	none := func(string) {}
	// 1,000,000 x 2.50 + 100,000 x 10.00 per million.
	if got, err := b.Import(ctx, trace, how, none); err != nil || got.Words[0] != "trace.csv  $3.50" || got.Account != "openai/lab" || !got.Own {
		t.Fatalf("imported: %+v, %v", got, err)
	}
	own, err := keepAll(ctx, run, temporary, b.how, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer own.Close()
	accounts, err := importBooks{books: newBooks(run, own), run: run}.Accounts(ctx)
	if err != nil || len(accounts) != 1 || accounts[0].Name != "openai/lab" {
		t.Errorf("kept: %+v, %v", accounts, err)
	}
	if list, err := own.Mappings(ctx); err != nil || len(list) != 1 {
		t.Errorf("%d mappings remembered, %v", len(list), err)
	}
}

// A first top-up from inside makes the ledger where there is none, and not before.
func TestTopUpFromTheScreens(t *testing.T) {
	dir := t.TempDir()
	run := screenApp(t, dir)
	ctx := context.Background()
	temporary, err := ledger.OpenTemporary(ctx, run.Catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer temporary.Close()
	b := importBooks{books: newBooks(run, temporary), run: run, create: func() (*ledger.Store, error) { return run.Open(ctx) }}
	if _, _, err := b.PreviewTopUp(nil, lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("100"), At: clitest.Clock}); err != nil || cli.Exists(filepath.Join(dir, "books")) {
		t.Fatalf("a preview: %v, or it makes the ledger", err)
	}
	own, name, err := b.Make()
	if err != nil || name != "ledger.db" || !cli.Exists(filepath.Join(dir, "books", "ledger.db")) {
		t.Fatalf("made %q, %v", name, err)
	}
	defer own.(importBooks).store.Close()
	if again, _, err := own.(importBooks).Make(); again != nil || err != nil {
		t.Errorf("made again: %v, %v", again, err)
	}
	// The least fee of a card is 0.80; 5.5 % of 100 is more.
	got, _, err := own.(importBooks).AddTopUp(ctx, lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("100"), At: clitest.Clock, Method: "card"})
	if err != nil || got.Fee.String() != "5.5" {
		t.Errorf("added %+v, %v", got, err)
	}
	if lost, err := temporary.TopUps(ctx, ""); err != nil || len(lost) != 0 {
		t.Errorf("%d top-ups in the ledger that is thrown away, %v", len(lost), err)
	}
}

// What the screens keep, scenario list and compare find, and the other way round.
func TestScenariosOfTheScreens(t *testing.T) {
	run := screenApp(t, t.TempDir())
	s, err := scenario.New(run.Catalog, "crypto, 2x", pricing.SpendWorkload(pricing.MustMoney("1000")), pricing.Knobs{Method: "crypto"}, "openrouter", nil, clitest.Clock)
	if err != nil {
		t.Fatal(err)
	}
	keep := scenarios(run)
	path, err := keep.Save(s, false)
	if err != nil || filepath.Base(path) != "crypto, 2x.toml" {
		t.Fatalf("saved in %s: %v", path, err)
	}
	if _, err := keep.Save(s, false); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over itself: %v", err)
	}
	if _, err := keep.Save(s, true); err != nil {
		t.Errorf("replaced: %v", err)
	}
	write(t, filepath.Join(filepath.Dir(path), "broken.toml"), "[what")
	all, err := keep.List(context.Background())
	if len(all) != 1 || all[0].Name != "crypto, 2x" || all[0].Bill.Total.String() != "1050" || err == nil || !strings.Contains(err.Error(), "broken.toml") {
		t.Errorf("listed %+v, %v", all, err)
	}
	if names := decide.ScenarioNames(run); !slices.Equal(names, []string{"broken", "crypto, 2x"}) {
		t.Errorf("names %q", names)
	}
}
