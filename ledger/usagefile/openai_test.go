package usagefile_test

import (
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const (
	usageHead = "start_time,end_time,num_model_requests,project_id,user_id,api_key_id,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens,input_uncached_tokens\n"
	costHead  = "start_time,end_time,amount_value,amount_currency,quantity,quantity_unit,line_item,user_id,api_key_id,project_id,organization_id,api_source\n"
)

// TestOpenAIUsageRow: cached tokens come out of the prompt, ids are labels, names
// and e-mails are not kept anywhere.
func TestOpenAIUsageRow(t *testing.T) {
	data := "start_time,end_time,project_id,num_model_requests,project_name,user_id,user_email,api_key_id,api_key_name,api_key_redacted,model,batch,service_tier,input_tokens,output_tokens,input_cached_tokens,input_uncached_tokens\n" +
		"1790812800,1790899200,proj_1,3.0,Ann's,user-1,ann@example.com,key_1,ann's key,sk-...x,gpt-5.6,True,default,9000,450,6144,2856\n"
	r := read(t, strings.NewReader(data), usagefile.Options{}, "openai-completions-usage-csv")[0]
	if !r.At.Equal(time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)) || r.Model != "gpt-5.6" || r.App != "proj_1" || r.User != "user-1" || r.Key != "key_1" ||
		r.Requests != 3 || !r.Bucket || !r.Mixed || r.Service.Tier != pricing.Batch || r.HasCost || r.CacheUnknown {
		t.Errorf("got %+v", r)
	}
	if in, cached, out := r.Tokens[pricing.Input], r.Tokens[pricing.CacheRead], r.Tokens[pricing.Output]; in != 2856 || cached != 6144 || out != 450 {
		t.Errorf("tokens %v, want 9000 - 6144 = 2856, 6144 and 450", r.Tokens)
	}
	if kept := strings.Join([]string{r.App, r.User, r.Key, r.Dims, r.Grain}, " "); strings.Contains(strings.ToLower(kept), "ann") {
		t.Errorf("a person's name is kept: %q", kept)
	}
	if r.Grain != "days by model, project_id, user_id, api_key_id, batch, service_tier" {
		t.Errorf("grain %q", r.Grain)
	}
}

// TestOpenAIUsageOfOneRequest is of no sum; without a column of the cached tokens they are
// not known; and a bucket of a minute is one.
func TestOpenAIUsageOfOneRequest(t *testing.T) {
	for n, mixed := range map[string]bool{"0": true, "1": false, "2": true} {
		r := read(t, strings.NewReader(usageHead+"1790812800,1790812860,"+n+",p,u,k,m,False,default,9,1,0,9\n"), usagefile.Options{}, "openai-completions-usage-csv")[0]
		if r.Mixed != mixed || r.CacheUnknown || !strings.HasPrefix(r.Grain, "minutes by ") {
			t.Errorf("%s requests: many %t, cache unknown %t, %s", n, r.Mixed, r.CacheUnknown, r.Grain)
		}
		page := `{"start_time":1790812800,"end_time":1790812860,"results":[{"input_tokens":9,"output_tokens":1,"num_model_requests":` + n + `,"model":"m"}]}`
		if r := read(t, strings.NewReader(page), usagefile.Options{}, "openai-usage-completions-api-json")[0]; r.Mixed != mixed || !r.CacheUnknown || !strings.HasPrefix(r.Grain, "minutes ") {
			t.Errorf("of the API, %s requests: many %t, cache unknown %t, %s", n, r.Mixed, r.CacheUnknown, r.Grain)
		}
	}
	r := read(t, strings.NewReader("start_time,end_time,num_model_requests,model,input_tokens,output_tokens\n1790812800,1790816400,1,m,9,1\n"), usagefile.Options{}, "openai-completions-usage-csv")[0]
	if !r.CacheUnknown {
		t.Error("the file has no column of cached tokens, and the row none that is not known")
	}
}

// TestOpenAIUsageWrites: tokens written to the cache come out of the prompt too.
func TestOpenAIUsageWrites(t *testing.T) {
	data := strings.Replace(usageHead, "input_uncached_tokens", "input_cache_write_tokens", 1) + "1790812800,1790899200,3,p,u,k,gpt-5.6-sol,False,default,9000,450,6000,1000\n"
	r := read(t, strings.NewReader(data), usagefile.Options{}, "openai-completions-usage-csv")[0]
	if in, read, write := r.Tokens[pricing.Input], r.Tokens[pricing.CacheRead], r.Tokens[pricing.CacheWrite5m]; in != 2000 || read != 6000 || write != 1000 {
		t.Errorf("tokens %v, want 9000 - 6000 - 1000 = 2000, 6000 and 1000", r.Tokens)
	}
}

