package nothinglost

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const head = "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,model_permaslug,provider_name,api_key_name,app_name\n"

// A usage is one invented request. Its cost is in millionths of a dollar, so that
// a test can add up by itself what the program should say.
type usage struct {
	id     int
	micros int64
	input  int
	output int
}

// line is the request as OpenRouter exports it.
func (u usage) line() string {
	models := []string{"openai/gpt-4o", "openai/gpt-4o-mini", "anthropic/claude-4.5-sonnet-20250929", "nobody/unheard-of"}
	second := u.id * 41 % (40 * 86400)
	return fmt.Sprintf("gen-%d-%08x,2026-%02d-%02d %02d:%02d:%02d.%03d,%d.%06d,%d,%d,%s,P%d,key%d,app%d\n", 1790000000+second, u.id*2654435761%(1<<32),
		9+second/86400/20, 1+second/86400%20, second/3600%24, second/60%60, second%60, u.id%1000, u.micros/1_000_000, u.micros%1_000_000, u.input, u.output,
		models[u.id%4], u.id%3, u.id%5, u.id%2)
}

// usages are requests from one number to another, the same for the same numbers.
func usages(from, to int) []usage {
	list := make([]usage, 0, to-from)
	for id := from; id < to; id++ {
		r := rand.New(rand.NewPCG(7, uint64(id)))
		list = append(list, usage{id, r.Int64N(3_000_000), r.IntN(9000), r.IntN(900)})
	}
	return list
}

// revised are requests of which every tenth settled at another figure since.
func revised(list []usage) []usage {
	out := slices.Clone(list)
	for i := range out {
		if out[i].id%10 == 3 {
			out[i].micros += 1_000_001
			out[i].output++
		}
	}
	return out
}

// export writes requests as a file.
func export(t *testing.T, name string, list []usage) string {
	t.Helper()
	var b strings.Builder
	b.WriteString(head)
	for _, u := range list {
		b.WriteString(u.line())
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// total compares a report's total with the sum of the requests.
func total(t *testing.T, report string, list []usage) {
	t.Helper()
	var sum int64
	for _, u := range list {
		sum += u.micros
	}
	want := fmt.Sprintf("%d.%06d", sum/1_000_000, sum%1_000_000)
	want = strings.TrimSuffix(strings.TrimRight(want, "0"), ".")
	var out struct {
		Total struct {
			USD      string
			Requests int
		}
	}
	if err := json.Unmarshal([]byte(report), &out); err != nil {
		t.Fatal(err)
	}
	if out.Total.USD != want || out.Total.Requests != len(list) {
		t.Errorf("total $%s of %d requests, want $%s of %d", out.Total.USD, out.Total.Requests, want, len(list))
	}
}

// A story is a ledger before an import, the file, and what the ledger says before
// and after it. The file holds half of the ledger's rows again, some of them with
// other figures.
type story struct {
	base        books
	file        string
	rows        int
	before      string
	after       string
	fresh, same int
	changed     int
}

func newStory(t *testing.T, rows int) story {
	t.Helper()
	s := story{base: books{path: filepath.Join(t.TempDir(), "ledger.db")}, rows: rows}
	known, later := usages(0, rows/2), usages(rows/2, rows/4+rows)
	s.base.bring(t, export(t, "first.csv", known))
	s.before = s.base.report(t)
	total(t, s.before, known)
	again := revised(known[rows/4:])
	list := append(slices.Clone(again), later...)
	s.file = export(t, "second.csv", list)
	full := s.base.copied(t)
	got := full.bring(t, s.file)
	for _, u := range again {
		if u.id%10 == 3 {
			s.changed++
		}
	}
	s.fresh, s.same = len(later), len(again)-s.changed
	if got.Added != s.fresh || got.Duplicates != s.same || got.Updated != s.changed || got.Rows != rows {
		t.Fatalf("import says %+v, want %d rows: %d new, %d known, %d updated", got, rows, s.fresh, s.same, s.changed)
	}
	s.after = full.report(t)
	total(t, s.after, append(slices.Clone(known[:rows/4]), list...))
	full.sound(t)
	return s
}

// whole fails unless the ledger holds all of the file or none of it, and returns
// which.
func (s story) whole(t *testing.T, b books) bool {
	t.Helper()
	b.sound(t)
	got, n := b.report(t), b.imports(t)
	switch {
	case got == s.before && n == 1:
		return false
	case got == s.after && n == 2:
		return true
	}
	t.Errorf("the ledger holds part of the file: %d imports remembered, report\n%s", n, got)
	return false
}

// completes imports the file into what was left, and compares with the ledger of
// an import that nothing had disturbed.
func (s story) completes(t *testing.T, b books) {
	t.Helper()
	held := s.whole(t, b)
	got := b.bring(t, s.file)
	if held && (got.Added != 0 || got.Updated != 0 || got.Duplicates != s.rows) || !held && (got.Added != s.fresh || got.Updated != s.changed || got.Duplicates != s.same) {
		t.Errorf("importing it again: %+v", got)
	}
	if b.report(t) != s.after {
		t.Error("the totals are not those of an undisturbed import")
	}
	b.sound(t)
	b.alone(t)
}
