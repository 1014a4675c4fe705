package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tollbook/ledger/ledgertest"
	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile"
	"tollbook/ledger/usagefile/exporttest"
	"tollbook/pricing"
)

// A plainLedger takes rows in one at a time, in a map: what batches, sorting,
// two goroutines and a virtual table have to come to as well.
type plainLedger struct {
	catalog *pricing.Catalog
	rows    map[string]usagefile.Record
}

// take imports a file row by row.
func (p *plainLedger) take(t *testing.T, data []byte) {
	t.Helper()
	file, err := usagefile.Open(bytes.NewReader(data), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{} // equal rows without an id are several
	for {
		rec, err := file.Next(context.Background())
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if rec.Idle {
			continue
		}
		if len(rec.Faults) > 0 {
			t.Fatal(rec.Faults)
		}
		r := rec.Row
		labels := fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s", rec.Format.Name, r.Account, r.Model, r.Provider, r.Key, r.App, r.User, r.Dims)
		var key string
		switch {
		case r.ID != "":
			key = "id " + p.whole(rec) + " " + r.ID
		case r.Bucket:
			key = fmt.Sprintf("bucket %s %s %d", labels, r.Grain, r.At.UnixNano())
		default:
			r.Line = 0
			key = fmt.Sprintf("content %s %v", labels, r)
			seen[key]++
			key += fmt.Sprint(" ", seen[key])
		}
		now := *rec
		if old, known := p.rows[key]; known && rec.Format.Fullest {
			now.Row = usagefile.Fullest(old.Row, now.Row)
		}
		p.rows[key] = now
	}
}

func (p *plainLedger) account(rec *usagefile.Record) string { return rec.Row.Pot.Of(p.whole(rec)) }

// whole is the account that the row's is a pot of: in another it is the same row.
func (p *plainLedger) whole(rec *usagefile.Record) string {
	for _, name := range []string{rec.Row.Account, rec.Format.Account, rec.Row.Gateway, rec.Format.Gateway} {
		if name != "" {
			return name
		}
	}
	return ""
}

// written are the rows as written writes them.
func (p *plainLedger) written() []string {
	var out []string
	for _, rec := range p.rows {
		r := rec.Row
		cost := r.Cost
		if !r.HasCost {
			gateway := r.Gateway
			if gateway == "" {
				gateway = rec.Format.Gateway
			}
			tokens := r.Tokens
			tokens[pricing.Output] -= tokens[pricing.Reasoning]
			cost, _, _ = p.catalog.Cost(pricing.WorkLine{Gateway: gateway, Name: r.Model, Tokens: tokens, At: r.At, Mixed: r.Mixed, Service: r.Service})
		}
		out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s|%s|%d|%d %d %d %d|%s", p.account(&rec), r.Model, r.Provider, r.Key, r.App, r.User, r.At.UnixNano(),
			r.Requests, r.Tokens[pricing.Input], r.Tokens[pricing.Output], r.Tokens[pricing.CacheRead], cost))
	}
	slices.Sort(out)
	return out
}

// written are the ledger's rows, read past the package.
func written(t *testing.T, path string) []string {
	t.Helper()
	rows, err := shell(t, path).Query(`
		SELECT a.name, p.model, p.provider, x.api_key, x.app, x.end_user, u.at_ns, u.tokens, u.usd
		FROM usage u
		JOIN series x ON x.id = u.series_id
		JOIN spend_series p ON p.id = x.spend_id
		JOIN account a ON a.id = p.account_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var account, model, provider, key, app, user, tokens, usd string
		var at int64
		if err := rows.Scan(&account, &model, &provider, &key, &app, &user, &at, &tokens, &usd); err != nil {
			t.Fatal(err)
		}
		counts := make([]string, 5) // requests input output reasoning cache_read
		for i := range counts {
			counts[i] = "0"
		}
		for i, n := range strings.Fields(tokens) {
			if i < len(counts) && !strings.Contains(n, "=") {
				counts[i] = n
			}
		}
		cost, _, _ := strings.Cut(usd, " ")
		out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s|%s|%d|%s %s %s %s|%s", account, model, provider, key, app, user, at, counts[0], counts[1], counts[2], counts[4], cost))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// TestBatchesAreRowByRow: the ledger holds the rows that a plain map would, of
// every format's sample and of an export of several batches that comes again
// shuffled, cut in two and with later figures. Each row read is accounted for.
func TestBatchesAreRowByRow(t *testing.T) {
	samples, err := filepath.Glob("usagefile/testdata/*.*")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][][]byte{}
	for _, name := range samples {
		if strings.Contains(name, ".expected.") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = [][]byte{data}
	}
	if len(files) < 25 {
		t.Fatalf("only %d samples", len(files))
	}
	var export bytes.Buffer
	if err := exporttest.Write(&export, exporttest.Size{Rows: 9_500, Days: 40}, 3); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(export.String(), "\n")
	head, body := lines[0], lines[1:len(lines)-1]
	half := head + strings.Join(body[:5_000], "")
	late := head
	for i := range body { // 7,919 is prime to 9,500: every row once, far from its neighbours
		line := body[i*7_919%len(body)]
		if i%10 == 0 {
			line = strings.Replace(line, ",0.", ",1.", 1)
		}
		late += line
	}
	files["an export, then more of it, then later figures"] = [][]byte{[]byte(half), export.Bytes(), []byte(late)}
	// Keys in no order are remembered: rows come again in later batches, with the same
	// figures and with others.
	again := late
	for i := range len(body) / 2 {
		line := body[i*6_971%len(body)]
		if i%3 == 0 {
			line = strings.Replace(line, ",0.", ",2.", 1)
		}
		again += line
	}
	files["rows in no order, half of them twice, and then in theirs"] = [][]byte{[]byte(again), export.Bytes()}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			path := ledgerPath(t)
			s := onDisk(t, path, real())
			plain := &plainLedger{real(), map[string]usagefile.Record{}}
			for i, d := range data {
				got, err := s.Import(context.Background(), bytes.NewReader(d), usage.ImportOptions{File: fmt.Sprint(i), At: now})
				if err != nil {
					t.Fatal(err)
				}
				if sum := got.Added + got.Duplicates + got.Updated + got.Empty + got.Rejected; got.Rows == 0 || sum != got.Rows {
					t.Errorf("%d rows read: %d new, %d known, %d updated, %d empty, %d rejected", got.Rows, got.Added, got.Duplicates, got.Updated, got.Empty, got.Rejected)
				}
				plain.take(t, d)
			}
			sound(t, s)
			closed(t, s)
			differ(t, "the ledger's rows", strings.Join(written(t, path), "\n"), strings.Join(plain.written(), "\n"))
		})
	}
}

// TestMoreSumsThanMemoryKeeps: sums that were written when there were too many
// are found again by the rows behind.
func TestMoreSumsThanMemoryKeeps(t *testing.T) {
	var b strings.Builder
	b.WriteString("time,gateway,model,cost_usd,request_id\n")
	for n := range 80_000 {
		sum := n % 72_000 // of 9,000 days and 8 models
		day := now.AddDate(0, 0, -sum%9_000).Format(pricing.Day)
		fmt.Fprintf(&b, "%s,lab,model-%d,0.001,r%d\n", day, sum/9_000, n)
	}
	s := temporary(t, small())
	counts(t, bring(t, s, b.String(), options("many")), 80_000, 0, 0, 0)
	ledgertest.USD(t, "total", reported(t, s, report.Query{}).Total.USD, "80")
	sound(t, s)
}
