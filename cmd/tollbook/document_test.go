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

	"tollbook/cmd/tollbook/cli"
	"tollbook/data"
	"tollbook/tui"
)

// updating reports whether -update was given: the flag is that of the golden files,
// which comes with teatest. Here it rewrites what is generated in documents.
func updating() bool { return flag.Lookup("update").Value.String() == "true" }

// TestReadme makes every generated part of the READMEs anew and compares it with what
// stands there.
func TestReadme(t *testing.T) {
	for name, d := range map[string]document{
		"front":   {path: "../../README.md", columns: "100"},
		"session": {path: "README.md", columns: "110", messages: true},
		"screens": {path: "../../tui/README.md"},
	} {
		t.Run(name, func(t *testing.T) { remake(t, d) })
	}
}

// A document is a text of which parts are generated, while it is made anew line by
// line: the outputs of its console blocks, whose commands run in order in a folder with
// the samples where a clone has them, the demo's last export under the name that
// OpenRouter gives it, and a ledger of their own; screens (documentparts_test.go). A line
//
//	<!-- run: import openrouter_activity_2026-11-14.csv -->
//
// runs a command whose output the document does not show.
type document struct {
	path     string
	columns  string // the width of what commands print
	messages bool   // what they say on stderr stands there too

	lines, out []string
	at         int
	dir        string // where its commands run
	demo       *tui.Config
}

// remake compares a document with what it is when it is made anew, or writes that.
func remake(t *testing.T, d document) {
	t.Helper()
	path, err := filepath.Abs(d.path)
	if err != nil {
		t.Fatal(err)
	}
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	d.lines, d.dir = strings.Split(string(was), "\n"), t.TempDir()
	cloneSamples(t, d.dir)
	t.Chdir(d.dir)
	unpackDemo(t, "openrouter_activity_2026-11-14.csv")
	for d.at < len(d.lines) {
		d.part(t)
	}
	if updating() {
		if err := os.WriteFile(path, []byte(strings.Join(d.out, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for i, line := range d.out {
		if i >= len(d.lines) || d.lines[i] != line {
			t.Fatalf("%s:%d is not what the program says (go test ./cmd/tollbook -run 'Readme|Manual' -update rewrites it)\nwant: %s", d.path, i+1, line)
		}
	}
	if len(d.out) < len(d.lines) {
		t.Fatalf("%s:%d is more than the program says", d.path, len(d.out)+1)
	}
}

// part takes the next line over, and makes what it begins.
func (d *document) part(t *testing.T) {
	line := d.keep()
	if indent, fenced := strings.CutSuffix(line, "```console"); fenced {
		d.console(t, indent)
	} else if of, found := comment(line, "screen"); found {
		d.screen(t, of)
	} else if command, found := comment(line, "run"); found {
		d.output(t, command)
	}
}

// comment is what a line <!-- KIND: ... --> says.
func comment(line, kind string) (string, bool) {
	said, found := strings.CutPrefix(line, "<!-- "+kind+": ")
	return strings.TrimSuffix(said, " -->"), found
}

// keep takes a line over as it stands.
func (d *document) keep() string {
	line := d.lines[d.at]
	d.at++
	d.out = append(d.out, line)
	return line
}

// skip leaves lines out up to one of that text, which stays.
func (d *document) skip(t *testing.T, end string) {
	t.Helper()
	from := d.at
	for d.at < len(d.lines) && strings.TrimSpace(d.lines[d.at]) != end {
		d.at++
	}
	if d.at == len(d.lines) {
		t.Fatalf("%s:%d: no line %q ends the block", d.path, from, end)
	}
	d.keep()
}

// console runs the commands of a block.
func (d *document) console(t *testing.T, indent string) {
	for d.at < len(d.lines) && strings.TrimSpace(d.lines[d.at]) != "```" {
		command, ok := strings.CutPrefix(strings.TrimPrefix(d.lines[d.at], indent), "$ tollbook ")
		if !ok {
			d.at++
			continue
		}
		d.keep()
		for strings.HasSuffix(command, "\\") {
			command = strings.TrimSuffix(command, "\\") + d.keep()
		}
		for _, line := range d.output(t, strings.TrimSuffix(command, " | cat")) {
			d.out = append(d.out, strings.TrimRight(indent+line, " "))
		}
	}
	d.skip(t, "```")
}

// output runs one command as the document shows it.
func (d *document) output(t *testing.T, command string) []string {
	t.Helper()
	var out, said bytes.Buffer
	e := cli.Env{
		Stdin: strings.NewReader(""), Stdout: &out, Stderr: &said,
		Getenv: func(name string) string {
			return map[string]string{"TOLLBOOK_LEDGER": filepath.Join(d.dir, "books", "ledger.db"), "COLUMNS": d.columns}[name]
		},
		Now: func() time.Time { return time.Date(2026, 11, 15, 9, 0, 0, 0, time.UTC) },
	}
	if d.messages {
		e.Stderr = &out
	}
	code := run(context.Background(), e, strings.Fields(command))
	if code != exitDone && command != "check" { // whose status says what it found
		t.Fatalf("%s: tollbook %s: exit %d: %s%s", d.path, command, code, out.String(), said.String())
	}
	return strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
}

// cloneSamples puts the samples where they lie in a fresh clone.
func cloneSamples(t *testing.T, dir string) {
	t.Helper()
	if err := os.CopyFS(filepath.Join(dir, "data", "samples"), os.DirFS("../../data/samples")); err != nil {
		t.Fatal(err)
	}
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
