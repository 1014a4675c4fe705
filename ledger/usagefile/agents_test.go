package usagefile_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A call is what a test of an agent's log looks at in a row.
type call struct {
	id, account, gateway, model string
	tokens                      string // input/read/written/output of it reasoning
	cost                        string // "" where the log says none
}

func callOf(r usagefile.Row) call {
	c := call{id: r.ID, account: r.Account, gateway: r.Gateway, model: r.Model, tokens: fmt.Sprintf("%d/%d/%d/%d of it %d",
		r.Tokens[pricing.Input], r.Tokens[pricing.CacheRead], r.Tokens[pricing.CacheWrite5m], r.Tokens[pricing.Output], r.Tokens[pricing.Reasoning])}
	if r.HasCost {
		c.cost = r.Cost.String()
	}
	return c
}

// readCalls reads a log that holds nothing bad.
func readCalls(t testing.TB, log string, opt usagefile.Options) (calls []call) {
	t.Helper()
	f, err := usagefile.Open(strings.NewReader(log), opt)
	if err != nil {
		t.Fatalf("%s: %v", log, err)
	}
	for {
		rec, err := f.Next(t.Context())
		if err == io.EOF {
			return calls
		}
		if err != nil || len(rec.Faults) > 0 {
			t.Fatalf("%s: %v, %v", log, rec, err)
		}
		calls = append(calls, callOf(rec.Row))
	}
}

// oneCall is the only call of a log.
func oneCall(t testing.TB, log string, opt usagefile.Options) call {
	t.Helper()
	calls := readCalls(t, log, opt)
	if len(calls) != 1 {
		t.Fatalf("%s: %d calls", log, len(calls))
	}
	return calls[0]
}

func openCodeFile(more string) string {
	return `{"id":"msg_1","sessionID":"ses_1","role":"assistant","modelID":"m","time":{"created":1791800000123},` + more + `}`
}

// TestOpenCodeOutput: the reasoning stands beside the output, unless the total shows that
// it is a part of it.
func TestOpenCodeOutput(t *testing.T) {
	for tokens, want := range map[string]string{
		`{"input":100,"output":30,"reasoning":20,"cache":{"read":7,"write":5}}`:              "100/7/5/50 of it 20",
		`{"total":162,"input":100,"output":30,"reasoning":20,"cache":{"read":7,"write":5}}`:  "100/7/5/50 of it 20",
		`{"total":142,"input":100,"output":30,"reasoning":20,"cache":{"read":7,"write":5}}`:  "100/7/5/30 of it 20",
		`{"total":142,"input":100,"output":30,"reasoning":120,"cache":{"read":7,"write":5}}`: "100/7/5/150 of it 120",
		`{"input":1,"output":2}`: "1/0/0/2 of it 0",
	} {
		if got := oneCall(t, openCodeFile(`"providerID":"anthropic","tokens":`+tokens), usagefile.Options{}); got.tokens != want {
			t.Errorf("%s: %s, want %s", tokens, got.tokens, want)
		}
	}
}

