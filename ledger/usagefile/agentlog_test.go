package usagefile_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"tollbook/ledger/usagefile"
	"tollbook/ledger/usagefile/logtest"
	"tollbook/pricing"
)

// What a log comes to: its calls by id, and the lines that are bad.
type logSum struct {
	calls map[string]usagefile.Row
	bad   []int
}

func (s *logSum) add(r usagefile.Row) {
	r.Line = 0 // of equal copies any may count
	if old, ok := s.calls[r.ID]; ok {
		r = usagefile.Fullest(old, r)
	}
	s.calls[r.ID] = r
}

// fataler is a test, or one draw of a law.
type fataler interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
}

// fastSum is a log as the package reads it.
func fastSum(t fataler, data []byte, typ string, line func(*slow, []byte) bool) logSum {
	t.Helper()
	f, err := usagefile.Open(bytes.NewReader(data), usagefile.Options{Type: typ})
	if errors.Is(err, usagefile.ErrEmpty) || errors.Is(err, usagefile.ErrBinary) {
		return slowSum(data, line)
	}
	if err != nil {
		t.Fatal(err)
	}
	sum := logSum{calls: map[string]usagefile.Row{}}
	for {
		rec, err := f.Next(context.Background())
		if err == io.EOF {
			return sum
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(rec.Faults) > 0 {
			sum.bad = append(sum.bad, rec.Faults[0].Line)
		} else {
			sum.add(rec.Row)
		}
	}
}

// slow reads a log plainly: every line through encoding/json. It shares nothing
// with the package but what a count, an amount and a time are.
type slow struct {
	sum    logSum
	faulty bool
	// of Codex
	session, root, folder, vendor, model string
	tier                                 pricing.Tier
	from                                 map[string]string
	total                                *[5]int64 // of the last token_count
	told                                 *[5]int64 // total of records before any token_count
	record                               *[5]int64 // that no token_count followed yet
}

// take keeps a row, under its gateway's account where it went another road.
func (s *slow) take(r usagefile.Row, road string) {
	if road != "" {
		r.ID, r.Gateway, r.Account, r.Provider, r.View = "agent:"+r.ID, road, road, "", usagefile.AgentLog
	}
	s.sum.add(r)
}

type members map[string]json.RawMessage

func slowSum(data []byte, line func(*slow, []byte) bool) logSum {
	s := &slow{sum: logSum{calls: map[string]usagefile.Row{}}, from: map[string]string{}}
	lines := bytes.Split(bytes.TrimPrefix(data, []byte("\ufeff")), []byte("\n"))
	for i, b := range lines {
		b = bytes.TrimSpace(b)
		s.faulty = false
		var ok bool
		switch {
		case len(b) == 0:
			ok = true
		case b[0] != '{':
			ok = json.Valid(b)
		case b[len(b)-1] != '}':
		default:
			ok = line(s, b)
		}
		if !ok && i == len(lines)-1 {
			break // still being written
		}
		if !ok || s.faulty {
			s.sum.bad = append(s.sum.bad, i+1)
		}
	}
	return s.sum
}

// object reads a line's members, no further than to a type that tells nothing.
func object(b []byte, tells func(kind string) bool) (m members, told, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(b))
	m = members{}
	if _, err := dec.Token(); err != nil {
		return nil, false, false
	}
	for dec.More() {
		name, err := dec.Token()
		var value json.RawMessage
		if err != nil || dec.Decode(&value) != nil {
			return nil, false, false
		}
		if name == "type" && !tells(string(value)) {
			return nil, false, true
		}
		m[name.(string)] = value
	}
	_, err := dec.Token()
	rest := bytes.TrimSpace(b[dec.InputOffset():])
	return m, true, err == nil && len(rest) == 0
}

// in is the members of an object, nil for what is none.
func in(raw json.RawMessage) members {
	var m members
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	return m
}

func (s *slow) text(raw json.RawMessage) string {
	var t *string
	if !utf8.Valid(raw) { // of such bytes the tests write 0xff alone, which is ÿ
		raw = bytes.ToValidUTF8(raw, []byte("ÿ"))
	}
	switch {
	case len(raw) == 0:
		return ""
	case json.Unmarshal(raw, &t) != nil:
		s.faulty = true
		return ""
	case t == nil:
		return ""
	}
	if len(*t) > 1000 { // no label is that long: it is none
		s.faulty = true
		return ""
	}
	return *t
}

