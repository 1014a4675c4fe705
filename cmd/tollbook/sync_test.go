package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/clitest"
	"tollbook/pricing"
)

// theKey is the key of all gateways in these tests: nothing that the program writes may
// hold it.
const theKey = "sk-or-v1-0123456789abcdef0123456789abcdef"

// A gatewayFake answers on loopback as a gateway's API does: by path, or by path and query
// where that is there too.
type gatewayFake struct {
	*httptest.Server
	answers map[string]string
	status  map[string]int
	asked   []string
}

func newGatewayFake(t *testing.T, answers map[string]string) *gatewayFake {
	t.Helper()
	f := &gatewayFake{answers: answers, status: map[string]int{}}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.asked = append(f.asked, r.URL.Path)
		if r.Header.Get("Authorization") != "Bearer "+theKey && r.Header.Get("X-Api-Key") != theKey {
			t.Errorf("%s was asked without the key", r.URL.Path)
		}
		query, _ := url.QueryUnescape(r.URL.RawQuery)
		body, ok := f.answers[r.URL.Path]
		for path, text := range f.answers {
			if at, part, has := strings.Cut(path, "?"); has && at == r.URL.Path && strings.Contains(query, part) {
				body, ok = text, true
			}
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		if status := f.status[r.URL.Path]; status != 0 {
			w.WriteHeader(status)
		}
		if cut, is := strings.CutPrefix(body, "cut "); is {
			w.Header().Set("Content-Length", fmt.Sprint(len(cut)+100))
			_, _ = w.Write([]byte(cut))
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(f.Close)
	return f
}

// openRouter is what an account with two keys, one of them deleted, is answered.
func openRouter(credits string) map[string]string {
	row := func(day, model string, requests, prompt, completion int, usd string) string {
		return fmt.Sprintf(`{"date":%q,"model":%q,"model_permaslug":%q,"endpoint_id":"e1","provider_name":"Anthropic","usage":%s,"byok_usage_inference":0,"requests":%d,"prompt_tokens":%d,"completion_tokens":%d,"reasoning_tokens":0}`,
			day, model, model, usd, requests, prompt, completion)
	}
	return map[string]string{
		"/api/v1/credits":               `{"data":{"total_credits":` + credits + `,"total_usage":61.25}}`,
		"/api/v1/keys":                  `{"data":[{"hash":"aa11","name":"web","created_at":"2026-09-01T08:00:00Z"}]}`,
		"/api/v1/keys?offset=1":         `{"data":[]}`,
		"/api/v1/activity":              `{"data":[` + row("2026-11-20", "anthropic/claude-sonnet-4.5", 10, 5000, 700, "1.25") + `,` + row("2026-11-22", "anthropic/claude-sonnet-4.5", 4, 2000, 100, "0.5") + `]}`,
		"/api/v1/activity?api_key_hash": `{"data":[` + row("2026-11-20", "anthropic/claude-sonnet-4.5", 6, 3000, 500, "0.75") + `]}`,
	}
}

// A syncer runs commands on a ledger of its own at a clock that moves.
type syncer struct {
	t      *testing.T
	folder string
	now    time.Time
	env    map[string]string

	dialled int // how often the network was about to be used
}

func newSyncer(t *testing.T) *syncer {
	return &syncer{t: t, folder: t.TempDir(), now: clitest.Clock, env: map[string]string{"OPENROUTER_MANAGEMENT_KEY": theKey, "OPENAI_ADMIN_KEY": theKey, "ANTHROPIC_ADMIN_KEY": theKey, "LITELLM_MASTER_KEY": theKey}}
}

// run runs a command as of the syncer's clock, and holds all it writes against theKey.
func (s *syncer) run(args ...string) (code int, out, stderr string) {
	s.t.Helper()
	var o, e bytes.Buffer
	args = append(args, "--as-of", s.now.Format(time.RFC3339))
	code = run(context.Background(), cli.Env{Stdin: strings.NewReader(""), Stdout: &o, Stderr: &e, Now: func() time.Time { return s.now }, OnDial: func() { s.dialled++ }, Getenv: func(name string) string {
		if name == "TOLLBOOK_LEDGER" {
			return filepath.Join(s.folder, "ledger.db")
		}
		return s.env[name]
	}}, args)
	if strings.Contains(o.String()+e.String(), theKey) {
		s.t.Errorf("tollbook %s shows the key:\n%s%s", strings.Join(args, " "), o.String(), e.String())
	}
	return code, o.String(), e.String()
}

// A syncAnswer is what sync says of one source, the part of it that is read here.
type syncAnswer struct {
	Account     string         `json:"account"`
	Rows        int            `json:"rows"`
	Added       int            `json:"added"`
	Duplicates  int            `json:"duplicates"`
	Updated     int            `json:"updated"`
	Removed     int            `json:"removed"`
	USD         pricing.Money  `json:"usd"`
	From        *string        `json:"from"`
	To          *string        `json:"to"`
	BalanceUSD  *pricing.Money `json:"balance_usd"`
	MissingDays []string       `json:"missing_days"`
	MissingUSD  *pricing.Money `json:"missing_usd"`
	Proposed    []purchase     `json:"proposed_topups"`
	Accepted    []purchase     `json:"accepted_topups"`
	Warnings    []string       `json:"warnings"`
}

// A purchase is a top-up that sync proposes or has recorded.
type purchase struct {
	CreditUSD pricing.Money  `json:"credit_usd"`
	FeeUSD    *pricing.Money `json:"fee_usd"`
}

// synced runs sync with --json and reads what became of its one source.
func (s *syncer) synced(args ...string) syncAnswer {
	s.t.Helper()
	code, out, stderr := s.run(append([]string{"sync", "--json"}, args...)...)
	var got struct {
		Sources []syncAnswer `json:"sources"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 || len(got.Sources) != 1 {
		s.t.Fatalf("sync: exit %d, %v\n%s%s", code, err, out, stderr)
	}
	return got.Sources[0]
}

// report is the report by some labels as CSV, without its head and fee columns.
func (s *syncer) report(by string) string {
	s.t.Helper()
	_, out, _ := s.run("report", "--by", by, "--json")
	var got struct {
		Rows []map[string]any `json:"rows"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		s.t.Fatalf("report: %v\n%s", err, out)
	}
	var lines []string
	for _, r := range got.Rows {
		var cells []string
		for _, name := range append(strings.Split(by, ","), "requests", "input_tokens", "output_tokens", "usd") {
			cells = append(cells, fmt.Sprint(r[name]))
		}
		lines = append(lines, strings.Join(cells, " "))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestSyncOpenRouter: the days key by key, the balance, the days that are missing, a
// purchase that shows; and the same again.
func TestSyncOpenRouter(t *testing.T) {
	s := newSyncer(t)
	fake := newGatewayFake(t, openRouter("100"))
	got := s.synced("openrouter", "--url", fake.URL)
	if got.Rows != 3 || got.Added != 3 || got.USD.String() != "1.75" || *got.From != "2026-10-24" || *got.To != "2026-11-22" || got.BalanceUSD.String() != "38.75" {
		t.Errorf("the first sync: %+v", got)
	}
	// The account began on 1 September; $59.50 of its $61.25 are of before the 30 days.
	if n := len(got.MissingDays); n != 53 || got.MissingDays[0] != "2026-09-01" || got.MissingDays[n-1] != "2026-10-23" || got.MissingUSD.String() != "59.5" {
		t.Errorf("missing %v, %v", got.MissingDays, got.MissingUSD)
	}
	want := "2026-11-20  4 2000 200 0.5\n2026-11-20 web 6 3000 500 0.75\n2026-11-22  4 2000 100 0.5"
	if by := s.report("day,key"); by != want {
		t.Errorf("by day and key\n%s\nwant\n%s", by, want)
	}
	s.now = s.now.Add(time.Hour)
	if got = s.synced(); got.Added+got.Updated+got.Removed != 0 || got.Duplicates != 3 || got.USD.String() != "0" || len(got.Proposed) != 0 {
		t.Errorf("the same again: %+v", got)
	}
	fake.answers["/api/v1/credits"] = openRouter("150")["/api/v1/credits"]
	s.now = s.now.Add(time.Hour)
	if got = s.synced(); len(got.Proposed) != 1 || got.Proposed[0].CreditUSD.String() != "50" || got.Proposed[0].FeeUSD.String() != "2.75" {
		t.Fatalf("proposed %+v, want $50 at 5.5 %%", got.Proposed)
	}
	s.now = s.now.Add(time.Hour)
	if got = s.synced("openrouter", "--accept"); len(got.Accepted) != 1 || got.Accepted[0].CreditUSD.String() != "50" || len(got.Proposed) != 0 {
		t.Errorf("accepted %+v, still proposed %+v", got.Accepted, got.Proposed)
	}
	s.now = s.now.Add(time.Hour)
	if got = s.synced(); len(got.Accepted)+len(got.Proposed) != 0 {
		t.Errorf("after it %+v, %+v", got.Accepted, got.Proposed)
	}
	if code, _, stderr := s.run("doctor"); code != 0 {
		t.Errorf("doctor: %s", stderr)
	}
	s.keyless()
}

// TestSyncAcceptsOnce: what was recorded by hand at another time than the gateway saw it is
// not recorded again.
func TestSyncAcceptsOnce(t *testing.T) {
	s := newSyncer(t)
	fake := newGatewayFake(t, openRouter("100"))
	s.synced("openrouter", "--url", fake.URL)
	for _, add := range [][]string{{"40.5", "--opening", "--at", "2026-11-20"}, {"50", "--at", "2026-11-23"}} { // the second before the first sync
		if code, _, stderr := s.run(append([]string{"topup", "add", "openrouter"}, add...)...); code != 0 {
			t.Fatal(stderr)
		}
	}
	fake.answers["/api/v1/credits"] = openRouter("150")["/api/v1/credits"]
	s.now = s.now.Add(time.Hour)
	got := s.synced("openrouter", "--accept")
	if len(got.Accepted) != 0 || len(got.Proposed) != 1 || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], "agrees with the books without the $50.00") {
		t.Errorf("accepted %+v, proposed %+v, warnings %q", got.Accepted, got.Proposed, got.Warnings)
	}
}

// keyless looks for the key in the ledger's files.
func (s *syncer) keyless() {
	s.t.Helper()
	files, err := os.ReadDir(s.folder)
	if err != nil || len(files) == 0 {
		s.t.Fatalf("the ledger's folder has %d files, %v", len(files), err)
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(s.folder, f.Name()))
		if err != nil {
			s.t.Fatal(err)
		}
		if bytes.Contains(text, []byte(theKey)) {
			s.t.Errorf("%s holds the key", f.Name())
		}
	}
}

// TestSyncAdmin: the admin reports of OpenAI and Anthropic, where a day that was open is
// replaced the next time.
func TestSyncAdmin(t *testing.T) {
	openAI := func(tokens int, usd string) map[string]string {
		return map[string]string{
			"/v1/organization/usage/completions": fmt.Sprintf(`{"object":"page","data":[{"object":"bucket","start_time":1795392000,"end_time":1795478400,"results":[{"object":"organization.usage.completions.result","input_tokens":%d,"output_tokens":50,"input_cached_tokens":0,"num_model_requests":3,"project_id":"p","user_id":null,"api_key_id":"k","model":"gpt-5.4","batch":false,"service_tier":"default"}]}],"has_more":false,"next_page":null}`, tokens),
			"/v1/organization/costs":             `{"object":"page","data":[{"object":"bucket","start_time":1795392000,"end_time":1795478400,"results":[{"object":"organization.costs.result","amount":{"value":"` + usd + `","currency":"usd"},"line_item":"gpt-5.4, input","project_id":"p","api_key_id":null}]}],"has_more":false,"next_page":null}`,
		}
	}
	s := newSyncer(t) // 23 November, 20:00: the bucket is today's
	fake := newGatewayFake(t, openAI(1000, "2"))
	if got := s.synced("openai", "--url", fake.URL); got.USD.String() != "2" || got.Added != 2 || *got.To != "2026-11-22" {
		t.Errorf("the first sync: %+v", got)
	}
	fake.answers = openAI(9000, "17.5")
	s.now = s.now.Add(24 * time.Hour)
	if got := s.synced(); got.USD.String() != "15.5" || got.Updated != 2 || got.Added != 0 {
		t.Errorf("a day later: %+v", got)
	}
	if by := s.report("day"); by != "2026-11-23 3 9000 50 17.5" {
		t.Errorf("by day: %s", by)
	}

	s = newSyncer(t)
	fake = newGatewayFake(t, map[string]string{
		"/v1/organizations/usage_report/messages": `{"data":[{"starting_at":"2026-11-21T00:00:00Z","ending_at":"2026-11-22T00:00:00Z","results":[{"uncached_input_tokens":100,"cache_read_input_tokens":10,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":7,"api_key_id":"k","workspace_id":null,"model":"claude-sonnet-4-5","service_tier":"standard","context_window":"0-200k"}]}],"has_more":false,"next_page":null}`,
		"/v1/organizations/cost_report":           `{"data":[{"starting_at":"2026-11-21T00:00:00Z","ending_at":"2026-11-22T00:00:00Z","results":[{"currency":"USD","amount":"123.5","workspace_id":null,"description":"Claude Sonnet 4.5 Usage - Input Tokens","cost_type":"tokens","model":"claude-sonnet-4-5","token_type":"uncached_input_tokens"}]}],"has_more":false,"next_page":null}`,
	})
	if got := s.synced("anthropic", "--url", fake.URL); got.USD.String() != "1.235" || got.Account != "anthropic" {
		t.Errorf("anthropic, in cents: %+v", got)
	}
	s.keyless()
}

// TestSyncFails: what goes wrong is said, changes nothing, and leaves the other sources.
func TestSyncFails(t *testing.T) {
	for _, test := range []struct {
		name, path, body string
		status           int
		words            string
	}{
		{"a key that is none", "/api/v1/credits", `{"error":{"code":401,"message":"No auth: ` + theKey + `"}}`, 401, "OPENROUTER_MANAGEMENT_KEY"},
		{"a key of the wrong kind", "/api/v1/activity", `{"error":{"code":403,"message":"Only management keys can perform this operation"}}`, 403, "OPENROUTER_MANAGEMENT_KEY"},
		{"cut short", "/api/v1/activity", `cut {"data":[`, 0, "cut short"},
		{"no JSON", "/api/v1/keys", `<html>`, 0, "source openrouter"},
		{"another shape", "/api/v1/credits", `{"data":[]}`, 0, "source openrouter"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSyncer(t)
			fake := newGatewayFake(t, openRouter("100"))
			fake.answers[test.path], fake.status[test.path] = test.body, test.status
			for _, first := range []bool{true, false} {
				code, out, stderr := s.run("sync", "openrouter", "--url", fake.URL)
				if code != 1 || !strings.Contains(stderr, test.words) {
					t.Errorf("exit %d, want 1 and %q:\n%s%s", code, test.words, out, stderr)
				}
				if _, err := os.Stat(filepath.Join(s.folder, "ledger.db")); first != os.IsNotExist(err) {
					t.Errorf("there is a ledger: %v", err)
				}
				if !first {
					break
				}
				good := newGatewayFake(t, openRouter("100"))
				s.synced("openrouter", "--url", good.URL)
			}
			if by := s.report("day,key"); strings.Count(by, "\n") != 2 {
				t.Errorf("the books changed:\n%s", by)
			}
		})
	}
}

