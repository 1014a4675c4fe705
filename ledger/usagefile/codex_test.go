package usagefile_test

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

const codexLog = "codex-jsonl"

// codexUsage is a usage object of Codex: input holds cached, output holds reasoning.
func codexUsage(input, cached, output int64) string {
	return fmt.Sprintf(`{"input_tokens":%d,"cached_input_tokens":%d,"output_tokens":%d,"reasoning_output_tokens":0,"total_tokens":%d}`, input, cached, output, input+output)
}

func codexLine(kind, payload string) string {
	return `{"timestamp":"2026-10-12T09:00:00Z","type":"` + kind + `","payload":` + payload + "}\n"
}

func codexMeta(provider string) string {
	return codexLine("session_meta", `{"id":"s","cwd":"/w","model_provider":"`+provider+`"}`)
}

func codexTurn(model string) string { return codexLine("turn_context", `{"model":"`+model+`"}`) }

// codexCount is a token_count event.
func codexCount(total, last string) string {
	return codexLine("event_msg", `{"type":"token_count","info":{"total_token_usage":`+total+`,"last_token_usage":`+last+`}}`)
}

// codexRecord is a token_usage_record.
func codexRecord(usage, thread string) string {
	return codexLine("token_usage_record", `{"response_id":"r","usage":`+usage+`,"thread_token_usage":`+thread+`}`)
}

// TestCodexRecords: a call that both a record and a token_count tell is one; a
// summary, which its record alone tells, is another; a log of records alone has its
// calls.
//
//	a   input 200 of which 0 cached, output 10     total 200/0/10
//	sum input 210 of which 200 cached, output 40   in no token_count's total
//	b   input 30, output 5                         total 230/0/15
func TestCodexRecords(t *testing.T) {
	a, sum, b := codexUsage(200, 0, 10), codexUsage(210, 200, 40), codexUsage(30, 0, 5)
	counted := codexUsage(230, 0, 15)
	thread2, thread3 := codexUsage(410, 200, 50), codexUsage(440, 200, 55)
	records := []string{codexRecord(a, a), codexRecord(sum, thread2), codexRecord(b, thread3)}
	start := codexMeta("openai") + codexTurn("gpt-5.6-sol")
	limits := codexLine("event_msg", `{"type":"token_count","info":null,"rate_limits":{}}`)
	for name, c := range map[string]struct {
		log                 string
		calls               int
		input, read, output int64
	}{
		"token_counts alone":  {start + codexCount(a, a) + codexCount(counted, b), 2, 230, 0, 15},
		"records alone":       {start + strings.Join(records, ""), 3, 240, 200, 55},
		"both":                {start + records[0] + codexCount(a, a) + records[1] + codexCount(a, a) + records[2] + codexCount(counted, b), 3, 240, 200, 55},
		"reported again":      {start + records[0] + limits + codexCount(a, a) + codexCount(a, a) + records[1] + records[2] + codexCount(a, a) + codexCount(counted, b) + codexCount(counted, b), 3, 240, 200, 55},
		"ends with a summary": {start + records[0] + codexCount(a, a) + records[1], 2, 210, 200, 50},
		"ends with a record":  {start + records[0] + codexCount(a, a) + records[2], 2, 230, 0, 15},
		"one without record":  {start + codexCount(a, a) + records[1] + codexCount(a, a) + codexCount(counted, b), 3, 240, 200, 55},
		"no thread totals":    {start + codexRecord(a, "null") + codexRecord(b, "null") + codexRecord(b, "null"), 3, 260, 0, 20},
		"nothing used":        {start + codexRecord(codexUsage(0, 0, 0), "null"), 0, 0, 0, 0},
		"the total restarts":  {start + codexCount(a, a) + codexRecord(b, thread3) + codexCount(b, b), 2, 230, 0, 15},
	} {
		t.Run(name, func(t *testing.T) {
			calls := map[string]usagefile.Row{}
			var input, cached, output int64
			for _, r := range read(t, strings.NewReader(c.log), usagefile.Options{}, codexLog) {
				if _, known := calls[r.ID]; known {
					continue
				}
				calls[r.ID] = r
				input, cached, output = input+r.Tokens[pricing.Input], cached+r.Tokens[pricing.CacheRead], output+r.Tokens[pricing.Output]
			}
			if len(calls) != c.calls || input != c.input || cached != c.read || output != c.output {
				t.Errorf("%d calls, %d input, %d read, %d output; want %d, %d, %d, %d", len(calls), input, cached, output, c.calls, c.input, c.read, c.output)
			}
		})
	}
}

