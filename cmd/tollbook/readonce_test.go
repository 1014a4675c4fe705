package main

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"modernc.org/sqlite"

	"tollbook/cmd/tollbook/clitest"
)

// seen counts the blocks of daily sums that SQLite has looked at in a ledger that is spied
// on, by table.
var seen = map[string]*atomic.Int64{"money_sum": {}, "label_sum": {}}

func init() {
	for table, count := range seen {
		sqlite.MustRegisterScalarFunction(table+"_seen", 1, func(_ *sqlite.FunctionContext, sums []driver.Value) (driver.Value, error) {
			count.Add(1)
			return sums[0], nil
		})
	}
}

// spied puts views in the place of the daily sums of a ledger, which count each block that
// is looked at, and says how many there are in each table.
func spied(t *testing.T, path string) map[string]int64 {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`DELETE FROM budget WHERE api_key <> ''`); err != nil { // it asks who used something
		t.Fatal(err)
	}
	blocks := map[string]int64{}
	for table := range seen {
		for _, query := range []string{
			`ALTER TABLE ` + table + ` RENAME TO ` + table + `_kept`,
			`CREATE VIEW ` + table + ` AS SELECT day, account_id, ` + table + `_seen(sums) AS sums FROM ` + table + `_kept`,
		} {
			if _, err := db.Exec(query); err != nil {
				t.Fatal(err)
			}
		}
		var n int64
		if err := db.QueryRow(`SELECT COUNT(*) FROM ` + table + `_kept`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		blocks[table] = n
	}
	return blocks
}

// TestSumsAreReadOnce: a refresh of the overview reads the money sums once, and so does
// check, whatever they make of them; the label sums are read, once, only where the question
// is who used something. What overview and check read of them are the last days of
// exports by day, in which one label may stand for another.
func TestSumsAreReadOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	at := clitest.DemoFile(t, path).Format("2006-01-02T15:04:05Z07:00")
	blocks := spied(t, path)
	const none, few, all = 0, 0.2, 1 // of the label sums
	for args, labels := range map[string]float64{
		"--plain=overview": few, "check": few, "report --by month": none, "report --filter gateway:open": none, "credits": none, "forecast": none, "status": none, "status --format waybar": few, "plan openrouter": none,
		"compare": none, "explain report": none, "explain openrouter": none, "explain forecast": none,
		"report --by user": all, "report --filter key:ci": all, "explain report key=ci": all,
	} {
		var out bytes.Buffer
		e := clitest.Env(path)
		e.Stdout, e.Stderr = &out, &out
		for _, count := range seen {
			count.Store(0)
		}
		run(context.Background(), e, append([]string{"--as-of", at}, strings.Fields(args)...))
		if n, of := seen["money_sum"].Load(), blocks["money_sum"]; n == 0 || n > of {
			t.Errorf("%s looked at %d money blocks of %d, want each once:\n%.300s", args, n, of, out.String())
		}
		if n, of := seen["label_sum"].Load(), blocks["label_sum"]; float64(n) > labels*float64(of) || labels == all && n == 0 {
			t.Errorf("%s looked at %d label blocks of %d:\n%.300s", args, n, of, out.String())
		}
	}
}