// TestOpenCodePays: a provider that is a gateway paid for the call, and its account is
// charged; any other call was a subscription's. A cost of 0 says nothing.
func TestOpenCodePays(t *testing.T) {
	const tokens = `"tokens":{"input":1,"output":2},`
	for provider, want := range map[string]call{
		`"providerID":"openrouter","cost":0.5`:                        {"agent:msg_1", "openrouter", "openrouter", "m", "1/0/0/2 of it 0", "0.5"},
		`"providerID":"opencode","cost":0`:                            {"agent:msg_1", "opencode-zen", "opencode-zen", "m", "1/0/0/2 of it 0", ""},
		`"providerID":"anthropic","cost":0.5`:                         {"msg_1", "", "", "m", "1/0/0/2 of it 0", "0.5"},
		`"providerID":"github-copilot","cost":0`:                      {"msg_1", "", "", "m", "1/0/0/2 of it 0", ""},
		`"providerID":"opencode-go"`:                                  {"msg_1", "", "", "m", "1/0/0/2 of it 0", ""},
		`"providerID":"zai-coding-plan"`:                              {"msg_1", "", "", "m", "1/0/0/2 of it 0", ""},
		`"providerID":"zai"`:                                          {"agent:msg_1", "zai", "zai", "m", "1/0/0/2 of it 0", ""},
		`"model":{"id":"newer","providerID":"vercel"},"cost":null`:    {"agent:msg_1", "vercel", "vercel", "newer", "1/0/0/2 of it 0", ""},
		`"model":{"modelID":"beta","providerID":"my-own"},"cost":0.1`: {"msg_1", "", "", "beta", "1/0/0/2 of it 0", "0.1"},
	} {
		if got := oneCall(t, openCodeFile(tokens+provider), usagefile.Options{}); got != want {
			t.Errorf("%s: %+v, want %+v", provider, got, want)
		}
	}
}

