package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tollbook/data"
)

var update = flag.Bool("update", false, "rewrite the outputs in README.md")

// TestReadme runs the commands of the README's console blocks, in order, on the
// demo's last export, and compares what they print with what stands there.
func TestReadme(t *testing.T) {
	path, err := filepath.Abs("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Chdir(dir)
	unpackDemo(t, "openrouter_activity_2026-11-14.csv")
	var out []string
	lines := strings.Split(string(was), "\n")
	for i := 0; i < len(lines); i++ {
		out = append(out, lines[i])
		indent, fenced := strings.CutSuffix(lines[i], "```console")
		if !fenced {
			continue
		}
		for i++; i < len(lines) && strings.TrimSpace(lines[i]) != "```"; i++ {
			command, ok := strings.CutPrefix(strings.TrimPrefix(lines[i], indent), "$ tollbook ")
			if !ok {
				continue
			}
			out = append(out, lines[i])
			for _, line := range readmeOutput(t, dir, strings.TrimSuffix(command, " | cat")) {
				out = append(out, strings.TrimRight(indent+line, " "))
			}
		}
		out = append(out, lines[i])
	}
	got := strings.Join(out, "\n")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i, line := range out {
		if i >= len(lines) || lines[i] != line {
			t.Fatalf("README.md:%d is not what the command prints (go test ./cmd/tollbook -run Readme -update rewrites it)\nprints: %s", i+1, line)
		}
	}
}

// readmeOutput runs one command as the README shows it.
func readmeOutput(t *testing.T, dir, command string) []string {
	t.Helper()
	var out bytes.Buffer
	code := run(context.Background(), env{
		stdin: strings.NewReader(""), stdout: &out, stderr: &out,
		getenv: func(name string) string {
			return map[string]string{"TOLLBOOK_LEDGER": filepath.Join(dir, "books", "ledger.db")}[name]
		},
		now: func() time.Time { return time.Date(2026, 11, 15, 9, 0, 0, 0, time.UTC) },
	}, strings.Fields(command))
	if code != exitDone && command != "check" { // whose status says what it found
		t.Fatalf("tollbook %s: exit %d: %s", command, code, out.String())
	}
	return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
}

// unpackDemo writes the demo's last export as a user would have it.
func unpackDemo(t *testing.T, name string) {
	t.Helper()
	f, err := data.Demo.Open("samples/demo/3-" + name + ".gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, plain, 0o600); err != nil {
		t.Fatal(err)
	}
}
