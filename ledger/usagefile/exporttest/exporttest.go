// Package exporttest writes an activity export as OpenRouter does, for tests and
// benchmarks: the same seed gives the same bytes.
package exporttest

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"time"
)

// A Size says how much to write, and of which kind.
type Size struct {
	Rows int
	Days int // that the rows are spread over
	Kind Kind
}

// seller is a model as the export names it, and who served it.
type seller struct{ model, provider string }

var (
	sellers = []seller{
		{"anthropic/claude-4.5-sonnet-20250929", "Anthropic"},
		{"deepseek/deepseek-v4-flash-20260731", "DeepSeek"},
		{"openai/gpt-5.6-luna-20260709", "OpenAI"},
		{"google/gemini-2.5-pro", "Google"},
		{"anthropic/claude-4.5-haiku-20251001", "Anthropic"},
		{"z-ai/glm-5.3-flash", "Z.AI"},
	}
	apps = []string{"review", "support bot", `"""quoted"", app"`, "nightly"}
	keys = []string{"laptop", "ci-runner", "prod"}
)

// letters are those of a generation's id.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

// last is the instant before which the newest row stands.
var last = time.Date(2026, 10, 31, 23, 59, 59, 0, time.UTC)

// header are the columns of the export.
const header = "generation_id,created_at,cost_total,cost_web_search,cost_cache,cost_file_processing,byok_usage_inference,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug,provider_name,variant,cancelled,streamed,user,finish_reason_raw,finish_reason_normalized,generation_time_ms,time_to_first_token_ms,app_name,api_key_name,api_key_disabled\n"

// Write writes an export of the size's kind.
func Write(to io.Writer, size Size, seed uint64) error {
	w := bufio.NewWriterSize(to, 1<<20)
	if _, err := w.WriteString(header); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(20261123, seed))
	write := writeMany
	if size.Kind == FewLabels {
		write = writeFew
	}
	if err := write(w, size, r); err != nil {
		return err
	}
	return w.Flush()
}

// Reader is what Write writes, written as it is read.
func Reader(size Size, seed uint64) io.ReadCloser {
	r, w := io.Pipe()
	go func() { _ = w.CloseWithError(Write(w, size, seed)) }() // who reads gets the error
	return r
}

// writeFew writes rows newest first: six models, twelve pairs of app and key, a tenth of
// the rows with cached tokens, a quarter with quotes.
func writeFew(w io.Writer, size Size, r *rand.Rand) error {
	at := last
	step := time.Duration(size.Days) * 24 * time.Hour / time.Duration(size.Rows)
	for range size.Rows {
		at = at.Add(-time.Duration(r.Int64N(int64(2 * step))))
		id := randomID(r)
		s := sellers[r.IntN(len(sellers))]
		prompt, output, cached := 200+r.IntN(60_000), 1+r.IntN(3000), 0
		if r.IntN(10) == 0 {
			cached = r.IntN(prompt)
		}
		if _, err := fmt.Fprintf(w, "gen-%d-%s,%s,0.%06d,,,,0,%d,%d,%d,%d,%s,%s,standard,false,true,,stop,stop,%d,%d,%s,%s,false\n",
			at.Unix(), id, at.Format(instant), r.IntN(200_000), prompt, output, r.IntN(output), cached, s.model, s.provider,
			500+r.IntN(20_000), 100+r.IntN(5000), apps[r.IntN(len(apps))], keys[r.IntN(len(keys))]); err != nil {
			return err
		}
	}
	return nil
}

// instant is how the export writes one, to the millisecond.
const instant = "2006-01-02 15:04:05.000"

// randomID is the random part of a generation's id.
func randomID(r *rand.Rand) string {
	id := make([]byte, 20)
	for i := range id {
		id[i] = letters[r.IntN(len(letters))]
	}
	return string(id)
}
