package screens

import (
	"context"
	"io"
	"path/filepath"
	"testing"

	"github.com/charmbracelet/lipgloss"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/tui"
)

// BenchmarkFirstFrame is the start of the screen on an empty ledger: catalog,
// store, first view.
func BenchmarkFirstFrame(b *testing.B) {
	for b.Loop() {
		run := clitest.New(b, clitest.Env(filepath.Join(b.TempDir(), "ledger.db")))
		s, err := run.OpenToRead(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		books := newBooks(run, s)
		m := tui.New(tui.Config{Catalog: run.Catalog, Books: books, AsOf: clitest.Clock, LedgerName: "ledger.db", Renderer: lipgloss.NewRenderer(io.Discard)})
		if m.View() == "" {
			b.Fatal("no frame")
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
