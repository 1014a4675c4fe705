package ledger_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"tollbook/data"
	"tollbook/ledger"
	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"

	_ "modernc.org/sqlite"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	gatewayHead = "fact,of,value,from,basis,source,seen,words\n"
	modelHead   = "model,family,released,context,max_output,also\n"
	rateHead    = "model,id,over,window,from,to,input,output,cache_read,cache_write_5m,cache_write_1h,other,basis,source,seen\n"
)

func fact(name, of, value string) string {
	basis := "assumed"
	if value == "unknown" {
		basis = "unknown"
	}
	return name + "," + of + "," + value + ",," + basis + ",,2026-01-01,invented\n"
}

// files are a catalog small enough to compute with by hand: openrouter, prepaid
// with 5.5 % on top and at least $0.80; lab, a publisher in arrears; hush,
// prepaid, whose fee nobody published.
func files() fstest.MapFS {
	return fstest.MapFS{
		"gateways/openrouter.csv": {Data: []byte(gatewayHead + fact("name", "", "OpenRouter") + fact("kind", "", "router") + fact("prices", "", "listed") +
			fact("billing", "", "prepaid") + fact("fee_percent", "card", "5.5") + fact("fee_min", "card", "0.80") + fact("fee_taken", "card", "on_top") +
			fact("purchase_min", "", "5") + fact("expiry", "", "may after 365 days") + fact("markup_percent", "", "0"))},
		"gateways/lab.csv": {Data: []byte(gatewayHead + fact("name", "", "Lab") + fact("kind", "", "provider") + fact("prices", "", "listed") +
			fact("billing", "", "arrears") + fact("publishes", "", "lab"))},
		"gateways/hush.csv": {Data: []byte(gatewayHead + fact("name", "", "Hush") + fact("kind", "", "router") + fact("prices", "", "none") +
			fact("billing", "", "prepaid") + fact("fee_percent", "any", "unknown"))},
		"models/lab.csv": {Data: []byte(modelHead + "lab/one,,,,,one lab-one-20260101\nlab/two,,,,,\n")},
		// lab-one cost 2 in and 10 out until June 2026, 3 and 12 since.
		"rates/lab.csv": {Data: []byte(rateHead +
			"lab/one,lab-one,,,,2026-06-01,2,10,0.5,2.5,,,,x,2026-01-01\n" +
			"lab/one,lab-one,,,2026-06-01,,3,12,0.5,2.5,,,,x,2026-01-01\n" +
			"lab/two,lab-two,,,2026-02-01,2026-08-01,1,4,,,,,,x,2026-01-01\n")},
		"rates/openrouter.csv": {Data: []byte(rateHead + "lab/one,lab/one,,,,,2,10,0.5,2.5,,,,x,2026-01-01\n")},
	}
}

// catalogOf loads a catalog with one file replaced.
func catalogOf(t ledgertest.T, path, text string) *pricing.Catalog {
	t.Helper()
	fsys := files()
	if path != "" {
		fsys[path] = &fstest.MapFile{Data: []byte(text)}
	}
	c, err := pricing.Load(fsys)
	if err != nil {
		t.Fatalf("catalog: %v", err)
	}
	return c
}

// small is the catalog of files, loaded once.
var small = sync.OnceValue(func() *pricing.Catalog {
	c, err := pricing.Load(files())
	if err != nil {
		panic(err) // a literal of this file
	}
	return c
})

// real is the catalog that tollbook ships with.
var real = sync.OnceValue(func() *pricing.Catalog {
	c, err := pricing.Load(data.Files)
	if err != nil {
		panic(err) // package data's own test says why
	}
	return c
})

