package ledger_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// sampleLogs are the samples of agent logs: Claude Code's session and its
// subagent, and three rollouts of Codex, of which two are forks.
var sampleLogs = []string{"claude-code.jsonl", "claude-code-subagent.jsonl", "codex.jsonl", "codex-fork.jsonl", "codex-fork-2.jsonl"}

func sampleLog(t ledgertest.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("usagefile", "testdata", name))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return data
}

// put writes a log into a folder.
func put(t ledgertest.T, folder, name string, data []byte) {
	t.Helper()
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
		t.Fatalf("%v", err)
	}
}

// walk imports a folder and checks what holds for every import.
func walk(t ledgertest.T, s *ledger.Store, folder string, opt usage.ImportOptions) usage.Imported {
	t.Helper()
	opt.At = now
	got, err := s.ImportFolder(context.Background(), folder, opt)
	if err != nil {
		t.Fatalf("walk: %v", err)
	}
	if got.Rows != got.Added+got.Duplicates+got.Updated+got.Rejected {
		t.Fatalf("%d rows are not %d added + %d duplicates + %d updated + %d rejected", got.Rows, got.Added, got.Duplicates, got.Updated, got.Rejected)
	}
	return got
}

// expected are the totals of a sample.
type expected struct {
	Requests int64
	Tokens   map[string]int64
}

func expectedOf(t *testing.T, name string) (e expected) {
	t.Helper()
	if err := json.Unmarshal(sampleLog(t, name+".expected.json"), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestFolderOfSamples: both agents' logs in one folder come to the totals of
// their samples, each call once.
func TestFolderOfSamples(t *testing.T) {
	folder := t.TempDir()
	for i, name := range sampleLogs {
		put(t, folder, fmt.Sprintf("%d/%s", i, name), sampleLog(t, name))
	}
	s := temporary(t, real())
	got := walk(t, s, folder, usage.ImportOptions{})
	if got.Type != "claude-code-jsonl,codex-jsonl" || got.Account != "claude-code,codex" || len(got.Folder.Read) != 5 {
		t.Errorf("type %q, account %q, %d logs", got.Type, got.Account, len(got.Folder.Read))
	}
	sound(t, s)
	r := reported(t, s, report.Query{By: []string{"account"}})
	for _, row := range r.Rows {
		want := expectedOf(t, row.Keys[0])
		if row.Requests != want.Requests {
			t.Errorf("%s: %d requests, want %d", row.Keys[0], row.Requests, want.Requests)
		}
		for name, kind := range map[string]pricing.Kind{"input_uncached": pricing.Input, "cache_read": pricing.CacheRead, "cache_write_5m": pricing.CacheWrite5m,
			"cache_write_1h": pricing.CacheWrite1h, "output": pricing.Output, "reasoning": pricing.Reasoning} {
			if row.Tokens[kind] != want.Tokens[name] {
				t.Errorf("%s: %d %s, want %d", row.Keys[0], row.Tokens[kind], name, want.Tokens[name])
			}
		}
	}
	if len(r.Rows) != 2 {
		t.Errorf("%d accounts, want 2", len(r.Rows))
	}
}

// TestWalksInAnyOrder: logs that arrive over several walks, under any names and in
// any order, make the ledger that one walk makes of all.
func TestWalksInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once, steps := temporary(t, real()), temporary(t, real())
		defer once.Close()
		defer steps.Close()
		folder, err := os.MkdirTemp("", "walk")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(folder)
		for i, name := range rapid.Permutation(sampleLogs).Draw(t, "order") {
			put(t, folder, fmt.Sprintf("%s/%d.jsonl", rapid.SampledFrom([]string{"a", "b/c", "."}).Draw(t, "folder"), i), sampleLog(t, name))
			if rapid.Bool().Draw(t, "walk") {
				walk(t, steps, folder, usage.ImportOptions{})
			}
		}
		walk(t, steps, folder, usage.ImportOptions{})
		walk(t, once, folder, usage.ImportOptions{})
		sound(t, steps)
		differ(t, "several walks", dump(t, steps), dump(t, once))
	})
}

// TestWalkIsFileByFile: Claude Code's logs say all about their calls themselves,
// so a walk of many makes the ledger that they make one after another.
func TestWalkIsFileByFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		folder, err := os.MkdirTemp("", "walk")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(folder)
		walked, single := temporary(t, real()), temporary(t, real())
		defer walked.Close()
		defer single.Close()
		for i := range rapid.IntRange(1, 12).Draw(t, "logs") {
			var log strings.Builder
			for range rapid.IntRange(1, 8).Draw(t, "calls") {
				// A call has one time and one input; its output grows as it streams.
				call := rapid.IntRange(0, 9).Draw(t, "call")
				fmt.Fprintf(&log, `{"type":"assistant","timestamp":"2026-10-02T09:%02d:00.000Z","sessionId":"s","requestId":"r%d","message":{"id":"m%d","model":"claude-sonnet-4-5","usage":{"input_tokens":%d,"output_tokens":%d}}}`+"\n",
					call, call, call, 10+call, rapid.IntRange(1, 3).Draw(t, "output"))
			}
			put(t, folder, fmt.Sprintf("%d.jsonl", i), []byte(log.String()))
			bring(t, single, log.String(), options(fmt.Sprint(i)))
		}
		walk(t, walked, folder, usage.ImportOptions{})
		sound(t, walked)
		differ(t, "a walk", dump(t, walked), dump(t, single))
	})
}

