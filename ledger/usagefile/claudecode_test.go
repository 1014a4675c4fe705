package usagefile_test

import (
	"io"
	"strings"
	"testing"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// claudeCall is a line of Claude Code's log: one call with a usage object.
func claudeCall(id, model, usage string) string {
	return `{"type":"assistant","version":"2.1.140","userType":"external","sessionId":"s","timestamp":"2026-10-12T09:00:00Z","message":{"id":"` + id + `","model":"` + model + `","usage":` + usage + `}}` + "\n"
}

const claudeLog = "claude-code-jsonl"

// TestClaudeService: speed, service tier and geography are part of what a call costs.
func TestClaudeService(t *testing.T) {
	for name, c := range map[string]struct {
		fields string
		want   pricing.Service
	}{
		"nothing said":            {``, pricing.Service{}},
		"all standard":            {`,"service_tier":"standard","speed":"standard","inference_geo":"not_available"`, pricing.Service{}},
		"null":                    {`,"service_tier":null,"speed":null,"inference_geo":null`, pricing.Service{}},
		"an empty geography":      {`,"inference_geo":""`, pricing.Service{}},
		"anywhere":                {`,"inference_geo":"global"`, pricing.Service{}},
		"fast":                    {`,"service_tier":"standard","speed":"fast"`, pricing.Service{Tier: pricing.Fast}},
		"batch":                   {`,"service_tier":"batch"`, pricing.Service{Tier: pricing.Batch}},
		"priority":                {`,"service_tier":"priority","speed":"standard"`, pricing.Service{Tier: pricing.Priority}},
		"in the US":               {`,"inference_geo":"us"`, pricing.Service{Residency: "us"}},
		"fast and in the US":      {`,"speed":"fast","inference_geo":"us"`, pricing.Service{Tier: pricing.Fast, Residency: "us"}},
		"a tier nobody has heard": {`,"service_tier":"gold"`, pricing.Service{Tier: "gold"}},
	} {
		t.Run(name, func(t *testing.T) {
			log := claudeCall("m", "claude-opus-4-8", `{"input_tokens":1,"output_tokens":2`+c.fields+`}`)
			if got := read(t, strings.NewReader(log), usagefile.Options{}, claudeLog)[0].Service; got != c.want {
				t.Errorf("service %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestClaudeThinking: thinking tokens are the part of the output that is reasoning.
func TestClaudeThinking(t *testing.T) {
	for usage, want := range map[string][2]int64{ // output, reasoning
		`{"output_tokens":100}`:                                                 {100, 0},
		`{"output_tokens":100,"output_tokens_details":null}`:                    {100, 0},
		`{"output_tokens":100,"output_tokens_details":{}}`:                      {100, 0},
		`{"output_tokens":100,"output_tokens_details":{"thinking_tokens":60}}`:  {100, 60},
		`{"output_tokens_details":{"thinking_tokens":100},"output_tokens":100}`: {100, 100},
	} {
		r := read(t, strings.NewReader(claudeCall("m", "x", usage)), usagefile.Options{}, claudeLog)[0]
		if r.Tokens[pricing.Output] != want[0] || r.Tokens[pricing.Reasoning] != want[1] {
			t.Errorf("%s: output %d, reasoning %d; want %d and %d", usage, r.Tokens[pricing.Output], r.Tokens[pricing.Reasoning], want[0], want[1])
		}
	}
}

// TestClaudeIterations: a summary and an advisor's advice are billed beside the
// call's own usage, which holds its iterations of type message already.
func TestClaudeIterations(t *testing.T) {
	log := claudeCall("m", "claude-opus-4-8", `{"input_tokens":23000,"output_tokens":1000,"cache_read_input_tokens":7,"speed":"fast","inference_geo":"us","iterations":[
		{"type":"compaction","input_tokens":180000,"output_tokens":3500,"cache_read_input_tokens":5,"cache_creation_input_tokens":40},
		{"type":"message","input_tokens":23000,"output_tokens":1000},
		{"type":"advisor_message","model":"claude-fable-5","input_tokens":90,"output_tokens":9},
		{"type":"advisor_message","input_tokens":80,"output_tokens":8},
		null, 7,
		{"type":"compaction","model":"claude-haiku-4-5","input_tokens":60,"output_tokens":6,"output_tokens_details":{"thinking_tokens":4}},
		{"type":"fallback_message","input_tokens":23000,"output_tokens":1000}]}`)
	log = strings.ReplaceAll(log, "\n\t\t", "")
	want := []struct {
		id, model          string
		input, read, write int64
		output, reasoning  int64
		tier               pricing.Tier
	}{
		{"m", "claude-opus-4-8", 23000, 7, 0, 1000, 0, pricing.Fast},
		{"m#advisor1", "claude-fable-5", 90, 0, 0, 9, 0, pricing.Standard},
		{"m#advisor2", usagefile.UnknownModel, 80, 0, 0, 8, 0, pricing.Standard},
		{"m#compaction1", "claude-opus-4-8", 180000, 5, 40, 3500, 0, pricing.Fast},
		{"m#compaction2", "claude-haiku-4-5", 60, 0, 0, 6, 4, pricing.Standard},
	}
	got := read(t, strings.NewReader(log), usagefile.Options{}, claudeLog)
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i, w := range want {
		r := got[i]
		if r.ID != w.id || r.Model != w.model || r.Service != (pricing.Service{Tier: w.tier, Residency: "us"}) || r.Requests != 1 {
			t.Errorf("row %d: %s %s %+v, want %s %s %s in us", i, r.ID, r.Model, r.Service, w.id, w.model, w.tier)
		}
		if r.Tokens[pricing.Input] != w.input || r.Tokens[pricing.CacheRead] != w.read || r.Tokens[pricing.CacheWrite5m] != w.write ||
			r.Tokens[pricing.Output] != w.output || r.Tokens[pricing.Reasoning] != w.reasoning {
			t.Errorf("%s: tokens %v, want %d input, %d read, %d written, %d output, %d reasoning", r.ID, r.Tokens, w.input, w.read, w.write, w.output, w.reasoning)
		}
	}
}

// TestClaudeFieldTwice: of a field that a line names twice the last counts, and nothing
// of the first: as in JSON.
func TestClaudeFieldTwice(t *testing.T) {
	const head, foot = `{"type":"assistant","timestamp":"2026-10-12T09:00:00Z","requestId":"r",`, "}\n"
	for name, c := range map[string]struct {
		line        string
		id, model   string
		read, write int64
	}{
		"a message": {`"message":{"id":"m","model":"old","usage":{"cache_read_input_tokens":5}},"message":{"usage":{"cache_creation_input_tokens":3}}`, "r", usagefile.UnknownModel, 0, 3},
		"usage":     {`"message":{"id":"m","model":"x","usage":{"cache_read_input_tokens":5},"usage":{"cache_creation_input_tokens":3}}`, "m", "x", 0, 3},
		"writes":    {`"message":{"id":"m","model":"x","usage":{"cache_creation":{"ephemeral_5m_input_tokens":7},"cache_creation":{}}}`, "m", "x", 0, 0},
	} {
		r := read(t, strings.NewReader(head+c.line+foot), usagefile.Options{}, claudeLog)[0]
		if r.ID != c.id || r.Model != c.model || r.Tokens[pricing.CacheRead] != c.read || r.Tokens[pricing.CacheWrite5m] != c.write {
			t.Errorf("%s: %s of %s, %d read, %d written; want %s of %s, %d and %d", name, r.ID, r.Model, r.Tokens[pricing.CacheRead], r.Tokens[pricing.CacheWrite5m], c.id, c.model, c.read, c.write)
		}
	}
	line := head + `"message":{"id":"m","usage":{"output_tokens":1},"usage":null}` + foot
	f, err := usagefile.Open(strings.NewReader(line), usagefile.Options{Type: claudeLog})
	if err != nil {
		t.Fatal(err)
	}
	if rec, err := f.Next(t.Context()); err != io.EOF {
		t.Errorf("usage that is null in the end: %+v, %v", rec, err)
	}
}

// TestClaudeIterationsAreAList: what is none has no calls in it.
func TestClaudeIterationsAreAList(t *testing.T) {
	for _, iterations := range []string{`{"type":"compaction","output_tokens":9}`, `"compaction"`, `[["compaction"],{"x":"compaction"}]`, `[]`} {
		log := claudeCall("m", "x", `{"output_tokens":3,"iterations":`+iterations+`}`)
		if rows := read(t, strings.NewReader(log), usagefile.Options{}, claudeLog); len(rows) != 1 || rows[0].Tokens[pricing.Output] != 3 {
			t.Errorf("%s: %+v, want the call alone", iterations, rows)
		}
	}
}

// TestClaudeCost: the cost of an old log's line is that of its call; what was billed
// beside it, and at which tier, says so itself.
func TestClaudeCost(t *testing.T) {
	log := strings.Replace(claudeCall("m", "x", `{"output_tokens":3,"iterations":[{"type":"advisor_message","model":"a","output_tokens":6,"service_tier":"batch"}]}`), `"type"`, `"costUSD":0.50,"type"`, 1)
	got := read(t, strings.NewReader(log), usagefile.Options{}, claudeLog)
	if len(got) != 2 || !got[0].HasCost || got[0].Cost.String() != "0.5" || got[0].Service.Tier != pricing.Standard {
		t.Fatalf("rows %+v", got)
	}
	if got[1].HasCost || !got[1].Cost.IsZero() || got[1].Service.Tier != pricing.Batch {
		t.Errorf("the advice costs %s, %t, at tier %q", got[1].Cost, got[1].HasCost, got[1].Service.Tier)
	}
}

// TestClaudeCacheWrites: what the parts leave of the sum was written for 5 minutes.
func TestClaudeCacheWrites(t *testing.T) {
	const parts = `,"cache_creation":{"ephemeral_5m_input_tokens":3,"ephemeral_1h_input_tokens":4}}`
	for usage, want := range map[string][2]int64{ // for 5 minutes, for an hour
		`{"cache_creation_input_tokens":9}`:                            {9, 0},
		`{"cache_creation_input_tokens":7` + parts:                     {3, 4},
		`{"cache_creation_input_tokens":8` + parts:                     {4, 4},
		`{"cache_creation_input_tokens":2` + parts:                     {3, 4}, // less than its parts
		`{"cache_creation_input_tokens":2` + `,"cache_creation":null}`: {2, 0},
	} {
		r := read(t, strings.NewReader(claudeCall("m", "x", usage)), usagefile.Options{}, claudeLog)[0]
		if r.Tokens[pricing.CacheWrite5m] != want[0] || r.Tokens[pricing.CacheWrite1h] != want[1] {
			t.Errorf("%s: %d and %d, want %d and %d", usage, r.Tokens[pricing.CacheWrite5m], r.Tokens[pricing.CacheWrite1h], want[0], want[1])
		}
	}
}

// TestClaudeCallWithoutID: no call is told from another without an id.
func TestClaudeCallWithoutID(t *testing.T) {
	got := faults(t, claudeCall("", "x", `{"output_tokens":1}`), usagefile.Options{})
	if len(got) != 1 || got[0].Column != "message.id" || got[0].Reason != "no message.id, requestId or uuid says which call it is" {
		t.Errorf("faults %+v", got)
	}
	for field, want := range map[string]string{"requestId": "r1", "uuid": "u1"} {
		log := strings.Replace(claudeCall("", "x", `{"output_tokens":1}`), `"type"`, `"`+field+`":"`+want+`","type"`, 1)
		if r := read(t, strings.NewReader(log), usagefile.Options{}, claudeLog)[0]; r.ID != want {
			t.Errorf("by its %s the call is %q", field, r.ID)
		}
	}
}

// TestClaudeFaultsNameTheirField: by its whole path, on the line behind another too.
func TestClaudeFaultsNameTheirField(t *testing.T) {
	priced := strings.Replace(claudeCall("n", "x", `{}`), `"type"`, `"costUSD":"much","type"`, 1)
	got := faults(t, claudeCall("m", "x", `{"output_tokens":"x"}`)+priced, usagefile.Options{})
	if len(got) != 2 || got[0].Column != "message.usage.output_tokens" || got[1].Column != "costUSD" {
		t.Errorf("faults %+v", got)
	}
}

// TestClaudeLongLineSaysItsTypeLate: a line longer than what is looked at is read unless
// its beginning says that it is no call.
func TestClaudeLongLineSaysItsTypeLate(t *testing.T) {
	long := strings.Repeat("pasted text ", 100_000)
	log := `{"pasted":"` + long + `","timestamp":"2026-10-12T09:00:00Z","message":{"id":"m","model":"x","usage":{"output_tokens":3}},"type":"assistant"}` + "\n" +
		`{"type":"user","pasted":"` + long + `","timestamp":"2026-10-12T09:00:00Z","message":{"id":"n","usage":{"output_tokens":4}}}` + "\n"
	log += `{"type":"assistant","pasted":"` + long + `","timestamp":"2026-10-12T09:00:00Z","message":{"id":"o","model":"x","usage":{"output_tokens":5}}}` + "\n"
	rows := read(t, strings.NewReader(log), usagefile.Options{Type: claudeLog}, claudeLog)
	if len(rows) != 2 || rows[0].ID != "m" || rows[0].Tokens[pricing.Output] != 3 || rows[1].ID != "o" || rows[1].Tokens[pricing.Output] != 5 {
		t.Errorf("rows %+v, want those of 3 and 5 tokens", rows)
	}
}
