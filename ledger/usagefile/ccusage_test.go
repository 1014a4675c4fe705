package usagefile_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
)

// breakdowns is a list of ccusage's: of each model 10 tokens of input and 1 of
// output.
func breakdowns(models ...string) string {
	var list []string
	for _, m := range models {
		list = append(list, `{"modelName":"`+m+`","inputTokens":10,"outputTokens":1,"cacheCreationTokens":0,"cacheReadTokens":0,"cost":0.5}`)
	}
	return `"modelBreakdowns":[` + strings.Join(list, ",") + "]"
}

// TestCCUsageReports: where and when each report's rows are, and as which view.
func TestCCUsageReports(t *testing.T) {
	m := breakdowns("claude-opus-4-8")
	for name, c := range map[string]struct{ report, format, want string }{
		"daily":   {`{"daily":[{"date":"2026-11-09",` + m + `}],"totals":{}}`, "ccusage-daily-json", `2026-11-09 "" ""`},
		"weekly":  {`{"weekly":[{"week":"2026-11-09",` + m + `}],"totals":{}}`, "ccusage-daily-json", `2026-11-09 "weeks" ""`},
		"monthly": {`{"monthly":[{"month":"2026-11",` + m + `},{"month":"2026-10",` + m + `}]}`, "ccusage-daily-json", `2026-11-01 "months" ""; 2026-10-01 "months" ""`},
		"sessions": {`{"sessions":[{"sessionId":"a",` + m + `,"lastActivity":"2026-11-09"},{"sessionId":"b",` + m + `,"lastActivity":"2026-11-09"}]}`, "ccusage-daily-json",
			`2026-11-09 "sessions" ""; 2026-11-09 "sessions" ""`},
		"by periods, weekly":  {`{"weekly":[{"period":"2026-11-09",` + m + `}]}`, "ccusage-daily-json", `2026-11-09 "weeks" ""`},
		"by periods, monthly": {`{"monthly":[{"period":"2026-11",` + m + `}]}`, "ccusage-daily-json", `2026-11-01 "months" ""`},
		"by periods, session": {`{"session":[{"period":"a",` + m + `,"metadata":{"lastActivity":"2026-11-09T10:00:00Z"}}]}`, "ccusage-daily-json", `2026-11-09 "sessions" ""`},
		"projects": {`{"projects":{"app-a":[{"date":"2026-11-09",` + m + `},{"date":"2026-11-10",` + m + `}],"none":[],"x":7,"b":[{"date":"2026-11-09",` + m + `}]},"totals":{"a":1}}`, "ccusage-daily-json",
			`2026-11-09 "by project" "app-a"; 2026-11-10 "by project" "app-a"; 2026-11-09 "by project" "b"`},
		"projects last":     {`{"totals":{"a":1},"projects":{"a":[{"date":"2026-11-09",` + m + `}]}}`, "ccusage-daily-json", `2026-11-09 "by project" "a"`},
		"agents":            {`{"daily":[{"period":"2026-11-09","agent":"claude",` + m + `}]}`, "ccusage-daily-json", `2026-11-09 "by agent" ""`},
		"agents by month":   {`{"monthly":[{"period":"2026-11","agent":"claude",` + m + `}]}`, "ccusage-daily-json", `2026-11-01 "months by agent" ""`},
		"version 15":        {`{"type":"daily","data":[{"date":"2026-11-09","models":["x"],"breakdown":{"claude-opus-4-8":{"inputTokens":10,"outputTokens":1,"costUSD":1}}}],"summary":{}}`, "ccusage-15-json", `2026-11-09 "" ""`},
		"version 15, month": {`{"type":"monthly","data":[{"month":"2026-11","breakdown":{"claude-opus-4-8":{"inputTokens":10,"outputTokens":1,"costUSD":1}}}]}`, "ccusage-15-json", `2026-11-01 "months" ""`},
		"two agents": {`{"daily":[{"period":"2026-11-09","agent":"claude",` + m + `},{"period":"2026-11-09","agent":"pi",` + m + `}]}`, "ccusage-daily-json",
			`2026-11-09 "by agent" ""; 2026-11-09 "by agent" ""`},
		"a month by its first day": {`{"monthly":[{"month":"2026-11-01",` + m + `}]}`, "ccusage-daily-json", `2026-11-01 "months" ""`},
		"version 15, week":         {`{"type":"weekly","data":[{"week":"2026-11-09","breakdown":{"claude-opus-4-8":{"inputTokens":10,"outputTokens":1,"costUSD":1}}}]}`, "ccusage-15-json", `2026-11-09 "weeks" ""`},
		"version 15, session":      {`{"type":"session","data":[{"session":"a","lastActivity":"2026-11-09","breakdown":{"claude-opus-4-8":{"inputTokens":10,"outputTokens":1,"costUSD":1}}}]}`, "ccusage-15-json", `2026-11-09 "sessions" ""`},
		"of all agents":            {`{"monthly":[{"period":"2026-11","agent":"all",` + m + `}]}`, "ccusage-daily-json", `2026-11-01 "months of all agents" ""`},
		"of Codex":                 {`{"daily":[{"date":"Nov 09, 2026","models":{"gpt-5.5":{"inputTokens":10,"cachedInputTokens":4,"outputTokens":1}}}]}`, "ccusage-codex-json", `2026-11-09 "" ""`},
		"of Codex, month":          {`{"monthly":[{"month":"2026-11","models":{"gpt-5.5":{"inputTokens":10,"cachedInputTokens":4,"outputTokens":1}}}]}`, "ccusage-codex-json", `2026-11-01 "months" ""`},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			keys := map[string]bool{}
			for _, r := range read(t, strings.NewReader(c.report), usagefile.Options{}, c.format) {
				got = append(got, fmt.Sprintf("%s %q %q", r.At.Format("2006-01-02"), r.Grain, r.App))
				keys[r.At.String()+r.Dims+r.App] = true
				if !r.Mixed || !r.Bucket {
					t.Errorf("%+v is one request", r)
				}
				// What is longer than a day is known to be, by its view.
				want, _, _ := strings.Cut(r.Grain, " ")
				if want == "by" || want == "of" {
					want = ""
				}
				if got := usagefile.Long(usagefile.Estimates.From(c.format, r.Grain)); got != want {
					t.Errorf("a record of %q is one of %q", r.Grain, got)
				}
			}
			if text := strings.Join(got, "; "); text != c.want {
				t.Errorf("%s, want %s", text, c.want)
			}
			if len(keys) != len(got) {
				t.Errorf("%d rows under %d keys", len(got), len(keys))
			}
		})
	}
	// Without the tokens that the cache gave it is not of Codex, and of nobody known.
	if err := refuse(`{"daily":[{"date":"Nov 09, 2026","models":{"gpt-5.5":{"inputTokens":10,"outputTokens":1}}}]}`, usagefile.Options{}); err == nil {
		t.Error("a report of no shape is read")
	}
}

