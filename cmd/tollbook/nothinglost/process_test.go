package nothinglost

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// together starts one import a file at once and waits for all. One that waited
// too long for the lock has said so, and comes again.
func together(t *testing.T, b books, files ...string) []imported {
	t.Helper()
	var all []*running
	for _, file := range files {
		all = append(all, b.start(t, "import", file, "--json"))
	}
	var got []imported
	for i, r := range all {
		switch end := finish(t, r); {
		case end.code == 0:
			got = append(got, figures(t, end.stdout))
		case strings.Contains(end.stderr, "is being written by") && strings.Contains(end.stderr, "try again"):
			t.Logf("the import of %s waited too long and was told so", filepath.Base(files[i]))
			got = append(got, b.bring(t, files[i]))
		default:
			t.Fatalf("import %s: exit %d: %s", files[i], end.code, end.stderr)
		}
	}
	return got
}

// TestTwoImportsAtOnce into a ledger that neither finds: of different files, and
// of the same one.
func TestTwoImportsAtOnce(t *testing.T) {
	list := usages(0, 6000)
	one, other := export(t, "one.csv", list[:3000]), export(t, "other.csv", list[3000:])
	b := fresh(t)
	for _, got := range together(t, b, one, other) {
		if got.Added != 3000 {
			t.Errorf("%+v, want 3000 new", got)
		}
	}
	total(t, b.report(t), list)
	b.sound(t)
	b.alone(t)

	twice := fresh(t)
	var added, known int
	for _, got := range together(t, twice, one, one) {
		added, known = added+got.Added, known+got.Duplicates
	}
	if added != 3000 || known != 3000 {
		t.Errorf("the same file twice: %d new, %d known, want 3000 and 3000", added, known)
	}
	total(t, twice.report(t), list[:3000])
	twice.sound(t)
	twice.alone(t)

	inOrder := fresh(t)
	inOrder.bring(t, one)
	inOrder.bring(t, other)
	if inOrder.report(t) != b.report(t) {
		t.Error("two at once give another report than one after the other")
	}
}

// TestReadersOfAnImport: as long as an import runs, and after, a report is the
// old one or the new one.
func TestReadersOfAnImport(t *testing.T) {
	s := newStory(t, 24_000)
	b := s.base.copied(t)
	var seen []string
	r := b.start(t, "import", s.file)
	for !r.over() {
		got := b.report(t)
		switch got {
		case s.before:
			seen = append(seen, "old")
		case s.after:
			seen = append(seen, "new")
		default:
			t.Errorf("a report in between:\n%s", got)
		}
	}
	if end := finish(t, r); end.code != 0 {
		t.Fatalf("exit %d: %s", end.code, end.stderr)
	}
	if b.report(t) != s.after {
		t.Error("the import did not arrive")
	}
	if !slices.IsSortedFunc(seen, func(x, y string) int { return -strings.Compare(x, y) }) {
		t.Errorf("a later report was older: %v", seen)
	}
	if len(seen) == 0 {
		t.Error("no report was made during the import")
	}
	b.sound(t)
	b.alone(t)
}

// TestAnotherProgramWrites: who holds the lock and left no note is another
// process, after five seconds.
func TestAnotherProgramWrites(t *testing.T) {
	if testing.Short() {
		t.Skip("waits 5 seconds for the lock")
	}
	t.Parallel()
	b, report, file := small(t)
	db, err := sql.Open("sqlite", b.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		t.Fatal(err)
	}
	b.refused(t, []string{"import", file}, "ledger "+b.path+" is being written by another process; try again when that is done")
	if b.report(t) != report {
		t.Error("the refused import changed the report")
	}
	if _, err := conn.ExecContext(ctx, `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	b.bring(t, file)
	b.sound(t)
}