func (s *slow) count(raw json.RawMessage) int64 {
	var n *json.Number
	if len(raw) == 0 {
		return 0
	}
	if raw[0] == '"' || json.Unmarshal(raw, &n) != nil {
		s.faulty = true
		return 0
	}
	if n == nil {
		return 0
	}
	c, err := usagefile.ParseCount(n.String())
	s.faulty = s.faulty || err != nil
	return c
}

func slowClaude(s *slow, b []byte) bool {
	m, told, ok := object(b, func(kind string) bool { return kind == `"assistant"` })
	message := in(m["message"])
	usage := in(message["usage"])
	if !ok || !told || m["type"] == nil || usage == nil || string(message["model"]) == `"<synthetic>"` {
		return ok
	}
	id := s.text(message["id"])
	for _, other := range []string{"requestId", "uuid"} {
		if id == "" {
			id = s.text(m[other])
		}
	}
	at, err := usagefile.ParseTime(s.text(m["timestamp"]))
	s.faulty = s.faulty || id == "" || err != nil
	model := func(raw json.RawMessage, otherwise string) string {
		if name := strings.TrimSpace(s.text(raw)); name != "" {
			return name
		}
		return otherwise
	}
	tier := func(u members, otherwise pricing.Tier) pricing.Tier {
		speed, tier := pricing.TierOf(s.text(u["speed"])), pricing.TierOf(s.text(u["service_tier"]))
		if speed != "" {
			return speed
		}
		if tier != "" {
			return tier
		}
		return otherwise
	}
	row := func(id, model string, tier pricing.Tier, u members) usagefile.Row {
		r := usagefile.Row{ID: id, At: at, Model: model, Provider: "anthropic", App: strings.TrimSpace(s.text(m["cwd"])), Requests: 1, Service: pricing.Service{
			Tier: tier, Residency: pricing.ResidencyOf(s.text(usage["inference_geo"]))}}
		split := in(u["cache_creation"])
		r.Tokens[pricing.Input] = s.count(u["input_tokens"])
		r.Tokens[pricing.Output], r.Tokens[pricing.Reasoning] = s.count(u["output_tokens"]), s.count(in(u["output_tokens_details"])["thinking_tokens"])
		if r.Tokens[pricing.Reasoning] > r.Tokens[pricing.Output] {
			r.Tokens[pricing.Output] += r.Tokens[pricing.Reasoning]
			r.Marks = usagefile.ReasoningOutside
		}
		r.Tokens[pricing.CacheRead] = s.count(u["cache_read_input_tokens"])
		short, long := s.count(split["ephemeral_5m_input_tokens"]), s.count(split["ephemeral_1h_input_tokens"])
		r.Tokens[pricing.CacheWrite5m], r.Tokens[pricing.CacheWrite1h] = max(short, s.count(u["cache_creation_input_tokens"])-long), long
		r.Tokens[pricing.WebSearch] = s.count(in(u["server_tool_use"])["web_search_requests"])
		return r
	}
	rows := []usagefile.Row{row(id, model(message["model"], "unknown"), tier(usage, ""), usage)}
	if cost := m["costUSD"]; len(cost) > 0 && string(cost) != "null" {
		rows[0].HasCost = true
		rows[0].Cost, err = pricing.ParseMoney(string(cost))
		s.faulty = s.faulty || err != nil
	}
	var iterations []json.RawMessage
	if json.Unmarshal(usage["iterations"], &iterations) == nil {
		asked, summed := 0, 0
		for _, raw := range iterations {
			switch i := in(raw); string(i["type"]) {
			case `"advisor_message"`:
				asked++
				rows = append(rows, row(id+"#advisor"+strconv.Itoa(asked), model(i["model"], "unknown"), tier(i, ""), i))
			case `"compaction"`:
				summed++
				name, otherwise := model(i["model"], rows[0].Model), rows[0].Service.Tier
				if name != rows[0].Model {
					otherwise = ""
				}
				rows = append(rows, row(id+"#compaction"+strconv.Itoa(summed), name, tier(i, otherwise), i))
			}
		}
	}
	for _, r := range rows {
		if !s.faulty {
			s.take(r, usagefile.Road(id, "", r.Model, "anthropic"))
		}
	}
	return true
}

