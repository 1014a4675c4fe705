package tui

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
	"tollbook/tui/draw"
	"tollbook/tui/importer"
	"tollbook/tui/page"
	"tollbook/tui/tuitest"
)

// bringing are books in memory that take in files of a small tree.
type bringingBooks struct {
	tuitest.Books
	asOf    time.Time
	trouble *trouble
}

// trouble is what goes wrong with such books from now on.
type trouble struct {
	sample, imports, undo error
	// reading is a line of progress after which an import waits until it is stopped.
	reading string
}

const activity = "time,gateway,model,input_tokens,output_tokens,cost_usd\n"

// The files by path; a folder is there because a file is in it.
var tree = map[string]string{
	"/home/ada/Downloads/good.csv": activity +
		"2026-11-10T09:00:00Z,openrouter,openai/gpt-4o,1000000,0,2.50\n" +
		"2026-11-11T09:00:00Z,openrouter,openai/gpt-4o,400000,0,1\n",
	"/home/ada/Downloads/more.csv":              activity + "2026-11-12T09:00:00Z,openrouter,openai/gpt-4o,2000000,0,5.00\n",
	"/home/ada/Downloads/bad.csv":               activity + "2026-11-10T09:00:00Z,openrouter,openai/gpt-4o,-5,0,abc\n2026-11-13T09:00:00Z,openrouter,openai/gpt-4o,40000,0,0.10\n",
	"/home/ada/Downloads/other.csv":             "a,b\n1,2\n",
	"/home/ada/Downloads/late.csv.rejected.csv": activity,
	"/home/ada/Downloads/late.csv":              activity + "2026-11-20T09:00:00Z,openrouter,openai/gpt-4o,1000000,0,2.50\n",
	"/home/ada/Downloads/.hidden.csv":           activity,
	"/home/ada/Downloads/e\x1b[31mvil.csv":      activity,
	"/home/ada/Downloads/trace.csv": "TIMESTAMP,ContextTokens,GeneratedTokens\n" +
		"2026-11-10 18:17:03,1000000,100000\n2026-11-10 18:17:04,1000000,100000\n",
	"/home/ada/Downloads/yuan.csv": "utc_date,model,wallet_type,cost,currency\n" +
		"2026-11-10,deepseek-v4-pro,Paid,100,CNY\n",
	"/home/ada/Downloads/empty.csv":         "",
	"/home/ada/.claude/projects/log.jsonl":  "",
	"/home/ada/work/gateways/2026-10/x.csv": activity,
}

func (b bringingBooks) Workload(ctx context.Context, asOf time.Time) (pricing.Workload, error) {
	return b.Store.Workload(ctx, ledger.WorkloadQuery{AsOf: asOf})
}

func (b bringingBooks) DataUntil() (time.Time, bool) {
	e, err := b.Store.Extent(context.Background())
	return e.Last, err == nil && !e.Last.IsZero()
}

func (b bringingBooks) Folder(_ context.Context, at, part string) (importer.Folder, error) {
	if at == "" {
		at = "/home/ada"
	}
	before := part
	if rest, ok := strings.CutPrefix(part, "~"); ok {
		at, part = "/home/ada", rest
	}
	to := path.Join(at, part)
	if strings.HasPrefix(part, "/") && !strings.HasPrefix(before, "~") {
		to = path.Clean(part)
	}
	out := importer.Folder{Path: to, Shown: strings.Replace(to, "/home/ada", "~", 1)}
	seen := map[string]bool{}
	for _, name := range []string{"good.csv", "more.csv", "bad.csv", "other.csv", "late.csv.rejected.csv", "late.csv", ".hidden.csv", "e\x1b[31mvil.csv", "trace.csv", "yuan.csv", "empty.csv"} {
		if text, ok := tree[to+"/"+name]; ok {
			out.Entries = append(out.Entries, importer.Entry{Name: name, Size: int64(len(text)), At: tuitest.Now.AddDate(0, 0, -len(out.Entries))})
		}
	}
	there := false
	for _, dir := range []string{"Downloads", "work", "gateways", "2026-10", ".claude", "projects"} {
		for file := range tree {
			there = there || strings.HasPrefix(file, to+"/")
			if strings.HasPrefix(file, to+"/"+dir+"/") && !seen[dir] {
				seen[dir] = true
				out.Entries = append(out.Entries, importer.Entry{Name: dir, Folder: true, At: tuitest.Now})
			}
		}
	}
	if !there && to != "/" {
		return out, fmt.Errorf("no folder %s: no such file or directory", to)
	}
	out.Entries = append(out.Entries, importer.Entry{Name: "..", Folder: true}, importer.Entry{Name: ".", Folder: true})
	return out, nil
}

