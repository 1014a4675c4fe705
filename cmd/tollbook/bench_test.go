package main

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/lipgloss"

	"tollbook/data"
	"tollbook/pricing"
	"tollbook/tui"
)

// benchEnv is a world without a terminal, with the ledger at path.
func benchEnv(path string) env {
	return env{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard,
		getenv: func(name string) string { return map[string]string{"TOLLBOOK_LEDGER": path}[name] },
		now:    func() time.Time { return clock }}
}

// appAt is a run on a catalog, at the clock of the tests, that has read no flag.
func appAt(e env, c *pricing.Catalog) *app {
	run := newApp(e)
	run.catalog, run.asOf = c, clock
	return run
}

// BenchmarkStart is a whole run of the program in process: flags, catalog, one
// fee.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		if code := run(context.Background(), benchEnv(""), []string{"fee", "openrouter", "25"}); code != exitDone {
			b.Fatalf("exit %d", code)
		}
	}
}

// BenchmarkFirstFrame is the start of the screen on an empty ledger: catalog,
// store, first view.
func BenchmarkFirstFrame(b *testing.B) {
	for b.Loop() {
		c, err := pricing.Load(data.Files)
		if err != nil {
			b.Fatal(err)
		}
		run := appAt(benchEnv(filepath.Join(b.TempDir(), "ledger.db")), c)
		s, err := run.openToRead(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		books := newBooks(run, s)
		m := tui.New(tui.Config{Catalog: c, Source: books, AsOf: clock, LedgerName: "ledger.db", Renderer: lipgloss.NewRenderer(io.Discard)})
		if m.View() == "" {
			b.Fatal("no frame")
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReports are whole runs on the demo's year as a ledger in a file.
func BenchmarkReports(b *testing.B) {
	path := filepath.Join(b.TempDir(), "ledger.db")
	c, err := pricing.Load(data.Files)
	if err != nil {
		b.Fatal(err)
	}
	r := appAt(benchEnv(path), c)
	r.asOfText = "2026-11-14"
	demo, err := openDemo(context.Background(), r)
	if err != nil {
		b.Fatal(err)
	}
	if err := demo.Backup(context.Background(), path); err != nil {
		b.Fatal(err)
	}
	if err := demo.Close(); err != nil {
		b.Fatal(err)
	}
	for _, command := range []string{"report --by month", "compare --json", "doctor"} {
		b.Run(strings.Fields(command)[0], func(b *testing.B) {
			for b.Loop() {
				if code := run(context.Background(), benchEnv(path), strings.Fields(command)); code != exitDone {
					b.Fatalf("exit %d", code)
				}
			}
		})
	}
}
