package usagefile_test

import (
	"context"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// TestSurprisingFigures: a vendor's true figures are rows, whatever they say
// (DESIGN.md 3.2), and the row says what surprises in it.
func TestSurprisingFigures(t *testing.T) {
	activity := func(prompt, completion, reasoning, cached string) string {
		return "generation_id,created_at,cost_total,tokens_prompt,tokens_completion,tokens_reasoning,tokens_cached,model_permaslug\n" +
			"gen-1,2026-10-01 10:00:00,0.01," + prompt + "," + completion + "," + reasoning + "," + cached + ",x/y\n"
	}
	for _, c := range []struct {
		name, file string
		// input, cached, output with its reasoning, reasoning
		want  [4]int64
		marks usagefile.Marks
	}{
		{"all within", activity("100", "20", "20", "100"), [4]int64{0, 100, 20, 20}, 0},
		// Friendli's GLM at OpenRouter reports 293 and 321: 614 were billed.
		{"reasoning beside the completion", activity("10", "293", "321", "0"), [4]int64{10, 0, 614, 321}, usagefile.ReasoningOutside},
		{"cached beside the prompt", activity("500", "20", "0", "900"), [4]int64{500, 900, 20, 0}, usagefile.CachedOutside},
		{"both", activity("500", "1", "2", "501"), [4]int64{500, 501, 3, 2}, usagefile.CachedOutside | usagefile.ReasoningOutside},
		// xAI: 14,428 = 10,120 + 1,499 + 2,809.
		{"a total that says nothing of it", `[{"request_id":"x","startTime":"2026-08-10T10:00:00Z","model":"xai/grok-4.20","spend":0.02,"total_tokens":14428,"prompt_tokens":10120,` +
			`"completion_tokens":1499,"metadata":{"usage_object":{"prompt_tokens_details":{"cached_tokens":128},"completion_tokens_details":{"reasoning_tokens":1000}}}}]`,
			[4]int64{9992, 128, 1499, 1000}, 0},
		{"no reasoning", activity("10", "293", "0", "0"), [4]int64{10, 0, 293, 0}, 0},
		{"a total without any reasoning", `[{"request_id":"x","startTime":"2026-08-10T10:00:00Z","model":"xai/grok-4.20","spend":0.02,"total_tokens":11619,"prompt_tokens":10120,"completion_tokens":1499}]`,
			[4]int64{10120, 0, 1499, 0}, 0},
		{"a total that says so, and less reasoning", `[{"request_id":"x","startTime":"2026-08-10T10:00:00Z","model":"xai/grok-4.20","spend":0.02,"total_tokens":12619,"prompt_tokens":10120,` +
			`"completion_tokens":1499,"metadata":{"usage_object":{"prompt_tokens_details":{"cached_tokens":128},"completion_tokens_details":{"reasoning_tokens":1000}}}}]`,
			[4]int64{9992, 128, 2499, 1000}, usagefile.ReasoningOutside},
	} {
		f, err := usagefile.Open(strings.NewReader(c.file), usagefile.Options{})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		rec, err := f.Next(context.Background())
		if err != nil || len(rec.Faults) > 0 {
			t.Fatalf("%s: %v, faults %v", c.name, err, rec.Faults)
		}
		u := rec.Row.Tokens
		got := [4]int64{u[pricing.Input], u[pricing.CacheRead], u[pricing.Output], u[pricing.Reasoning]}
		if got != c.want || rec.Row.Marks != c.marks {
			t.Errorf("%s: %v marked %d, want %v marked %d", c.name, got, rec.Row.Marks, c.want, c.marks)
		}
	}
}
