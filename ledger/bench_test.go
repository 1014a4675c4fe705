package ledger_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tollbook/ledger"
)

const benchRows = 100_000

// export is a generated activity export of OpenRouter: newest first, 90 days,
// six models, some labels, a tenth of the rows with cached tokens. The seed is
// fixed.
var export = sync.OnceValue(func() []byte {
	r := rand.New(rand.NewPCG(20261123, 1))
	models := []string{"anthropic/claude-4.5-sonnet-20250929", "deepseek/deepseek-v4-flash-20260731", "openai/gpt-5.6-luna-20260709",
		"google/gemini-2.5-pro", "anthropic/claude-4.5-haiku-20251001", "z-ai/glm-5.3-flash"}
	providers := []string{"Anthropic", "DeepSeek", "OpenAI", "Google", "Anthropic", "Z.AI"}
	apps := []string{"review", "support bot", `"quoted", app`, "nightly"}
	keys := []string{"laptop", "ci-runner", "prod"}
	const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	var b bytes.Buffer
	b.WriteString("generation_id,created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,byok_usage_inference,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name,variant,cancelled,streamed,user,finish_reason_raw,finish_reason_normalized,generation_time_ms,time_to_first_token_ms,app_name,api_key_name,api_key_disabled\n")
	at := time.Date(2026, 10, 31, 23, 59, 59, 0, time.UTC)
	step := 90 * 24 * time.Hour / benchRows
	tail := make([]byte, 20)
	for range benchRows {
		at = at.Add(-time.Duration(r.Int64N(int64(2 * step))))
		for i := range tail {
			tail[i] = alphabet[r.IntN(len(alphabet))]
		}
		m := r.IntN(len(models))
		prompt, output, cached := 200+r.IntN(60_000), 1+r.IntN(3000), 0
		if r.IntN(10) == 0 {
			cached = r.IntN(prompt)
		}
		fmt.Fprintf(&b, "gen-%d-%s,%s,0.%06d,,,,0,%d,%d,%d,%d,%s,%s,standard,false,true,,stop,stop,%d,%d,", at.Unix(), tail,
			at.Format("2006-01-02 15:04:05.000"), r.IntN(200_000), prompt, output, r.IntN(output), cached, models[m], providers[m], 500+r.IntN(20_000), 100+r.IntN(5000))
		app := apps[r.IntN(len(apps))]
		if app[0] == '"' {
			app = `"""quoted"", app"`
		}
		fmt.Fprintf(&b, "%s,%s,false\n", app, keys[r.IntN(len(keys))])
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
		r, err := s.Report(context.Background(), ledger.ReportQuery{By: []string{"month", "model"}})
		if err != nil || r.Total.Requests != benchRows {
			b.Fatalf("%d requests, %v", r.Total.Requests, err)
		}
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
