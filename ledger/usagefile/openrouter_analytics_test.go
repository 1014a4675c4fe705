package usagefile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// analyticsAnswer is an answer of OpenRouter's analytics with one row of some members.
func analyticsAnswer(truncated bool, members string) string {
	return fmt.Sprintf(`{"data":{"data":[{%s}],"metadata":{"query_time_ms":3,"row_count":1,"truncated":%t}}}`, members, truncated)
}

// analyticsFigures are what was asked for beside the dimensions.
const analyticsFigures = `,"request_count":"3","tokens_prompt":"1000","cached_tokens":"400","tokens_completion":"50","reasoning_tokens":"20","credits_usage":0.25,"byok_usage":0.0`

func TestOpenRouterAnalytics(t *testing.T) {
	const day = `"date__day":"2026-10-02","model":"openai/gpt-5.4-20260305"`
	with := func(old, new string) string { return strings.Replace(analyticsFigures, old, new, 1) }
	for _, test := range []struct{ name, members, want, warning string }{
		{"by day and model", day + analyticsFigures, "2026-10-02T00:00:00Z openai/gpt-5.4-20260305 0.25 0, days by model", ""},
		{"a day with its time", `"date__day":"2026-10-02T00:00:00.000Z","model":"m"` + analyticsFigures, "2026-10-02T00:00:00Z m 0.25 0, days by model", ""},
		{"by hour", `"date__hour":"2026-10-02 07:00:00","model":"m"` + analyticsFigures, "2026-10-02T07:00:00Z m 0.25 0, hours by model", ""},
		{"by minute", `"date__minute":"2026-10-02T07:31:00Z","model":"m"` + analyticsFigures, "2026-10-02T07:31:00Z m 0.25 0, minutes by model", ""},
		{"by week", `"date__week":"2026-09-28","model":"m","app":"a"` + analyticsFigures, "2026-09-28T00:00:00Z m 0.25 0, weeks by model, app", "stands on the first day"},
		{"by month", `"date__month":"2026-10-01","model":"m"` + analyticsFigures, "2026-10-01T00:00:00Z m 0.25 0, months by model", "stands on the first day"},
		{"a month without its day", `"date__month":"2026-10"` + analyticsFigures, "2026-10-01T00:00:00Z (all models) 0.25 0, months ungrouped", "not grouped by model"},
		{"by nothing but the day", `"date__day":"2026-10-02"` + analyticsFigures, "2026-10-02T00:00:00Z (all models) 0.25 0, days ungrouped", "fetch it with the dimension model"},
		{"a variant", day + `,"variant":"free"` + analyticsFigures, "2026-10-02T00:00:00Z openai/gpt-5.4-20260305:free 0.25 0, days by model, variant", ""},
		{"a model that is null", `"date__day":"2026-10-02","model":null` + analyticsFigures, "2026-10-02T00:00:00Z (no model) 0.25 0, days by model", ""},
		{"a dimension that is not known", day + `,"region":"eu","latency":"0.31"` + analyticsFigures, "2026-10-02T00:00:00Z openai/gpt-5.4-20260305 0.25 0, days by model, region", ""},
		{"on an own key", day + with(`0.25,"byok_usage":0.0`, `0,"byok_usage":0.5`), "2026-10-02T00:00:00Z openai/gpt-5.4-20260305 0 0.5 own, days by model", ""},
		{"on an own key, with its fee", day + `,"byok_request_count":"3"` + with(`"byok_usage":0.0`, `"byok_usage":0.5`), "2026-10-02T00:00:00Z openai/gpt-5.4-20260305 0.25 0.5 own, days by model", ""},
		{"on an own key in part", day + `,"byok_request_count":"1"` + with(`"byok_usage":0.0`, `"byok_usage":0.5`), "2026-10-02T00:00:00Z openai/gpt-5.4-20260305 0.25 0.5, days by model", ""},
		{"all usage less that of own keys", day + with(`"credits_usage":0.25,"byok_usage":0.0`, `"total_usage":0.75,"byok_usage":0.5`), "2026-10-02T00:00:00Z openai/gpt-5.4-20260305 0.25 0.5, days by model", ""},
		{"both", day + with(`"byok_usage":0.0`, `"byok_usage":0.5,"total_usage":9`), "2026-10-02T00:00:00Z openai/gpt-5.4-20260305 0.25 0.5, days by model", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := usagefile.Open(strings.NewReader(analyticsAnswer(false, test.members)), usagefile.Options{})
			if err != nil {
				t.Fatal(err)
			}
			rec, err := f.Next(t.Context())
			if err != nil || len(rec.Faults) > 0 || f.Format.Name != "openrouter-analytics-json" {
				t.Fatalf("%s, %+v, %v", f.Format.Name, rec, err)
			}
			r := rec.Row
			got := fmt.Sprintf("%s %s %s %s", r.At.Format("2006-01-02T15:04:05Z"), r.Model, r.Cost, r.OwnKeyUSD)
			if r.OwnKey {
				got += " own"
			}
			if got += ", " + r.Grain; got != test.want {
				t.Errorf("row %s, want %s", got, test.want)
			}
			if !r.Bucket || !r.Mixed || !r.HasCost || r.CacheUnknown || r.Requests != 3 || r.Tokens[pricing.Input] != 600 || r.Tokens[pricing.CacheRead] != 400 || r.Tokens[pricing.Output] != 50 {
				t.Errorf("row %+v", r)
			}
			if said := strings.Join(f.Warnings(), "; "); !strings.Contains(said, test.warning) || test.warning == "" && said != "" {
				t.Errorf("warnings %q, want %q", said, test.warning)
			}
		})
	}
}

