//go:build unix

package record

import (
	"context"
	"errors"
	"path/filepath"
	"syscall"
	"testing"
)

// TestPipeThatNobodyWritesTo: waiting for one ends with the context.
func TestPipeThatNobodyWritesTo(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := openFile(ctx, pipe); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}
