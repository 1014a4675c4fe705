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

	"tollbook/data"
	"tollbook/pricing"
)

// sumsSeen counts the daily sums that SQLite has looked at in a ledger that spied.
var sumsSeen atomic.Int64

func init() {
	sqlite.MustRegisterScalarFunction("sum_seen", 0, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		sumsSeen.Add(1)
		return int64(1), nil
	})
}

// spied puts a view in the place of the daily sums of a ledger, which counts each that is
// looked at, and says how many there are.
func spied(t *testing.T, path string) (sums int64) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, query := range []string{
		`ALTER TABLE daily RENAME TO daily_kept`,
		`CREATE VIEW daily AS SELECT * FROM daily_kept WHERE sum_seen()`,
	} {
		if _, err := db.Exec(query); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.QueryRow(`SELECT COUNT(*) FROM daily_kept`).Scan(&sums); err != nil {
		t.Fatal(err)
	}
	return sums
}

// TestSumsAreReadOnce: a refresh of the overview reads the daily sums once, and so does
// check, whatever they make of them. Each sum is looked at twice, once to count them and
// once to read it; a second reading would look at all of them twice more.
func TestSumsAreReadOnce(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	a := &app{env: benchEnv(""), catalog: c, asOf: clock}
	demo, err := a.openDemo(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ledger.db")
	if err := demo.Backup(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	if err := demo.Close(); err != nil {
		t.Fatal(err)
	}
	sums := spied(t, path)
	at := a.asOf.Format("2006-01-02T15:04:05Z07:00")
	for _, args := range []string{"--plain=overview", "check", "report --by month", "credits", "forecast", "plan openrouter", "explain report", "explain openrouter", "explain forecast"} {
		var out bytes.Buffer
		e := benchEnv(path)
		e.stdout, e.stderr = &out, &out
		sumsSeen.Store(0)
		run(context.Background(), e, append([]string{"--as-of", at}, strings.Fields(args)...))
		if seen := sumsSeen.Load(); seen < 2*sums || seen >= 3*sums {
			t.Errorf("%s looked at %d sums of %d, want each twice:\n%.300s", args, seen, sums, out.String())
		}
	}
}
