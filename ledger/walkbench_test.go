package ledger_test

import (
	"context"
	"path/filepath"
	"testing"

	"tollbook/ledger/usage"
	"tollbook/ledger/usagefile/logtest"
)

// BenchmarkWalk imports a folder of agent logs into a new ledger in memory.
func BenchmarkWalk(b *testing.B) {
	dir := b.TempDir()
	wrote, err := logtest.Write(dir, logtest.Size{Bytes: 100_000_000}, 1)
	if err != nil {
		b.Fatal(err)
	}
	folder := filepath.Join(dir, "projects")
	b.SetBytes(wrote)
	b.ReportAllocs()
	for b.Loop() {
		s := temporary(b, real())
		if _, err := s.ImportFolder(context.Background(), folder, usage.ImportOptions{At: now}); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
