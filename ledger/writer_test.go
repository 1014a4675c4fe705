package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tollbook/ledger"
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
	err := first.Write(ledger.WithCommand(context.Background(), "tollbook import"), func() error {
		_, err := second.Import(context.Background(), strings.NewReader(threeRows), options("b"))
		return err
	})
	var busy *ledger.BusyError
	if !errors.As(err, &busy) || !errors.Is(err, ledger.ErrBusy) {
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

// TestWriterNote: a note names a process that runs, goes with its writer alone,
// and stops nobody where it can't be written.
func TestWriterNote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	note := path + ".writer"
	ctx := ledger.WithCommand(context.Background(), "tollbook imports undo")
	if w, ok := ledger.Holder(path); ok {
		t.Errorf("holder %+v without a note", w)
	}
	withdraw := ledger.Announce(ctx, path)
	if w, ok := ledger.Holder(path); !ok || w.PID != os.Getpid() || w.Command != "tollbook imports undo" {
		t.Errorf("holder %+v, %v, want this process", w, ok)
	}
	// The next writer's note stays when the first one's goes late.
	later := ledger.Announce(context.Background(), path)
	withdraw()
	if w, ok := ledger.Holder(path); !ok || w.Command != "" {
		t.Errorf("holder %+v, %v, want the later note", w, ok)
	}
	later()
	if _, err := os.Stat(note); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the note lies there still: %v", err)
	}

	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text string }{
		{"of a process that is gone", fmt.Sprintf(`{"pid":%d,"host":%q}`, gone.Process.Pid, host)},
		{"cut off", `{"pid":`},
		{"empty", ``},
		{"without a process", `{}`},
	} {
		if err := os.WriteFile(note, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if w, ok := ledger.Holder(path); ok {
			t.Errorf("holder %+v from a note %s", w, c.name)
		}
	}
	// Another machine's process can't be looked up: its word is taken.
	if err := os.WriteFile(note, []byte(`{"pid":1,"host":"elsewhere.example","command":"tollbook import"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	w, ok := ledger.Holder(path)
	if !ok {
		t.Fatal("no holder on another machine")
	}
	if text := (&ledger.BusyError{Writer: w}).Error(); !strings.Contains(text, "process 1 (tollbook import) on elsewhere.example since") {
		t.Errorf("says %q", text)
	}

	// No folder, no note, no failure.
	ledger.Announce(ctx, filepath.Join(t.TempDir(), "no", "such", "ledger.db"))()
}
