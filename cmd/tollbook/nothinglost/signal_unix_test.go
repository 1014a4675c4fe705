//go:build unix

package nothinglost

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// stopped starts an import and halts its process while it writes. The test is
// skipped where the machine is too quick for that.
func stopped(t *testing.T, s story, b books) *running {
	t.Helper()
	for range 20 {
		r := b.start(t, "import", s.file)
		if b.writing(r, 0) && r.Process.Signal(syscall.SIGSTOP) == nil {
			if size(b.path+".writer") > 0 && b.imports(t) == 1 { // it still holds the lock
				return r
			}
			_ = r.Process.Signal(syscall.SIGCONT)
		}
		finish(t, r)
		if err := os.WriteFile(b.path, read(t, s.base.path), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Skip("no import could be halted while it wrote")
	return nil
}

// TestAHaltedImport: while one process stands still in the middle of an import,
// others read what was there before, and a second writer is told who it waits for.
func TestAHaltedImport(t *testing.T) {
	if testing.Short() {
		t.Skip("waits 5 seconds for the lock")
	}
	t.Parallel()
	s := newStory(t, 12_000)
	b := s.base.copied(t)
	r := stopped(t, s, b)
	if b.report(t) != s.before {
		t.Error("a reader sees half of an import")
	}
	b.sound(t)
	copied := filepath.Join(t.TempDir(), "copy.db")
	b.must(t, "backup", copied)
	if (books{path: copied}).report(t) != s.before {
		t.Error("a backup has half of an import")
	}
	b.refused(t, []string{"import", s.file}, fmt.Sprintf("is being written by process %d (tollbook import) since 20", r.Process.Pid), "try again")
	if err := r.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	if end := finish(t, r); end.code != 0 {
		t.Errorf("exit %d: %s", end.code, end.stderr)
	}
	if b.report(t) != s.after {
		t.Error("the halted import did not arrive")
	}
	s.completes(t, b)
}

// TestInterruptAnImport: Ctrl-C, or the system's request to end, stops an import
// at once, with a message and nothing half done.
func TestInterruptAnImport(t *testing.T) {
	s := newStory(t, 12_000)
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			caught := 0
			for range 10 {
				b := s.base.copied(t)
				r := b.start(t, "import", s.file, "--json")
				if b.writing(r, 0) {
					_ = r.Process.Signal(signal)
				}
				end := finish(t, r)
				b.alone(t)
				held := s.whole(t, b)
				if end.code == 0 { // it was done before the signal came
					if !held {
						t.Error("an import that ended well is not there")
					}
					continue
				}
				caught++
				if end.code != 1 || !strings.Contains(end.stderr, "import "+s.file+": interrupted") || !strings.Contains(end.stderr, "nothing is half done") {
					t.Errorf("exit %d: %s", end.code, end.stderr)
				}
				if held {
					t.Error("an interrupted import is there")
				}
				s.completes(t, b)
				if caught == 2 {
					return
				}
			}
			if caught == 0 {
				t.Skip("every import was done before the signal came")
			}
		})
	}
}

// TestInterruptStopsTheRest: the files behind the one that was interrupted are
// not begun.
func TestInterruptStopsTheRest(t *testing.T) {
	s := newStory(t, 12_000)
	last := export(t, "last.csv", usages(90_000, 90_010))
	for range 10 {
		b := s.base.copied(t)
		r := b.start(t, "import", s.file, last)
		if b.writing(r, 0) {
			_ = r.Process.Signal(os.Interrupt)
		}
		if finish(t, r).code == 0 || s.whole(t, b) {
			continue
		}
		return // whole has found neither file
	}
	t.Skip("every import was done before the signal came")
}