// TestOpenAIUsageIdle: buckets in which nothing happened are no rows, in a full
// header and in the short one of a file with nothing else; another dashboard's
// file is not taken for that.
func TestOpenAIUsageIdle(t *testing.T) {
	for name, data := range map[string]string{
		"full header":  usageHead + "1790812800,1790816400,,,,,,,,,,,\n1790816400,1790820000,,,,,,,,,,,\n",
		"short header": "start_time,end_time,start_time_iso,end_time_iso\n1790812800,1790816400,2026-10-01T00:00:00+00:00,2026-10-01T01:00:00+00:00\n1790816400,1790820000,,\n",
	} {
		if rows, idle := readIdle(t, strings.NewReader(data), usagefile.Options{}, "openai-completions-usage-csv"); len(rows) != 0 || idle != 2 {
			t.Errorf("%s: %d rows and %d idle buckets, want 0 and 2", name, len(rows), idle)
		}
	}
	err := refuse("start_time,end_time,start_time_iso,end_time_iso,num_model_requests,model,input_tokens\n", usagefile.Options{})
	if err == nil || !strings.Contains(err.Error(), "openai-completions-usage-csv is nearest and lacks output_tokens") {
		t.Errorf("embeddings: error %v", err)
	}
}

// TestOpenAIGroupingBehindIdleBuckets: by what an export is grouped shows in any of
// its rows, not in the first alone: that is often an idle bucket, and a row of no
// project. Else the next export of the same buckets would be another source.
func TestOpenAIGroupingBehindIdleBuckets(t *testing.T) {
	const idle = "1790809200,1790812800,,,,,,,,,,,\n"
	rows, _ := readIdle(t, strings.NewReader(usageHead+idle+
		"1790812800,1790816400,1,,u,k,gpt-5.6,False,default,10,1,0,10\n"+
		"1790816400,1790820000,1,p,u,k,gpt-5.6,False,default,10,1,0,10\n"), usagefile.Options{}, "openai-completions-usage-csv")
	for _, r := range rows {
		if r.Row.Grain != "hours by model, project_id, user_id, api_key_id, batch, service_tier" {
			t.Errorf("usage: grain %q", r.Row.Grain)
		}
	}
	costs, _ := readIdle(t, strings.NewReader(costHead+"1790726400,1790812800,,,,,,,,,,\n"+
		"1790812800,1790899200,2,usd,,,\"gpt-5.6, input\",,key_1,,,\n"), usagefile.Options{}, "openai-cost-csv")
	if len(rows) != 2 || len(costs) != 1 || costs[0].Row.Grain != "days by line_item, api_key_id" {
		t.Errorf("%d rows; costs %+v", len(rows), costs)
	}
}

// TestOpenAIUsageKey: every dimension of the key parts two rows, a name does not.
func TestOpenAIUsageKey(t *testing.T) {
	base := "1790812800,1790816400,1,p,u,k,gpt-5.6,False,default,10,1,0,10\n"
	key := func(line string) string {
		r := read(t, strings.NewReader(usageHead+line), usagefile.Options{}, "openai-completions-usage-csv")[0]
		return strings.Join([]string{r.At.String(), r.Model, r.Key, r.App, r.User, r.Dims}, "|")
	}
	for _, other := range []string{
		"1790812801,1790816400,1,p,u,k,gpt-5.6,False,default,10,1,0,10\n",
		"1790812800,1790899200,1,p,u,k,gpt-5.6,False,default,10,1,0,10\n",
		"1790812800,1790816400,1,q,u,k,gpt-5.6,False,default,10,1,0,10\n",
		"1790812800,1790816400,1,p,v,k,gpt-5.6,False,default,10,1,0,10\n",
		"1790812800,1790816400,1,p,u,l,gpt-5.6,False,default,10,1,0,10\n",
		"1790812800,1790816400,1,p,u,k,gpt-5.7,False,default,10,1,0,10\n",
		"1790812800,1790816400,1,p,u,k,gpt-5.6,True,default,10,1,0,10\n",
		"1790812800,1790816400,1,p,u,k,gpt-5.6,False,flex,10,1,0,10\n",
	} {
		if key(base) == key(other) {
			t.Errorf("one key for\n%s%s", base, other)
		}
	}
	if grown := "1790812800,1790816400,9.0,p,u,k,gpt-5.6,False,default,99,9,9,90\n"; key(base) != key(grown) {
		t.Error("a bucket that grew has another key")
	}
}

