package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"tollbook/cmd/tollbook/cli"
	"tollbook/data"
	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/pricing"
)

// clock is what the program under test takes for now.
var clock = time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)

// benchEnv is a world without a terminal, with the ledger at path.
func benchEnv(path string) cli.Env {
	return cli.Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard,
		Getenv: func(name string) string { return map[string]string{"TOLLBOOK_LEDGER": path}[name] },
		Now:    func() time.Time { return clock }}
}

// appAt is a run on a catalog, at the clock of the tests, that has read no flag.
func appAt(e cli.Env, c *pricing.Catalog) *cli.Run {
	run := cli.New(e)
	run.Catalog, run.AsOf = c, clock
	return run
}

// runsOn is a run on a ledger that is not there yet, which answers in JSON into out.
func runsOn(t *testing.T) (run *cli.Run, path string, out *bytes.Buffer) {
	t.Helper()
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	path, out = filepath.Join(t.TempDir(), "ledger.db"), &bytes.Buffer{}
	run = appAt(benchEnv(path), c)
	run.Out, run.Format = out, "json"
	return run, path, out
}

// demoBooks opens the demo as `tollbook demo` does.
func demoBooks(t *testing.T) (*cli.Run, *ledger.Store, credit.Books) {
	t.Helper()
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	run := appAt(benchEnv(""), c)
	s, err := openDemo(context.Background(), run)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	credits, err := s.Credits(context.Background(), "", run.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	return run, s, credits
}

// A refusal is a call that is wrong use, and what it says is wrong.
type refusal struct {
	run  func() error
	want string
}

// refuses holds calls to what they say is wrong, and to saying it before a ledger is made at
// path or anything is answered into out.
func refuses(t *testing.T, path string, out *bytes.Buffer, calls map[string]refusal) {
	t.Helper()
	for name, c := range calls {
		err := c.run()
		var wrong cli.UsageError
		if !errors.As(err, &wrong) || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if cli.Exists(path) || out.Len() > 0 {
		t.Errorf("wrong use made a ledger, or answered: %s", out)
	}
}

// demoFile keeps the demo's books in a file, and says when their usage ends.
func demoFile(t testing.TB, path string) time.Time {
	t.Helper()
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	run := appAt(benchEnv(""), c)
	s, err := openDemo(context.Background(), run)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Backup(context.Background(), path), s.Close()); err != nil {
		t.Fatal(err)
	}
	return run.AsOf
}