func slowCodex(s *slow, b []byte) bool {
	m, told, ok := object(b, func(kind string) bool {
		return kind == `"session_meta"` || kind == `"turn_context"` || kind == `"event_msg"` || kind == `"token_usage_record"`
	})
	if !ok || !told {
		return ok
	}
	p := in(m["payload"])
	trimmed := func(raw json.RawMessage) string { return strings.TrimSpace(s.text(raw)) }
	switch string(m["type"]) {
	case `"session_meta"`:
		id, from := trimmed(p["id"]), trimmed(p["forked_from_id"])
		if from == "" {
			from = trimmed(in(in(in(p["source"])["subagent"])["thread_spawn"])["parent_thread_id"])
		}
		if id != "" && from != "" {
			s.from[id] = from
		}
		if s.session == "" {
			s.session, s.folder, s.vendor = id, trimmed(p["cwd"]), trimmed(p["model_provider"])
		}
		s.root = s.session
		for i := 0; i < 1000 && s.from[s.root] != ""; i++ {
			s.root = s.from[s.root]
		}
	case `"turn_context"`:
		if name := trimmed(p["model"]); name != "" {
			s.model = name
		}
		if p["service_tier"] != nil {
			s.settle(p["service_tier"])
		}
	case `"event_msg"`:
		switch string(p["type"]) {
		case `"token_count"`:
			s.event(m["timestamp"], in(p["info"]))
		case `"thread_settings_applied"`:
			s.settle(in(p["thread_settings"])["service_tier"])
		}
	case `"token_usage_record"`:
		usage, thread := s.usage(p["usage"]), (*[5]int64)(nil)
		if usage == nil {
			break
		}
		thread = s.usage(p["thread_token_usage"])
		if s.total != nil || thread == nil {
			thread = &[5]int64{}
			for i, n := range usage {
				thread[i] = n
				if s.total != nil {
					thread[i] += s.total[i]
				} else if s.told != nil {
					thread[i] += s.told[i]
				}
			}
		}
		s.told, s.record = thread, usage
		s.call(m["timestamp"], thread, usage)
	}
	return true
}

func (s *slow) settle(raw json.RawMessage) {
	if s.tier = pricing.TierOf(strings.TrimSpace(s.text(raw))); s.tier == "fast" {
		s.tier = "priority"
	}
}

// usage is one usage object: input, cached, written, output, reasoning.
func (s *slow) usage(raw json.RawMessage) *[5]int64 {
	u := in(raw)
	if u == nil {
		return nil
	}
	written := u["cache_write_input_tokens"]
	if len(written) == 0 || string(written) == "null" {
		written = u["cache_creation_input_tokens"]
	}
	return &[5]int64{s.count(u["input_tokens"]), s.count(u["cached_input_tokens"]), s.count(written), s.count(u["output_tokens"]), s.count(u["reasoning_output_tokens"])}
}

// event is one token_count.
func (s *slow) event(stamp json.RawMessage, info members) {
	total, last := s.usage(info["total_token_usage"]), s.usage(info["last_token_usage"])
	before := s.total
	if total != nil {
		s.total = total
	}
	if total == nil && last == nil || total != nil && before != nil && *total == *before {
		return
	}
	if last == nil {
		diff := *total
		if before != nil {
			grown := true
			for i := range diff {
				diff[i] -= before[i]
				grown = grown && diff[i] >= 0
			}
			if !grown {
				diff = *total
			}
		}
		last = &diff
	}
	if s.record != nil && *s.record == *last {
		s.record = nil
		return
	}
	s.call(stamp, total, last)
}

