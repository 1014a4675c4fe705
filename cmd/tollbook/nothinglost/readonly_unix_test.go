//go:build unix

package nothinglost

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody makes commands run as a user without any rights where the tests run as
// root, who may write everything.
func nobody(t *testing.T, dirs ...string) func(*exec.Cmd) {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	for _, dir := range dirs {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return func(cmd *exec.Cmd) {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		cmd.Dir = "/"
	}
}

// TestAReadOnlyLedger: who may only read a ledger can ask it everything; what
// would write is refused, and nothing changes. So too where a killed import has
// left its log of changes.
func TestAReadOnlyLedger(t *testing.T) {
	s := newStory(t, 6000)
	outer := t.TempDir()
	file := filepath.Join(outer, "b.csv")
	if err := os.WriteFile(file, read(t, export(t, "b.csv", usages(90_000, 90_100))), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name         string
		file, folder os.FileMode
		killed       bool
	}{
		{"file and folder", 0o444, 0o555, false},
		{"folder", 0o644, 0o555, false},
		{"file", 0o444, 0o755, false},
		{"after a kill", 0o444, 0o555, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, err := os.MkdirTemp(outer, "")
			if err != nil {
				t.Fatal(err)
			}
			b := books{path: filepath.Join(dir, "ledger.db")}
			if err := os.WriteFile(b.path, read(t, s.base.path), 0o600); err != nil {
				t.Fatal(err)
			}
			if c.killed {
				r := b.start(t, "import", s.file)
				if !b.writing(r, 8192) {
					t.Skip("the import was done before it could be killed")
				}
				_ = r.Process.Kill()
				finish(t, r)
			}
			left, err := filepath.Glob(b.path + "*")
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range left {
				if err := os.Chmod(name, c.file); err != nil {
					t.Fatal(err)
				}
			}
			b.change = nobody(t, filepath.Dir(outer), outer)
			if err := os.Chmod(dir, c.folder); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.Chmod(dir, 0o755) })
			was := read(t, b.path)
			if r := b.run(t, "report"); c.killed && r.code == 1 && strings.Contains(r.stderr, "open the ledger once where it can") {
				return // SQLite can't use a log that was not begun in full
			}
			if got := b.report(t); got != s.before && (!c.killed || got != s.after) {
				t.Error("read only, it gives another report")
			}
			b.sound(t)
			b.must(t, "imports")
			b.must(t, "compare", "--from", "2026-09-01")
			b.refused(t, []string{"import", file}, "ledger "+b.path+" can't be written: check the permissions")
			b.refused(t, []string{"imports", "undo", "1"}, "can't be written")
			if string(read(t, b.path)) != string(was) {
				t.Error("the file was changed")
			}
			now, err := filepath.Glob(b.path + "*")
			if err != nil || len(now) != len(left) {
				t.Errorf("beside it lie %v, %v before", now, left)
			}
		})
	}
}