// TestWalkAgain: a log is read again when it changed, or was read another way,
// and only then; one that could not be read is tried each time.
func TestWalkAgain(t *testing.T) {
	folder := t.TempDir()
	for _, name := range sampleLogs {
		put(t, folder, name, sampleLog(t, name))
	}
	s := temporary(t, real())
	read := func(what string, got usage.Imported, read, unchanged, skipped int) {
		t.Helper()
		f := got.Folder
		if len(f.Read) != read || f.Unchanged != unchanged || len(f.Skipped) != skipped {
			t.Errorf("%s: %d read, %d unchanged, %d skipped; want %d, %d, %d", what, len(f.Read), f.Unchanged, len(f.Skipped), read, unchanged, skipped)
		}
	}
	read("first", walk(t, s, folder, usage.ImportOptions{}), 5, 0, 0)
	again := walk(t, s, folder, usage.ImportOptions{})
	read("again", again, 0, 5, 0)
	if again.ID != 0 {
		t.Errorf("a walk that found nothing new is import %d", again.ID)
	}
	read("of another account", walk(t, s, folder, usage.ImportOptions{Account: "codex", Options: usagefile.Options{Type: "codex-jsonl"}}), 3, 0, 2)
	later := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(folder, "codex.jsonl"), later, later); err != nil {
		t.Fatal(err)
	}
	touched := walk(t, s, folder, usage.ImportOptions{})
	read("touched", touched, 1, 4, 0)
	if touched.Added+touched.Updated != 0 {
		t.Errorf("touched: %d added, %d updated", touched.Added, touched.Updated)
	}
	put(t, folder, "bad.jsonl", []byte(`{"type":"assistant","timestamp":"2026-10-02T09:00:00Z","requestId":"r","message":{"id":"m","model":"x","usage":{"output_tokens":-1}}}`+"\n"))
	for range 2 {
		got := walk(t, s, folder, usage.ImportOptions{})
		read("bad", got, 0, 5, 1)
		if len(got.Folder.Skipped) == 1 && got.Folder.Skipped[0].Path != "bad.jsonl" {
			t.Errorf("%s was skipped", got.Folder.Skipped[0].Path)
		}
	}
	sound(t, s)
}

// TestNoLogs: a folder in which no agent wrote is refused.
func TestNoLogs(t *testing.T) {
	folder := t.TempDir()
	s := temporary(t, real())
	for range 2 { // first empty, then with what is nobody's
		if _, err := s.ImportFolder(context.Background(), folder, usage.ImportOptions{At: now}); !errors.Is(err, usagefile.ErrNoLogs) {
			t.Errorf("error %v", err)
		}
		put(t, folder, "notes.jsonl", []byte("{\"note\":1}\n"))
	}
	if list, err := s.Imports(context.Background()); err != nil || len(list) != 0 {
		t.Errorf("%d imports, %v", len(list), err)
	}
}

// TestDamagedLines: a line that is no JSON costs what it told and nothing else, in a
// walk and in one log, with bad rows left out or not; it is named. The last line of
// a log that is being written waits for the next import.
func TestDamagedLines(t *testing.T) {
	call := func(id string) string { return copyOf(id, "2026-10-01T09:00:00Z", 7) }
	cut := call("lost")[:60] + "\n"
	log := call("a") + cut + "null\n[]\n\"x\"\n" + call("b") + strings.TrimSuffix(call("c"), "}}\n")
	check := func(t *testing.T, s *ledger.Store, got usage.Imported, where string) {
		t.Helper()
		if got.Rows != 3 || got.Added != 2 || got.Rejected != 1 {
			t.Errorf("%d rows, %d added, %d rejected; want 3, 2, 1", got.Rows, got.Added, got.Rejected)
		}
		if len(got.Rejections) != 1 || got.Rejections[0].Line != 2 || len(got.Warnings) != 1 || !strings.HasPrefix(got.Warnings[0], where+"line 2 is damaged") {
			t.Errorf("rejections %v, warnings %q", got.Rejections, got.Warnings)
		}
		sound(t, s)
	}
	for _, skip := range []bool{false, true} {
		s := temporary(t, real())
		opt := options("s.jsonl")
		opt.SkipBad = skip
		got := bring(t, s, log, opt)
		check(t, s, got, "")
		if aside := len(got.Bad); (aside > 0) != skip {
			t.Errorf("skip bad %t: %d lines set aside", skip, aside)
		}
		folder := t.TempDir()
		put(t, folder, "p/s.jsonl", []byte(log))
		s = temporary(t, real())
		check(t, s, walk(t, s, folder, usage.ImportOptions{SkipBad: skip}), "p/s.jsonl ")
		put(t, folder, "p/s.jsonl", []byte(log+"}}\n"))
		if got := walk(t, s, folder, usage.ImportOptions{SkipBad: skip}); got.Added != 1 || got.Duplicates != 2 || got.Rejected != 1 {
			t.Errorf("when it was written to its end: %d added, %d known, %d rejected; want 1, 2, 1", got.Added, got.Duplicates, got.Rejected)
		}
	}
}

