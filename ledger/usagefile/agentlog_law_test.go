package usagefile_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// oddLog draws a log from the names and values that its reader looks for, in any
// order, some twice, some of another kind, some broken.
func oddLog(names, values, frames []string) *rapid.Generator[string] {
	spaces := rapid.SampledFrom([]string{"", "", "", " ", "\t"})
	plain := rapid.SampledFrom(append([]string{`0`, `1`, `2`, `3`, `2.0`, `1e2`, `null`}, values...))
	odd := rapid.SampledFrom([]string{
		`-1`, `1.5`, `1000000000001`, `"7"`, `""`, `" x "`, `true`, `[]`, `{}`, `"a\"b"`, `"\ud800"`, "\"\xff\"", `"` + strings.Repeat("l", 1001) + `"`, `bad`, `01`,
	})
	scalar := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 39).Draw(t, "odd") == 0 {
			return odd.Draw(t, "value")
		}
		return plain.Draw(t, "value")
	})
	var object func(depth int) *rapid.Generator[string]
	object = func(depth int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			var b strings.Builder
			b.WriteString("{")
			for i := range rapid.IntRange(0, 9).Draw(t, "members") {
				if i > 0 {
					b.WriteString("," + spaces.Draw(t, "space"))
				}
				name, err := json.Marshal(rapid.SampledFrom(names).Draw(t, "name"))
				if err != nil {
					t.Fatal(err)
				}
				value := scalar
				if depth > 0 && rapid.IntRange(0, 3).Draw(t, "object") == 0 {
					value = object(depth - 1)
				}
				v := value.Draw(t, "value")
				if rapid.IntRange(0, 19).Draw(t, "list") == 0 {
					v = "[" + v + "," + object(0).Draw(t, "element") + "]"
				}
				b.WriteString(string(name) + spaces.Draw(t, "space") + ":" + v)
			}
			return b.String() + "}"
		})
	}
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(1, 6).Draw(t, "lines") {
			line := object(3).Draw(t, "line")
			// A line of the right shape, with odd values inside.
			if rapid.IntRange(0, 5).Draw(t, "framed") > 0 {
				parts := strings.Split(rapid.SampledFrom(frames).Draw(t, "frame"), "%")
				for i := range parts[1:] {
					inside := object(1).Draw(t, "inside")
					parts[i] = strings.TrimSuffix(parts[i]+inside[1:len(inside)-1], ",")
				}
				line = strings.Join(parts, "")
			}
			if rapid.IntRange(0, 29).Draw(t, "cut") == 0 {
				line = line[:rapid.IntRange(0, len(line)).Draw(t, "at")]
			}
			b.WriteString(line + rapid.SampledFrom([]string{"\n", "\n", "\r\n", "\n\n", ""}).Draw(t, "end"))
		}
		return b.String()
	})
}

var (
	oddClaude = oddLog(
		[]string{"type", "message", "usage", "timestamp", "id", "requestId", "uuid", "model", "cwd", "costUSD", "input_tokens", "output_tokens", "cache_read_input_tokens",
			"cache_creation_input_tokens", "cache_creation", "ephemeral_5m_input_tokens", "ephemeral_1h_input_tokens", "server_tool_use", "web_search_requests", "service_tier", "speed", "inference_geo", "output_tokens_details", "thinking_tokens", "iterations", "x"},
		[]string{`"assistant"`, `"user"`, `"2026-10-12T09:00:00.25Z"`, `"2026-10-12 09:00:01"`, `"msg_1"`, `"msg_2"`, `"gen-1"`, `"glm-4.7"`, `"<synthetic>"`, `"advisor_message"`, `"compaction"`, `0.25`, `"batch"`, `"fast"`, `"us"`},
		[]string{
			`{"type":"assistant","timestamp":"2026-10-12T09:00:00Z","message":{"id":"m1","model":"m","usage":{"output_tokens":3,%}}}`,
			`{"timestamp":"2026-10-12T09:00:02Z","message":{"id":"m1","usage":{"output_tokens":3,"iterations":[{"type":"advisor_message",%}]}},"type":"assistant"}`,
			`{"type":"assistant","timestamp":"2026-10-12T09:00:02Z","message":{"id":"m3","usage":{"output_tokens":3,"iterations":[{"type":"compaction",%},{"type":"message"},{"type":"compaction",%}],%}}}`,
			`{"type":"assistant","timestamp":"2026-10-12T09:00:02Z","message":{"id":"m4","usage":{"output_tokens":3,"output_tokens_details":{"thinking_tokens":2,%},%}}}`,
			`{"type":"assistant","timestamp":"2026-10-12T09:00:03Z","uuid":"u","message":{"usage":{"output_tokens":4},%}}`,
			`{"type":"assistant","timestamp":"2026-10-12T09:00:04Z","message":{"id":"m2","usage":{"input_tokens":9,"cache_creation":{%}}},%}`,
		})
	oddCodex = oddLog(
		[]string{"type", "payload", "timestamp", "info", "total_token_usage", "last_token_usage", "input_tokens", "cached_input_tokens", "output_tokens", "reasoning_output_tokens",
			"cache_write_input_tokens", "cache_creation_input_tokens", "id", "forked_from_id", "cwd", "model_provider", "model", "source", "subagent", "thread_spawn", "parent_thread_id",
			"usage", "thread_token_usage", "thread_settings", "service_tier"},
		[]string{`"event_msg"`, `"token_count"`, `"session_meta"`, `"turn_context"`, `"response_item"`, `"token_usage_record"`, `"thread_settings_applied"`, `"fast"`, `"flex"`,
			`"openrouter"`, `"deepseek-chat"`, `"2026-10-12T09:00:00.25Z"`, `"a"`, `"b"`, `"c"`},
		[]string{
			`{"type":"event_msg","timestamp":"2026-10-12T09:00:00Z","payload":{"type":"token_count","info":{"last_token_usage":{"input_tokens":9,%},"total_token_usage":{"input_tokens":12,%}}}}`,
			`{"type":"event_msg","timestamp":"2026-10-12T09:00:00Z","payload":{"type":"token_count","info":{"total_token_usage":{"input_tokens":30,"output_tokens":5,%}}}}`,
			`{"type":"event_msg","timestamp":"2026-10-12T09:00:00Z","payload":{"type":"token_count","info":{"last_token_usage":{"input_tokens":3,%}}}}`,
			`{"type":"token_usage_record","timestamp":"2026-10-12T09:00:00Z","payload":{"usage":{"input_tokens":9,%},"thread_token_usage":{"input_tokens":12,%}}}`,
			`{"type":"token_usage_record","timestamp":"2026-10-12T09:00:00Z","payload":{"usage":{"input_tokens":3,%}}}`,
			`{"type":"event_msg","payload":{"type":"thread_settings_applied","thread_settings":{"service_tier":"priority",%}}}`,
			`{"type":"session_meta","payload":{"id":"a","forked_from_id":"b",%}}`, `{"type":"turn_context","payload":{"model":"m1",%}}`,
		})
)