func TestOpenAIUsageBadCells(t *testing.T) {
	for _, c := range []struct{ name, row, column, reason string }{
		{"half a request", "1790812800,1790816400,1.5,p,u,k,m,False,d,10,1,0,10\n", "num_model_requests", "whole"},
		{"ends before it starts", "1790812800,1790812800,1,p,u,k,m,False,d,10,1,0,10\n", "end_time", "before"},
		{"no time", ",1790816400,1,p,u,k,m,False,d,10,1,0,10\n", "start_time", "not a time"},
	} {
		got := faults(t, usageHead+c.row, usagefile.Options{})
		if len(got) != 1 || got[0].Line != 2 || got[0].Column != c.column || !strings.Contains(got[0].Reason, c.reason) {
			t.Errorf("%s: faults %v, want one of %s: %s", c.name, got, c.column, c.reason)
		}
	}
}

// TestOpenAIUsageUngrouped: tokens without a model come in, and the file is told to
// be of little use.
func TestOpenAIUsageUngrouped(t *testing.T) {
	f, err := usagefile.Open(strings.NewReader(usageHead+"1790812800,1790816400,4,,,,,,,10,1,0,10\n"), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rec, err := f.Next(t.Context())
	if err != nil || len(rec.Faults) > 0 || rec.Row.Model != "(all models)" || rec.Row.Tokens[pricing.Input] != 10 || rec.Row.Grain != "hours ungrouped" {
		t.Errorf("got %+v, %v", rec, err)
	}
	if w := f.Warnings(); len(w) != 1 || !strings.Contains(w[0], "not grouped by model") {
		t.Errorf("warnings %q", w)
	}
}

// TestOpenAICost: the model is what stands before the comma; what is no tokens is
// extra; all 30 decimals count; an ungrouped day has a grain of its own.
func TestOpenAICost(t *testing.T) {
	const times = "1790812800,1790899200,"
	for _, c := range []struct{ name, row, model, cost, extra, grain string }{
		{"tokens", times + `0.000000000000000000000000000001,usd,5,tokens,"gpt-5.6, cached input",,key_1,proj_1,org_1,` + "\n", "gpt-5.6", "0.000000000000000000000000000001", "0", "days by line_item, api_key_id, project_id"},
		{"calls", times + `0.03,usd,3,calls,web search tool calls,,,proj_1,org_1,` + "\n", "web search tool calls", "0.03", "0.03", "days by line_item, project_id"},
		{"another service without a unit", times + `0.09,usd,,,file search storage,,,proj_1,org_1,` + "\n", "file search storage", "0.09", "0.09", "days by line_item, project_id"},
		{"a correction", times + `-0.5,usd,,,code interpreter sessions,,,,,` + "\n", "code interpreter sessions", "-0.5", "0", "days by line_item"},
		{"not grouped", times + `7.5,usd,,,,,,,org_1,` + "\n", "(all models)", "7.5", "0", "days ungrouped"},
		{"spaces before the comma", times + `1,usd,5,tokens,"gpt-5.6 , input",,,,,` + "\n", "gpt-5.6", "1", "0", "days by line_item"},
		{"nothing charged", times + `0,usd,,,"gpt-5.6, input",,,,,` + "\n", "gpt-5.6", "0", "0", "days by line_item"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, strings.NewReader(costHead+c.row), usagefile.Options{}, "openai-cost-csv")[0]
			if r.Model != c.model || r.Cost.String() != c.cost || r.Extra.String() != c.extra || r.Grain != c.grain || !r.HasCost || !r.Mixed || !r.Bucket || !r.Tokens.IsZero() || r.Requests != 0 {
				t.Errorf("got %s, %s, extra %s, %q; want %s, %s, extra %s, %q", r.Model, r.Cost, r.Extra, r.Grain, c.model, c.cost, c.extra, c.grain)
			}
		})
	}
}