// TestDamagedBesideBad: bad values still refuse a log, as a whole.
func TestDamagedBesideBad(t *testing.T) {
	folder := t.TempDir()
	put(t, folder, "s.jsonl", []byte(copyOf("a", "2026-10-01T09:00:00Z", 7)+"{\"type\n"+copyOf("b", "2026-10-01T09:00:00Z", -7)))
	put(t, folder, "good.jsonl", []byte(copyOf("c", "2026-10-01T09:00:00Z", 7)))
	s := temporary(t, real())
	if got := walk(t, s, folder, usage.ImportOptions{}); got.Added != 1 || got.Rejected != 0 || len(got.Folder.Skipped) != 1 {
		t.Errorf("%d added, %d rejected, %d skipped; want 1, 0, 1", got.Added, got.Rejected, len(got.Folder.Skipped))
	}
	if got := walk(t, s, folder, usage.ImportOptions{SkipBad: true}); got.Added != 1 || got.Rejected != 2 {
		t.Errorf("with bad rows left out: %d added, %d rejected; want 1 and 2", got.Added, got.Rejected)
	}
}

// TestLinkedFolders: what links lead to is read as if it stood there, each folder
// and each log once, and a link that leads in a circle or out of the folder upwards
// leads nowhere.
func TestLinkedFolders(t *testing.T) {
	link := func(t *testing.T, folder, name, to string) {
		t.Helper()
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.Symlink(filepath.FromSlash(to), path)); err != nil {
			t.Skip(err) // a system without links
		}
	}
	for name, c := range map[string]struct {
		links [][2]string
		want  string // logs read, by path
	}{
		"none":                        {nil, "own/a.jsonl"},
		"a folder":                    {[][2]string{{"two", "../elsewhere/two"}}, "own/a.jsonl two/b.jsonl"},
		"a folder of folders":         {[][2]string{{"all", "../elsewhere"}}, "all/c.jsonl all/two/b.jsonl own/a.jsonl"},
		"the same folder twice":       {[][2]string{{"x", "../elsewhere/two"}, {"y", "../elsewhere/two"}}, "own/a.jsonl x/b.jsonl"},
		"a folder and one in it":      {[][2]string{{"x", "../elsewhere/two"}, {"y", "../elsewhere"}}, "own/a.jsonl x/b.jsonl y/c.jsonl"},
		"a link to a link":            {[][2]string{{"x", "y"}, {"y", "../elsewhere/two"}}, "own/a.jsonl x/b.jsonl"},
		"a folder that is there":      {[][2]string{{"aaa", "own"}}, "own/a.jsonl"},
		"a log":                       {[][2]string{{"b.jsonl", "../elsewhere/two/b.jsonl"}}, "b.jsonl own/a.jsonl"},
		"a log that is there":         {[][2]string{{"aaa.jsonl", "own/a.jsonl"}}, "own/a.jsonl"},
		"itself":                      {[][2]string{{"own/loop", "."}}, "own/a.jsonl"},
		"the walked folder":           {[][2]string{{"own/up", ".."}}, "own/a.jsonl"},
		"a folder above":              {[][2]string{{"own/up", "../.."}, {"root", "/"}}, "own/a.jsonl"},
		"a folder that links back":    {[][2]string{{"two", "../elsewhere/two"}, {"../elsewhere/two/back", "../../projects"}}, "own/a.jsonl two/b.jsonl"},
		"a folder that links up":      {[][2]string{{"two", "../elsewhere/two"}, {"../elsewhere/two/up", ".."}}, "own/a.jsonl two/b.jsonl"},
		"a linked one that links on":  {[][2]string{{"two", "../elsewhere/two"}, {"../elsewhere/two/on", "../../third"}}, "own/a.jsonl two/b.jsonl two/on/d.jsonl"},
		"a link to nothing":           {[][2]string{{"gone", "../nowhere"}}, "own/a.jsonl"},
		"a ring of links":             {[][2]string{{"x", "y"}, {"y", "x"}}, "own/a.jsonl"},
		"a log that is a dead link":   {[][2]string{{"gone.jsonl", "../nowhere.jsonl"}}, "own/a.jsonl -gone.jsonl"},
		"a folder named like a log":   {[][2]string{{"b.jsonl", "../elsewhere/two"}}, "b.jsonl/b.jsonl own/a.jsonl"},
		"a folder with other things":  {[][2]string{{"pipe", "/dev/null"}}, "own/a.jsonl"},
		"deep inside, two ways there": {[][2]string{{"own/deep/two", "../../../elsewhere/two"}, {"own/deep/all", "../../../elsewhere"}}, "own/a.jsonl own/deep/all/c.jsonl own/deep/all/two/b.jsonl"},
	} {
		t.Run(name, func(t *testing.T) {
			top := t.TempDir()
			put(t, top, "projects/own/a.jsonl", []byte(copyOf("a", "2026-10-01T09:00:00Z", 1)))
			put(t, top, "elsewhere/two/b.jsonl", []byte(copyOf("b", "2026-10-01T09:00:00Z", 2)))
			put(t, top, "elsewhere/c.jsonl", []byte(copyOf("c", "2026-10-01T09:00:00Z", 3)))
			put(t, top, "third/d.jsonl", []byte(copyOf("d", "2026-10-01T09:00:00Z", 4)))
			for _, l := range c.links {
				link(t, filepath.Join(top, "projects"), l[0], l[1])
			}
			s := temporary(t, real())
			got := walk(t, s, filepath.Join(top, "projects"), usage.ImportOptions{})
			var paths []string
			for _, log := range got.Folder.Read {
				paths = append(paths, log.Path)
			}
			for _, log := range got.Folder.Skipped {
				paths = append(paths, "-"+log.Path)
			}
			if read := strings.Join(paths, " "); read != c.want {
				t.Errorf("read %s, want %s", read, c.want)
			}
			if again := walk(t, s, filepath.Join(top, "projects"), usage.ImportOptions{}); len(again.Folder.Read) != 0 {
				t.Errorf("again: %d logs read", len(again.Folder.Read))
			}
		})
	}
}

