package ledger_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A bookedFile is a file and when it came in.
type bookedFile struct {
	text string
	opt  usage.ImportOptions
}

func (f bookedFile) bring(t ledgertest.T, s *ledger.Store) {
	t.Helper()
	if _, err := s.Import(context.Background(), strings.NewReader(f.text), f.opt); err != nil {
		t.Fatalf("import %s: %v", f.opt.File, err)
	}
}

// drawFile draws the nth file of a list, of one of four kinds. What it says of a row that an
// earlier file may have had is the same or newer, as exports are: figures grow.
func drawFile(t *rapid.T, n int) bookedFile {
	draw := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "of") }
	rows := func() []int { return rapid.SliceOfN(rapid.IntRange(0, 7), 0, 6).Draw(t, "rows") }
	revised := func(row int) int { return (n + row) / 2 } // every other file has newer figures of a row
	opt := anyway(fmt.Sprintf("file-%d", n))
	opt.At = now.Add(time.Duration(n) * time.Hour)
	at := func(row int) time.Time {
		return ledgertest.Day("2026-10-01").Add(time.Duration(row*7) * time.Hour)
	}
	var b strings.Builder
	switch kind := rapid.IntRange(0, 4).Draw(t, "kind"); kind {
	case 0: // requests with ids, some of whose labels one export knows and the other does not
		b.WriteString("time,gateway,account,model,request_id,input_tokens,output_tokens,cost_usd,key,team,service_tier\n")
		key, team, tier := "", "", ""
		switch n % 3 {
		case 0:
			key = "k"
		case 1:
			team = "core"
		default:
			tier = "batch"
		}
		for _, row := range rows() {
			cost := ""
			if row%2 == 0 {
				cost = fmt.Sprint(1 + revised(row))
			}
			fmt.Fprintf(&b, "%s,lab,,lab-one,r%d,%d,%d,%s,%s,%s,%s\n", at(row).Format(time.RFC3339), row, 1000+row, 10*revised(row), cost, key, team, tier)
		}
	case 1: // requests without ids
		b.WriteString(nativeHead)
		for _, row := range rows() {
			fmt.Fprintf(&b, "%s,openrouter,openrouter/%s,lab/one,,%d,0,5,0,,0.25,,k\n", at(row).Format(time.RFC3339), draw("a", "b"), 100+row)
		}
	case 2: // buckets of days, by model
		b.WriteString(dailyHead)
		for _, row := range rows() {
			sold := 1 + revised(at(row).Day())
			fmt.Fprintf(&b, "%s,lab/%s,%d,0,%d,1000,10,0\n", at(row).Format(pricing.Day), draw("one", "two"), sold, sold)
		}
	case 3: // copies of an agent's calls
		for _, row := range rows() {
			b.WriteString(copyOf(fmt.Sprint("m", row), at(row).Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes"))*time.Minute).Format(time.RFC3339), rapid.IntRange(1, 4).Draw(t, "output")))
		}
		opt.Set = map[string]string{"gateway": "lab", "account": "lab/agent"}
		if b.Len() == 0 {
			b.WriteString(copyOf("m", "2026-10-01T09:00:00Z", 1))
		}
	default: // one of the samples
		return bookedFile{sampleText(t, draw(samples...)), opt}
	}
	return bookedFile{b.String(), opt}
}

// samples are exports as they are, of all views.
var samples = []string{"openrouter-activity.csv", "openrouter-activity-2.csv", "openrouter-daily.csv", "openrouter-generation.jsonl", "anthropic-usage.csv", "anthropic-cost.csv", "openai-cost.csv",
	"openai-usage-api.json", "openai-completions-usage.csv", "claude-code.jsonl", "claude-code-subagent.jsonl", "codex.jsonl", "ccusage-daily.json", "litellm-spendlogs.json", "helicone-export.csv", "cloudflare-gateway.jsonl", "native.csv"}

func sampleText(t ledgertest.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("usagefile", "testdata", name))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return string(text)
}