func TestFastIsSlowOnOddLogs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		agree(r, []byte(oddClaude.Draw(r, "claude")), "claude-code-jsonl", slowClaude)
		agree(r, []byte(oddCodex.Draw(r, "codex")), "codex-jsonl", slowCodex)
	})
}

// everyLog is every log of at most so many of these lines, in every order.
func everyLog(lines []string, most int) (logs []string) {
	all := []string{""}
	for range most {
		var longer []string
		for _, log := range all {
			for _, line := range lines {
				longer = append(longer, log+line)
			}
		}
		logs, all = append(logs, longer...), longer
	}
	return logs
}

// TestFastIsSlowOnEveryShortLog: of lines that change what those behind them mean, every
// three in every order.
func TestFastIsSlowOnEveryShortLog(t *testing.T) {
	usage := func(n ...int) string { // input, cached, written, output, reasoning
		return fmt.Sprintf(`{"input_tokens":%d,"cached_input_tokens":%d,"cache_write_input_tokens":%d,"output_tokens":%d,"reasoning_output_tokens":%d}`, n[0], n[1], n[2], n[3], n[4])
	}
	// 90 in, and each number one smaller or equal: a total that goes on or begins anew.
	first, second := usage(90, 20, 10, 40, 30), usage(190, 30, 15, 50, 32)
	count := func(info string) string { return codexLine("event_msg", `{"type":"token_count","info":{`+info+`}}`) }
	lines := []string{
		codexLine("session_meta", `{"id":"b","forked_from_id":"a","model_provider":"openai"}`), codexTurn("gpt-5.6-sol"),
		count(`"total_token_usage":` + first), count(`"total_token_usage":` + second),
		count(`"last_token_usage":` + first), count(`"total_token_usage":` + second + `,"last_token_usage":` + usage(100, 10, 5, 10, 2)),
		count(`"total_token_usage":` + usage(0, 0, 0, 0, 0) + `,"last_token_usage":` + usage(5, 1, 1, 2, 1)),
		count(`"total_token_usage":null`), count(`"last_token_usage":{"input_tokens":90,"cache_creation_input_tokens":10}`),
		codexLine("session_meta", `{"forked_from_id":"a"}`), codexRecord("null", first),
		codexRecord(first, "null"), codexRecord(usage(100, 10, 5, 10, 2), second),
	}
	for _, smaller := range [][]int{{89, 20, 10, 40, 30}, {190, 19, 10, 40, 30}, {190, 20, 9, 40, 30}, {190, 20, 10, 39, 30}, {190, 20, 10, 40, 29}} {
		lines = append(lines, count(`"total_token_usage":`+usage(smaller...)))
	}
	for _, log := range everyLog(lines, 3) {
		if agree(t, []byte(log), codexLog, slowCodex); t.Failed() {
			t.Fatal(log)
		}
	}
	call := func(message, more string) string {
		return `{"type":"assistant","timestamp":"2026-10-12T09:00:00Z",` + more + `"message":{` + message + "}}\n"
	}
	lines = []string{
		call(`"id":"m1","model":"m","usage":{"input_tokens":3,"output_tokens":1}`, ""), call(`"id":"m1","usage":{"output_tokens":9},"model":"<synthetic>"`, ""),
		call(`"id":"m1","model":"m","usage":{"input_tokens":3,"output_tokens":7,"speed":"fast","inference_geo":"us"}`, `"costUSD":0.5,"cwd":"/w",`),
		call(`"model":"m","usage":{"cache_creation_input_tokens":9,"cache_creation":{"ephemeral_1h_input_tokens":4},"cache_creation":{"ephemeral_5m_input_tokens":2}}`, `"requestId":"r","uuid":"u",`),
		call(`"id":"m2","usage":{"output_tokens":"x"}`, ""), call(`"id":"m2","usage":null`, ""), call(`"id":"m2"`, `"message":{"id":"m3","usage":{"output_tokens":5}},`),
		`{"message":{"id":"m4","usage":{"output_tokens":2}},"type":"user","timestamp":"2026-10-12T09:00:00Z"}` + "\n", `{"type":"assistant","message":` + "\n", "\n", "null\n", "[1\n",
	}
	for _, log := range everyLog(lines, 3) {
		if agree(t, []byte(log), claudeLog, slowClaude); t.Failed() {
			t.Fatal(log)
		}
	}
}
