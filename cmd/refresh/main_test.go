package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tollbook/data"
	"tollbook/pricing"
)

// ran is one run of the command over a folder of data.
func ran(t *testing.T, folder string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(append([]string{"--data", folder}, args...), time.Date(2026, 12, 1, 14, 0, 0, 0, time.UTC), &out, &errs)
	return out.String(), errs.String(), code
}

func sample(name string) string {
	return filepath.Join("..", "..", "pricing", "feed", "testdata", name)
}

// built is a copy of the built-in catalog in a folder.
func built(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, data.Files); err != nil {
		t.Fatal(err)
	}
	return folder
}

// TestRefreshesAFolder: one run writes what has changed and names the next step, the next
// one of the same day changes nothing.
func TestRefreshesAFolder(t *testing.T) {
	folder := built(t)
	out, errs, code := ran(t, folder, "--dry-run", sample("openrouter.json"))
	if code != 0 || !strings.Contains(out, "would write "+filepath.Join(folder, "rates", "openrouter.csv")) {
		t.Fatalf("dry run: %d\n%s%s", code, out, errs)
	}
	same(t, folder, true)
	out, errs, code = ran(t, folder, sample("openrouter.json"), "ofox="+sample("ofox.json"))
	if code != 0 {
		t.Fatalf("%d: %s", code, errs)
	}
	for _, want := range []string{"GATEWAY", "anthropic/claude-sonnet-4.5", "3     2.4", "changed", "new", "written " + filepath.Join(folder, "models", "stealth.csv"), "next: go test ./data"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	same(t, folder, false)
	if _, err := pricing.Load(os.DirFS(folder)); err != nil {
		t.Error(err)
	}
	out, errs, code = ran(t, folder, "--at", "2026-12-01", sample("openrouter.json"), "ofox="+sample("ofox.json"))
	if code != 0 || !strings.Contains(out, "no file changes") || strings.Contains(out, "written") {
		t.Errorf("again: %d\n%s%s", code, out, errs)
	}
}

// same says whether a folder has the built-in rates as they are embedded.
func same(t *testing.T, folder string, want bool) {
	t.Helper()
	const name = "rates/openrouter.csv"
	a, err := fs.ReadFile(data.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(a, b) != want {
		t.Errorf("%s unchanged: want %v", name, want)
	}
}

// TestWrongUse: what is wrong is named, and nothing is written.
func TestWrongUse(t *testing.T) {
	folder := built(t)
	other := filepath.Join(t.TempDir(), "other.json")
	if err := os.WriteFile(other, []byte(`{"hello": "world"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no files", nil, 2, "FEED=FILE"},
		{"no day", []string{"--at", "soon", sample("openrouter.json")}, 2, "want a day as 2026-11-30"},
		{"no feed", []string{other}, 1, "no feed that is known"},
		{"an unknown name", []string{"acme=" + other}, 1, `no feed is named "acme"`},
		{"a day before what the catalog has seen", []string{"--at", "2026-01-01", sample("openrouter.json")}, 1, "the clock runs behind the catalog"},
		{"an ID that nothing waits under", []string{"--accept", "abcdef", sample("openrouter.json")}, 1, `nothing waits under the ID "abcdef"`},
	} {
		if out, errs, code := ran(t, folder, c.args...); code != c.code || !strings.Contains(errs, c.want) || out != "" {
			t.Errorf("%s: %d, %s%s; want %d, %s", c.name, code, out, errs, c.code, c.want)
		}
	}
	same(t, folder, true)
}