// TestGeminiCLI: what is cached is a part of the input where the total says so or nothing;
// the fullest of a message's copies counts, with the tools' prompts and the thoughts.
func TestGeminiCLI(t *testing.T) {
	const head = `{"sessionId":"s","projectHash":"h","startTime":"2026-11-10T11:00:00Z"}` + "\n"
	message := func(id, tokens string) string {
		return `{"id":"` + id + `","timestamp":"2026-11-10T11:00:05Z","type":"gemini","tokens":` + tokens + `,"model":"gemini-3-pro"}` + "\n"
	}
	for name, c := range map[string]struct {
		log  string
		want []call
	}{
		"cached inside":    {head + message("a", `{"input":50,"output":4,"cached":40,"thoughts":6,"tool":3,"total":63}`), []call{{"s/a", "", "", "gemini-3-pro", "13/40/0/10 of it 6", ""}}},
		"cached outside":   {head + message("a", `{"input":50,"output":4,"cached":40,"thoughts":6,"tool":3,"total":103}`), []call{{"s/a", "", "", "gemini-3-pro", "53/40/0/10 of it 6", ""}}},
		"no total":         {head + message("a", `{"input":50,"output":4,"cached":40}`), []call{{"s/a", "", "", "gemini-3-pro", "10/40/0/4 of it 0", ""}}},
		"it grew":          {head + message("a", `{"input":50,"output":1}`) + message("a", `{"input":50,"output":9}`), []call{{"s/a", "", "", "gemini-3-pro", "50/0/0/9 of it 0", ""}}},
		"two sessions":     {head + message("a", `{"input":1}`) + strings.Replace(head, `"s"`, `"s2"`, 1) + message("a", `{"input":2}`), []call{{"s/a", "", "", "gemini-3-pro", "1/0/0/0 of it 0", ""}, {"s2/a", "", "", "gemini-3-pro", "2/0/0/0 of it 0", ""}}},
		"without a head":   {message("a", `{"input":1}`), []call{{"/a", "", "", "gemini-3-pro", "1/0/0/0 of it 0", ""}}},
		"no tokens yet":    {head + message("a", `null`), nil},
		"a person's words": {head + `{"id":"u","timestamp":"2026-11-10T11:00:05Z","type":"user","content":"hi"}`, nil},
	} {
		if got := readCalls(t, c.log, usagefile.Options{}); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestCline: whose the task is its path says; a call by OpenAI's protocol counts what was
// read from the cache into the input. A task is known by when it began.
func TestCline(t *testing.T) {
	task := func(text, more string) string {
		return `[{"ts":1791800000000,"type":"say","say":"task","text":"hi"},{"ts":1791800001000,"type":"say","say":"api_req_started","text":"` + strings.ReplaceAll(text, `"`, `\"`) + `"` + more + `}]`
	}
	const tokens = `{"tokensIn":50,"tokensOut":4,"cacheReads":40,"cacheWrites":3,"cost":0.25}`
	by := func(provider string) string { return `,"modelInfo":{"providerId":"` + provider + `","modelId":"m"}` }
	for name, c := range map[string]struct {
		log, path string
		want      call
	}{
		"OpenRouter":        {task(tokens, by("openrouter")), "", call{"agent:1791800000000/1791800001000", "openrouter", "openrouter", "m", "50/40/3/4 of it 0", "0.25"}},
		"Cline's credit":    {task(tokens, by("cline")), "", call{"agent:1791800000000/1791800001000", "cline", "cline", "m", "50/40/3/4 of it 0", "0.25"}},
		"a provider":        {task(tokens, by("anthropic")), "", call{"1791800000000/1791800001000", "", "", "m", "50/40/3/4 of it 0", "0.25"}},
		"no model":          {task(tokens, ""), "", call{"1791800000000/1791800001000", "", "", usagefile.UnknownModel, "50/40/3/4 of it 0", "0.25"}},
		"Roo Code":          {task(strings.Replace(tokens, "{", `{"apiProtocol":"openai",`, 1), ""), "/u/rooveterinaryinc.roo-cline/tasks/1/ui_messages.json", call{"1791800000000/1791800001000", "roo-code", "", usagefile.UnknownModel, "10/40/3/4 of it 0", "0.25"}},
		"Kilo Code":         {task(tokens, by("anthropic")), `kilocode.kilo-code/tasks/1/ui_messages.json`, call{"1791800000000/1791800001000", "kilo-code", "", "m", "50/40/3/4 of it 0", "0.25"}},
		"Roo at OpenRouter": {task(tokens, by("openrouter")), "rooveterinaryinc.roo-cline/tasks/1/ui_messages.json", call{"agent:1791800000000/1791800001000", "openrouter", "openrouter", "m", "50/40/3/4 of it 0", "0.25"}},
		"a free call":       {task(`{"tokensIn":1,"tokensOut":1,"cost":0}`, by("openrouter")), "", call{"agent:1791800000000/1791800001000", "openrouter", "openrouter", "m", "1/0/0/1 of it 0", ""}},
	} {
		if got := oneCall(t, c.log, usagefile.Options{Path: c.path}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
	if got := readCalls(t, task(`{"tokensIn":0,"tokensOut":0,"cancelReason":"user_cancelled"}`, ""), usagefile.Options{}); len(got) != 0 {
		t.Errorf("a call that was stopped before its answer: %+v", got)
	}
}

// TestLongRequest: what was asked may be long, and what it cost stands behind it.
func TestLongRequest(t *testing.T) {
	log := `[{"ts":1791800001000,"type":"say","say":"api_req_started","text":"{\"request\":\"` + strings.Repeat("x", 300_000) + `\",\"tokensIn\":5,\"tokensOut\":1}"}]`
	if got := oneCall(t, log, usagefile.Options{}); got.tokens != "5/0/0/1 of it 0" {
		t.Errorf("%+v", got)
	}
}

// TestAider: the model's prefix says who was paid. Two calls of one second are two, and
// the same line read twice is one.
func TestAider(t *testing.T) {
	sent := func(model, cost, total string) string {
		return `{"event":"message_send","properties":{"main_model":"` + model + `","prompt_tokens":10,"completion_tokens":2,"cost":` + cost + `,"total_cost":` + total + `},"user_id":"u","time":1791800000}` + "\n"
	}
	for name, c := range map[string]struct {
		log  string
		want []call
	}{
		"OpenRouter": {sent("openrouter/z-ai/glm-4.7", "0.5", "0.5"), []call{{"agent:2026-10-12T10:13:20Z openrouter/z-ai/glm-4.7 10/2 0.5", "openrouter", "openrouter", "z-ai/glm-4.7", "10/0/0/2 of it 0", "0.5"}}},
		"a provider": {sent("gemini/gemini-2.5-pro", "0.5", "0.5"), []call{{"2026-10-12T10:13:20Z gemini/gemini-2.5-pro 10/2 0.5", "", "", "gemini/gemini-2.5-pro", "10/0/0/2 of it 0", "0.5"}}},
		"no price":   {sent("gpt-x", "0", "0.5"), []call{{"2026-10-12T10:13:20Z gpt-x 10/2 0.5", "", "", "gpt-x", "10/0/0/2 of it 0", ""}}},
		"two of one second": {sent("gpt-x", "0.5", "0.5") + sent("gpt-x", "0.5", "1") + sent("gpt-x", "0.5", "1"), []call{
			{"2026-10-12T10:13:20Z gpt-x 10/2 0.5", "", "", "gpt-x", "10/0/0/2 of it 0", "0.5"},
			{"2026-10-12T10:13:20Z gpt-x 10/2 1", "", "", "gpt-x", "10/0/0/2 of it 0", "0.5"}}},
		"other events": {`{"event":"launched","properties":{},"user_id":"u","time":1791800000}`, nil},
	} {
		if got := readCalls(t, c.log, usagefile.Options{}); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// TestDocumentIsBeingWritten: of a session that its agent is writing to what is whole
// counts; a record that is none costs that call alone.
func TestDocumentIsBeingWritten(t *testing.T) {
	whole, err := os.ReadFile("testdata/cline.json")
	if err != nil {
		t.Fatal(err)
	}
	for cut, want := range map[string]int{`"ts": 1791800052000`: 2, `"ts": 1791800041000`: 2, `"ts": 1791800031000`: 1, `"make it green"`: 0} {
		end := strings.Index(string(whole), cut)
		if got := readCalls(t, string(whole[:end+5]), usagefile.Options{}); len(got) != want {
			t.Errorf("cut at %s: %d calls, want %d", cut, len(got), want)
		}
	}
	damaged := strings.Replace(string(whole), `"ts": 1791800031000`, `"ts": 17918000310x0`, 1)
	f, err := usagefile.Open(strings.NewReader(damaged), usagefile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	good := 0
	for {
		rec, err := f.Next(t.Context())
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(rec.Faults) == 0 {
			good++
		} else if !rec.Damaged || rec.Faults[0].Line != 19 {
			t.Errorf("%+v", rec.Faults)
		}
	}
	if good != 3 {
		t.Errorf("%d calls beside a damaged one, want 3", good)
	}
}

// TestFolderOfAllAgents: every agent's logs are found in one walk by their names, whatever
// else lies beside them, and a database with what is new in its log of changes.
func TestFolderOfAllAgents(t *testing.T) {
	folder := t.TempDir()
	put := func(name, sample string) {
		text, err := os.ReadFile("testdata/" + sample)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("gemini/tmp/x/chats/session-1.json", "gemini-cli.json")
	put("gemini/tmp/x/chats/session-2.jsonl", "gemini-cli.jsonl")
	put("gemini/tmp/x/logs.json", "cline.json")
	put("qwen/projects/p/chats/a.jsonl", "qwen-code.jsonl")
	put("saoudrizwan.claude-dev/tasks/1791800000000/ui_messages.json", "cline.json")
	put("saoudrizwan.claude-dev/tasks/1791800000000/api_conversation_history.json", "cline.json")
	put("aider.jsonl", "aider-analytics.jsonl")
	put("opencode/storage/message/ses_1/msg_01.json", "opencode-msg_01.json")
	db := openCodeDatabase(t, filepath.Join(folder, "opencode", "opencode.db"), openCodeMessage("openrouter", 3))
	type state struct {
		size     int64
		modified time.Time
	}
	known := map[string]state{}
	walk := func() (calls map[string]int, unchanged int) {
		t.Helper()
		f, err := usagefile.OpenFolder(os.DirFS(folder), usagefile.FolderOptions{
			Real:  func(name string) (string, error) { return filepath.Join(folder, filepath.FromSlash(name)), nil },
			Known: func(path string, size int64, modified time.Time) bool { return known[path] == state{size, modified} },
		})
		if err != nil {
			t.Fatal(err)
		}
		calls = map[string]int{}
		for {
			rec, err := f.Next(t.Context())
			if err == io.EOF {
				break
			}
			if err != nil || len(rec.Faults) > 0 {
				t.Fatalf("%+v, %v", rec, err)
			}
			calls[rec.Part]++
		}
		if len(f.Folder.Skipped) > 0 {
			t.Errorf("skipped: %v", f.Folder.Skipped)
		}
		for _, log := range f.Folder.Read {
			known[log.Path] = state{log.Size, log.Modified}
		}
		return calls, f.Folder.Unchanged
	}
	calls, _ := walk()
	want := map[string]int{
		"gemini/tmp/x/chats/session-1.json": 2, "gemini/tmp/x/chats/session-2.jsonl": 1, "qwen/projects/p/chats/a.jsonl": 2,
		"saoudrizwan.claude-dev/tasks/1791800000000/ui_messages.json": 4, "aider.jsonl": 3,
		"opencode/storage/message/ses_1/msg_01.json": 1, "opencode/opencode.db": 1,
	}
	if fmt.Sprint(calls) != fmt.Sprint(want) {
		t.Errorf("calls %v, want %v", calls, want)
	}
	addMessage(t, db, 1, openCodeMessage("openrouter", 4))
	if calls, unchanged := walk(); fmt.Sprint(calls) != "map[opencode/opencode.db:2]" || unchanged != len(want)-1 {
		t.Errorf("one message later: %v, and %d unchanged", calls, unchanged)
	}
}

// TestClineModels: a call that does not say its model has that of the message that the
// agent sent with it, from the file beside: the first that was added once it had begun.
func TestClineModels(t *testing.T) {
	const call = `{"ts":%d,"type":"say","say":"api_req_started","text":"{\"tokensIn\":1,\"tokensOut\":1}"}`
	task := "[" + fmt.Sprintf(call, 1791800001000) + "," + fmt.Sprintf(call, 1791800002000) + "," + fmt.Sprintf(call, 1791800003000) + "]"
	said := func(ts, model string) string {
		return `{"role":"user",` + ts + `"content":[{"type":"text","text":"fix it"},{"type":"text","text":"<environment_details>\n<slug>code</slug>\n<model>` + model + `</model>\n"}]}`
	}
	for name, c := range map[string]struct{ beside, want string }{
		"one for each":    {"[" + said(`"ts":1791800001020,`, "a") + `,{"role":"assistant"},` + said(`"ts":1791800002020,`, "b") + "," + said(`"ts":1791800003020,`, "c") + "]", "a b c"},
		"the last stays":  {"[" + said(`"ts":1791800001020,`, "a") + "," + said(`"ts":1791800002020,`, "b") + "]", "a b b"},
		"no times":        {"[" + said("", "a") + "]", "a a a"},
		"no model in it":  {`[{"role":"user","content":"hi"}]`, "unknown unknown unknown"},
		"no word":         {"[" + said("", `a\" b`) + "]", "unknown unknown unknown"},
		"it is not there": {"", "unknown unknown unknown"},
	} {
		folder := t.TempDir()
		files := map[string]string{"ui_messages.json": task}
		if c.beside != "" {
			files["api_conversation_history.json"] = c.beside
		}
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var models []string
		rows, faults, err := readAll(t, filepath.Join(folder, "ui_messages.json"))
		if err != nil || len(faults) > 0 {
			t.Fatal(faults, err)
		}
		for _, r := range rows {
			models = append(models, r.Model)
		}
		if got := strings.Join(models, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		f, err := usagefile.OpenFolder(os.DirFS(folder), usagefile.FolderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range models {
			if rec, err := f.Next(t.Context()); err != nil || rec.Row.Model != models[i] {
				t.Errorf("%s, in a folder: %+v, %v", name, rec, err)
			}
		}
	}
}