// TestCCUsageAgents: usage goes to its agent's account, at the prices of the agent's
// own publisher, or of each model's; of a sum of agents to the one that the model
// tells.
func TestCCUsageAgents(t *testing.T) {
	const none = "/"
	for _, c := range []struct{ record, model, want string }{
		{``, "claude-opus-4-8", none},
		{`"agent":"claude",`, "claude-opus-4-8", "claude-code/anthropic"},
		{`"agent":"codex",`, "gpt-5.5", "codex/openai"},
		{`"agent":"gemini",`, "gemini-3-pro", "gemini/google"},
		{`"agent":"opencode",`, "gpt-5.5", "opencode/direct"},
		{`"agent":"opencode",`, "claude-opus-4-8", "opencode/direct"},
		{`"agent":"kilo",`, "glm-4.7", "kilo-code/direct"},
		{`"agent":"all","metadata":{"agents":["claude","codex"]},`, "claude-opus-4-8", "claude-code/anthropic"},
		{`"agent":"all","metadata":{"agents":["claude","codex"]},`, "gpt-5.5", "codex/openai"},
		{`"agent":"all","metadata":{"agents":["claude","opencode"]},`, "gpt-5.5", "agents/direct"},
		{`"agent":"all",`, "claude-opus-4-8", "agents/direct"},
	} {
		report := `{"daily":[{"period":"2026-11-09",` + c.record + breakdowns(c.model) + `}]}`
		r := read(t, strings.NewReader(report), usagefile.Options{}, "ccusage-daily-json")[0]
		if got := r.Account + "/" + r.Gateway; got != c.want {
			t.Errorf("%s%s: booked at %s, want %s", c.record, c.model, got, c.want)
		}
	}
}

// TestCCUsageModels: the speed and the agent that ccusage adds to a name.
func TestCCUsageModels(t *testing.T) {
	for written, want := range map[string]string{
		"claude-opus-4-8":           "claude-opus-4-8 ",
		"claude-opus-4-8-fast":      "claude-opus-4-8 fast",
		"gpt-5.4-fast":              "gpt-5.4 priority",
		"grok-4-fast":               "grok-4-fast ", // its own name
		"composer-1-fast":           "composer-1-fast ",
		"[pi] claude-opus-4-8":      "claude-opus-4-8 ",
		"[pi] claude-opus-4-8-fast": "claude-opus-4-8 fast",
		"[odd":                      "[odd ",
	} {
		r := read(t, strings.NewReader(`{"daily":[{"date":"2026-11-09",`+breakdowns(written)+`}]}`), usagefile.Options{}, "ccusage-daily-json")[0]
		if got := r.Model + " " + string(r.Service.Tier); got != want {
			t.Errorf("%s is %q, want %q", written, got, want)
		}
	}
}

// TestCCUsageCutOff: a report that ends anywhere before its end is refused, and none
// of its rows stands for all.
func TestCCUsageCutOff(t *testing.T) {
	report := `{"totals":{"a":1},"projects":{"a":[{"date":"2026-11-09",` + breakdowns("m") + `}],"x":{},"b":[{"date":"2026-11-09",` + breakdowns("m", "n") + `}]},"z":[1]}`
	for n := 1; n <= len(report); n++ {
		f, err := usagefile.Open(strings.NewReader(report[:n]), usagefile.Options{})
		rows := 0
		for err == nil {
			var rec *usagefile.Record
			if rec, err = f.Next(context.Background()); err == nil && len(rec.Faults) == 0 {
				rows++
			}
		}
		if whole := n == len(report); whole != (err == io.EOF) || whole && rows != 3 {
			t.Errorf("cut off at %d, %q: %d rows, %v", n, report[max(0, n-20):n], rows, err)
		}
	}
}
