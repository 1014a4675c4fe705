package ledger_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/report"
)

// sumTables are those that are made of the rows.
var sumTables = []string{"money_sum", "label_sum", "money_piece", "label_piece"}

// forgetSums puts a ledger into the state that a crash between a migration and the making
// of its sums leaves.
func forgetSums(t *testing.T, db *sql.DB) {
	t.Helper()
	for _, table := range sumTables {
		execute(t, db, `DELETE FROM `+table)
	}
	execute(t, db, `INSERT OR REPLACE INTO setting (name, value) VALUES ('sums', 'missing')`)
	execute(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
}

// blocksIn counts the blocks of all tables of sums.
func blocksIn(t *testing.T, db *sql.DB) string {
	t.Helper()
	var counts []string
	for _, table := range sumTables {
		counts = append(counts, table+" "+text(t, db, `SELECT COUNT(*) FROM `+table))
	}
	return strings.Join(counts, ", ")
}

// all is everything that a ledger says, with its lots and by label.
func all(t *testing.T, s *ledger.Store) string {
	t.Helper()
	r := reported(t, s, report.Query{By: []string{"month", "user"}, AsOf: now})
	return dump(t, s) + textOfCredit(creditsAt(t, s, now)) + "\n" + strings.Join(plainReport(r), "\n")
}

// TestSumsThatWereNeverMade: a ledger of version 8 whose migration came through and whose
// sums did not says the same as one whose sums stand, where it can be written and where it
// can't.
func TestSumsThatWereNeverMade(t *testing.T) {
	old, err := os.ReadFile(filepath.Join("testdata", "v8.db"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := os.WriteFile(path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	s := onDisk(t, path, real())
	want := all(t, s)
	closed(t, s)
	db := shell(t, path)
	blocks := blocksIn(t, db)
	if strings.Contains(blocks, " 0") {
		t.Fatalf("only %s", blocks)
	}
	forgetSums(t, db)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := ledger.OpenReadOnly(t.Context(), path, real())
	if err != nil {
		t.Fatal(err)
	}
	differ(t, "read only", all(t, r), want)
	sound(t, r)
	closed(t, r)
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file was changed: %v", err)
	}
	s = onDisk(t, path, real())
	differ(t, "made anew", all(t, s), want)
	sound(t, s)
	closed(t, s)
	if got := blocksIn(t, db); got != blocks {
		t.Errorf("%s, want %s", got, blocks)
	}
	if left := text(t, db, `SELECT COUNT(*) FROM setting WHERE name = 'sums'`); left != "0" {
		t.Error("the sums are still said to be missing")
	}
}

// manyRows are more rows than the sums are made of at a time (65,536), of 300 users.
const manyRows = 70_000

func manyUsers() string {
	var b strings.Builder
	b.WriteString("time,gateway,model,cost_usd,request_id,user\n")
	for n := range manyRows {
		fmt.Fprintf(&b, "%s,openrouter,lab/one,0.001,r%06d,person-%03d\n", at("2026-10-01T00:00:00Z").Add(time.Duration(n)*8*time.Second).Format(time.RFC3339), n, n%300)
	}
	return b.String()
}

// TestMakingOfSumsIsCancelled: wherever it is stopped, nothing of it is kept and the next
// one who opens the ledger makes the sums; the rows that are done are told as they grow.
func TestMakingOfSumsIsCancelled(t *testing.T) {
	path := ledgerPath(t)
	s := onDisk(t, path, small())
	bring(t, s, manyUsers(), options("many"))
	buy(t, s, "openrouter", "10", at("2026-10-03T09:00:00Z"), lot.Never())
	want := all(t, s)
	closed(t, s)
	db := shell(t, path)
	forgetSums(t, db)
	for stop := range 2 {
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		_, err := ledger.Open(ledger.WithProgress(ctx, func(int64, int64) {
			if calls++; calls > stop {
				cancel()
			}
		}), path, small())
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("cancelled at call %d: error %v", stop+1, err)
		}
		if got := blocksIn(t, db); got != "money_sum 0, label_sum 0, money_piece 0, label_piece 0" {
			t.Errorf("cancelled at call %d: %s are kept", stop+1, got)
		}
	}
	var told []int64
	s, err := ledger.Open(ledger.WithProgress(t.Context(), func(done, of int64) {
		if len(told) > 0 && done <= told[len(told)-1] || done > of || of != manyRows {
			t.Errorf("told %d of %d after %v", done, of, told)
		}
		told = append(told, done)
	}), path, small())
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, s)
	if len(told) < 2 || told[len(told)-1] != manyRows {
		t.Errorf("told %v, want more than one and %d at last", told, manyRows)
	}
	differ(t, "made anew", all(t, s), want)
	sound(t, s)
}