// usageRows are the rows of a ledger as they are kept, each with its labels, its file and
// its line; and beside them what each import is remembered to have done.
func usageRows(t ledgertest.T, s *ledger.Store) string {
	t.Helper()
	var lines []string
	err := s.Read(context.Background(), func(q sqlite.Reader) error {
		for _, query := range []string{`
			SELECT 'row ' || a.name || ' ' || hex(substr(u.key, 5)) || ' ' || u.at_ns || ' ' || p.model || '|' || p.provider || '|' || p.service_tier || '|' || p.view || '|' || p.flags
				|| '|' || x.api_key || '|' || x.app || '|' || x.end_user || '|' || x.team || '|' || x.machine || ' ' || u.tokens || ' $' || u.usd || ' ' || f.path || ':' || (u.origin & 0xffffffff) || ' of ' || i.at_ns
			FROM usage u
			JOIN series x ON x.id = u.series_id
			JOIN spend_series p ON p.id = x.spend_id
			JOIN account a ON a.id = p.account_id
			JOIN import_file f ON f.id = u.origin >> 32
			JOIN import i ON i.id = f.import_id`,
			`SELECT 'import ' || at_ns || ' ' || file || ' ' || records || ': ' || added || ' ' || duplicates || ' ' || updated || ' $' || usd FROM import`,
			`SELECT 'span ' || a.name || ' ' || i.at_ns || ' ' || s.first_ns || ' ' || s.last_ns FROM import_span s JOIN account a ON a.id = s.account_id JOIN import i ON i.id = s.import_id`,
			`SELECT 'top-up ' || a.name || ' ' || t.at_ns || ' ' || t.kind || ' ' || t.credit || ' ' || COALESCE(t.fee, '-') || ' ' || t.note FROM topup t JOIN account a ON a.id = t.account_id`,
			`SELECT 'balance ' || a.name || ' ' || b.at_ns || ' ' || b.usd FROM balance b JOIN account a ON a.id = b.account_id`,
		} {
			found, err := sqlite.Lines(context.Background(), q, query)
			if err != nil {
				return err
			}
			lines = append(lines, found...)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("rows: %v", err)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// creditText is what credits says of all accounts, but for the ids of lots.
func creditText(t ledgertest.T, s *ledger.Store) string {
	t.Helper()
	books, err := s.Credits(context.Background(), "", ledgertest.Day("2027-01-01"))
	if err != nil {
		t.Fatalf("credits: %v", err)
	}
	var b strings.Builder
	for _, a := range books.Accounts {
		fmt.Fprintln(&b, a.Account.Name, a.Balance(), a.Deficit)
		for _, l := range a.Lots {
			fmt.Fprintln(&b, " ", l.At, l.Kind, l.Credit, l.Used, l.Expired, l.Remaining)
		}
	}
	return b.String()
}

// mergeable opens a ledger in a file, which others can be merged with.
func mergeable(t ledgertest.T, folder, name string) *ledger.Store {
	t.Helper()
	s, err := ledger.Open(context.Background(), filepath.Join(folder, name), small())
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return s
}

func mergeInto(t ledgertest.T, s *ledger.Store, path string) ledger.Merged {
	t.Helper()
	got, err := s.Merge(context.Background(), path, ledger.MergeOptions{Again: true})
	if err != nil {
		t.Fatalf("merge %s: %v", path, err)
	}
	if got.Rows != got.Added+got.Duplicates+got.Updated {
		t.Fatalf("%s: %d rows are not %d added + %d duplicates + %d updated", path, got.Rows, got.Added, got.Duplicates, got.Updated)
	}
	return got
}

// TestMergingPartsEqualsImportingAll: files that came to two or three ledgers, some to
// several, and top-ups that were recorded in them, are after merging in any order what they
// are in one ledger that got all of them in the order of time; merging again adds nothing;
// and taking a merged import back leaves what there would be without it.
func TestMergingPartsEqualsImportingAll(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		folder, err := os.MkdirTemp(t.TempDir(), "law")
		if err != nil {
			r.Fatal(err)
		}
		defer os.RemoveAll(folder)
		machines := rapid.IntRange(2, 3).Draw(r, "machines")
		var parts []*ledger.Store
		for i := range machines {
			parts = append(parts, mergeable(r, folder, fmt.Sprint(i)))
		}
		all := temporary(r, small())
		defer func() { _ = all.Close() }()
		on := func(do func(s *ledger.Store)) {
			do(all)
			some := rapid.IntRange(1, 1<<machines-1).Draw(r, "on")
			for i, s := range parts {
				if some>>i&1 == 1 {
					do(s)
				}
			}
		}
		var files []bookedFile
		for n := range rapid.IntRange(1, 7).Draw(r, "files") {
			f := drawFile(r, n)
			files = append(files, f)
			on(func(s *ledger.Store) { f.bring(r, s) })
		}
		for n := range rapid.IntRange(0, 3).Draw(r, "top-ups") {
			at := ledgertest.Day("2026-10-01").Add(time.Duration(rapid.IntRange(0, 90).Draw(r, "hour")*3+n) * time.Hour)
			account := rapid.SampledFrom([]string{"openrouter", "openrouter/a"}).Draw(r, "account")
			on(func(s *ledger.Store) { buy(r, s, account, fmt.Sprint(5*(n+1)), at, lot.Expires{}) })
		}
		if rapid.Bool().Draw(r, "balance") {
			on(func(s *ledger.Store) {
				if _, err := s.SetBalance(context.Background(), "openrouter", pricing.MustMoney("12.34"), ledgertest.Day("2026-10-02").Add(9*time.Hour)); err != nil {
					r.Fatalf("balance: %v", err)
				}
			})
		}
		for _, s := range parts {
			if err := s.Close(); err != nil {
				r.Fatalf("close: %v", err)
			}
		}
		s := mergeable(r, folder, "all")
		defer func() { _ = s.Close() }()
		for _, i := range rapid.Permutation(indices(machines)).Draw(r, "order") {
			mergeInto(r, s, filepath.Join(folder, fmt.Sprint(i)))
			sound(r, s)
		}
		agree := func(what string) {
			differ(r, what+", rows", usageRows(r, s), usageRows(r, all))
			differ(r, what+", reports", dump(r, s), dump(r, all))
			differ(r, what+", credits", creditText(r, s), creditText(r, all))
		}
		agree("merged")
		for i := range machines {
			got := mergeInto(r, s, filepath.Join(folder, fmt.Sprint(i)))
			if got.Imports+got.Added+got.Updated+got.TopUps+got.Balances+got.Completed+len(got.Conflicts) != 0 {
				r.Errorf("ledger %d again: %+v", i, got)
			}
		}
		agree("merged again")
		sound(r, s)
		undoOne(r, s, files)
	})
}

// undoOne takes one import back, with those that saw rows of it, and compares what is left
// with a ledger that never had them.
func undoOne(r *rapid.T, s *ledger.Store, files []bookedFile) {
	imports, err := s.Imports(context.Background())
	if err != nil {
		r.Fatalf("imports: %v", err)
	}
	if len(imports) == 0 {
		return
	}
	gone := map[string]bool{}
	for _, u := range undo(r, s, rapid.SampledFrom(imports).Draw(r, "undo").ID) {
		gone[u.File] = true
	}
	sound(r, s)
	without := temporary(r, small())
	defer func() { _ = without.Close() }()
	for _, f := range files {
		if !gone[f.opt.File] {
			f.bring(r, without)
		}
	}
	only := func(text string) string {
		return strings.Join(slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return !strings.HasPrefix(line, "row ") }), "\n")
	}
	differ(r, "without "+fmt.Sprint(gone), only(usageRows(r, s)), only(usageRows(r, without)))
}

func indices(n int) (out []int) {
	for i := range n {
		out = append(out, i)
	}
	return out
}