// TestOpenRouterAnalyticsRefused has what does not say when, how much or of whom.
func TestOpenRouterAnalyticsRefused(t *testing.T) {
	for _, test := range []struct{ name, members, column, reason string }{
		{"no date", `"model":"m"` + analyticsFigures, "date__day", "ask with a granularity"},
		{"all usage, own keys' too", `"date__day":"2026-10-02","request_count":"1","total_usage":0.75`, "total_usage", "ask for credits_usage"},
		{"a week by provider", `"date__week":"2026-09-28","provider":"azure"` + analyticsFigures, "date__week", "granularity day"},
		{"a month by what is not known", `"date__month":"2026-10-01","region":"eu"` + analyticsFigures, "date__month", "granularity day"},
		{"a month without tokens", `"date__month":"2026-10-01","model":"m","credits_usage":0.5`, "date__month", "ask for tokens_prompt and tokens_completion"},
		{"a count that is none", `"date__day":"2026-10-02","model":"m"` + strings.Replace(analyticsFigures, `"1000"`, `"-1"`, 1), "tokens_prompt", "negative"},
	} {
		if got := faults(t, analyticsAnswer(false, test.members), usagefile.Options{}); len(got) != 1 || got[0].Column != test.column || !strings.Contains(got[0].Reason, test.reason) {
			t.Errorf("%s: faults %v", test.name, got)
		}
	}
	if err := refuse(analyticsAnswer(true, `"date__day":"2026-10-02"`+analyticsFigures), usagefile.Options{}); !errors.Is(err, usagefile.ErrTruncated) {
		t.Errorf("truncated: %v", err)
	}
	// The balance has a total_usage too.
	if err := refuse(`{"data":{"total_credits":100,"total_usage":12.5}}`, usagefile.Options{}); err == nil || strings.Contains(err.Error(), "granularity") {
		t.Errorf("the balance: %v", err)
	}
}

// TestOpenRouterAnalyticsKeys: rows that differ in any dimension have keys of their own, of
// people's labels too, which are not kept.
func TestOpenRouterAnalyticsKeys(t *testing.T) {
	seen := map[string]bool{}
	for _, more := range []string{``, `,"api_key_id":"ci"`, `,"api_key_id":"anna@example.com"`, `,"api_key_id":"bob@example.com"`, `,"user":"anna@example.com"`, `,"workspace":"a"`,
		`,"provider":"a"`, `,"origin":"a"`, `,"country":"a"`, `,"finish_reason":"a"`, `,"external_user":"a"`, `,"context_length_bucket":"a"`, `,"generation_id":"a"`, `,"region":"a"`} {
		r := read(t, strings.NewReader(analyticsAnswer(false, `"date__day":"2026-10-02"`+more+analyticsFigures)), usagefile.Options{}, "openrouter-analytics-json")[0]
		if key := r.Dims; seen[key] {
			t.Errorf("%s: %q is another's key", more, key)
		} else {
			seen[key] = true
		}
		if strings.Contains(r.Key+r.User, "@") {
			t.Errorf("%s is kept: %+v", more, r)
		}
	}
}

// TestOpenRouterAnalyticsLong: sums of weeks and months say so, whatever they are by.
func TestOpenRouterAnalyticsLong(t *testing.T) {
	for grain, want := range map[string]string{
		"days by model": "", "weeks ungrouped": "weeks", "weeks by model": "weeks", "months by model, app": "months",
		"months by model, variant, api_key_id, app, user, workspace": "months",
	} {
		if got := usagefile.Long(usagefile.Buckets.From("openrouter-analytics-json", grain)); got != want {
			t.Errorf("%s is %q, want %q", grain, got, want)
		}
	}
}