// TestCopiesAreNotCountedTwice: a fork's file begins with copies of its parent's
// calls. What the catalog priced, or could not price, is told of the calls alone.
//
//	parent a (100 input, 10 output) and b (20, 5); fork a, b and c (3, 1): 139 tokens
func TestCopiesAreNotCountedTwice(t *testing.T) {
	event := func(at string, total, last [2]int) string {
		usage := func(n [2]int) string { return fmt.Sprintf(`{"input_tokens":%d,"output_tokens":%d}`, n[0], n[1]) }
		return `{"timestamp":"2026-10-12T` + at + `Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":` + usage(total) + `,"last_token_usage":` + usage(last) + "}}}\n"
	}
	start := func(id, from, model string) string {
		return `{"timestamp":"2026-10-12T09:00:00Z","type":"session_meta","payload":{"id":"` + id + `","forked_from_id":` + from + `}}` + "\n" +
			`{"timestamp":"2026-10-12T09:00:00Z","type":"turn_context","payload":{"model":"` + model + `"}}` + "\n"
	}
	events := func(at string) string {
		return event(at+":01", [2]int{100, 10}, [2]int{100, 10}) + event(at+":02", [2]int{120, 15}, [2]int{20, 5})
	}
	for model, unpriced := range map[string]int64{"fixture-model": 139, "gpt-5.4": 0} {
		folder := t.TempDir()
		put(t, folder, "parent.jsonl", []byte(start("p", "null", model)+events("09:00")))
		put(t, folder, "fork.jsonl", []byte(start("f", `"p"`, model)+events("10:00")+event("10:00:03", [2]int{123, 16}, [2]int{3, 1})))
		s := temporary(t, real())
		check := func(what string, got usage.Imported, added, computed int, tokens int64) {
			t.Helper()
			found := int64(0)
			for _, u := range got.Unpriced {
				found += u.Tokens
			}
			if got.Added != added || got.Computed != computed || found != tokens {
				t.Errorf("%s, %s: %d added, %d computed, %d tokens without a rate; want %d, %d, %d", model, what, got.Added, got.Computed, found, added, computed, tokens)
			}
		}
		check("first", walk(t, s, folder, usage.ImportOptions{}), 3, 3, unpriced)
		put(t, folder, "fork-2.jsonl", []byte(start("g", `"f"`, model)+events("11:00")))
		check("again", walk(t, s, folder, usage.ImportOptions{}), 0, 0, 0)
		sound(t, s)
	}
}