// TestCodexRecordIsItsEvent: a log that was read with its last record and not yet
// the token_count behind it, or whose fork tells the call without a record, has the
// call under one id.
func TestCodexRecordIsItsEvent(t *testing.T) {
	a, b, both := codexUsage(200, 0, 10), codexUsage(30, 0, 5), codexUsage(230, 0, 15)
	start := codexMeta("openai") + codexTurn("m")
	with := read(t, strings.NewReader(start+codexRecord(a, a)+codexCount(a, a)+codexRecord(b, both)), usagefile.Options{}, codexLog)
	without := read(t, strings.NewReader(start+codexCount(a, a)+codexCount(both, b)), usagefile.Options{}, codexLog)
	if len(with) != 2 || len(without) != 2 || with[0].ID != without[0].ID || with[1].ID != without[1].ID {
		t.Errorf("ids %s with records, %s without", ids(with), ids(without))
	}
}

func ids(rows []usagefile.Row) string {
	var list []string
	for _, r := range rows {
		list = append(list, r.ID)
	}
	return strings.Join(list, " ")
}

// TestCodexFaultsNameTheirField: by its whole path, on the line behind another too.
func TestCodexFaultsNameTheirField(t *testing.T) {
	bad := `{"input_tokens":"x"}`
	got := faults(t, codexMeta("openai")+codexCount(bad, "null")+codexCount("null", bad)+codexRecord(bad, "null")+codexTurn("m")+codexLine("turn_context", `{"model":7}`)+codexLine("turn_context", `{"service_tier":7}`), usagefile.Options{})
	var columns []string
	for _, f := range got {
		columns = append(columns, f.Column)
	}
	if want := "payload.info.total_token_usage.input_tokens payload.info.last_token_usage.input_tokens payload.usage.input_tokens payload.model payload.service_tier"; strings.Join(columns, " ") != want {
		t.Errorf("faults in %q, want %s", columns, want)
	}
}

// TestCodexForksOfForks: a session forked from a fork begins with the calls of the first,
// and only the fork's own file says whose fork that was. Read as one folder in any order
// each call has one id, and the youngest file has the same ids where the others were read
// before.
func TestCodexForksOfForks(t *testing.T) {
	meta := func(id, from string) string {
		return codexLine("session_meta", `{"id":"`+id+`","forked_from_id":`+from+`,"model_provider":"openai"}`)
	}
	first, second, third := codexCount(codexUsage(10, 0, 1), codexUsage(10, 0, 1)), codexCount(codexUsage(30, 0, 3), codexUsage(20, 0, 2)), codexCount(codexUsage(60, 0, 6), codexUsage(30, 0, 3))
	logs := map[string]string{"a": meta("a", "null") + first, "b": meta("b", `"a"`) + first + second, "c": meta("c", `"b"`) + first + second + third}
	calls := func(order string, known string) map[string]int {
		tree := fstest.MapFS{}
		for i, log := range order {
			tree[fmt.Sprintf("sessions/%d-%c.jsonl", i, log)] = &fstest.MapFile{Data: []byte(logs[string(log)])}
		}
		f, err := usagefile.OpenFolder(tree, usagefile.FolderOptions{Known: func(path string, _ int64, _ time.Time) bool {
			return strings.Contains(known, strings.TrimSuffix(path[len(path)-len("a.jsonl"):], ".jsonl"))
		}})
		if err != nil {
			t.Fatal(err)
		}
		lines := map[string]int{}
		for {
			rec, err := f.Next(t.Context())
			if err == io.EOF {
				return lines
			}
			if err != nil || len(rec.Faults) > 0 {
				t.Fatalf("%v, faults %v", err, rec.Faults)
			}
			lines[rec.Row.ID] += 1 + rec.Copies
		}
	}
	all := calls("abc", "")
	for _, order := range []string{"abc", "cba", "bca"} {
		if counts := slices.Sorted(maps.Values(calls(order, ""))); !slices.Equal(counts, []int{1, 2, 3}) {
			t.Errorf("files in order %s: calls of %v lines, want 1, 2 and 3", order, counts)
		}
		again := calls(order, "ab")
		if !slices.Equal(slices.Sorted(maps.Keys(again)), slices.Sorted(maps.Keys(all))) || len(again) != 3 {
			t.Errorf("files in order %s, a and b read before: calls %v, want those of %v", order, again, all)
		}
	}
}

