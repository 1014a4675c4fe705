package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/cli"
)

// A priceServer serves the samples of feeds on loopback, as their publishers do.
type priceServer struct {
	*httptest.Server
	texts map[string]string // by path
	asked []*http.Request
}

func newPriceServer(t *testing.T) *priceServer {
	t.Helper()
	s := &priceServer{texts: map[string]string{}}
	for _, name := range []string{"openrouter", "vercel", "ofox", "genai-prices", "models-dev", "litellm"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "pricing", "feed", "testdata", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		s.texts["/"+name] = string(text)
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r)
		text, ok := s.texts[r.URL.Path]
		if to, moved := strings.CutPrefix(text, "moved "); moved {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", `"`+strings.TrimPrefix(r.URL.Path, "/")+`"`)
		http.ServeContent(w, r, "list.json", time.Time{}, strings.NewReader(text))
	}))
	t.Cleanup(s.Close)
	return s
}

// urls are the flags that have the feeds read from the server.
func (s *priceServer) urls() (out []string) {
	for feed, path := range map[string]string{"openrouter": "/openrouter", "vercel": "/vercel", "ofox": "/ofox", "genai-prices": "/genai-prices", "models.dev": "/models-dev", "litellm": "/litellm"} {
		out = append(out, "--url", feed+"="+s.URL+path)
	}
	return out
}

// updater runs commands on a ledger of its own at a clock that moves.
type updater struct {
	t      *testing.T
	folder string
	now    time.Time
}

func (u *updater) run(args ...string) (code int, out, stderr string) {
	u.t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), cli.Env{Stdin: strings.NewReader(""), Stdout: &o, Stderr: &e, Now: func() time.Time { return u.now }, Getenv: func(name string) string {
		switch name {
		case "TOLLBOOK_LEDGER":
			return filepath.Join(u.folder, "ledger.db")
		case "OPENROUTER_API_KEY":
			return "sk-or-v1-secret"
		}
		return ""
	}}, args)
	return code, o.String(), e.String()
}

// An updateAnswer is what catalog update says, the part of it that is read here.
type updateAnswer struct {
	ID    *int `json:"id"`
	Feeds []struct {
		Feed      string `json:"feed"`
		Unchanged bool   `json:"unchanged"`
	} `json:"feeds"`
	Changes []struct {
		ID    *string `json:"id"`
		State string  `json:"state"`
	} `json:"changes"`
	Confirmed int `json:"confirmed"`
}

// update runs catalog update and reads what it says.
func (u *updater) update(args ...string) (got updateAnswer) {
	u.t.Helper()
	code, out, stderr := u.run(append([]string{"catalog", "update", "--json"}, args...)...)
	if code != exitDone {
		u.t.Fatalf("update: exit %d: %s", code, stderr)
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		u.t.Fatal(err)
	}
	return got
}

// TestUpdateOverTheNetwork: all feeds in one change; asked again they say that they are as
// they were, and their rates are seen again; undone, the catalog is as it was. No key is
// sent.
func TestUpdateOverTheNetwork(t *testing.T) {
	s := newPriceServer(t)
	u := &updater{t, t.TempDir(), time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}
	_, before, _ := u.run("quote", "claude-sonnet-4.5", "--json")
	first := u.update(s.urls()...)
	if first.ID == nil || *first.ID != 1 || len(first.Feeds) != 6 || len(first.Changes) == 0 {
		t.Fatalf("%+v", first)
	}
	for _, r := range s.asked {
		for name, values := range r.Header {
			if strings.Contains(strings.Join(values, " "), "secret") || strings.EqualFold(name, "Authorization") {
				t.Errorf("%s was sent %s: %s", r.URL, name, values)
			}
		}
	}
	_, after, _ := u.run("quote", "claude-sonnet-4.5", "--json")
	if after == before {
		t.Error("no quote has changed")
	}
	u.now = u.now.Add(26 * time.Hour)
	again := u.update(s.urls()...)
	for _, f := range again.Feeds {
		if !f.Unchanged {
			t.Errorf("%s was sent again", f.Feed)
		}
	}
	if len(again.Changes) != 0 || again.Confirmed == 0 || again.ID == nil {
		t.Errorf("again: %d changes, %d confirmed, id %v", len(again.Changes), again.Confirmed, again.ID)
	}
	if _, out, _ := u.run("quote", "acme/heron-2", "--gateway", "openrouter", "--json"); !strings.Contains(out, `"seen": "2026-12-02"`) {
		t.Errorf("not seen on the second day: %s", out)
	}
	for range 2 {
		if code, _, stderr := u.run("catalog", "undo"); code != exitDone {
			t.Fatal(stderr)
		}
	}
	u.now = time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)
	if _, undone, _ := u.run("quote", "claude-sonnet-4.5", "--json"); undone != before {
		t.Errorf("after undo:\n%s\nbefore:\n%s", undone, before)
	}
}

