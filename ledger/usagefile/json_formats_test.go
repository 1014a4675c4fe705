package usagefile_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// sampleRows reads a sample of testdata.
func sampleRows(t *testing.T, name, format string) []usagefile.Row {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return read(t, f, usagefile.Options{}, format)
}

// TestJSONRows checks every field of one row of each format; its figures are
// those that stand in the sample.
func TestJSONRows(t *testing.T) {
	tokens := func(of map[pricing.Kind]int64) (all pricing.Tokens) {
		for kind, n := range of {
			all[kind] = n
		}
		return all
	}
	at := func(s string) time.Time {
		when, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return when.UTC()
	}
	for _, c := range []struct {
		sample, format   string
		row              int
		want             usagefile.Row
		cost, own, extra string
	}{
		{"openrouter-activity-api.json", "openrouter-activity-api-json", 2, usagefile.Row{
			Line: 5, Bucket: true, Grain: "days", Mixed: true, CacheUnknown: true, OwnKey: true, At: at("2026-10-02T00:00:00Z"), Model: "z-ai/glm-5.3-flash-20260502:free",
			Provider: "Z.AI", Dims: "5a1c0000-0000-4000-8000-000000000003\x00ws-1", Requests: 3, HasCost: true,
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 900, pricing.Output: 210}),
		}, "0", "0.2", "0"},
		{"openrouter-generation.jsonl", "openrouter-generation-json", 0, usagefile.Row{
			Line: 1, ID: "gen-1791100800-aaaaaaaaaaaaaaaaaa01", At: at("2026-10-04T08:00:00.2501Z"), Model: "openai/gpt-5.6-luna-20260709",
			Provider: "Azure", App: "771", Requests: 1, HasCost: true, // its upstream cost is no own-key spend
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 3914, pricing.CacheRead: 16298, pricing.Output: 931, pricing.Reasoning: 400}),
		}, "0.0055649", "0", "0"},
		{"openrouter-generation.jsonl", "openrouter-generation-json", 1, usagefile.Row{
			Line: 2, ID: "gen-1791100900-aaaaaaaaaaaaaaaaaa02", At: at("2026-10-04T08:01:40Z"), Model: "anthropic/claude-4.5-sonnet-20250929",
			Provider: "Anthropic", Requests: 1, HasCost: true, OwnKey: true, // the user was an e-mail address
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 100, pricing.Output: 41}),
		}, "0.00012", "0.0024", "0"},
		{"openai-usage-api.json", "openai-usage-completions-api-json", 1, usagefile.Row{
			Line: 11, Bucket: true, Grain: "days by project_id, user_id, api_key_id, batch, service_tier", Service: pricing.Service{Tier: pricing.Batch}, At: at("2026-10-04T00:00:00Z"), Model: "gpt-5-nano-2025-08-07", App: "proj_a", Key: "key_1",
			Dims: "2026-10-05T00:00:00Z\x00true\x00default", Requests: 1,
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 90000, pricing.Output: 1200}),
		}, "0", "0", "0"},
		{"openai-costs-api.json", "openai-costs-api-json", 3, usagefile.Row{
			Line: 7, Bucket: true, Grain: "days by line_item, project_id, organization_id", Mixed: true, At: at("2026-10-04T00:00:00Z"), Model: "web search tool calls", App: "proj_a",
			Dims: "2026-10-05T00:00:00Z\x00web search tool calls\x00org-x", HasCost: true,
		}, "0.03", "0", "0.03"},
		{"anthropic-usage-api.json", "anthropic-usage-report-api-json", 0, usagefile.Row{
			Line: 3, Bucket: true, Prompt: 1, PromptMost: 200_000, Grain: "hours by api_key_id, workspace_id, service_tier, context_window, inference_geo", Mixed: true, At: at("2026-10-04T00:00:00Z"), Model: "claude-opus-5", Key: "apikey_01XYZ",
			Dims: "2026-10-04T01:00:00Z\x00standard\x000-200k\x00global\x00", // the flat sum of cache writes is not counted again
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 1200, pricing.CacheRead: 9000, pricing.CacheWrite5m: 300, pricing.CacheWrite1h: 40,
				pricing.Output: 77, pricing.WebSearch: 2}),
		}, "0", "0", "0"},
		{"anthropic-usage-api.json", "anthropic-usage-report-api-json", 2, usagefile.Row{
			Line: 8, Bucket: true, Grain: "hours by api_key_id, workspace_id, service_tier, context_window, inference_geo", Mixed: true, Service: pricing.Service{Tier: pricing.Batch}, At: at("2026-10-04T02:00:00Z"), Model: "claude-haiku-4-5", App: "wrkspc_1",
			Dims:   "2026-10-04T03:00:00Z\x00batch\x00\x00\x00",
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 10, pricing.CacheWrite5m: 500, pricing.Output: 5}),
		}, "0", "0", "0"},
		{"anthropic-cost-api.json", "anthropic-cost-report-api-json", 0, usagefile.Row{
			Line: 3, Bucket: true, Prompt: 1, PromptMost: 200_000, Mixed: true, At: at("2026-10-04T00:00:00Z"), Model: "claude-opus-5", HasCost: true,
			Grain: "days by workspace_id, description, cost_type, token_type, service_tier, context_window, inference_geo",
			Dims:  "2026-10-05T00:00:00Z\x00tokens\x00Claude Opus 5 Usage - Input Tokens\x00uncached_input_tokens\x00standard\x000-200k\x00global\x00",
		}, "1.2378912", "0", "0"}, // 123.78912 cents
		{"gcp-billing.jsonl", "gcp-billing-export-jsonl", 0, usagefile.Row{
			Line: 1, Mixed: true, At: at("2026-10-04T08:00:00Z"), Model: "gemini-2.5-flash", App: "p1", HasCost: true,
			Dims:   "A1\x002026-10-04 09:00:00 UTC\x00global\x002026-10-04 12:00:00.000000 UTC\x00202610\x00regular",
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 1000000}),
		}, "0.15", "0", "0"}, // 0.3 less credits of 0.1 and 0.05
		{"litellm-spendlogs.json", "litellm-spendlogs-json", 1, usagefile.Row{
			Line: 3, ID: "chatcmpl-02", At: at("2026-10-04T08:05:00Z"), Model: "claude-haiku-4-5", Provider: "anthropic", Key: "bot", User: "tenant-9",
			Requests: 1, HasCost: true, // 1,000 prompt tokens, of them 600 read and 150 written
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 250, pricing.CacheRead: 600, pricing.CacheWrite5m: 150, pricing.Output: 20}),
		}, "0.000012", "0", "0"},
		{"litellm-spendlogs.json", "litellm-spendlogs-json", 2, usagefile.Row{
			Line: 20, ID: "chatcmpl-03", At: at("2026-10-04T08:06:00Z"), Model: "claude-haiku-4-5", Provider: "anthropic",
			Requests: 1, HasCost: true, Marks: usagefile.CachedOutside, // more cached than the prompt holds: an old version, whose prompt excludes it
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 100, pricing.CacheRead: 600, pricing.CacheWrite5m: 150, pricing.Output: 20}),
		}, "0.004", "0", "0"},
		{"cloudflare-gateway.jsonl", "cloudflare-ai-gateway-json", 1, usagefile.Row{
			Line: 2, ID: "01KAA000000000000000000002", At: at("2026-10-04T08:00:01Z"), Model: "gpt-5-nano", Provider: "openai",
			Requests: 1, HasCost: true, CacheUnknown: true, // from the gateway's own cache: free
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 1500, pricing.Output: 350}),
		}, "0", "0", "0"},
		{"cloudflare-gateway.jsonl", "cloudflare-ai-gateway-json", 2, usagefile.Row{
			Line: 3, ID: "01KAA000000000000000000003", At: at("2026-10-04T08:00:02Z"), Model: "claude-haiku-4-5", Provider: "anthropic",
			Requests: 1, CacheUnknown: true, // no cost: the catalog's
			Tokens: tokens(map[pricing.Kind]int64{pricing.Input: 40, pricing.Output: 2}),
		}, "0", "0", "0"},
	} {
		t.Run(fmt.Sprintf("%s, row %d", c.sample, c.row), func(t *testing.T) {
			got := sampleRows(t, c.sample, c.format)[c.row]
			if got.Cost.String() != c.cost || got.OwnKeyUSD.String() != c.own || got.Extra.String() != c.extra {
				t.Errorf("cost %s, own key %s, extra %s; want %s, %s, %s", got.Cost, got.OwnKeyUSD, got.Extra, c.cost, c.own, c.extra)
			}
			got.Cost, got.OwnKeyUSD, got.Extra = pricing.Money{}, pricing.Money{}, pricing.Money{}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

const (
	usageBucket = `{"start_time":1791072000,"end_time":1791158400,"results":[%s]}`
	usageResult = `{"input_tokens":100,"output_tokens":5,"input_cached_tokens":0,"num_model_requests":2,"project_id":%s,"model":"gpt-4o"}`
)

// TestBucketFaults: a bad row of a bucket is named by its own line, the others
// stay good, and it is written aside in a bucket of its own.
func TestBucketFaults(t *testing.T) {
	good, other := fmt.Sprintf(usageResult, "null"), fmt.Sprintf(usageResult, `"p"`)
	bad := strings.Replace(other, "100", "-1", 1)
	for _, c := range []struct{ name, data, column, reason, raw string }{
		{"a count", fmt.Sprintf(usageBucket, good+",\n"+bad), "results.input_tokens", "negative", strings.Replace(fmt.Sprintf(usageBucket, bad), "\n", "", -1)},
		{"a missing field", fmt.Sprintf(usageBucket, good+",\n"+strings.Replace(other, `"num_model_requests":2,`, "", 1)), "results.num_model_requests", "missing", ""},
		{"no object", fmt.Sprintf(usageBucket, good+",\n7"), "results", "is no object", fmt.Sprintf(usageBucket, "7")},
		{"the same dimensions twice", fmt.Sprintf(usageBucket, good+",\n"+good), "results", "same dimensions as the row in line 1", fmt.Sprintf(usageBucket, good)},
		{"the end before the start", fmt.Sprintf(usageBucket, good) + "\n" + strings.Replace(fmt.Sprintf(usageBucket, good), "1791158400", "1790000000", 1), "end_time", "ends before", ""},
		{"no list", fmt.Sprintf(usageBucket, good) + "\n" + `{"start_time":1791158400,"end_time":1791244800,"results":5}`, "results", "is no list", ""},
		{"the list missing", fmt.Sprintf(usageBucket, good) + "\n" + `{"start_time":1791158400,"end_time":1791244800}`, "results", "is missing", ""},
		{"the start twice", fmt.Sprintf(usageBucket, good) + "\n" + strings.Replace(fmt.Sprintf(usageBucket, good), `{"start_time":1791072000`, `{"start_time":1791158400,"start_time":1791072000`, 1), "start_time", "twice", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := usagefile.Open(strings.NewReader(c.data), usagefile.Options{})
			if err != nil {
				t.Fatal(err)
			}
			rows := 0
			var bad []*usagefile.Record
			for {
				rec, err := f.Next(t.Context())
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if len(rec.Faults) == 0 {
					rows++
					continue
				}
				kept := *rec
				bad = append(bad, &kept)
			}
			if rows != 1 || len(bad) != 1 {
				t.Fatalf("%d rows and %d bad ones, want 1 and 1", rows, len(bad))
			}
			fault := bad[0].Faults[0]
			if fault.Line != 2 || fault.Column != c.column || !strings.Contains(fault.Reason, c.reason) {
				t.Errorf("fault %+v, want line 2, %s: ...%s...", fault, c.column, c.reason)
			}
			if len(bad[0].Raw) != 1 || strings.Contains(bad[0].Raw[0], "\n") || c.raw != "" && bad[0].Raw[0] != c.raw {
				t.Errorf("written aside is %q, want %q", bad[0].Raw, c.raw)
			}
		})
	}
}

// TestEmptyBuckets: a bucket without rows tells nothing, so a later one does.
func TestEmptyBuckets(t *testing.T) {
	empty := `{"start_time":1791072000,"end_time":1791158400,"results":[]}`
	full := fmt.Sprintf(usageBucket, fmt.Sprintf(usageResult, "null"))
	rows := read(t, strings.NewReader(`{"data":[`+strings.Repeat(empty+",", 500)+full+`]}`), usagefile.Options{}, "openai-usage-completions-api-json")
	if len(rows) != 1 {
		t.Errorf("%d rows, want 1", len(rows))
	}
	data := `{"data":[` + empty + "," + empty + `]}`
	err := refuse(data, usagefile.Options{})
	if err == nil || !strings.Contains(err.Error(), "openai-costs-api-json, openai-usage-completions-api-json") || strings.Contains(err.Error(), "anthropic") {
		t.Errorf("error %v, want one that asks which of OpenAI's two it is", err)
	}
	if rows := read(t, strings.NewReader(data), usagefile.Options{Type: "openai-costs-api-json"}, "openai-costs-api-json"); len(rows) != 0 {
		t.Errorf("%d rows of empty buckets", len(rows))
	}
}

// TestNotGroupedByModel: tokens that belong to no model are said to be unpriced.
func TestNotGroupedByModel(t *testing.T) {
	data := fmt.Sprintf(usageBucket, strings.Replace(fmt.Sprintf(usageResult, "null"), `"gpt-4o"`, "null", 1))
	f, err := usagefile.Open(strings.NewReader(data), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rec, err := f.Next(t.Context())
	if err != nil || rec.Row.Model != "(all models)" {
		t.Fatalf("row %+v, %v", rec, err)
	}
	if w := f.Warnings(); len(w) != 1 || !strings.Contains(w[0], "group_by=model") {
		t.Errorf("warnings %q", w)
	}
}

// billed is one row of Google Cloud's export.
func billed(sku, service, cost, currency, rate string) string {
	return fmt.Sprintf(`{"service":{"description":%q},"sku":{"description":%q},"usage_start_time":"2026-10-04T08:00:00Z","cost":%s,"currency":%q,"currency_conversion_rate":%s,"usage":{"amount":7,"unit":"count"}}`,
		service, sku, cost, currency, rate) + "\n"
}

// TestSKUs: what the words of a SKU say.
func TestSKUs(t *testing.T) {
	for _, c := range []struct {
		sku, model string
		kind       pricing.Kind
		tokens     int64
		batch      bool
	}{
		{"Generate content input token count gemini 2.5 flash short input text", "gemini-2.5-flash", pricing.Input, 7, false},
		{"Generate content cached input token count gemini 3 flash", "gemini-3-flash", pricing.CacheRead, 7, false},
		{"Generate content output token count gemini 2.0 flash thinking output text", "gemini-2.0-flash", pricing.Output, 7, false},
		{"Gemini 2.5 Flash Lite Audio Input - Batch Predictions", "gemini-2.5-flash-lite", pricing.AudioIn, 7, true},
		{"Gemini 2.5 Flash Image image output token count", "gemini-2.5-flash-image", pricing.ImageOut, 7, false},
		{"Gemini 2.5 Flash Native Audio text input tokens", "gemini-2.5-flash-native-audio", pricing.Input, 7, false},
		{"Gemini 2.5 Pro Input Text caching 128k", "gemini-2.5-pro", pricing.CacheRead, 7, false},
		{"Gemini 2.5 Flash context cache storage", "gemini-2.5-flash", pricing.Input, 0, false},
		{"Grounding with Google Search", "Grounding with Google Search", pricing.Input, 0, false},
	} {
		r := read(t, strings.NewReader(billed(c.sku, "Gemini API", "0.5", "USD", "1")), usagefile.Options{}, "gcp-billing-export-jsonl")[0]
		var want pricing.Tokens
		want[c.kind] = c.tokens
		if r.Model != c.model || r.Tokens != want || (r.Service.Tier == pricing.Batch) != c.batch {
			t.Errorf("%q: model %q, tokens %v, batch %t; want %q, %d of %s, %t", c.sku, r.Model, r.Tokens, r.Service.Tier == pricing.Batch, c.model, c.tokens, c.kind, c.batch)
		}
		if extra := r.Extra.String(); (c.tokens == 0) != (extra == "0.5") {
			t.Errorf("%q: extra %s of 0.5", c.sku, extra)
		}
	}
}

// TestGoogleCurrency: --fx goes before the row's own rate, which is what one
// dollar was in the currency.
func TestGoogleCurrency(t *testing.T) {
	const sku = "gemini 3 flash input token count"
	for _, c := range []struct {
		cost, currency, rate string
		fx                   map[string]string
		want                 string
	}{
		{"0.465", "EUR", "0.93", nil, "0.5"},
		{"1", "EUR", "3", nil, "0.333333333333333333333333333333"},
		{"-0.93", "EUR", `"0.93"`, nil, "-1"},
		{"0.465", "EUR", "0.93", map[string]string{"EUR": "1.1"}, "0.5115"},
		{"0.465", "USD", "0.93", nil, "0.465"},
		{"0.465", "", "0.93", nil, "0.465"}, // that of none is in dollars
	} {
		rows := read(t, strings.NewReader(billed(sku, "Gemini API", c.cost, c.currency, c.rate)), usagefile.Options{FX: c.fx}, "gcp-billing-export-jsonl")
		if got := rows[0].Cost.String(); got != c.want {
			t.Errorf("%s %s at %s (--fx %v) is %s, want %s", c.cost, c.currency, c.rate, c.fx, got, c.want)
		}
	}
	for rate, says := range map[string]string{"null": "--fx EUR=RATE", "0": "is no rate", "-1": "is no rate", `"x"`: "not a decimal"} {
		got := faults(t, billed(sku, "Gemini API", "1", "EUR", rate), usagefile.Options{})
		if len(got) == 0 || !strings.Contains(got[0].Reason, says) {
			t.Errorf("rate %s: faults %v, want one that says %q", rate, got, says)
		}
	}
}

// TestGoogleCorrections: a negative count of tokens takes none away; its dollars do.
func TestGoogleCorrections(t *testing.T) {
	data := strings.Replace(billed("gemini 3 flash input token count", "Gemini API", "-0.5", "USD", "1"), `"amount":7`, `"amount":-7`, 1)
	f, err := usagefile.Open(strings.NewReader(data), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rec, err := f.Next(t.Context())
	if err != nil || len(rec.Faults) > 0 || !rec.Row.Tokens.IsZero() || rec.Row.Cost.String() != "-0.5" {
		t.Errorf("%+v, %v", rec, err)
	}
	if said := f.Warnings(); !slices.Equal(said, []string{"corrections with a negative usage count in dollars alone"}) {
		t.Errorf("warnings %q", said)
	}
}

// TestGoogleCredits: they are taken off the cost, and one that is no amount is a fault.
func TestGoogleCredits(t *testing.T) {
	with := func(credits string) string {
		return strings.Replace(billed("gemini 3 flash input token count", "Gemini API", "0.5", "USD", "1"), `"currency"`, `"credits":`+credits+`,"currency"`, 1)
	}
	for credits, want := range map[string]string{`[]`: "0.5", `[{"amount":-0.2}]`: "0.3", `[{"amount":-0.2,"name":"x"},{"amount":"-0.25"}]`: "0.05"} {
		if r := read(t, strings.NewReader(with(credits)), usagefile.Options{}, "gcp-billing-export-jsonl")[0]; r.Cost.String() != want {
			t.Errorf("%s: %s, want %s", credits, r.Cost, want)
		}
	}
	if got := faults(t, with(`[{"amount":"x"}]`), usagefile.Options{}); len(got) != 1 || !strings.HasPrefix(got[0].Reason, "amount: ") {
		t.Errorf("a credit of x: %v", got)
	}
}

// TestCostWithoutItsType: dollars of the cost report whose type it does not tell are of
// tokens, those of searches are extra.
func TestCostWithoutItsType(t *testing.T) {
	for more, want := range map[string]string{``: "(all models) 0", `,"cost_type":"tokens","model":"m"`: "m 0", `,"cost_type":"web_search"`: "web_search 0.25", `,"cost_type":"web_search","model":"m"`: "m 0.25"} {
		data := `{"starting_at":"2026-10-04T00:00:00Z","ending_at":"2026-10-05T00:00:00Z","results":[{"amount":"25","currency":"USD"` + more + `}]}`
		r := read(t, strings.NewReader(data), usagefile.Options{}, "anthropic-cost-report-api-json")[0]
		if got := r.Model + " " + r.Extra.String(); got != want || r.Cost.String() != "0.25" {
			t.Errorf("%s: %s of %s, want %s", more, got, r.Cost, want)
		}
	}
}

// TestOwnKeyRows: a sum is over one's own key where it cost nothing else; whether one
// generation was is said in a word.
func TestOwnKeyRows(t *testing.T) {
	for amounts, want := range map[string]bool{`"usage":0.5,"byok_usage_inference":0.2`: false, `"usage":0,"byok_usage_inference":0.2`: true, `"usage":0,"byok_usage_inference":0`: false} {
		data := `{"data":[{"date":"2026-10-04","model":"m",` + amounts + `,"requests":1,"prompt_tokens":5,"completion_tokens":1}]}`
		if r := read(t, strings.NewReader(data), usagefile.Options{}, activityAPI)[0]; r.OwnKey != want {
			t.Errorf("%s: own key %t", amounts, r.OwnKey)
		}
	}
	generation := `{"data":{"id":"g","created_at":"2026-10-04T08:00:00Z","model":"m","total_cost":0.02,"is_byok":"maybe","native_tokens_prompt":1,"native_tokens_completion":1}}`
	if got := faults(t, generation, usagefile.Options{}); len(got) != 1 || got[0].Column != "is_byok" || got[0].Reason != "is neither true nor false" {
		t.Errorf("is_byok of maybe: %v", got)
	}
}

// TestOtherCurrency: an amount in another currency without a rate is a fault of
// its field; with one it is converted.
func TestOtherCurrency(t *testing.T) {
	data := `{"start_time":1791072000,"end_time":1791158400,"results":[{"amount":{"value":2,"currency":"eur"},"line_item":null}]}`
	got := faults(t, data, usagefile.Options{})
	if len(got) != 1 || got[0].Column != "results.amount.currency" || !strings.Contains(got[0].Reason, "--fx EUR=RATE") {
		t.Errorf("faults %v", got)
	}
	rows := read(t, strings.NewReader(data), usagefile.Options{FX: map[string]string{"EUR": "1.08"}}, "openai-costs-api-json")
	if c := rows[0].Cost.String(); c != "2.16" {
		t.Errorf("2 EUR at 1.08 is %s, want 2.16", c)
	}
}

// TestCentsTooFine: a thirtieth decimal of a cent is beyond what is kept, and is
// never cut off.
func TestCentsTooFine(t *testing.T) {
	data := `{"starting_at":"2026-10-04T00:00:00Z","ending_at":"2026-10-05T00:00:00Z","results":[{"amount":"0.%s1","currency":"USD"}]}`
	got := faults(t, fmt.Sprintf(data, strings.Repeat("0", 29)), usagefile.Options{})
	if len(got) != 1 || got[0].Column != "results.amount" || !strings.Contains(got[0].Reason, "30 decimals") {
		t.Errorf("faults %v", got)
	}
	if got := faults(t, fmt.Sprintf(data, strings.Repeat("0", 27)), usagefile.Options{}); len(got) != 0 {
		t.Errorf("faults %v of 28 decimals of a cent", got)
	}
}

// TestOtherServices: what is no LLM API is read and left out, with a word.
func TestOtherServices(t *testing.T) {
	data := billed("gemini 3 flash input", "Gemini API", "1", "USD", "1") + billed("N1 core", "Compute Engine", "31", "USD", "1") +
		billed("Gemini 2.5 Pro Text Output - Predictions", "Vertex AI", "1", "USD", "1") + billed("Training hours", "Vertex AI", "9", "USD", "1")
	f, err := usagefile.Open(strings.NewReader(data), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var idle []bool
	for {
		rec, err := f.Next(t.Context())
		if err == io.EOF {
			break
		}
		if err != nil || len(rec.Faults) > 0 {
			t.Fatal(err, rec)
		}
		idle = append(idle, rec.Idle)
	}
	if !slices.Equal(idle, []bool{false, true, false, true}) {
		t.Errorf("idle %v", idle)
	}
	if all := strings.Join(f.Warnings(), "\n"); !strings.Contains(all, `"Compute Engine"`) {
		t.Errorf("warnings %q", all)
	}
}

// manyDays is an endless page, as far as it is asked for.
type manyDays struct {
	left, sent int
	pending    string
}

func (m *manyDays) Read(p []byte) (int, error) {
	if m.pending == "" {
		switch {
		case m.sent == 0:
			m.pending = `{"data":[` + day("m0")
		case m.left > 0:
			m.pending = "," + day(fmt.Sprint("m", m.sent))
		case m.left == 0:
			m.pending = "]}"
		default:
			return 0, io.EOF
		}
		m.left--
		m.sent++
	}
	n := copy(p, m.pending)
	m.pending = m.pending[n:]
	return n, nil
}

// TestJSONStreams: a page of 20 MB on one line is read in the memory of a
// record.
func TestJSONStreams(t *testing.T) {
	const rows = 200_000
	f, err := usagefile.Open(&manyDays{left: rows}, usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for n := 0; ; n++ {
		rec, err := f.Next(t.Context())
		if err == io.EOF {
			if n != rows {
				t.Errorf("%d rows, want %d", n, rows)
			}
			return
		}
		if err != nil || len(rec.Faults) > 0 {
			t.Fatal(err, rec)
		}
		if want := fmt.Sprint("m", n); rec.Row.Model != want {
			t.Fatalf("row %d is of %s", n, rec.Row.Model)
		}
		if n%50_000 == 49_999 {
			if after := heap(); after > before+4<<20 {
				t.Fatalf("after %d rows the heap grew from %d to %d bytes", n+1, before, after)
			}
		}
	}
}

// TestLongRecord: a record may be longer than what is read at a time, and its
// text may break anywhere.
func TestLongRecord(t *testing.T) {
	for _, n := range []int{65_400, 65_500, 65_535, 65_536, 65_537, 200_000} {
		data := strings.Replace(day("long"), `"usage"`, `"text":"`+strings.Repeat(`é\"}`, n/5)+strings.Repeat("x", n%5)+`","usage"`, 1) + "\n" + day("next")
		if got := models(read(t, strings.NewReader(data), usagefile.Options{}, activityAPI)); got != "long@1 next@2" {
			t.Errorf("with a text of %d: %s", n, got)
		}
	}
}
