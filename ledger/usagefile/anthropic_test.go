package usagefile_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"tollbook/data"
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// TestAnthropicUsageHeaders reads one day's row under each header that the
// console has written.
func TestAnthropicUsageHeaders(t *testing.T) {
	for _, c := range []struct{ name, head, row string }{
		{"early 2025", "usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_input_tokens_cache_write,usage_input_tokens_cache_read,usage_output_tokens,web_search_count",
			"2026-10-01,claude-x,ci,Default,standard,100,20,3000,50,2"},
		{"mid 2025", "usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count",
			"2026-10-01,claude-x,ci,Default,standard,100,20,0,3000,50,2"},
		{"2026", "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count,inference_geo,speed",
			"2026-10-01,claude-x,ci,Default,standard,≤ 200k,100,20,0,3000,50,2,global,"},
		{"a sum of writes beside its parts", "usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_input_tokens_cache_write,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens,web_search_count",
			"2026-10-01,claude-x,ci,Default,standard,100,20,20,0,3000,50,2"},
		{"parts before their sum", "usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write,usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_input_tokens_cache_read,usage_output_tokens,web_search_count",
			"20,20,2026-10-01,claude-x,ci,Default,standard,100,3000,50,2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, strings.NewReader(c.head+"\n"+c.row+"\n"), usagefile.Options{}, "anthropic-usage-csv")[0]
			var want pricing.Tokens
			want[pricing.Input], want[pricing.CacheRead], want[pricing.CacheWrite5m], want[pricing.Output], want[pricing.WebSearch] = 100, 3000, 20, 50, 2
			if r.Tokens != want {
				t.Errorf("tokens %v, want %v", r.Tokens, want)
			}
			if r.Model != "claude-x" || r.Key != "ci" || r.App != "Default" || r.Requests != 0 || !r.Mixed || !r.Bucket || r.HasCost || r.Service.Tier != pricing.Standard {
				t.Errorf("got %+v", r)
			}
		})
	}
}

// TestAnthropicWritesForAnHourAlone: they are not counted again by the sum of all writes.
func TestAnthropicWritesForAnHourAlone(t *testing.T) {
	for _, head := range []string{"usage_date_utc,usage_input_tokens_cache_write_1h", "usage_input_tokens_cache_write_1h,usage_date_utc"} {
		row := strings.NewReplacer("usage_date_utc", "2026-10-01", "usage_input_tokens_cache_write_1h", "20").Replace(head)
		data := head + ",model_version,usage_input_tokens_no_cache,usage_output_tokens,usage_input_tokens_cache_write\n" + row + ",claude-x,100,50,20\n"
		if r := read(t, strings.NewReader(data), usagefile.Options{}, "anthropic-usage-csv")[0]; r.Tokens[pricing.CacheWrite5m] != 0 || r.Tokens[pricing.CacheWrite1h] != 20 {
			t.Errorf("%d written for 5 minutes and %d for an hour, want 20 for an hour", r.Tokens[pricing.CacheWrite5m], r.Tokens[pricing.CacheWrite1h])
		}
	}
	// And of the report, where one part alone may be told.
	bucket := func(parts string) usagefile.Row {
		data := `{"data":[{"starting_at":"2026-10-01T00:00:00Z","ending_at":"2026-10-02T00:00:00Z","results":[{"uncached_input_tokens":1,"cache_read_input_tokens":0,"output_tokens":1,"model":"m","cache_creation_input_tokens":20` + parts + `}]}]}`
		return read(t, strings.NewReader(data), usagefile.Options{}, "anthropic-usage-report-api-json")[0]
	}
	for parts, want := range map[string][2]int64{``: {20, 0}, `,"cache_creation":{"ephemeral_1h_input_tokens":20}`: {0, 20}, `,"cache_creation":{"ephemeral_5m_input_tokens":15}`: {15, 0}} {
		if r := bucket(parts); r.Tokens[pricing.CacheWrite5m] != want[0] || r.Tokens[pricing.CacheWrite1h] != want[1] {
			t.Errorf("%s: %d and %d, want %d and %d", parts, r.Tokens[pricing.CacheWrite5m], r.Tokens[pricing.CacheWrite1h], want[0], want[1])
		}
	}
}