// toldFault is an error with a hint, as the command has them.
type toldFault struct{ error }

func (f toldFault) Unwrap() error   { return f.error }
func (f toldFault) Hints() []string { return []string{"this is how it is mended"} }

func (b bringingBooks) Import(ctx context.Context, file string, how importer.How, progress func(string)) (out importer.Outcome, err error) {
	text, ok := tree[file]
	if !ok {
		return out, toldFault{fmt.Errorf("%s: there is no such file", file)}
	}
	if line := b.trouble.reading; line != "" {
		progress(line)
		<-ctx.Done()
		return out, ctx.Err()
	}
	if err := b.trouble.imports; err != nil {
		return out, err
	}
	progress("half of it")
	got, err := b.Store.Import(ctx, strings.NewReader(text), options(file, b.asOf, how))
	if err != nil {
		return out, toldFault{err}
	}
	return importer.Outcome{Imported: got, Words: []string{fmt.Sprintf("%s  %s", path.Base(file), draw.Money(got.USD)), fmt.Sprintf("  %d rows: %d new, %d known", got.Rows, got.Added, got.Duplicates)}, Says: got.Warnings}, nil
}

// options are an import's, as the command makes them.
func options(file string, at time.Time, how importer.How) usage.ImportOptions {
	return usage.ImportOptions{File: file, At: at, DryRun: how.DryRun, SkipBad: how.SkipBad, Account: how.Account,
		Options: usagefile.Options{Map: how.Map, Set: how.Set, FX: how.FX, NoCost: how.NoCost}}
}

func (b bringingBooks) Sample(ctx context.Context, file string, how importer.How, n int) (usage.Sample, error) {
	if err := b.trouble.sample; err != nil {
		return usage.Sample{}, err
	}
	return b.Store.Sample(ctx, strings.NewReader(tree[file]), options(file, b.asOf, how), n)
}

func (b bringingBooks) Accounts(ctx context.Context) ([]credit.Account, error) {
	return b.Store.Accounts(ctx)
}

func (b bringingBooks) Imports(ctx context.Context) ([]usage.ImportRecord, error) {
	return b.Store.Imports(ctx)
}

func (b bringingBooks) UndoPlan(ctx context.Context, id int64) ([]usage.ImportRecord, error) {
	return b.Store.UndoPlan(ctx, id)
}

func (b bringingBooks) UndoImport(ctx context.Context, id int64) ([]usage.Undone, error) {
	if err := b.trouble.undo; err != nil {
		return nil, err
	}
	return b.Store.Undo(ctx, id)
}

// trouble is that of the books.
func (d *driven) trouble() *trouble { return d.app.cfg.Books.(bringingBooks).trouble }

// readTo presses Enter to have a file read, and waits until the program shows a line of its
// progress. What the import ends with is sent once it is stopped.
func (d *driven) readTo(line string) (ended <-chan tea.Msg) {
	d.t.Helper()
	d.trouble().reading = line
	both := d.send(page.KeyMsg("enter"))().(tea.BatchMsg)
	end := make(chan tea.Msg, 1)
	go func() { end <- both[0]() }()
	d.send(both[1]())
	return end
}

