package usagefile_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const litellmLog = "litellm-spendlogs-json"

// spendLog is one row of LiteLLM's spend logs: a prompt, a completion, and further
// members of the row and of its usage_object, each with a comma in front.
func spendLog(id string, prompt, completion int, more, usage string) string {
	return fmt.Sprintf(`{"request_id":%q,"startTime":"2026-10-12T09:00:00Z","model":"m","spend":0.5,"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d%s,"metadata":{"usage_object":{"x":1%s}}}`,
		id, prompt, completion, prompt+completion, more, usage)
}

// TestLiteLLMCache: the parts of a prompt in every way in which usage_object tells
// them.
func TestLiteLLMCache(t *testing.T) {
	for name, c := range map[string]struct {
		usage string
		want  [4]int64 // of a prompt of 5,000: input, read, written for 5 minutes, for an hour
	}{
		"nothing":                    {``, [4]int64{5000, 0, 0, 0}},
		"OpenAI's":                   {`,"prompt_tokens_details":{"cached_tokens":3000,"cache_creation_tokens":1500}`, [4]int64{500, 3000, 1500, 0}},
		"Anthropic's":                {`,"cache_read_input_tokens":3000,"cache_creation_input_tokens":1500`, [4]int64{500, 3000, 1500, 0}},
		"both":                       {`,"cache_read_input_tokens":3000,"cache_creation_input_tokens":1500,"prompt_tokens_details":{"cached_tokens":3000,"cache_creation_tokens":1500}`, [4]int64{500, 3000, 1500, 0}},
		"with their lifetimes":       {`,"cache_read_input_tokens":3000,"cache_creation_input_tokens":1500,"prompt_tokens_details":{"cache_creation_token_details":{"ephemeral_5m_input_tokens":500,"ephemeral_1h_input_tokens":1000}}`, [4]int64{500, 3000, 500, 1000}},
		"all for an hour":            {`,"cache_creation_input_tokens":300,"prompt_tokens_details":{"cache_creation_token_details":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":300}}`, [4]int64{4700, 0, 0, 300}},
		"in Anthropic's own object":  {`,"cache_creation_input_tokens":300,"cache_creation":{"ephemeral_5m_input_tokens":100,"ephemeral_1h_input_tokens":200}`, [4]int64{4700, 0, 100, 200}},
		"the lifetimes alone":        {`,"prompt_tokens_details":{"cache_creation_token_details":{"ephemeral_5m_input_tokens":40,"ephemeral_1h_input_tokens":60}}`, [4]int64{4900, 0, 40, 60}},
		"some without a lifetime":    {`,"cache_creation_input_tokens":200,"prompt_tokens_details":{"cache_creation_token_details":{"ephemeral_5m_input_tokens":40,"ephemeral_1h_input_tokens":60}}`, [4]int64{4800, 0, 140, 60}},
		"null":                       {`,"cache_read_input_tokens":null,"prompt_tokens_details":null`, [4]int64{5000, 0, 0, 0}},
		"of a prompt beside (older)": {`,"cache_read_input_tokens":9000`, [4]int64{5000, 9000, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, strings.NewReader(spendLog("a", 5000, 10, "", c.usage)), usagefile.Options{}, litellmLog)[0]
			if got := [4]int64{r.Tokens[pricing.Input], r.Tokens[pricing.CacheRead], r.Tokens[pricing.CacheWrite5m], r.Tokens[pricing.CacheWrite1h]}; got != c.want {
				t.Errorf("%d, want %d", got, c.want)
			}
		})
	}
}

// TestLiteLLMReasoning: reasoning is a part of the completion unless it is more than
// it, or the total says that it is not.
//
//	10,120 + 1,499 + 2,809 = 14,428: output is 4,308
func TestLiteLLMReasoning(t *testing.T) {
	reasoning := `,"completion_tokens_details":{"reasoning_tokens":2809}`
	row := func(completion, total int) usagefile.Row {
		text := strings.Replace(spendLog("a", 10_120, completion, "", reasoning), fmt.Sprintf(`"total_tokens":%d`, 10_120+completion), fmt.Sprintf(`"total_tokens":%d`, total), 1)
		return read(t, strings.NewReader(text), usagefile.Options{}, litellmLog)[0]
	}
	for _, c := range []struct {
		completion, total int
		output            int64
		marks             usagefile.Marks
	}{
		{1499, 14_428, 4308, usagefile.ReasoningOutside},
		{4308, 14_428, 4308, 0},
		{9, 0, 2818, usagefile.ReasoningOutside},
		{2809, 12_929, 2809, 0},
	} {
		r := row(c.completion, c.total)
		if r.Tokens[pricing.Output] != c.output || r.Tokens[pricing.Reasoning] != 2809 || r.Marks != c.marks {
			t.Errorf("completion %d of %d: output %d, reasoning %d, marks %d; want %d, 2809, %d", c.completion, c.total, r.Tokens[pricing.Output], r.Tokens[pricing.Reasoning], r.Marks, c.output, c.marks)
		}
	}
}