// TestAnthropicHourIsNotItsDay: the hour at midnight and the day have one start
// and two keys and grains, so that neither replaces the other.
func TestAnthropicHourIsNotItsDay(t *testing.T) {
	const head = "usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_output_tokens\n"
	one := func(at string) usagefile.Row {
		return read(t, strings.NewReader(head+at+",claude-x,ci,Default,batch,1,1\n"), usagefile.Options{}, "anthropic-usage-csv")[0]
	}
	day, hour := one("2026-10-01"), one("2026-10-01 00:00")
	if !day.At.Equal(hour.At) || day.Dims == hour.Dims || day.Grain == hour.Grain {
		t.Errorf("day %q %q, hour %q %q", day.Dims, day.Grain, hour.Dims, hour.Grain)
	}
	if day.Grain != "days by api_key, workspace, usage_type" || hour.Grain != "hours by api_key, workspace, usage_type" {
		t.Errorf("a day is %q, an hour %q", day.Grain, hour.Grain)
	}
	if hour.Service.Tier != pricing.Batch {
		t.Error("usage_type batch is not marked")
	}
	if at := one("2026-10-01 15:00").At; !at.Equal(time.Date(2026, 10, 1, 15, 0, 0, 0, time.UTC)) {
		t.Errorf("hour %v", at)
	}
}

// TestAnthropicConsoleKeys: a key that the console named after a person parts two
// rows and is not kept.
func TestAnthropicConsoleKeys(t *testing.T) {
	const head = "usage_date_utc,model_version,api_key,workspace,usage_type,usage_input_tokens_no_cache,usage_output_tokens\n"
	rows := read(t, strings.NewReader(head+"2026-10-01,m,claude_code_key_ann_abcd,Claude Code,standard,1,1\n2026-10-01,m,claude_code_key_bob_abcd,Claude Code,standard,1,1\n"), usagefile.Options{}, "anthropic-usage-csv")
	if rows[0].Key != "" || rows[1].Key != "" || rows[0].Dims == rows[1].Dims {
		t.Errorf("keys %q and %q, dimensions %q and %q", rows[0].Key, rows[1].Key, rows[0].Dims, rows[1].Dims)
	}
}

// TestAnthropicCostHeaders reads one row under each of the five headers.
func TestAnthropicCostHeaders(t *testing.T) {
	for name, c := range map[string]struct{ head, row string }{
		"2024-12": {"usage_date_utc,model,workspace,api_key,usage_type,token_type,cost_usd",
			"2026-10-01,Claude Opus 4.5,Default,ci,message,output,1.25"},
		"2025-12": {"usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type",
			"2026-10-01,Claude Opus 4.5,Default,ci,message,≤ 200k,output,1.25,token"},
		"2026-03": {"usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed",
			"2026-10-01,Claude Opus 4.5,Default,ci,message,≤ 200k,output,1.25,2.50,token,global,"},
		"2026-05": {"usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,cost_type,inference_geo,speed",
			"2026-10-01,Claude Opus 4.5,Default,ci,message,≤ 200k,output,1.25,token,global,"},
		"2026-08": {"usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed,api_key_id,api_key_status",
			"2026-10-01,Claude Opus 4.5,Default,ci,message,≤ 200k,output,1.25,2.50,token,global,,apikey_1,active"},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, strings.NewReader(c.head+"\n"+c.row+"\n"), usagefile.Options{}, "anthropic-cost-csv")[0]
			if r.Cost.String() != "1.25" || !r.Extra.IsZero() || r.Model != "Claude Opus 4.5" || r.Key != "ci" || r.App != "Default" || !r.HasCost || !r.Tokens.IsZero() {
				t.Errorf("got %+v", r)
			}
		})
	}
}

