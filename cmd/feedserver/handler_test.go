package main

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

const sample = `{"data":[{"id":"anthropic/claude-opus-4.5"}]}`

var folder = fstest.MapFS{
	"openrouter.json":   {Data: []byte(sample)},
	"notes.txt":         {Data: []byte("not a list")},
	"inner/secret.json": {Data: []byte("not at the top")},
	"folder.json/a":     {Data: []byte("in a folder that is named as a list")},
}

// ask has the handler answer one request; header is pairs of name and value.
func ask(method, target string, header ...string) *http.Response {
	r := httptest.NewRequest(method, "/", nil)
	r.URL = &url.URL{Path: target}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler(folder).ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestList(t *testing.T) {
	resp := ask("GET", "/openrouter.json")
	if got := body(t, resp.Body); resp.StatusCode != 200 || got != sample {
		t.Errorf("status %d, %q", resp.StatusCode, got)
	}
	// printf %s '{"data":[{"id":"anthropic/claude-opus-4.5"}]}' | sha256sum
	if got, want := resp.Header.Get("ETag"), `"8b7105cf787f78b059ab4cb68bed6c8429d767b53b6df77b6f6fc1db4404227b"`; got != want {
		t.Errorf("ETag %s, want %s", got, want)
	}
	if got := resp.Header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type %q", got)
	}
	if got := resp.Header.Get("Content-Encoding"); got != "" {
		t.Errorf("Content-Encoding %q without being asked for", got)
	}
}

func TestNotModified(t *testing.T) {
	tag := ask("GET", "/openrouter.json").Header.Get("ETag")
	for _, encoding := range []string{"gzip", "identity"} {
		resp := ask("GET", "/openrouter.json", "If-None-Match", tag, "Accept-Encoding", encoding)
		if got := body(t, resp.Body); resp.StatusCode != 304 || got != "" || resp.Header.Get("ETag") != tag {
			t.Errorf("%s: status %d, %q, ETag %s", encoding, resp.StatusCode, got, resp.Header.Get("ETag"))
		}
	}
	if resp := ask("GET", "/openrouter.json", "If-None-Match", `"old"`); resp.StatusCode != 200 {
		t.Errorf("status %d for an old ETag", resp.StatusCode)
	}
}

func TestGzip(t *testing.T) {
	for accept, want := range map[string]string{
		"gzip": "gzip", "br, gzip;q=0.5": "gzip", "gzip;q=1.0": "gzip", "gzip;q=0": "", "gzip; q=0.0": "", "br": "", "": "", "xgzip": "",
	} {
		resp := ask("GET", "/openrouter.json", "Accept-Encoding", accept, "Range", "bytes=0-3")
		if got := resp.Header.Get("Content-Encoding"); resp.StatusCode != 200 || got != want {
			t.Errorf("Accept-Encoding %q: status %d, Content-Encoding %q, want %q", accept, resp.StatusCode, got, want)
			continue
		}
		r := io.Reader(resp.Body)
		if want == "gzip" {
			z, err := gzip.NewReader(r)
			if err != nil {
				t.Fatal(err)
			}
			r = z
		}
		if got := body(t, r); got != sample {
			t.Errorf("Accept-Encoding %q: %q", accept, got)
		}
	}
}

func TestNotFound(t *testing.T) {
	for _, target := range []string{
		"", "/", "/none.json", "/notes.txt", "/openrouter", "/openrouter.json/", "/inner/secret.json", "/folder.json", "/.json",
		"/../openrouter.json", "//openrouter.json", "/./openrouter.json", "/inner/../openrouter.json", `/..\openrouter.json`, "/..", "/\x00.json",
	} {
		resp := ask("GET", target)
		if got := body(t, resp.Body); resp.StatusCode != 404 || strings.Contains(got, "data") {
			t.Errorf("%q: status %d, %q", target, resp.StatusCode, got)
		}
	}
}

// TestNoWayOut asks for a file beside the folder, by a link in it.
func TestNoWayOut(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "in"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "out.json"), []byte("data"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("..", "out.json"), filepath.Join(dir, "in", "openrouter.json")); err != nil {
		t.Skip("no links here:", err)
	}
	root, err := os.OpenRoot(filepath.Join(dir, "in"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	s := httptest.NewServer(handler(root.FS()))
	defer s.Close()
	for _, target := range []string{"/openrouter.json", "/%2e%2e/out.json", "/..%2fout.json"} {
		resp, err := s.Client().Get(s.URL + target)
		if err != nil {
			t.Fatal(err)
		}
		if got := body(t, resp.Body); resp.StatusCode != 404 {
			t.Errorf("%s: status %d, %q", target, resp.StatusCode, got)
		}
		_ = resp.Body.Close()
	}
	if lists := present(root.FS()); len(lists) != 0 {
		t.Errorf("the link is a list: %v", lists)
	}
}

func TestMethods(t *testing.T) {
	resp := ask("HEAD", "/openrouter.json")
	if got := body(t, resp.Body); resp.StatusCode != 200 || got != "" || resp.Header.Get("ETag") == "" {
		t.Errorf("HEAD: status %d, %q", resp.StatusCode, got)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "PATCH"} {
		resp := ask(method, "/openrouter.json")
		if resp.StatusCode != 405 || resp.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, Allow %q", method, resp.StatusCode, resp.Header.Get("Allow"))
		}
	}
}