// TestLiteLLMLabels: team, tags and service of a row.
func TestLiteLLMLabels(t *testing.T) {
	for name, c := range map[string]struct {
		more, usage string
		team, app   string
		service     pricing.Service
	}{
		"none":            {"", "", "", "", pricing.Service{}},
		"null":            {`,"team_id":null,"request_tags":null`, `,"service_tier":null`, "", "", pricing.Service{}},
		"no tags":         {`,"team_id":"","request_tags":[]`, "", "", "", pricing.Service{}},
		"tags":            {`,"team_id":"team-1","request_tags":["search","nightly"]`, "", "team-1", "search,nightly", pricing.Service{}},
		"tags as text":    {`,"request_tags":"[\"search\",\"nightly\"]"`, "", "", "search,nightly", pricing.Service{}},
		"a person's tag":  {`,"request_tags":["search","ada@example.com"]`, "", "", "search", pricing.Service{}},
		"tags of objects": {`,"request_tags":[{"a":1}]`, "", "", "", pricing.Service{}},
		"default":         {"", `,"service_tier":"default"`, "", "", pricing.Service{}},
		"flex":            {"", `,"service_tier":"flex"`, "", "", pricing.Service{Tier: pricing.Flex}},
		"priority":        {"", `,"service_tier":"priority"`, "", "", pricing.Service{Tier: pricing.Priority}},
		"fast, in the US": {"", `,"service_tier":"standard","speed":"fast","inference_geo":"us"`, "", "", pricing.Service{Tier: pricing.Fast, Residency: "us"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := read(t, strings.NewReader(spendLog("a", 5, 1, c.more, c.usage)), usagefile.Options{}, litellmLog)[0]
			if r.Team != c.team || r.App != c.app || r.Service != c.service {
				t.Errorf("team %q, app %q, %+v; want %q, %q, %+v", r.Team, r.App, r.Service, c.team, c.app, c.service)
			}
		})
	}
}

// TestLiteLLMWhoAndWhatIsCached: the end user before the proxy's own, and none of a
// person; a usage object that tells the cached tokens in either way knows them.
func TestLiteLLMWhoAndWhatIsCached(t *testing.T) {
	for _, c := range []struct {
		more, usage, user string
		blind             bool
	}{
		{``, ``, "", true},
		{`,"user":"svc"`, `,"cache_read_input_tokens":0`, "svc", false},
		{`,"user":"svc","end_user":"shop-7"`, `,"prompt_tokens_details":{"cached_tokens":0}`, "shop-7", false},
		{`,"user":"svc","end_user":"ann@example.com"`, `,"cache_read_input_tokens":0,"prompt_tokens_details":{"cached_tokens":0}`, "svc", false},
		{`,"user":"ann@example.com"`, `,"cache_creation_input_tokens":4`, "", true},
	} {
		r := read(t, strings.NewReader(spendLog("a", 5, 1, c.more, c.usage)), usagefile.Options{}, litellmLog)[0]
		if r.User != c.user || r.CacheUnknown != c.blind {
			t.Errorf("%s%s: user %q, cache unknown %t; want %q, %t", c.more, c.usage, r.User, r.CacheUnknown, c.user, c.blind)
		}
	}
}