// TestUpdateGoesOnWithoutAFeed: what one server can't give does not keep the others from
// being read; the exit says that something failed.
func TestUpdateGoesOnWithoutAFeed(t *testing.T) {
	s := newPriceServer(t)
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	for name, c := range map[string]struct{ text, want string }{
		"nothing there": {"", "404"},
		"elsewhere":     {"moved " + other.URL + "/x", "redirect"},
		"cut off":       {`{"data":[{"id":"acme/a","pricing":{"prompt":"0.00`, "openrouter"},
		"another list":  {`{"hello":"world"}`, "openrouter"},
		"empty":         {`{"data":[]}`, "openrouter"},
	} {
		u := &updater{t, t.TempDir(), time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}
		text := s.texts["/openrouter"]
		if s.texts["/openrouter"] = c.text; c.text == "" {
			delete(s.texts, "/openrouter")
		}
		code, out, stderr := u.run(append([]string{"catalog", "update", "--json"}, s.urls()...)...)
		s.texts["/openrouter"] = text
		var got updateAnswer
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%s: %v: %s", name, err, stderr)
		}
		if code != exitFailed || got.ID == nil || !strings.Contains(stderr, c.want) {
			t.Errorf("%s: exit %d, id %v: %s", name, code, got.ID, stderr)
		}
		if _, err := os.Stat(filepath.Join(u.folder, "catalog", "rates", "openrouter.csv")); err == nil {
			t.Errorf("%s: openrouter has rates", name)
		}
		if _, err := os.Stat(filepath.Join(u.folder, "catalog", "rates", "vercel.csv")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUpdateReadsAllPages: a list that goes on is read to its end, on its own server alone.
func TestUpdateReadsAllPages(t *testing.T) {
	page := func(id, next string) string {
		return `{"data":[{"id":"acme/` + id + `","pricing":{"prompt":"0.000001","completion":"0.000002"}}],"links":{"next":` + next + `},"total_count":3}`
	}
	s := newPriceServer(t)
	s.texts["/openrouter"], s.texts["/two"], s.texts["/three"] = page("a", `"/two"`), page("b", `"`+s.URL+`/three"`), page("c", "null")
	u := &updater{t, t.TempDir(), time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}
	if got := u.update("--url", "openrouter="+s.URL+"/openrouter"); len(got.Changes) != 6 {
		t.Errorf("%d changes, want two prices of three models", len(got.Changes))
	}
	for name, next := range map[string]string{"a page that repeats": `"/openrouter"`, "another server": `"https://example.org/two"`} {
		s.texts["/openrouter"] = page("a", next)
		u := &updater{t, t.TempDir(), time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}
		if code, _, stderr := u.run("catalog", "update", "--url", "openrouter="+s.URL+"/openrouter"); code != exitFailed || !strings.Contains(stderr, "page") {
			t.Errorf("%s: exit %d: %s", name, code, stderr)
		}
	}
}

// TestUpdateAsksForPromotions: of the models that the user works with OpenRouter is asked
// whether their price is a promotion, which its list does not say; answers that rest on one
// do.
func TestUpdateAsksForPromotions(t *testing.T) {
	s := newPriceServer(t)
	endpoints, err := os.ReadFile(filepath.Join("..", "..", "pricing", "feed", "testdata", "openrouter-endpoints.json"))
	if err != nil {
		t.Fatal(err)
	}
	s.texts["/api/v1/models"] = s.texts["/openrouter"]
	s.texts["/api/v1/models/anthropic/claude-sonnet-4.5/endpoints"] = string(endpoints)
	u := &updater{t, t.TempDir(), time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}
	usage := filepath.Join(u.folder, "usage.csv")
	if err := os.WriteFile(usage, []byte("time,gateway,model,input_tokens,output_tokens,cost_usd,request_id\n2026-11-29T10:00:00Z,openrouter,anthropic/claude-sonnet-4.5,1000000,1000000,18,a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := u.run("import", usage); code != exitDone {
		t.Fatal(stderr)
	}
	promotions := 0
	for _, c := range u.update("--url", "openrouter="+s.URL+"/api/v1/models").Changes {
		if c.State == "promotion" {
			promotions++
		}
	}
	if promotions != 3 {
		t.Errorf("%d rates are promotions, want input, output and cache read", promotions)
	}
	if _, out, _ := u.run("quote", "anthropic/claude-sonnet-4.5", "--gateway", "openrouter", "--input", "1000"); !strings.Contains(out, "promotion without a known end") {
		t.Errorf("a quote says nothing of it: %s", out)
	}
}

// TestARefusedFeedWritesNothing: of a list that lacks half of what it had nothing is taken,
// what waits from before waits on, and there is no change to take back.
func TestARefusedFeedWritesNothing(t *testing.T) {
	s := newPriceServer(t)
	u := &updater{t, t.TempDir(), time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}
	address := "openrouter=" + s.URL + "/openrouter"
	u.update("--url", address)
	s.texts["/openrouter"] = strings.Replace(s.texts["/openrouter"], `"prompt": "0.0000024"`, `"prompt": "0.000024"`, 1)
	u.now = u.now.Add(time.Hour)
	// The ETag is that of the first list: it has to be another address.
	s.texts["/again"] = s.texts["/openrouter"]
	waits := u.update("--url", "openrouter="+s.URL+"/again")
	held := ""
	for _, c := range waits.Changes {
		if c.State == "held" && c.ID != nil {
			held = *c.ID
		}
	}
	if held == "" {
		t.Fatalf("nothing waits: %+v", waits.Changes)
	}
	if again := u.update("--url", "openrouter="+s.URL+"/again"); again.Feeds[0].Unchanged || len(again.Changes) != len(waits.Changes) {
		t.Errorf("what waits was not read again: %+v", again)
	}
	s.texts["/half"] = `{"data":[{"id":"acme/heron-2","pricing":{"prompt":"0.000001","completion":"0.000004"}}]}`
	u.now = u.now.Add(time.Hour)
	code, out, stderr := u.run("catalog", "update", "--json", "--url", "openrouter="+s.URL+"/half")
	if code != exitFailed || !strings.Contains(stderr, "is refused") || !strings.Contains(out, `"id": null`) {
		t.Errorf("exit %d: %s\n%s", code, stderr, out)
	}
	if _, out, _ := u.run("catalog", "diff", "--json"); !strings.Contains(out, held) {
		t.Errorf("%s waits no more", held)
	}
	if _, out, _ := u.run("catalog", "undo", "--json"); !strings.Contains(out, `"undone": 2`) {
		t.Errorf("taken back: %s", out)
	}
}

// TestAKeyInAnAddressIsNotKept: nor is it shown.
func TestAKeyInAnAddressIsNotKept(t *testing.T) {
	s := newPriceServer(t)
	u := &updater{t, t.TempDir(), time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}
	_, out, stderr := u.run("catalog", "update", "--json", "--url", "openrouter="+s.URL+"/openrouter?key=hush")
	if !strings.Contains(out, `"id": 1`) || strings.Contains(out+stderr, "hush") {
		t.Errorf("%s%s", out, stderr)
	}
	err := fs.WalkDir(os.DirFS(u.folder), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(u.folder, path))
		if bytes.Contains(text, []byte("hush")) {
			t.Errorf("%s holds the key", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
