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
	"tollbook/tui"
)

// updating reports whether -update was given: the flag is that of the golden files,
// which comes with teatest. Here it rewrites what is generated in README.md.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

// TestReadme makes every generated part of the README anew and compares it with what
// stands there: the outputs of the console blocks, whose commands run in order on the
// demo's last export; the screens (readmescreen_test.go); the table of keys.
func TestReadme(t *testing.T) {
	path, err := filepath.Abs("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := readme{lines: strings.Split(string(was), "\n"), dir: t.TempDir()}
	t.Chdir(r.dir)
	unpackDemo(t, "openrouter_activity_2026-11-14.csv")
	for r.at < len(r.lines) {
		line := r.keep()
		if indent, fenced := strings.CutSuffix(line, "```console"); fenced {
			r.console(t, indent)
		} else if of, found := strings.CutPrefix(line, "<!-- screen: "); found {
			r.screen(t, strings.TrimSuffix(of, " -->"))
		} else if line == "<!-- keys -->" {
			r.keys(t)
		}
	}
	if updating() {
		if err := os.WriteFile(path, []byte(strings.Join(r.out, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i, line := range r.out {
		if i >= len(r.lines) || r.lines[i] != line {
			t.Fatalf("README.md:%d is not what the program says (go test ./cmd/tollbook -run Readme -update rewrites it)\nwant: %s", i+1, line)
		}
	}
	if len(r.out) < len(r.lines) {
		t.Fatalf("README.md:%d is more than the program says", len(r.out)+1)
	}
}

// readme is the README while it is made anew, line by line.
type readme struct {
	lines, out []string
	at         int
	dir        string // where its commands run
	demo       *tui.Config
}

// keep takes a line over as it stands.
func (r *readme) keep() string {
	line := r.lines[r.at]
	r.at++
	r.out = append(r.out, line)
	return line
}

// skip leaves lines out up to one of that text, which stays.
func (r *readme) skip(t *testing.T, end string) {
	t.Helper()
	from := r.at
	for r.at < len(r.lines) && strings.TrimSpace(r.lines[r.at]) != end {
		r.at++
	}
	if r.at == len(r.lines) {
		t.Fatalf("README.md:%d: no line %q ends the block", from, end)
	}
	r.keep()
}

// console runs the commands of a block.
func (r *readme) console(t *testing.T, indent string) {
	for r.at < len(r.lines) && strings.TrimSpace(r.lines[r.at]) != "```" {
		command, ok := strings.CutPrefix(strings.TrimPrefix(r.lines[r.at], indent), "$ tollbook ")
		if !ok {
			r.at++
			continue
		}
		r.keep()
		for _, line := range readmeOutput(t, r.dir, strings.TrimSuffix(command, " | cat")) {
			r.out = append(r.out, strings.TrimRight(indent+line, " "))
		}
	}
	r.skip(t, "```")
}

// readmeOutput runs one command as the README shows it.
func readmeOutput(t *testing.T, dir, command string) []string {
	t.Helper()
	var out bytes.Buffer
	code := run(context.Background(), env{
		stdin: strings.NewReader(""), stdout: &out, stderr: &out,
		getenv: func(name string) string {
			return map[string]string{"TOLLBOOK_LEDGER": filepath.Join(dir, "books", "ledger.db"), "COLUMNS": "110"}[name]
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
