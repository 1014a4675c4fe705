package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/fetch"
)

func TestRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.json")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		args  []string
		code  int
		words string
	}{
		{"all addresses", []string{"--at", ":8642"}, 2, `--at ":8642": it serves this machine only`},
		{"0.0.0.0", []string{"--at", "0.0.0.0:8642"}, 2, "this machine only"},
		{"all of IPv6", []string{"--at", "[::]:8642"}, 2, "this machine only"},
		{"another machine", []string{"--at", "192.0.2.1:8642"}, 2, "this machine only"},
		{"a name that begins as loopback", []string{"--at", "localhost.example:8642"}, 2, "this machine only"},
		{"no port", []string{"--at", "127.0.0.1"}, 2, "it has to be HOST:PORT"},
		{"two folders", []string{"a", "b"}, 2, "one FOLDER, not 2"},
		{"no such flag", []string{"--to", "a"}, 2, "usage: go run ./cmd/feedserver"},
		{"no such folder", []string{filepath.Join(t.TempDir(), "gone")}, 1, "feedserver: hint: start it in the module's folder"},
		{"a file", []string{file}, 1, "a.json\": "},
		{"an empty folder", []string{t.TempDir()}, 1, "no price list in it\nfeedserver: hint: start it in the module's folder, or give a FOLDER that has openrouter.json, "},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel() // what is served none the less ends at once
			var stdout, stderr strings.Builder
			code := run(ctx, test.args, &stdout, &stderr)
			if code != test.code || stdout.String() != "" || !strings.Contains(stderr.String(), test.words) {
				t.Errorf("run: %d, want %d, with %q in\n%s%s", code, test.code, test.words, stdout.String(), stderr.String())
			}
		})
	}
}

func TestHelp(t *testing.T) {
	var stdout, stderr strings.Builder
	if code := run(t.Context(), []string{"--help"}, &stdout, &stderr); code != 0 || !strings.Contains(stderr.String(), defaultAt) {
		t.Errorf("run: %d\n%s%s", code, stdout.String(), stderr.String())
	}
}

// TestRun starts it, reads a list by the address of its line, as tollbook does, and
// changes that list.
func TestRun(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("models-dev.json", `{"a":1}`)
	write("openrouter.json", `{"data":[]}`)
	write("others.json", `{}`)
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan int)
	go func() {
		code := run(ctx, []string{"--at", "127.0.0.1:0", folder}, w, io.Discard)
		_ = w.Close()
		ended <- code
	}()
	out := bufio.NewReader(r)
	line, err := out.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	if rest, err := out.ReadString('\n'); err != nil || rest != "Ctrl-C stops it\n" {
		t.Errorf("the second line is %q, %v", rest, err)
	}
	var host string
	if _, err := fmt.Sscanf(line, "tollbook catalog update --url openrouter=%s", &host); err != nil {
		t.Fatal(err)
	}
	address := host
	host = strings.TrimSuffix(host, "/openrouter.json")
	if want := fmt.Sprintf("tollbook catalog update --url openrouter=%s/openrouter.json --url models.dev=%s/models-dev.json\n", host, host); line != want {
		t.Errorf("the line is\n%s, want\n%s", line, want)
	}
	g := fetch.New("tollbook/test")
	first, err := g.Get(t.Context(), address, "")
	if err != nil || string(first.Body) != `{"data":[]}` || first.ETag == "" {
		t.Fatalf("Get: %+v, %v", first, err)
	}
	if again, err := g.Get(t.Context(), address, first.ETag); err != nil || !again.Unchanged {
		t.Errorf("Get again: %+v, %v", again, err)
	}
	write("openrouter.json", `{"data":[1]}`)
	if changed, err := g.Get(t.Context(), address, first.ETag); err != nil || string(changed.Body) != `{"data":[1]}` || changed.ETag == first.ETag {
		t.Errorf("Get of what has changed: %+v, %v", changed, err)
	}
	cancel()
	if code := <-ended; code != 0 {
		t.Errorf("run: %d, want 0", code)
	}
}
