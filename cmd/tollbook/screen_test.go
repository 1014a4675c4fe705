package main

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"tollbook/data"
	"tollbook/pricing"
	"tollbook/tui"

	"github.com/charmbracelet/lipgloss"
)

// BenchmarkFirstFrame is the start of the screen on an empty ledger: catalog,
// store, first view.
func BenchmarkFirstFrame(b *testing.B) {
	for b.Loop() {
		c, err := pricing.Load(data.Files)
		if err != nil {
			b.Fatal(err)
		}
		run := appAt(benchEnv(filepath.Join(b.TempDir(), "ledger.db")), c)
		s, err := run.OpenToRead(context.Background())
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