// TestLiteLLMRetrievals: reading a stored response again is no call, and is said
// once with its count.
func TestLiteLLMRetrievals(t *testing.T) {
	made := spendLog("resp_a", 121, 400, `,"call_type":"aresponses"`, "")
	again := func(kind string) string { return spendLog("resp_b", 121, 400, `,"call_type":"`+kind+`"`, "") }
	for _, c := range []struct {
		log  string
		rows int
		said string
	}{
		{made, 1, ""},
		{made + "\n" + again("acompletion"), 2, ""},
		{made + "\n" + again("aget_responses"), 1, "1 retrieval of a stored response is no call: it is left out"},
		{made + "\n" + again("get_responses") + "\n" + again("aget_responses") + "\n" + again("adelete_responses"), 1, "3 retrievals of stored responses are no calls: they are left out"},
	} {
		f, err := usagefile.Open(strings.NewReader(c.log), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for {
			rec, err := f.Next(context.Background())
			if err == io.EOF {
				break
			}
			if err != nil || len(rec.Faults) > 0 {
				t.Fatal(err, rec.Faults)
			}
			if !rec.Idle {
				rows++
			}
		}
		if said := strings.Join(f.Warnings(), "; "); rows != c.rows || said != c.said {
			t.Errorf("%d rows, said %q; want %d, %q", rows, said, c.rows, c.said)
		}
	}
}

// TestLiteLLMEverywhere: a request is the same row from a dump of the table, from the table
// as JSON and from the logs of a callback.
func TestLiteLLMEverywhere(t *testing.T) {
	dump, err := os.ReadFile("testdata/litellm-spendlogs.csv")
	if err != nil {
		t.Fatal(err)
	}
	logs, err := os.ReadFile("testdata/litellm-callback.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(bytes.NewReader(dump)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]any
	for _, cells := range table[1:] {
		r := map[string]any{}
		for i, name := range table[0] {
			switch name {
			case "spend", "total_tokens", "prompt_tokens", "completion_tokens", "metadata", "request_tags":
				r[name] = json.RawMessage(cells[i])
			default:
				r[name] = cells[i]
			}
		}
		records = append(records, r)
	}
	text, err := json.Marshal(records)
	if err != nil {
		t.Fatal(err)
	}
	rows := func(text []byte, format string) (out []string) {
		for _, r := range read(t, bytes.NewReader(text), usagefile.Options{}, format) {
			r.Line = 0
			out = append(out, fmt.Sprintf("%s %+v", r.Cost, r))
		}
		return out
	}
	want := rows(text, litellmLog)
	for format, text := range map[string][]byte{"litellm-spendlogs-csv": dump, "litellm-callback-json": logs} {
		if got := rows(text, format); !slices.Equal(got, want) || len(got) != 6 {
			t.Errorf("%s has\n%s\nand the table\n%s", format, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestLiteLLMDumpCells: metadata that is no object and tags that are no list, in the cells of
// a dump.
func TestLiteLLMDumpCells(t *testing.T) {
	const columns = "request_id,startTime,model,spend,prompt_tokens,completion_tokens,metadata,request_tags\n"
	for cells, want := range map[string]string{
		`,`:            "blind ",
		`{},[]`:        "blind ",
		`null,null`:    "blind ",
		`words,`:       "blind ",
		`"{""a"": 1",`: "blind ",
		`[1],`:         "blind ",
		`"{""usage_object"":{""cache_read_input_tokens"":0},""user_api_key_alias"":""ci""}","[""a"",""b""]"`: "knows ci a,b",
		`"{""usage_object"":{""cache_read_input_tokens"":-1}}",`:                                             "a count can't be negative",
		`,words`: "is no list",
	} {
		f, err := usagefile.Open(strings.NewReader(columns+"a,2026-10-12 09:00:00.123,m,0.5,5,1,"+cells+"\n"), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rec, err := f.Next(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		got := "knows"
		if rec.Row.CacheUnknown {
			got = "blind"
		}
		got = strings.TrimSuffix(got+" "+rec.Row.Key+" "+rec.Row.App, " ")
		if len(rec.Faults) > 0 {
			got = rec.Faults[0].Reason
		}
		if got != want {
			t.Errorf("%s: %q, want %q", cells, got, want)
		}
	}
}

// TestLiteLLMCallback: what the logs of a callback call otherwise.
func TestLiteLLMCallback(t *testing.T) {
	log := func(id, start, cost, more string) string {
		return fmt.Sprintf(`{"id":%q,"call_type":"acompletion","startTime":%s,"model":"m","model_group":"g","response_cost":%s,"prompt_tokens":5,"completion_tokens":1%s}`, id, start, cost, more)
	}
	for _, c := range []struct{ text, want string }{
		{log("a", "1792051200.5", "0.5", ""), "a 2026-10-15T08:00:00.5Z m $0.5 true"},
		{log("a", "1792051200.123999", "1.2e-05", ""), "a 2026-10-15T08:00:00.123Z m $0.000012 true"},
		{log("a", `"2026-10-15T08:00:00.123999+00:00"`, "0", ""), "a 2026-10-15T08:00:00.123Z m $0 true"},
		{log("a", "1792051200", "null", ""), "a 2026-10-15T08:00:00Z m $0 false"},
		{strings.Replace(log("a", "1792051200", "0", ""), `"model":"m"`, `"model":null`, 1), "a 2026-10-15T08:00:00Z g $0 true"},
	} {
		r := read(t, strings.NewReader(c.text), usagefile.Options{}, "litellm-callback-json")[0]
		if got := fmt.Sprintf("%s %s %s $%s %t", r.ID, r.At.Format(time.RFC3339Nano), r.Model, r.Cost, r.HasCost); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
	r := read(t, strings.NewReader(log("a", "1792051200", "0", `,"end_user":"","metadata":{"user_api_key_alias":"ci","user_api_key_user_id":"svc","user_api_key_team_id":"red","user_api_key_user_email":"ann@example.com"}`)), usagefile.Options{}, "litellm-callback-json")[0]
	if r.Key != "ci" || r.User != "svc" || r.Team != "red" {
		t.Errorf("labels %+v", r)
	}
}
