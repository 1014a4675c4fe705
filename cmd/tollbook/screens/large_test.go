package screens

import (
	"context"
	"flag"
	"io"
	"path/filepath"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"tollbook/cmd/tollbook/clitest"
	"tollbook/data"
	"tollbook/ledger"
	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile/exporttest"
	"tollbook/pricing"
	"tollbook/tui"
)

var large = flag.Int("large", 10_000_000, "requests of the ledger that BenchmarkLarge shows")

// BenchmarkLarge are the screens on a ledger of ten million requests of a year, and
// purchases: from the start of the program to the first frame, to all figures of each
// screen (those of the overview, on which it opens, included), and a key of each with its
// frame. To try it: -bench Large -large 200000.
func BenchmarkLarge(b *testing.B) {
	path := filepath.Join(b.TempDir(), "large.db")
	fillLarge(b, path)

	b.Run("frame", func(b *testing.B) {
		for b.Loop() {
			if tui.New(largeScreens(b, path)).View() == "" {
				b.Fatal("no frame")
			}
		}
	})
	for _, screen := range tui.Screens() {
		b.Run(screen, func(b *testing.B) {
			for b.Loop() {
				if _, err := tui.Still(context.Background(), largeScreens(b, path), screen, 100, 30); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	// A key and its frame: the cursor down and up a line of each screen, and a knob on and back.
	for _, key := range []struct {
		name, screen string
		before       []tea.KeyType
		there, back  tea.KeyType
	}{
		{"overview", "1", nil, tea.KeyDown, tea.KeyUp},
		{"what-if", "2", []tea.KeyType{tea.KeyDown}, tea.KeyRight, tea.KeyLeft},
		{"credits", "3", nil, tea.KeyRight, tea.KeyLeft},
		{"spend", "4", nil, tea.KeyDown, tea.KeyUp},
		{"period", "4", nil, tea.KeyLeft, tea.KeyRight},
		{"catalog", "5", nil, tea.KeyDown, tea.KeyUp},
	} {
		b.Run("key "+key.name, func(b *testing.B) {
			var m tea.Model = tui.New(largeScreens(b, path))
			m = settled(m, m.Init())
			m, _ = m.Update(tea.WindowSizeMsg{Width: 140, Height: 40})
			press := func(k tea.KeyMsg) {
				var cmd tea.Cmd
				m, cmd = m.Update(k)
				m = settled(m, cmd)
			}
			press(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(key.screen)})
			for _, k := range key.before {
				press(tea.KeyMsg{Type: k})
			}
			keys, before := []tea.KeyType{key.there, key.back}, m.View()
			for i := 0; b.Loop(); i++ {
				m, _ = m.Update(tea.KeyMsg{Type: keys[i%2]})
				view := m.View()
				if i == 0 && view == before {
					b.Fatalf("the key shows nothing:\n%s", view)
				}
			}
		})
	}
}

// fillLarge imports the requests into a ledger, and records five purchases of $50,000.
func fillLarge(b *testing.B, path string) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		b.Fatal(err)
	}
	ctx, asOf := context.Background(), time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	s, err := ledger.Open(ctx, path, c)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.Import(ctx, exporttest.Reader(exporttest.Size{Rows: *large, Days: 365}, 1), usage.ImportOptions{File: "-", At: asOf}); err != nil {
		b.Fatal(err)
	}
	for _, at := range []time.Time{
		time.Date(2025, 11, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 2, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 8, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC),
	} {
		if _, _, err := s.AddTopUp(ctx, lot.TopUp{Account: "openrouter", Kind: lot.Purchase, Credit: pricing.MustMoney("50000"), At: at}); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// largeScreens start on the ledger as the program does: catalog, store, screens.
func largeScreens(b *testing.B, path string) tui.Config {
	run := clitest.New(b, clitest.Env(path))
	run.AsOf = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	s, err := run.OpenToRead(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	cfg := equip(run, tui.Config{Books: newBooks(run, s), LedgerName: "large.db"})
	cfg.Renderer = lipgloss.NewRenderer(io.Discard)
	return cfg
}

// settled carries out a command and all that follow from it.
func settled(m tea.Model, cmd tea.Cmd) tea.Model {
	if cmd == nil {
		return m
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, each := range msg {
			m = settled(m, each)
		}
	default:
		next, then := m.Update(msg)
		m = settled(next, then)
	}
	return m
}
