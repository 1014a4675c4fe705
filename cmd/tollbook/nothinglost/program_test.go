package nothinglost

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tollbook/cmd/tollbook/built"
)

// program is the tollbook that the tests run.
var program string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "tollbook")
		if err == nil {
			err = os.Chmod(dir, 0o755) // some tests run it as another user
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		if program, err = built.Program(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}())
}

// books are a ledger's file and the program on it.
type books struct {
	path   string
	change func(*exec.Cmd) // of the next command; nil for none
}

// command is a command line of the program on the ledger. The clock stands still.
func (b books) command(args ...string) *exec.Cmd {
	cmd := exec.Command(program, append([]string{"--ledger", b.path, "--as-of", "2026-11-15T00:00:00Z"}, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(b.path), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT")}
	if b.change != nil {
		b.change(cmd)
	}
	return cmd
}

// A result is what a command came to.
type result struct {
	code           int
	stdout, stderr string
}

func (b books) run(t *testing.T, args ...string) result {
	t.Helper()
	return finish(t, b.start(t, args...))
}

// running is a command that was started.
type running struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
	ended          chan struct{}
	err            error // of Wait, once it ended
}

func (b books) start(t *testing.T, args ...string) *running {
	t.Helper()
	r := &running{Cmd: b.command(args...), ended: make(chan struct{})}
	r.Stdout, r.Stderr = &r.stdout, &r.stderr
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		r.err = r.Wait()
		close(r.ended)
	}()
	return r
}

// finish waits for a command; one that a signal killed has code -1.
func finish(t *testing.T, r *running) result {
	t.Helper()
	<-r.ended
	var exit *exec.ExitError
	if r.err != nil && !errors.As(r.err, &exit) {
		t.Fatalf("%v: %v", r.Args, r.err)
	}
	return result{r.ProcessState.ExitCode(), r.stdout.String(), r.stderr.String()}
}

// over reports whether a command has ended.
func (r *running) over() bool {
	select {
	case <-r.ended:
		return true
	default:
		return false
	}
}

// must runs a command that has to end well, and returns what it wrote.
func (b books) must(t *testing.T, args ...string) string {
	t.Helper()
	r := b.run(t, args...)
	if r.code != 0 {
		t.Fatalf("tollbook %s: exit %d: %s", strings.Join(args, " "), r.code, r.stderr)
	}
	return r.stdout
}

// refused runs a command that has to fail and say all of the words.
func (b books) refused(t *testing.T, args []string, words ...string) {
	t.Helper()
	r := b.run(t, args...)
	if r.code != 1 || r.stdout != "" {
		t.Errorf("tollbook %s: exit %d, want 1: %s%s", strings.Join(args, " "), r.code, r.stdout, r.stderr)
	}
	for _, w := range words {
		if !strings.Contains(r.stderr, w) {
			t.Errorf("tollbook %s: says %q, want %q in it", strings.Join(args, " "), r.stderr, w)
		}
	}
}

// report is the ledger's whole content by every label, as JSON.
func (b books) report(t *testing.T) string {
	t.Helper()
	return b.must(t, "report", "--by", "day,account,gateway,model,provider,key,app,user", "--json")
}

// sound fails where doctor finds anything.
func (b books) sound(t *testing.T) {
	t.Helper()
	if r := b.run(t, "doctor"); r.code != 0 {
		t.Errorf("doctor: exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
}

// An imported is what import says of one file.
type imported struct {
	ID         int
	Rows       int
	Added      int
	Duplicates int
	Updated    int
	USD        string
}

// bring imports a file and returns its figures.
func (b books) bring(t *testing.T, file string) imported {
	t.Helper()
	return figures(t, b.must(t, "import", file, "--json"))
}

func figures(t *testing.T, text string) imported {
	t.Helper()
	var out struct{ Files []imported }
	if err := json.Unmarshal([]byte(text), &out); err != nil || len(out.Files) != 1 {
		t.Fatalf("import wrote %q: %v", text, err)
	}
	return out.Files[0]
}

// imports counts the imports that the ledger remembers.
func (b books) imports(t *testing.T) int {
	t.Helper()
	var out struct{ Imports []struct{} }
	if err := json.Unmarshal([]byte(b.must(t, "imports", "--json")), &out); err != nil {
		t.Fatal(err)
	}
	return len(out.Imports)
}

// copied is the same ledger in a folder of its own.
func (b books) copied(t *testing.T) books {
	t.Helper()
	to := books{path: filepath.Join(t.TempDir(), "ledger.db")}
	if err := os.WriteFile(to.path, read(t, b.path), 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// alone fails where anything lies beside the ledger.
func (b books) alone(t *testing.T) {
	t.Helper()
	if found, err := filepath.Glob(b.path + "?*"); err != nil || len(found) > 0 {
		t.Errorf("beside the ledger lie %v, %v", found, err)
	}
}

// size is a file's size, 0 where there is none.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// writing waits until a running import holds the lock, and its log of changes has
// so many bytes. It returns false where the import ended first.
func (b books) writing(r *running, atLeast int64) bool {
	for size(b.path+".writer") == 0 || size(b.path+"-wal") < atLeast {
		if r.over() {
			return false
		}
		runtime.Gosched()
	}
	return true
}