func (s *slow) call(stamp json.RawMessage, total, last *[5]int64) {
	if *last == [5]int64{} || s.faulty {
		return
	}
	at, err := usagefile.ParseTime(s.text(stamp))
	if s.faulty = s.faulty || err != nil; s.faulty {
		return
	}
	r := usagefile.Row{At: at, Model: s.model, Provider: s.vendor, App: s.folder, Requests: 1, Service: pricing.Service{Tier: s.tier}}
	if r.Model == "" {
		r.Model = "unknown"
	}
	said := [5]int64{}
	if total != nil {
		said = *total
	}
	brace := func(n [5]int64) string { return "{" + strings.Trim(fmt.Sprint(n), "[]") + "}" }
	identity := strconv.Quote(s.root) + " " + brace(said) + " " + brace(*last)
	if total == nil {
		identity += " " + strconv.FormatInt(at.UnixNano(), 10)
	}
	hash := sha256.Sum256([]byte(identity))
	r.ID = hex.EncodeToString(hash[:16])
	uncached := last[0] - last[1] - last[2]
	if uncached < 0 {
		uncached, r.Marks = last[0], usagefile.CachedOutside
	}
	r.Tokens[pricing.Input], r.Tokens[pricing.CacheRead], r.Tokens[pricing.CacheWrite5m] = uncached, last[1], last[2]
	r.Tokens[pricing.Output], r.Tokens[pricing.Reasoning] = last[3], last[4]
	if last[4] > last[3] {
		r.Tokens[pricing.Output] += last[4]
		r.Marks |= usagefile.ReasoningOutside
	}
	s.take(r, usagefile.Road("", s.vendor, s.model, "openai"))
}

// agree compares what the package reads with what the plain reader does.
//
// Logs with strings that JSON forbids are left out: a line counts where such a
// string is skipped (TestSkippedStringsAreNotLookedAt), and encoding/json refuses it.
// Nor can encoding/json read Latin-1: 0xff alone is tried here, the others and the mark
// of one in TestLatin1 and TestLatin1InLogs.
func agree(t fataler, data []byte, typ string, line func(*slow, []byte) bool) {
	t.Helper()
	if usagefile.OddStrings(data) || !utf8.Valid(bytes.ReplaceAll(data, []byte{0xff}, []byte{0})) || bytes.Contains(data, []byte{0xff, 0xff}) {
		return
	}
	want := slowSum(data, line)
	got := fastSum(t, data, typ, line)
	if !slices.Equal(got.bad, want.bad) {
		t.Errorf("bad lines %v, want %v", got.bad, want.bad)
	}
	for _, id := range slices.Sorted(maps.Keys(want.calls)) {
		a, b := got.calls[id], want.calls[id]
		if !a.Cost.Equal(b.Cost) {
			t.Errorf("%s: cost %s, want %s", id, a.Cost, b.Cost)
		}
		a.Cost, b.Cost = pricing.Money{}, pricing.Money{}
		a.Marks &^= usagefile.Latin1
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s:\ngot  %+v\nwant %+v", id, a, b)
		}
	}
	if len(got.calls) != len(want.calls) {
		t.Errorf("%d calls, want %d", len(got.calls), len(want.calls))
	}
}

func samplesOf(t testing.TB, pattern string) [][]byte {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples %s: %v", pattern, err)
	}
	var all [][]byte
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data)
	}
	return all
}