// TestAnthropicCostRow: the status of a key is not in the key; everything else is.
// Searches belong to no model and are extra; a correction keeps its sign.
func TestAnthropicCostRow(t *testing.T) {
	const head = "usage_date_utc,model,workspace,api_key,usage_type,context_window,token_type,cost_usd,list_price_usd,cost_type,inference_geo,speed,api_key_id,api_key_status\n"
	one := func(row string) usagefile.Row {
		return read(t, strings.NewReader(head+row+"\n"), usagefile.Options{}, "anthropic-cost-csv")[0]
	}
	key := func(row string) string {
		r := one(row)
		return strings.Join([]string{r.At.String(), r.Model, r.Key, r.App, r.Dims}, "|")
	}
	const base = "2026-10-01,M,w,k,message,small,output,1,1,token,global,,id,active"
	if archived := "2026-10-01,M,w,k,message,small,output,2,2,token,global,,id,archived"; key(base) != key(archived) {
		t.Error("a key that was archived makes another row")
	}
	for _, other := range []string{
		"2026-10-02,M,w,k,message,small,output,1,1,token,global,,id,active",
		"2026-10-01,N,w,k,message,small,output,1,1,token,global,,id,active",
		"2026-10-01,M,v,k,message,small,output,1,1,token,global,,id,active",
		"2026-10-01,M,w,l,message,small,output,1,1,token,global,,id,active",
		"2026-10-01,M,w,k,batch,small,output,1,1,token,global,,id,active",
		"2026-10-01,M,w,k,message,large,output,1,1,token,global,,id,active",
		"2026-10-01,M,w,k,message,small,input,1,1,token,global,,id,active",
		"2026-10-01,M,w,k,message,small,output,1,1,other,global,,id,active",
		"2026-10-01,M,w,k,message,small,output,1,1,token,us,,id,active",
		"2026-10-01,M,w,k,message,small,output,1,1,token,global,fast,id,active",
		"2026-10-01,M,w,k,message,small,output,1,1,token,global,,di,active",
	} {
		if key(base) == key(other) {
			t.Errorf("one key for\n%s\n%s", base, other)
		}
	}
	if r := one("2026-10-01,,w,k,,,,0.05,0.05,web_search,,,id,active"); r.Model != "web_search" || r.Extra.String() != "0.05" || r.Cost.String() != "0.05" {
		t.Errorf("searches: %+v", r)
	}
	if r := one("2026-10-01,M,w,k,,,,0.05,0.05,web_search,,,id,active"); r.Model != "M" || r.Extra.String() != "0.05" {
		t.Errorf("searches of a model: %+v", r)
	}
	if r := one("2026-10-01,M,w,k,batch,> 200k,output,1,1,token,us,,id,active"); r.Service != (pricing.Service{Tier: pricing.Batch, Residency: "us"}) || r.Prompt != 200_001 || r.PromptMost != math.MaxInt64 || !r.Mixed || !r.Bucket {
		t.Errorf("a batch in the US: %+v", r)
	}
	for _, name := range []string{"Claude Opus 5", "Claude Opus 4.5", "20241022", "Claude Opus abcdefgh", "Claude Opus 2024102", "claude-opus-4-5"} {
		if r := one("2026-10-01," + name + ",w,k,message,small,output,1,1,token,global,,id,active"); r.Model != name {
			t.Errorf("%q is read as %q", name, r.Model)
		}
	}
	if r := one("2026-10-01,M,w,k,message,small,output,-0.40,0,token,global,,id,active"); r.Cost.String() != "-0.4" || !r.Extra.IsZero() {
		t.Errorf("a correction: %s, extra %s", r.Cost, r.Extra)
	}
	if got := faults(t, head+"2026-10-01,,w,k,message,small,output,1,1,token,global,,id,active\n", usagefile.Options{}); len(got) != 1 || got[0].Column != "model" {
		t.Errorf("faults %v, want one of model", got)
	}
	if got := faults(t, head+"2026-10-01,M,w,k,message,small,output,,1,token,global,,id,active\n", usagefile.Options{}); len(got) != 1 || got[0].Column != "cost_usd" {
		t.Errorf("faults %v, want one of cost_usd", got)
	}
}

// TestAnthropicDisplayNames: the cost file's names mean the models of the token
// file.
func TestAnthropicDisplayNames(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"Claude Opus 4.5":             "anthropic/claude-opus-4-5",
		"Claude Haiku 4.5":            "anthropic/claude-haiku-4-5",
		"Claude Sonnet 4.5":           "anthropic/claude-sonnet-4-5",
		"Claude Opus 5":               "anthropic/claude-opus-5",
		"Claude Sonnet 4":             "anthropic/claude-sonnet-4-0",
		"Claude Opus 4":               "anthropic/claude-opus-4-0",
		"Claude Opus 4.1":             "anthropic/claude-opus-4-1",
		"Claude Sonnet 3.7":           "anthropic/claude-3-7-sonnet",
		"Claude Haiku 3.5":            "anthropic/claude-3-5-haiku",
		"Claude Haiku 3":              "anthropic/claude-3-haiku",
		"Claude Haiku 4.5 20251001":   "anthropic/claude-haiku-4-5",
		"Claude Sonnet 3.5 20241022":  "anthropic/claude-3-5-sonnet",
		"Claude Haiku 3 (2024-03-13)": "anthropic/claude-3-haiku",
	} {
		const head = "usage_date_utc,model,token_type,cost_usd\n"
		r := read(t, strings.NewReader(head+"2026-10-01,"+name+",output,1\n"), usagefile.Options{}, "anthropic-cost-csv")[0]
		m, _ := c.FindModel(r.Model)
		if m == nil || m.ID != want {
			t.Errorf("%q, read as %q, finds %v, want %s", name, r.Model, m, want)
		}
	}
}
