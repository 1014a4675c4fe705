package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWriterNote: a note names a process that runs, goes with its writer alone,
// and stops nobody where it can't be written.
func TestWriterNote(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	note := path + ".writer"
	ctx := WithCommand(context.Background(), "tollbook imports undo")
	if w, ok := holder(path); ok {
		t.Errorf("holder %+v without a note", w)
	}
	withdraw := announce(ctx, path)
	if w, ok := holder(path); !ok || w.PID != os.Getpid() || w.Command != "tollbook imports undo" {
		t.Errorf("holder %+v, %v, want this process", w, ok)
	}
	// The next writer's note stays when the first one's goes late.
	later := announce(context.Background(), path)
	withdraw()
	if w, ok := holder(path); !ok || w.Command != "" {
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
		if w, ok := holder(path); ok {
			t.Errorf("holder %+v from a note %s", w, c.name)
		}
	}
	// Another machine's process can't be looked up: its word is taken.
	if err := os.WriteFile(note, []byte(`{"pid":1,"host":"elsewhere.example","command":"tollbook import"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	w, ok := holder(path)
	if !ok {
		t.Fatal("no holder on another machine")
	}
	if text := (&BusyError{Writer: w}).Error(); !strings.Contains(text, "process 1 (tollbook import) on elsewhere.example since") {
		t.Errorf("says %q", text)
	}

	// No folder, no note, no failure.
	announce(ctx, filepath.Join(t.TempDir(), "no", "such", "ledger.db"))()
}