// TestCodexLongLineSaysItsTypeLate: a line longer than what is looked at is read unless
// its beginning says that it tells nothing.
func TestCodexLongLineSaysItsTypeLate(t *testing.T) {
	long := strings.Repeat("pasted text ", 100_000)
	log := codexMeta("openai") + codexTurn("m") +
		`{"timestamp":"2026-10-12T09:00:00Z","pasted":"` + long + `","payload":{"type":"token_count","info":{"last_token_usage":` + codexUsage(9, 0, 3) + `}},"type":"event_msg"}` + "\n" +
		`{"timestamp":"2026-10-12T09:00:00Z","type":"response_item","pasted":"` + long + `","payload":{"type":"token_count","info":{"last_token_usage":` + codexUsage(8, 0, 2) + `}}}` + "\n" +
		`{"timestamp":"2026-10-12T09:00:00Z","type":"event_msg","pasted":"` + long + `","payload":{"type":"token_count","info":{"last_token_usage":` + codexUsage(7, 0, 1) + `}}}` + "\n"
	rows := read(t, strings.NewReader(log), usagefile.Options{}, codexLog)
	if len(rows) != 2 || rows[0].Tokens[pricing.Input] != 9 || rows[1].Tokens[pricing.Input] != 7 {
		t.Errorf("rows %+v, want those of 9 and 7", rows)
	}
}

// TestCodexTier: settings hold for the calls behind them, until the next.
func TestCodexTier(t *testing.T) {
	settings := func(inside string) string {
		return codexLine("event_msg", `{"type":"thread_settings_applied","thread_settings":{`+inside+`}}`)
	}
	n := int64(0)
	call := func() string {
		n++
		return codexCount(codexUsage(10*n, 0, n), codexUsage(10, 0, 1))
	}
	log := codexMeta("openai") + codexTurn("gpt-5.4") + call() +
		settings(`"service_tier":"priority"`) + codexTurn("gpt-5.4") + call() + call() +
		settings(`"service_tier":"flex"`) + call() +
		settings(`"service_tier":"fast"`) + call() + // OpenAI bills it as priority
		settings(`"service_tier":"default"`) + call() +
		codexLine("turn_context", `{"model":"gpt-5.4","service_tier":"flex"}`) + call() +
		settings(`"effort":"high"`) + call()
	want := []pricing.Tier{"", "priority", "priority", "flex", "priority", "", "flex", ""}
	rows := read(t, strings.NewReader(log), usagefile.Options{}, codexLog)
	if len(rows) != len(want) {
		t.Fatalf("%d calls, want %d", len(rows), len(want))
	}
	for i, r := range rows {
		if r.Service.Tier != want[i] {
			t.Errorf("call %d: tier %q, want %q", i+1, r.Service.Tier, want[i])
		}
	}
}

// TestCodexSurprises: figures that surprise are taken and marked.
//
//	500 of input beside 900 cached; 30 of output beside 70 of reasoning
func TestCodexSurprises(t *testing.T) {
	usage := `{"input_tokens":500,"cached_input_tokens":900,"output_tokens":30,"reasoning_output_tokens":70}`
	log := codexMeta("openai") + codexTurn("m") + codexCount(usage, usage)
	r := read(t, strings.NewReader(log), usagefile.Options{}, codexLog)[0]
	if r.Tokens[pricing.Input] != 500 || r.Tokens[pricing.CacheRead] != 900 || r.Tokens[pricing.Output] != 100 || r.Tokens[pricing.Reasoning] != 70 ||
		r.Marks != usagefile.CachedOutside|usagefile.ReasoningOutside {
		t.Errorf("%+v", r)
	}
}