// TestOpenAICostLabels: the ids of who spent it.
func TestOpenAICostLabels(t *testing.T) {
	r := read(t, strings.NewReader(costHead+"1790812800,1790899200,2,usd,,,\"gpt-5.6, input\",user_1,key_1,proj_1,org_1,api\n"), usagefile.Options{}, "openai-cost-csv")[0]
	if r.User != "user_1" || r.Key != "key_1" || r.App != "proj_1" {
		t.Errorf("user %q, key %q, app %q", r.User, r.Key, r.App)
	}
}

// TestFX: a rate is a decimal above zero, and what it makes of an amount is rounded to 30
// decimals: 1.5 of the last one is 2.
func TestFX(t *testing.T) {
	row := func(amount string) string {
		return costHead + "1790812800,1790899200," + amount + ",eur,,,\"gpt-5.6, input\",,,,,\n"
	}
	for _, rate := range []string{"x", "0", "-1", ""} {
		got := faults(t, row("2"), usagefile.Options{FX: map[string]string{"EUR": rate}})
		if len(got) != 1 || got[0].Reason != "--fx EUR="+rate+": not a rate" {
			t.Errorf("a rate of %q: %v", rate, got)
		}
	}
	r := read(t, strings.NewReader(row("0.000000000000000000000000000001")), usagefile.Options{FX: map[string]string{"EUR": "1.5"}}, "openai-cost-csv")[0]
	if got := r.Cost.String(); got != "0.000000000000000000000000000002" {
		t.Errorf("the last decimal times 1.5 is %s", got)
	}
}

func TestOpenAICostCurrency(t *testing.T) {
	data := costHead + "1790812800,1790899200,2,eur,,,\"gpt-5.6, input\",,,,,\n"
	got := faults(t, data, usagefile.Options{})
	if len(got) != 1 || got[0].Column != "amount_currency" || got[0].Currency != "EUR" || !strings.Contains(got[0].Reason, "--fx EUR=RATE") {
		t.Errorf("faults %v", got)
	}
	r := read(t, strings.NewReader(data), usagefile.Options{FX: map[string]string{"EUR": "1.1"}}, "openai-cost-csv")[0]
	if r.Cost.String() != "2.2" {
		t.Errorf("cost %s, want 2 x 1.1 = 2.2", r.Cost)
	}
	// A line item without its amount is no idle day.
	got = faults(t, costHead+"1790812800,1790899200,,usd,,,\"gpt-5.6, input\",,,,,\n", usagefile.Options{})
	if len(got) != 1 || got[0].Column != "amount_value" || !strings.Contains(got[0].Reason, "empty") {
		t.Errorf("faults %v", got)
	}
}

// TestOpenAILegacy: times of both kinds; an e-mail parts two rows and is not kept.
func TestOpenAILegacy(t *testing.T) {
	const head = "organization_id,n_requests,operation,n_context_tokens_total,n_generated_tokens_total,usage_type,model,timestamp,user\n"
	rows := read(t, strings.NewReader(head+
		"org,2,completion,900,120,text,text-davinci:003,1683000300,ann@example.com\n"+
		"org,2,completion,900,120,text,text-davinci:003,2023-05-02 04:05:00,bob@example.com\n"), usagefile.Options{}, "openai-legacy-usage-csv")
	for i, r := range rows {
		if !r.At.Equal(time.Date(2023, 5, 2, 4, 5, 0, 0, time.UTC)) || r.Requests != 2 || r.Tokens[pricing.Input] != 900 || r.Tokens[pricing.Output] != 120 || r.CacheUnknown || r.User != "" {
			t.Errorf("row %d: %+v", i, r)
		}
	}
	if rows[0].Dims == rows[1].Dims {
		t.Error("two users, one key")
	}
	for n, mixed := range map[string]bool{"0": true, "1": false, "2": true} {
		r := read(t, strings.NewReader(head+"org,"+n+",completion,900,120,text,m,1683000300,\n"), usagefile.Options{}, "openai-legacy-usage-csv")[0]
		if r.Mixed != mixed {
			t.Errorf("%s requests are many: %t", n, r.Mixed)
		}
	}
	// A hobby tool's mixture is nobody's export.
	if err := refuse("date,project_name,model,n_context_tokens_total,n_generated_tokens_total,n_requests,amount,currency\n", usagefile.Options{}); err == nil || !strings.Contains(err.Error(), "openai-legacy-usage-csv is nearest and lacks timestamp") {
		t.Errorf("error %v", err)
	}
}