func bringing(t testing.TB, width, height int) *driven {
	t.Helper()
	store, err := ledger.OpenTemporary(context.Background(), tuitest.Catalog(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	b := bringingBooks{tuitest.Books{Store: store, Recorder: tuitest.StoreBooks{Store: store}}, tuitest.Now, &trouble{}}
	return drive(t, config(tuitest.Catalog(t), b), width, height)
}

// A file is chosen, looked into, imported, seen by the screens, and taken back.
func TestImportFromInside(t *testing.T) {
	d := bringing(t, 100, 30)
	shows(t, d, "No usage yet, i imports an export.")
	d.press("i")
	shows(t, d, "Import ~/", "Into ledger.db", "Downloads/", "work/")
	hides(t, d, ".claude")
	d.press("Dow", "tab")
	shows(t, d, "Import ~/Downloads/▏", "good.csv", "2026-11-14 18:22")
	hides(t, d, ".hidden", "\x1b[31m")
	d.press("go", "enter")
	shows(t, d, "Nothing is changed yet. Enter imports it into ledger.db.", "good.csv  $3.50", "2 rows: 2 new, 0 known", "Enter import it")
	if until, ok := d.app.cfg.Books.DataUntil(); ok {
		t.Fatalf("a look brought data to %v", until)
	}
	d.press("enter")
	shows(t, d, "Imported into ledger.db.", "u undo it", "data to 11 Nov 09:00 UTC")
	d.press("enter")
	// Two days count 30/2 times: 3.50 x 15 = 52.50, by card 5.5 % of it is 2.8875.
	shows(t, d, "You pay $55.39 a month, $2.89 of it in fees.")

	d.press("i", "more", "enter", "enter")
	shows(t, d, "more.csv  $5.00")
	d.press("i", "good", "enter")
	shows(t, d, "2 rows: 0 new, 2 known")
	d.press("esc", "esc", "I")
	shows(t, d, "2 imports, the newest first", "more.csv", "$5.00", "/home/ada/Downloads/more.csv: native, 1")
	d.press("down", "enter")
	shows(t, d, "Take back import 1, $3.50 of /home/ada/Downloads/good.csv?", "Its 2 new rows go.")
	d.press("esc")
	shows(t, d, "2 imports")
	d.press("enter", "enter")
	shows(t, d, "1 import,", "took back import 1: 2 rows removed; the files bring them in again")
	if len(d.app.changes) != 1 {
		t.Errorf("%d changes left for u: import 1 is gone already", len(d.app.changes))
	}
	d.press("esc", "u")
	shows(t, d, "took back import 2: 1 row removed", "No usage yet")
}

// What can't come in says why as the command does; its good rows can.
func TestBadImportFromInside(t *testing.T) {
	d := bringing(t, 100, 30).press("i", "~/Downloads/bad.csv", "enter")
	shows(t, d, `line 2: column input_tokens: "-5" a count can't be negative`, "hint: this is how it is mended", "b leave the bad rows out")
	d.press("b")
	shows(t, d, "Nothing is changed yet", "2 rows: 1 new", "1 bad row left out:", `line 2: input_tokens "-5"`)
	d.press("enter", "enter")
	// One day of 0.10 counts 30 times: 3.00, which is 0.6 purchases of the least, 5.00,
	// whose fee of 5.5 % is the minimum of 0.80: 0.48.
	shows(t, d, "You pay $3.48 a month, $0.48 of it in fees.")
}

func TestRefusedImportFromInside(t *testing.T) {
	d := bringing(t, 100, 30).press("i", "~/Downloads/", "empty", "enter")
	shows(t, d, "empty.csv: is empty", "hint: this is how it is mended", "Esc back")
	hides(t, d, "leave the bad rows out")
	d.press("b") // there is nothing to leave out
	d.press("esc", "esc")
	shows(t, d, "No usage yet")
}

func TestTypedPaths(t *testing.T) {
	d := bringing(t, 100, 30).press("i", "/nowhere/at/all")
	shows(t, d, "no folder /nowhere/at: no such file or directory")
	for range "/nowhere/at/all" {
		d.press("backspace")
	}
	d.press("work/", "gateways", "tab")
	shows(t, d, "Import ~/work/gateways/▏", "2026-10/")
	d.press("backspace", "backspace")
	shows(t, d, "Import ~/▏")
	d.run(d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("~/Downloads/late.csv\n"), Paste: true}))
	shows(t, d, "Import ~/Downloads/late.csv▏")
	d.press("enter")
	shows(t, d, "what is later than 14 Nov 2026 18:22 UTC waits")
	d.press("esc", "z")
	shows(t, d, "Nothing here is called that.")
	d.press("enter")
	shows(t, d, "nothing here is called late.csvz")
	for range "late.csvz" {
		d.press("backspace")
	}
	d.press(".hid")
	shows(t, d, ".hidden.csv")
	d.press("esc")
}

// Esc stops an import: its context ends, and nothing of it is there.
func TestStoppedImport(t *testing.T) {
	d := bringing(t, 100, 30).press("i", "~/Downloads/good.csv", "enter")
	ended := d.readTo("good.csv  ███░░ 30%")
	shows(t, d, "Importing good.csv …", "Esc stop", "███░░ 30%")
	d.press("esc")
	shows(t, d, "stopping …")
	d.send(<-ended)
	shows(t, d, "stopped: nothing was changed")
	if _, any := d.app.cfg.Books.DataUntil(); any || len(d.app.changes) != 0 {
		t.Error("it is in the books")
	}
}

func TestImportsThatCannotBeRead(t *testing.T) {
	d := bringing(t, 100, 30).press("I")
	shows(t, d, "Nothing was imported yet; i chooses a file.")
	d.press("i", "~/Downloads/good.csv", "enter", "enter", "enter", "I", "enter")
	d.trouble().undo = errors.New("the ledger is locked")
	d.press("enter")
	shows(t, d, "not taken back: the ledger is locked")
}

// The mouse chooses what is under it, and what is chosen already it opens.
func TestImportMouse(t *testing.T) {
	d := bringing(t, 100, 30).press("i", "~/Downloads/")
	d.click(5, 7)
	d.click(5, 7)
	shows(t, d, "more.csv  $5.00")
	d.click(3, 0) // no tab is turned to from here
	shows(t, d, "more.csv  $5.00")
	d.press("enter", "enter", "I")
	d.click(5, 5)
	shows(t, d, "Take back import 1")
}

