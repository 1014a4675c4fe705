// Package clitest makes runs for the tests of the commands: on buffers instead of streams, by
// a clock that stands still, on a ledger that is not there yet or on the demo's books. It is
// no part of the program, and runs no command line: the tests of package main do.
//
//	run, path, out := clitest.NewJSON(t)
//	err := runFee(run, feeOptions{method: "card"}, []string{"openrouter", "25"}) // its JSON is in out
package clitest

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
	"tollbook/cmd/tollbook/demo"
	"tollbook/data"
	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/pricing"
)

// Clock is what the program under test takes for now.
var Clock = time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)

// Env is a world without a terminal, with the ledger at path.
func Env(path string) cli.Env {
	return cli.Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard,
		Getenv: func(name string) string { return map[string]string{"TOLLBOOK_LEDGER": path}[name] },
		Now:    func() time.Time { return Clock }}
}

// New is a run that has read no flag, on the built-in catalog and as of Clock.
func New(t testing.TB, e cli.Env) *cli.Run {
	t.Helper()
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	run := cli.New(e)
	run.Catalog, run.AsOf = c, Clock
	return run
}

// NewJSON is a run on a ledger that is not there yet, which answers in JSON into out.
func NewJSON(t *testing.T) (run *cli.Run, path string, out *bytes.Buffer) {
	t.Helper()
	path, out = filepath.Join(t.TempDir(), "ledger.db"), &bytes.Buffer{}
	run = New(t, Env(path))
	run.Out, run.Format = out, "json"
	return run, path, out
}

// DemoBooks are the demo's books as `tollbook demo` opens them, with their credits.
func DemoBooks(t *testing.T) (*cli.Run, *ledger.Store, credit.Books) {
	t.Helper()
	run := New(t, Env(""))
	s, err := demo.Open(context.Background(), run)
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

// DemoFile keeps the demo's books in a ledger at path, and returns the instant of their last
// usage.
func DemoFile(t testing.TB, path string) time.Time {
	t.Helper()
	run := New(t, Env(""))
	s, err := demo.Open(context.Background(), run)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Backup(context.Background(), path), s.Close()); err != nil {
		t.Fatal(err)
	}
	return run.AsOf
}

// A Refusal is a call that is wrong use, and what it says is wrong.
type Refusal struct {
	Run  func() error
	Want string
}

// Refuses holds calls to what they say is wrong, and to saying it before a ledger is made at
// path or anything is answered into out.
func Refuses(t *testing.T, path string, out *bytes.Buffer, calls map[string]Refusal) {
	t.Helper()
	for name, c := range calls {
		err := c.Run()
		var wrong cli.UsageError
		if !errors.As(err, &wrong) || err.Error() != c.Want {
			t.Errorf("%s: %v, want %s", name, err, c.Want)
		}
	}
	if cli.Exists(path) || out.Len() > 0 {
		t.Errorf("wrong use made a ledger, or answered: %s", out)
	}
}
