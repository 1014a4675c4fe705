package usagefile_test

import (
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// vercelSum is a row of Vercel's report: when and by what, and its figures.
func vercelSum(of string) string {
	return `{` + of + `,"total_cost":0.25,"input_tokens":1000,"cached_input_tokens":400,"cache_creation_input_tokens":100,"output_tokens":50,"reasoning_tokens":20,"request_count":3}`
}

func TestVercelReport(t *testing.T) {
	for _, test := range []struct {
		name, of string
		want     usagefile.Row
		warning  string
	}{
		{"by model", `"day":"2026-10-02","model":"openai/gpt-5.4"`, usagefile.Row{Model: "openai/gpt-5.4", Grain: "days by model"}, ""},
		{"by hour", `"hour":"2026-10-02T07:00:00.000Z","model":"openai/gpt-5.4"`, usagefile.Row{Model: "openai/gpt-5.4", Grain: "hours by model"}, ""},
		{"by day alone", `"day":"2026-10-02"`, usagefile.Row{Model: "(all models)", Grain: "days ungrouped"}, "not grouped by model"},
		{"by provider", `"day":"2026-10-02","provider":"azure"`, usagefile.Row{Model: "(all models)", Provider: "azure", Grain: "days by provider"}, "not grouped by model"},
		{"by user", `"day":"2026-10-02","user":"customer_42"`, usagefile.Row{Model: "(all models)", User: "customer_42", Dims: "customer_42\x00\x00\x00", Grain: "days by user"}, "not grouped by model"},
		{"by user, an e-mail", `"day":"2026-10-02","user":"anna@example.com"`, usagefile.Row{Model: "(all models)", Dims: "anna@example.com\x00\x00\x00", Grain: "days by user"}, "not grouped by model"},
		{"by tag", `"day":"2026-10-02","tag":"prod"`, usagefile.Row{Model: "(all models)", App: "prod", View: usagefile.Costs, Dims: "\x00prod\x00\x00", Grain: "days by tag"}, "counts a request under each of its tags"},
		{"on own keys", `"day":"2026-10-02","credential_type":"byok"`, usagefile.Row{Model: "(all models)", OwnKey: true, Dims: "\x00\x00byok\x00", Grain: "days by credential_type"}, "not grouped by model"},
		{"on Vercel's", `"day":"2026-10-02","credential_type":"system"`, usagefile.Row{Model: "(all models)", Dims: "\x00\x00system\x00", Grain: "days by credential_type"}, "not grouped by model"},
		{"by what is not known", `"day":"2026-10-02","model":"m","region":"eu","latency_ms":"12","gateway_cost":0.01`, usagefile.Row{Model: "m", Dims: "\x00\x00\x00region=eu", Grain: "days by model, region"}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f, err := usagefile.Open(strings.NewReader(`{"results":[`+vercelSum(test.of)+`]}`), usagefile.Options{})
			if err != nil {
				t.Fatal(err)
			}
			rec, err := f.Next(t.Context())
			if err != nil || len(rec.Faults) > 0 || f.Format.Name != "vercel-report-json" {
				t.Fatalf("%s, %v, %v", f.Format.Name, rec, err)
			}
			got, want := rec.Row, test.want
			if want.Dims == "" {
				want.Dims = "\x00\x00\x00"
			}
			if got.Model != want.Model || got.Provider != want.Provider || got.User != want.User || got.App != want.App || got.Dims != want.Dims || got.Grain != want.Grain || got.View != want.View || got.OwnKey != want.OwnKey {
				t.Errorf("got %+v", got)
			}
			if !got.Bucket || !got.Mixed || got.CacheUnknown || got.Requests != 3 || got.Cost.String() != "0.25" || got.Tokens[pricing.Input] != 500 || got.Tokens[pricing.CacheWrite5m] != 100 || got.Tokens[pricing.Reasoning] != 20 {
				t.Errorf("figures %+v", got)
			}
			if said := strings.Join(f.Warnings(), "; "); !strings.Contains(said, test.warning) || test.warning == "" && said != "" {
				t.Errorf("warnings %q, want %q", said, test.warning)
			}
		})
	}
}

// TestVercelReportOfAllTime has a report that was not asked for by day.
func TestVercelReportOfAllTime(t *testing.T) {
	got := faults(t, `{"results":[`+vercelSum(`"model":"openai/gpt-5.4"`)+`]}`, usagefile.Options{})
	if len(got) != 1 || got[0].Column != "day" || !strings.Contains(got[0].Reason, "date_part=day") {
		t.Errorf("faults %v", got)
	}
}
