package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"tollbook/ledger/sqlite"
)

// TestSecondWriterIsToldWho waits the five seconds that a writer waits, then
// names the one that holds the lock.
func TestSecondWriterIsToldWho(t *testing.T) {
	if testing.Short() {
		t.Skip("waits 5 seconds for the lock")
	}
	t.Parallel()
	path := ledgerPath(t)
	first, second := onDisk(t, path, small()), onDisk(t, path, small())
	defer closed(t, first)
	defer closed(t, second)
	err := first.Write(sqlite.WithCommand(context.Background(), "tollbook import"), func() error {
		_, err := second.Import(context.Background(), strings.NewReader(threeRows), options("b"))
		return err
	})
	var busy *sqlite.BusyError
	if !errors.As(err, &busy) || !errors.Is(err, sqlite.ErrBusy) {
		t.Fatalf("error %v, want a BusyError", err)
	}
	if busy.Writer.PID != os.Getpid() || busy.Writer.Command != "tollbook import" || busy.Writer.Since.IsZero() {
		t.Errorf("writer %+v, want this process", busy.Writer)
	}
	if want := fmt.Sprintf("ledger %s is being written by process %d (tollbook import) since 20", path, os.Getpid()); !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error %q, want %q", err, want)
	}
	if _, err := os.Stat(path + ".writer"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the note lies there still: %v", err)
	}
	counts(t, bring(t, second, threeRows, options("b")), 3, 0, 0, 0)
}
