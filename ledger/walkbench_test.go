package ledger_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"tollbook/ledger"
	"tollbook/ledger/usagefile/logtest"
)

// agentLogs is a folder of 100 MB of Claude Code's logs, made once.
var agentLogs = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "agentlogs")
	if err != nil {
		return "", err
	}
	_, err = logtest.Write(dir, logtest.Size{Bytes: 100_000_000}, 1)
	return filepath.Join(dir, "projects"), err
})

// BenchmarkWalk imports a folder of agent logs into a new ledger in memory.
func BenchmarkWalk(b *testing.B) {
	folder, err := agentLogs()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(100_000_000)
	b.ReportAllocs()
	for b.Loop() {
		s := temporary(b, real())
		if _, err := s.ImportFolder(context.Background(), folder, ledger.ImportOptions{At: now}); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