// TestSyncNeeds: what has to be said, or to be in the environment.
func TestSyncNeeds(t *testing.T) {
	s := newSyncer(t)
	s.env = map[string]string{}
	for _, test := range []struct {
		args  []string
		code  int
		words string
	}{
		{[]string{"sync"}, 2, "tollbook source add"},
		{[]string{"sync", "opnrouter"}, 2, "nearest: openrouter"},
		{[]string{"sync", "openrouter"}, 1, "$OPENROUTER_MANAGEMENT_KEY"},
		{[]string{"sync", "openrouter", "--key-env", "MY_KEY"}, 1, "$MY_KEY"},
		{[]string{"sync", "litellm"}, 2, "--url"},
		{[]string{"sync", "openrouter", "more"}, 2, "one word too many"},
		{[]string{"source", "remove", "nope"}, 1, "does not exist"},
		{[]string{"sync", "openrouter", "--key-env", theKey}, 2, "not the key"},
		{[]string{"source", "add", "x", "openrouter", "--key-env", theKey}, 2, "not the key"},
		{[]string{"source", "add", "x", "env:" + theKey, "--kind", "litellm"}, 2, "env:LITELLM_DB"},
		{[]string{"source", "add", "x", "https://llm.example/v1?key=" + theKey, "--kind", "litellm"}, 2, "is not kept"},
		{[]string{"source", "add", "x", "https://llm.example/#" + theKey, "--kind", "openrouter"}, 2, "is not kept"},
		{[]string{"source", "add", "x", "https://anna:" + theKey + "@llm.example", "--kind", "openrouter"}, 2, "is not kept"},
		{[]string{"source", "add", "x", "https://llm.example"}, 2, "--kind openrouter, openai, anthropic, litellm"},
		{[]string{"source", "add", "x", "openrouter", "--query", "q.sql"}, 1, "q.sql"},
		{[]string{"source", "add", "x", "openrouter", "--overlap", "soon"}, 2, "like 3d"},
		{[]string{"source", "add", "a b", "openrouter"}, 1, "letters, digits"},
		{[]string{"source", "add", "x", "env:NOT_SET", "--kind", "other"}, 2, "litellm, langfuse or sql"},
	} {
		code, out, stderr := s.run(test.args...)
		if code != test.code || !strings.Contains(stderr, test.words) {
			t.Errorf("%v: exit %d, want %d and %q:\n%s%s", test.args, code, test.code, test.words, out, stderr)
		}
	}
}
