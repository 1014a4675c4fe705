package ledger_test

import (
	"strings"
	"testing"

	"tollbook/ledger/check"
)

// TestTwins: a key or a workspace that was renamed and exported again is said when it
// comes, and by check; keys that used other amounts, other models or little are not.
func TestTwins(t *testing.T) {
	const head = "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo\n"
	day := func(day, model, key, workspace, tokens string) string {
		return day + "," + model + "," + key + "," + workspace + ",standard,≤ 200k," + tokens + ",0,0,0,0,0,global\n"
	}
	first := day("2026-11-10", "claude-opus-4-8", "ci", "Default", "1000000") + day("2026-11-11", "claude-opus-4-8", "ci", "Default", "2000000")
	for _, c := range []struct{ name, again, want string }{
		// 1M and 2M at $5 are $15
		{"a key", day("2026-11-10", "claude-opus-4-8", "runner", "Default", "1000000") + day("2026-11-11", "claude-opus-4-8", "runner", "Default", "2000000"),
			`anthropic: key "ci" from a (import 1) and "runner" from b (import 2) have the same tokens from 10 Nov 2026 to 11 Nov 2026: if it was renamed and exported again, $15.00 counts twice`},
		{"a workspace, of one day", day("2026-11-10", "claude-opus-4-8", "ci", "Main", "1000000"), `anthropic: app "Default" from a (import 1) and "Main" from b (import 2) have the same tokens on 10 Nov 2026: if it was renamed and exported again, $5.00 counts twice`},
		{"other tokens", day("2026-11-10", "claude-opus-4-8", "runner", "Default", "1000001"), ""},
		{"another day", day("2026-11-12", "claude-opus-4-8", "runner", "Default", "1000000"), ""},
		{"another model", day("2026-11-10", "claude-sonnet-4-5", "runner", "Default", "1000000"), ""},
		{"both labels", day("2026-11-10", "claude-opus-4-8", "runner", "Main", "1000000"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := temporary(t, real())
			bring(t, s, head+first, options("a"))
			got := bring(t, s, head+c.again, options("b"))
			looked, err := s.Check(t.Context(), now, check.DefaultSettings())
			if err != nil {
				t.Fatal(err)
			}
			found := ""
			for _, f := range looked.Findings {
				if f.Kind == check.Twice {
					found += f.Message
				}
			}
			said := strings.Join(got.Warnings, "\n")
			if c.want == "" && (found != "" || strings.Contains(said, "twice")) || !strings.Contains(found, c.want) || !strings.Contains(said, c.want) {
				t.Errorf("import said %q, check %q", said, found)
			}
			// What was said once is not said by the next import.
			if again := bring(t, s, head+day("2026-11-13", "claude-opus-4-8", "ci", "Default", "5"), options("c")); strings.Contains(strings.Join(again.Warnings, ""), "twice") {
				t.Errorf("said again: %q", again.Warnings)
			}
		})
	}
	// Few tokens may well be the same.
	s := temporary(t, real())
	if got := bring(t, s, head+day("2026-11-10", "claude-opus-4-8", "a", "Default", "9999")+day("2026-11-10", "claude-opus-4-8", "b", "Default", "9999"), options("a")); len(got.Warnings) > 0 {
		t.Errorf("warnings %q", got.Warnings)
	}
}