// importFrames are the scenes of an import that are kept as frames; no frame of the others
// shows what these do not.
var importFrames = []string{"columns", "imports", "mapped", "pick", "preview", "rate", "result", "skipbad"}

// Every scene of an import fits its window.
func TestImportView(t *testing.T) {
	scenes := map[string][]string{
		"pick":       {"i", "~/Downloads/"},
		"typed":      {"i", "~/Downloads/", "o"},
		"nothing":    {"i", "~/Downloads/", "zzz"},
		"nofolder":   {"i", "~/nowhere/x"},
		"preview":    {"i", "~/Downloads/good.csv", "enter"},
		"help":       {"i", "~/Downloads/good.csv", "enter", "?"},
		"skipbad":    {"i", "~/Downloads/bad.csv", "enter", "b"},
		"refused":    {"i", "~/Downloads/bad.csv", "enter"},
		"unknown":    {"i", "~/Downloads/other.csv", "enter"},
		"columns":    {"i", "~/Downloads/trace.csv", "enter"},
		"column":     {"i", "~/Downloads/trace.csv", "enter", "gpt-4o", "tab", "op", "right", "right"},
		"nocolumn":   {"i", "~/Downloads/trace.csv", "enter", "up", "zz", "enter"},
		"mapped":     {"i", "~/Downloads/trace.csv", "enter", "openai/gpt-4o", "down", "openai"},
		"rate":       {"i", "~/Downloads/yuan.csv", "enter"},
		"norate":     {"i", "~/Downloads/yuan.csv", "enter", "x", "enter"},
		"account":    {"i", "~/Downloads/good.csv", "enter", "a"},
		"askhelp":    {"i", "~/Downloads/trace.csv", "enter", "f1"},
		"empty file": {"i", "~/Downloads/empty.csv", "enter"},
		"result":     {"i", "~/Downloads/good.csv", "enter", "enter"},
		"imports":    {"i", "~/Downloads/good.csv", "enter", "enter", "i", "more.csv", "enter", "enter", "enter", "I"},
		"takeback":   {"i", "~/Downloads/good.csv", "enter", "enter", "enter", "I", "enter"},
		"noimports":  {"I"},
		"empty":      nil,
		"reading":    {"i", "~/Downloads/good.csv", "enter"},
	}
	g := newGallery(t)
	for _, name := range slices.Sorted(maps.Keys(scenes)) {
		d := bringing(t, 80, 24).press(scenes[name]...)
		if name == "reading" {
			ended := d.readTo("good.csv  ███░░░░░░░ 31% of 203 MB  312,000 rows  210,000/s  4s left")
			defer func() {
				d.press("esc")
				<-ended
			}()
		}
		for _, z := range goldenSizes {
			d.app = d.app.resize(z)
			checkFrame(t, name, z, d.app.View())
		}
		if slices.Contains(importFrames, name) {
			g.add(name, d)
		}
	}
}

// Whole pages and the ends are a key away in the lists of an import, and F1 says so
// where letters go into the path.
func TestImportListsArePaged(t *testing.T) {
	d := bringing(t, 80, 16).press("i", "~/Downloads/")
	at := func(want string) {
		t.Helper()
		if _, line, _ := strings.Cut(d.app.View(), "▸ "); !strings.HasPrefix(line, want+" ") {
			t.Errorf("not on %q:\n%s", want, d.app.View())
		}
	}
	at("good.csv")
	d.press("end")
	at("./ the agent logs")
	d.press("home", "pgdown")
	at("trace.csv") // 16 lines less 7 are 9; less the heading and one that stays in sight 7
	d.press("pgup")
	at("good.csv")
	d.press("f1")
	shows(t, d, "Help", "PgDn a page down", "End to the end", "Tab complete the name", "Esc back")
	hides(t, d, "q quit", "q     quit")
	d.press("q")
	if d.quit || !d.app.help.Shown() {
		t.Error("a letter leaves the help of a typed line")
	}
	d.press("esc")
	shows(t, d, "Import ~/Downloads/▏")
	// A text longer than the screen ends on its last page.
	d.trouble().imports = errors.New(strings.Repeat("a line\n", 40) + "the end")
	d.press("enter")
	top := d.app.View()
	hides(t, d, "the end")
	d.press("end")
	shows(t, d, "the end")
	d.press("up", "end", "pgup", "home")
	hides(t, d, "the end")
	if got := d.app.View(); got != top {
		t.Errorf("Home does not go to the top:\n%s", got)
	}
}