// temporary opens a ledger in memory.
func temporary(t ledgertest.T, catalog *pricing.Catalog) *ledger.Store {
	t.Helper()
	s, err := ledger.OpenTemporary(context.Background(), catalog)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	if c, ok := t.(interface{ Cleanup(func()) }); ok {
		c.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
	return s
}

// onDisk opens a ledger in a file of its own.
func onDisk(t *testing.T, path string, catalog *pricing.Catalog) *ledger.Store {
	t.Helper()
	s, err := ledger.Open(context.Background(), path, catalog)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return s
}

func ledgerPath(t *testing.T) string { return filepath.Join(t.TempDir(), "books", "ledger.db") }

// shell opens the ledger's file as SQLite, past the package.
func shell(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func execute(t *testing.T, db *sql.DB, query string) {
	t.Helper()
	if _, err := db.Exec(query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func closed(t *testing.T, s *ledger.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

// now is when imports come in.
var now = time.Date(2026, 11, 14, 12, 0, 0, 0, time.UTC)

// options are those of an import with nothing special.
func options(name string) usage.ImportOptions { return usage.ImportOptions{File: name, At: now} }

// anyway are options for what would be refused as counted twice, or as a gateway that
// nobody knows.
func anyway(name string) usage.ImportOptions {
	return usage.ImportOptions{File: name, At: now, Again: true}
}

// bring imports text and checks what holds for every import: each record is
// counted once.
func bring(t ledgertest.T, s *ledger.Store, text string, opt usage.ImportOptions) usage.Imported {
	t.Helper()
	got, err := s.Import(context.Background(), strings.NewReader(text), opt)
	if err != nil {
		t.Fatalf("import %s: %v", opt.File, err)
	}
	if got.Rows != got.Added+got.Duplicates+got.Updated+got.Rejected {
		t.Fatalf("%s: %d rows are not %d added + %d duplicates + %d updated + %d rejected", opt.File, got.Rows, got.Added, got.Duplicates, got.Updated, got.Rejected)
	}
	return got
}

// counts compares what an import did.
func counts(t ledgertest.T, got usage.Imported, added, duplicates, updated, rejected int) {
	t.Helper()
	if got.Added != added || got.Duplicates != duplicates || got.Updated != updated || got.Rejected != rejected {
		t.Errorf("%s: %d added, %d duplicates, %d updated, %d rejected; want %d, %d, %d, %d", got.File, got.Added, got.Duplicates, got.Updated, got.Rejected, added, duplicates, updated, rejected)
	}
}

// sound fails where doctor finds anything.
func sound(t ledgertest.T, s *ledger.Store) {
	t.Helper()
	checks, err := s.Doctor(context.Background())
	if err != nil {
		t.Fatalf("doctor: %v", err)
	}
	if len(checks) != 8 {
		t.Fatalf("doctor made %d checks, want 8", len(checks))
	}
	for _, c := range checks {
		for _, f := range c.Faults {
			t.Errorf("doctor, %s: %s", c.Name, f)
		}
	}
}

func reported(t ledgertest.T, s *ledger.Store, q report.Query) report.Report {
	t.Helper()
	r, err := s.Report(context.Background(), q)
	if err != nil {
		t.Fatalf("report: %v", err)
	}
	return r
}

func workload(t ledgertest.T, s *ledger.Store, q ledger.WorkloadQuery) pricing.Workload {
	t.Helper()
	w, err := s.Workload(context.Background(), q)
	if err != nil {
		t.Fatalf("workload: %v", err)
	}
	return w
}

func extent(t ledgertest.T, s *ledger.Store) usage.Extent {
	t.Helper()
	e, err := s.Extent(context.Background())
	if err != nil {
		t.Fatalf("extent: %v", err)
	}
	return e
}

// dump writes everything that a ledger says: the report by every label and day,
// the daily sums with band, slot and marks, and the extent. Two ledgers with the
// same usage give the same text.
func dump(t ledgertest.T, s *ledger.Store) string {
	t.Helper()
	var b strings.Builder
	line := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("json: %v", err)
		}
		return string(text) + "\n"
	}
	r := reported(t, s, report.Query{By: []string{"day", "account", "gateway", "model", "provider", "key", "app", "user"}})
	for _, row := range r.Rows {
		b.WriteString(line(row))
	}
	r.Rows = nil
	b.WriteString(line(r))
	w := workload(t, s, ledger.WorkloadQuery{AsOf: now.AddDate(10, 0, 0), From: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
	var lines []string
	for _, l := range w.Lines {
		lines = append(lines, line(l))
	}
	slices.Sort(lines) // several users of one model stand in no order
	b.WriteString(strings.Join(lines, ""))
	b.WriteString(line(extent(t, s)))
	return b.String()
}

// differ says where two dumps part.
func differ(t ledgertest.T, what, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range g {
		if i >= len(w) || g[i] != w[i] {
			other := ""
			if i < len(w) {
				other = w[i]
			}
			t.Errorf("%s: line %d\n got %s\nwant %s", what, i+1, g[i], other)
			return
		}
	}
	t.Errorf("%s: %d lines, want %d", what, len(g), len(w))
}

// fees compares an amount that may be unknown ("-").
func fees(t ledgertest.T, what string, got *pricing.Money, want string) {
	t.Helper()
	text := "-"
	if got != nil {
		text = got.String()
	}
	if text != want {
		t.Errorf("%s: %s, want %s", what, text, want)
	}
}

const (
	activityHead = "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,byok_usage_inference,model_permaslug,provider_name,api_key_name,app_name,user\n"
	dailyHead    = "Date,Slug,Usage,BYOK Usage,Requests,Prompt Tokens,Completion Tokens,Reasoning Tokens\n"
	nativeHead   = "time,gateway,account,model,request_id,input_tokens,cache_read_tokens,output_tokens,reasoning_tokens,requests,cost_usd,byok_usd,key\n"
)

// generation is one row of OpenRouter's activity export.
func generation(id, at, cost string, prompt, output int, model string) string {
	return fmt.Sprintf("%s,%s,%s,%d,%d,0,0,0,%s,P,key,app,\n", id, at, cost, prompt, output, model)
}

func set(field, value string) usagefile.Options {
	return usagefile.Options{Set: map[string]string{field: value}}
}

// rowsIn counts the rows of usage that a ledger's sums are of.
func rowsIn(t ledgertest.T, s *ledger.Store) (rows int64) {
	t.Helper()
	b, err := s.Books(context.Background(), time.Time{})
	if err != nil {
		t.Fatalf("count rows: %v", err)
	}
	for _, d := range b.Sums.Days {
		rows += d.Records
	}
	return rows
}
