package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/report"
	"tollbook/ledger/usagefile/exporttest"
)

const benchRows = 100_000

// export is a generated activity export, newest first, of 90 days.
var export = sync.OnceValue(func() []byte {
	var b bytes.Buffer
	if err := exporttest.Write(&b, exporttest.Size{Rows: benchRows, Days: 90}, 1); err != nil {
		panic(err)
	}
	return b.Bytes()
})

func benchLedger(b *testing.B, path string) *ledger.Store {
	b.Helper()
	s, err := ledger.Open(context.Background(), path, real())
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// benchImport imports the export and checks that all of it was seen.
func benchImport(b *testing.B, s *ledger.Store, added int) {
	b.Helper()
	got, err := s.Import(context.Background(), bytes.NewReader(export()), options("bench.csv"))
	if err != nil {
		b.Fatal(err)
	}
	if got.Rows != benchRows || got.Added != added {
		b.Fatalf("%d rows, %d added; want %d and %d", got.Rows, got.Added, benchRows, added)
	}
}

func perSecond(b *testing.B) {
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkImport100k imports 100,000 rows into a new ledger file: parse,
// de-duplicate, price, daily sums, one durable transaction.
func BenchmarkImport100k(b *testing.B) {
	b.SetBytes(int64(len(export())))
	b.ReportAllocs()
	for i := range b.N {
		b.StopTimer()
		s := benchLedger(b, filepath.Join(b.TempDir(), fmt.Sprint(i), "ledger.db"))
		b.StartTimer()
		benchImport(b, s, benchRows)
		b.StopTimer()
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	perSecond(b)
}

// BenchmarkReimport100k imports the same file again: all rows are known.
func BenchmarkReimport100k(b *testing.B) {
	s := benchLedger(b, filepath.Join(b.TempDir(), "ledger.db"))
	defer s.Close()
	benchImport(b, s, benchRows)
	b.SetBytes(int64(len(export())))
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		benchImport(b, s, 0)
	}
	perSecond(b)
}

// BenchmarkReport groups those rows by month and model, from the daily sums.
func BenchmarkReport(b *testing.B) {
	s := benchLedger(b, filepath.Join(b.TempDir(), "ledger.db"))
	defer s.Close()
	benchImport(b, s, benchRows)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		r, err := s.Report(context.Background(), report.Query{By: []string{"month", "model"}})
		if err != nil || r.Total.Requests != benchRows {
			b.Fatalf("%d requests, %v", r.Total.Requests, err)
		}
	}
}

// BenchmarkManyGroups reports by user and day for thousands of users, of which each has
// a series of its own a day: per group it should cost the same however many there are.
func BenchmarkManyGroups(b *testing.B) {
	const rows = 40_000
	for _, users := range []int{1_000, 4_000, 16_000} {
		b.Run(fmt.Sprint(users), func(b *testing.B) {
			var text bytes.Buffer
			text.WriteString("time,gateway,model,request_id,input_tokens,output_tokens,cost_usd,user\n")
			for n := range rows {
				fmt.Fprintf(&text, "2026-10-%02dT10:00:00Z,openrouter,openai/gpt-4o,r%d,1000,100,0.01,user-%d\n", 1+n*28/rows, n, n*7_919%users)
			}
			s := benchLedger(b, filepath.Join(b.TempDir(), "ledger.db"))
			defer s.Close()
			if _, err := s.Import(context.Background(), &text, options("many.csv")); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			groups := 0
			for b.Loop() {
				r, err := s.Report(context.Background(), report.Query{By: []string{"user", "day"}, AsOf: now})
				if err != nil || r.Total.Requests != rows {
					b.Fatalf("%d requests, %v", r.Total.Requests, err)
				}
				groups += len(r.Rows)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(groups), "ns/group")
		})
	}
}

// BenchmarkWorkload reads the last 30 days for a comparison.
func BenchmarkWorkload(b *testing.B) {
	s := benchLedger(b, filepath.Join(b.TempDir(), "ledger.db"))
	defer s.Close()
	benchImport(b, s, benchRows)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		w, err := s.Workload(context.Background(), ledger.WorkloadQuery{AsOf: now})
		if err != nil || w.Days != 30 {
			b.Fatalf("%d days, %v", w.Days, err)
		}
	}
}

// BenchmarkSpend reads the daily sums once, and then answers a key press on the spend
// screen from them: another group, with what the period before comes to.
func BenchmarkSpend(b *testing.B) {
	s := benchLedger(b, filepath.Join(b.TempDir(), "ledger.db"))
	defer s.Close()
	benchImport(b, s, benchRows)
	spend := spendOf(b, s, now)
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			spend = spendOf(b, s, now)
		}
	})
	for name, period := range map[string]report.Period{"month": report.MonthOf(spend.Today()), "all": {}} {
		for _, by := range []string{"day", "app"} {
			b.Run(name+" by "+by, func(b *testing.B) {
				for b.Loop() {
					if _, _, err := report.Summarize(spend, report.Query{By: []string{by}}, period); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
