//go:build unix

package endtoend

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tollbook/cmd/tollbook/built"
	"tollbook/cmd/tollbook/engine/pgtest"
)

// patience is how long a test waits for something to be seen.
const patience = time.Minute

// clock is the program's: the instant of the last usage in the files of the tests.
const clock = "2026-11-14T18:22:00Z"

// folder holds the program and nothing else.
var folder string

func TestMain(m *testing.M) {
	flag.Parse()
	if os.Getenv(faultVariable) != "" {
		os.Exit(failScreens())
	}
	os.Exit(func() int {
		var err error
		if folder, err = os.MkdirTemp("", "tollbook"); err == nil {
			defer os.RemoveAll(folder)
			_, err = built.Program(folder)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return pgtest.Run(m)
	}())
}

// A terminal is a window of tmux with a shell in it. Its home is a folder of its own.
type terminal struct {
	t      *testing.T
	socket string
	home   string
	env    []string
}

// open starts a terminal of so many cells and waits for the shell.
func open(t *testing.T, width, height int) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("TOLLBOOK_E2E") == "must" {
			t.Fatal("tmux is not installed, and TOLLBOOK_E2E=must: ", err)
		}
		t.Skip("tmux is not installed: go test ./... passes with Go alone, .ci/run installs it")
	}
	dir, err := os.MkdirTemp("", "tb") // a socket's path is short
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, socket: filepath.Join(dir, "s"), home: t.TempDir()}
	x.env = []string{
		"PATH=" + folder + string(os.PathListSeparator) + os.Getenv("PATH"),
		"HOME=" + x.home, "XDG_DATA_HOME=" + x.home, "XDG_CONFIG_HOME=" + x.home, "TOLLBOOK_LEDGER=" + x.path("ledger.db"),
		"SHELL=/bin/sh", "PS1=$ ", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TERM=xterm-256color",
	}
	x.write("tmux.conf", "set -g status off\nset -g default-terminal screen-256color\n")
	t.Cleanup(func() {
		x.tmux("kill-server")
		os.RemoveAll(dir)
	})
	x.tmux("-f", x.path("tmux.conf"), "new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height), "-c", x.home, "/bin/sh")
	x.sees("$")
	return x
}

func (x *terminal) path(name string) string { return filepath.Join(x.home, name) }

func (x *terminal) write(name, text string) {
	x.t.Helper()
	if err := os.WriteFile(x.path(name), []byte(text), 0o600); err != nil {
		x.t.Fatal(err)
	}
}

// tmux runs one of its commands on this terminal.
func (x *terminal) tmux(args ...string) string {
	x.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-u", "-S", x.socket}, args...)...)
	cmd.Env = x.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// screen is what a person sees.
func (x *terminal) screen() string { return x.tmux("capture-pane", "-p") }

// keys presses keys by tmux's names: Down, Enter, C-c, a.
func (x *terminal) keys(names ...string) *terminal {
	x.t.Helper()
	x.tmux(append([]string{"send-keys"}, names...)...)
	return x
}

// types types a text.
func (x *terminal) types(text string) *terminal {
	x.t.Helper()
	x.tmux("send-keys", "-l", text)
	return x
}

// sees waits until all of the texts are on the screen.
func (x *terminal) sees(texts ...string) *terminal {
	x.t.Helper()
	x.until(func(screen string) string {
		for _, text := range texts {
			if !strings.Contains(screen, text) {
				return fmt.Sprintf("no %q", text)
			}
		}
		return ""
	})
	return x
}

// seesNo waits until a text is gone.
func (x *terminal) seesNo(text string) *terminal {
	x.t.Helper()
	x.until(func(screen string) string {
		if strings.Contains(screen, text) {
			return fmt.Sprintf("still %q", text)
		}
		return ""
	})
	return x
}

// until looks at the screen again and again until nothing is missing there.
func (x *terminal) until(missing func(screen string) string) {
	x.t.Helper()
	again := time.NewTicker(20 * time.Millisecond) // between two looks
	defer again.Stop()
	for late := time.After(patience); ; {
		screen := x.screen()
		what := missing(screen)
		if what == "" {
			return
		}
		select {
		case <-late:
			x.t.Fatalf("%s after %v on\n%s", what, patience, screen)
		case <-again.C:
		}
	}
}

// modes are what a program switches on in a terminal and has to switch off: the other
// screen, a hidden cursor, reports of the mouse.
func (x *terminal) modes() string {
	return strings.TrimSpace(x.tmux("display-message", "-p", "other screen #{alternate_on}, cursor #{cursor_flag}, mouse #{mouse_any_flag}"))
}

// line is how the terminal's line is set, as stty tells it.
func (x *terminal) line(name string) string {
	x.t.Helper()
	x.types("stty -a >" + name + " && echo told-" + name).keys("Enter")
	x.sees("\ntold-" + name)
	set, err := os.ReadFile(x.path(name))
	if err != nil {
		x.t.Fatal(err)
	}
	return string(set)
}

// run runs the program without a terminal on the same ledger.
func (x *terminal) run(args ...string) string {
	x.t.Helper()
	cmd := exec.Command(filepath.Join(folder, "tollbook"), append([]string{"--as-of", clock}, args...)...)
	cmd.Env, cmd.Dir = x.env, x.home
	out, err := cmd.Output()
	if err != nil {
		x.t.Fatalf("tollbook %s: %v", strings.Join(args, " "), err)
	}
	return string(out)
}