// TestFastIsSlow: jumping through logs finds what decoding every line of them
// does, in the samples and in a written folder with long lines.
func TestFastIsSlow(t *testing.T) {
	for _, data := range samplesOf(t, "testdata/claude-code*.jsonl") {
		agree(t, data, "claude-code-jsonl", slowClaude)
		agree(t, bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")), "claude-code-jsonl", slowClaude)
	}
	for _, data := range samplesOf(t, "testdata/codex*.jsonl") {
		agree(t, data, "codex-jsonl", slowCodex)
	}
	dir := t.TempDir()
	if _, err := logtest.Write(dir, logtest.Size{Bytes: 12 << 20, Huge: 900 << 10}, 7); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		agree(t, data, "claude-code-jsonl", slowClaude)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func FuzzClaudeCode(f *testing.F) {
	for _, data := range samplesOf(f, "testdata/claude-code*.jsonl") {
		f.Add(data)
		for line := range bytes.Lines(data) {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { agree(t, data, "claude-code-jsonl", slowClaude) })
}

func FuzzCodex(f *testing.F) {
	for _, data := range samplesOf(f, "testdata/codex*.jsonl") {
		f.Add(data)
		for line := range bytes.Lines(data) {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { agree(t, data, "codex-jsonl", slowCodex) })
}

// TestWhoseLog: a log is an agent's if one of its lines is one that this agent alone
// writes. Others write lines with a type and a session too.
func TestWhoseLog(t *testing.T) {
	call := claudeCall("m", "x", `{"output_tokens":1}`)
	user := `{"parentUuid":null,"userType":"external","cwd":"/w","sessionId":"s","version":"2.1.97","type":"user","message":{"role":"user","content":"hi"},"uuid":"u","timestamp":"2026-10-12T09:00:00Z"}` + "\n"
	other := `{"type":"note","sessionId":"s","parentUuid":"u","text":"x"}` + "\n"
	for name, c := range map[string]struct{ log, want string }{
		"a call":                    {call, claudeLog},
		"a call alone, no session":  {`{"type":"assistant","message":{"usage":{}}}`, claudeLog},
		"a question and no call":    {user, claudeLog},
		"notes of a session":        {`{"type":"summary","summary":"s","leafUuid":"u"}` + "\n", claudeLog},
		"a snapshot":                {`{"type":"file-history-snapshot","messageId":"m","snapshot":{}}` + "\n", claudeLog},
		"behind others' lines":      {other + "null\n[]\n\"x\"\n" + call, claudeLog},
		"behind a damaged line":     {`{"type":"assis` + "\n" + call, claudeLog},
		"behind one of another's":   {`{"timestamp":"t","type":"session_meta","payload":{"id` + "\n" + call, claudeLog},
		"a long line":               {strings.Replace(user, "hi", strings.Repeat("x", 200_000), 1), claudeLog},
		"another's lines":           {other, ""},
		"Qwen Code":                 {`{"type":"assistant","parentUuid":"u","sessionId":"s","uuid":"v","timestamp":"2026-10-12T09:00:00Z","message":{"role":"model","parts":[]},"version":"0.6.0","usageMetadata":{"promptTokenCount":1}}` + "\n", "qwen-code-jsonl"},
		"a type and a parent":       {`{"type":"assistant","parentUuid":"u","sessionId":"s","uuid":"v","timestamp":"2026-10-12T09:00:00Z","message":{"role":"model"},"version":"0.6.0"}` + "\n", ""},
		"a message that is text":    {`{"type":"assistant","sessionId":"s","message":"hello"}` + "\n", ""},
		"usage beside the message":  {`{"type":"assistant","sessionId":"s","message":{},"inputTokens":4}` + "\n", ""},
		"a trace":                   {`{"id":"o","type":"SPAN","version":"","sessionId":"","usageDetails":{}}` + "\n", ""},
		"Codex":                     {codexMeta("openai"), codexLog},
		"Codex, records alone":      {codexRecord(codexUsage(1, 0, 1), "null"), codexLog},
		"Codex, a long first line":  {`{"timestamp":"2026-10-12T09:00:00Z","type":"session_meta","payload":{"instructions":"` + strings.Repeat("x", 200_000) + `","id":"s"}}` + "\n", codexLog},
		"an event of somebody else": {`{"type":"event_msg","timestamp":"2026-10-12T09:00:00Z","text":"x"}` + "\n", ""},
		"an event without a time":   {`{"type":"event_msg","payload":{}}` + "\n", ""},
	} {
		f, err := usagefile.Open(strings.NewReader(c.log), usagefile.Options{})
		var unknown *usagefile.UnrecognisedError
		switch {
		case c.want == "" && !errors.As(err, &unknown):
			t.Errorf("%s: %v, want that no type fits", name, err)
		case c.want != "" && (err != nil || f.Format.Name != c.want):
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// TestLogValues: a number is a number of JSON, and a label no longer than any is.
func TestLogValues(t *testing.T) {
	long := strings.Repeat("l", 1000)
	for _, c := range []struct {
		field, value string
		count        int64  // of the value as input tokens
		reason       string // "" is none
	}{
		{"input_tokens", `0`, 0, ""},
		{"input_tokens", `9`, 9, ""},
		{"input_tokens", `10909`, 10909, ""},
		{"input_tokens", `2.0`, 2, ""},
		{"input_tokens", `9e2`, 900, ""},
		{"input_tokens", `null`, 0, ""},
		{"input_tokens", `99999999999`, 99_999_999_999, ""},
		{"input_tokens", `100000000000`, 100_000_000_000, ""},
		{"input_tokens", `1000000000000`, 1_000_000_000_000, ""},
		{"input_tokens", `1000000000001`, 0, "more than 1000000000000 in one row"},
		{"input_tokens", `-5`, 0, "a count can't be negative"},
		{"input_tokens", `0.5`, 0, "not a whole number"},
		{"input_tokens", `"7"`, 0, "not a number"},
		{"input_tokens", `true`, 0, "not a number"},
		{"input_tokens", `[]`, 0, "not a number"},
		{"service_tier", `7`, 0, "not text"},
		{"service_tier", `"` + long + `"`, 0, ""},
		{"service_tier", `"` + long + `l"`, 0, "longer than 1000 bytes"},
	} {
		f, err := usagefile.Open(strings.NewReader(claudeCall("m", "x", `{"`+c.field+`":`+c.value+`}`)), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rec, err := f.Next(t.Context())
		if err != nil {
			t.Fatalf("%.40s: %v", c.value, err)
		}
		reason := ""
		if len(rec.Faults) > 0 {
			reason = rec.Faults[0].Reason
			if column := "message.usage." + c.field; rec.Faults[0].Column != column || len(rec.Faults) > 1 {
				t.Errorf("%.40s: faults %+v, want one of %s", c.value, rec.Faults, column)
			}
		}
		if reason != c.reason || reason == "" && rec.Row.Tokens[pricing.Input] != c.count {
			t.Errorf("%.40s is %d, fault %q; want %d, %q", c.value, rec.Row.Tokens[pricing.Input], reason, c.count, c.reason)
		}
	}
	for value, want := range map[string]string{`0.25`: "0.25", `-9`: "-9", `9.5`: "9.5", `"0.25"`: "0 not a number", `true`: "0 not a number", `1e400`: "0 more than 12 digits"} {
		log := strings.Replace(claudeCall("m", "x", `{}`), `"type"`, `"costUSD":`+value+`,"type"`, 1)
		f, err := usagefile.Open(strings.NewReader(log), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rec, err := f.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		got := rec.Row.Cost.String()
		if len(rec.Faults) > 0 {
			got += " " + rec.Faults[0].Reason
		}
		if !strings.HasPrefix(got, want) || len(rec.Faults) == 0 && got != want {
			t.Errorf("a cost of %s is %s, want %s", value, got, want)
		}
	}
}

// TestDamagedLines: a line that is no JSON is damaged, one with a bad value is not.
func TestDamagedLines(t *testing.T) {
	for line, want := range map[string]bool{"garbage\n": true, "[1\n": true, `{"type":"assistant"` + "\n": true, claudeCall("n", "x", `{"input_tokens":"x"}`): false} {
		f, err := usagefile.Open(strings.NewReader(line+claudeCall("m", "x", `{}`)), usagefile.Options{Type: claudeLog})
		if err != nil {
			t.Fatal(err)
		}
		rec, err := f.Next(t.Context())
		if err != nil || len(rec.Faults) != 1 || rec.Damaged != want {
			t.Errorf("%.30q: %+v, %v; want damaged %t", line, rec, err, want)
		}
	}
}

// TestLogTimes: as RFC 3339 has them, or as other exports do; in the years of use.
func TestLogTimes(t *testing.T) {
	for written, want := range map[string]string{"2026-10-12T09:00:00Z": "2026-10-12T09:00:00Z", "2026-10-12T09:00:00.5+02:00": "2026-10-12T07:00:00.5Z", "2026-10-12 09:00:00": "2026-10-12T09:00:00Z",
		"1789278018": "2026-09-13T05:40:18Z", "yesterday": "", "1999-12-31T23:59:59Z": "", "2101-01-01T00:00:00Z": "", "": ""} {
		f, err := usagefile.Open(strings.NewReader(strings.Replace(claudeCall("m", "x", `{}`), "2026-10-12T09:00:00Z", written, 1)), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rec, err := f.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if (len(rec.Faults) > 0) != (want == "") || want == "" && rec.Faults[0].Column != "timestamp" || want != "" && rec.Row.At.Format(time.RFC3339Nano) != want {
			t.Errorf("%q is %s, faults %v; want %q", written, rec.Row.At, rec.Faults, want)
		}
	}
}

// TestManyLabels: more labels than are kept are read all the same.
func TestManyLabels(t *testing.T) {
	var log strings.Builder
	const n = 10_010
	for i := range 2 * n {
		log.WriteString(strings.Replace(claudeCall(fmt.Sprint("m", i), "x", `{}`), `"type"`, fmt.Sprintf(`"cwd":"/w/%d","type"`, i%n), 1))
	}
	rows := read(t, strings.NewReader(log.String()), usagefile.Options{}, claudeLog)
	if len(rows) != 2*n {
		t.Fatalf("%d rows", len(rows))
	}
	for i, r := range rows {
		if r.App != fmt.Sprint("/w/", i%n) || r.Model != "x" {
			t.Fatalf("row %d: %s by %s", i, r.Model, r.App)
		}
	}
}

// TestLogFaultsAreShort: of a bad value the first 60 bytes are kept, less what would be
// half a character.
func TestLogFaultsAreShort(t *testing.T) {
	for value, want := range map[string]string{
		strings.Repeat("x", 58):                `"` + strings.Repeat("x", 58) + `"`, // 60 with its quotes
		strings.Repeat("x", 59):                `"` + strings.Repeat("x", 59),
		strings.Repeat("x", 58) + "éa":         `"` + strings.Repeat("x", 58),
		strings.Repeat("x", 57) + "😀" + "tail": `"` + strings.Repeat("x", 57),
	} {
		f, err := usagefile.Open(strings.NewReader(claudeCall("m", "x", `{"input_tokens":"`+value+`"}`)), usagefile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rec, err := f.Next(t.Context())
		if err != nil || len(rec.Faults) != 1 || rec.Faults[0].Value != want {
			t.Errorf("%+v, %v; want the value %q", rec, err, want)
		}
	}
}

// TestCopiesNearby: the lines of one call are one record where fewer than four other
// calls stand between them. Copies further apart are records of one id.
func TestCopiesNearby(t *testing.T) {
	for between, want := range map[int]int{0: 1, 1: 2, 3: 4, 4: 6, 5: 7} {
		log := claudeCall("m", "x", `{"output_tokens":1}`)
		for i := range between {
			log += claudeCall(fmt.Sprint("other", i), "x", `{"output_tokens":1}`)
		}
		log += claudeCall("m", "x", `{"output_tokens":5}`)
		rows := read(t, strings.NewReader(log), usagefile.Options{}, claudeLog)
		if len(rows) != want {
			t.Errorf("%d between: %d records, want %d", between, len(rows), want)
		}
		if output := rows[0].Tokens[pricing.Output]; (output == 5) != (between < 4) {
			t.Errorf("%d between: the first is of %d tokens", between, output)
		}
	}
}

// TestLongLogIsReadOnce: records are handed out in order, each once, past the thousand
// that are kept.
func TestLongLogIsReadOnce(t *testing.T) {
	var log strings.Builder
	for i := range 2500 {
		log.WriteString(claudeCall(fmt.Sprint("m", i), "x", `{"output_tokens":1}`))
		log.WriteString(claudeCall(fmt.Sprint("m", i), "x", `{"output_tokens":7}`))
	}
	rows := read(t, strings.NewReader(log.String()), usagefile.Options{}, claudeLog)
	if len(rows) != 2500 {
		t.Fatalf("%d calls, want 2500", len(rows))
	}
	for i, r := range rows {
		if r.ID != fmt.Sprint("m", i) || r.Tokens[pricing.Output] != 7 {
			t.Fatalf("call %d is %s of %d tokens", i, r.ID, r.Tokens[pricing.Output])
		}
	}
}
