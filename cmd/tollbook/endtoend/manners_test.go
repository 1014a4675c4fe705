//go:build unix

package endtoend

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"tollbook/data"
	"tollbook/pricing"
	"tollbook/tui"
)

// ESC ESC in one read, as over a slow line, is two keys; so is ESC with a letter.
func TestEscapesInOneRead(t *testing.T) {
	x, line := started(t, 80, 24)
	x.keys("4").sees("[4 Spend]").keys("5").sees("[5 Catalog]")
	x.keys("-H", "1b", "1b").sees("[1 Overview]")
	x.keys("-H", "34", "35").sees("[5 Catalog]")
	x.keys("-H", "1b", "33").sees("[3 Credits]")
	x.keys("Escape").sees("[4 Spend]") // where the other ESC led
	x.keys("q")
	left(t, x, line, 0)
}

// process is the program that runs in the terminal: the last child of the shell.
func (x *terminal) process() int {
	x.t.Helper()
	pid := strings.TrimSpace(x.tmux("display-message", "-p", "#{pane_pid}"))
	for {
		children, err := os.ReadFile(fmt.Sprintf("/proc/%[1]s/task/%[1]s/children", pid))
		if err != nil {
			x.t.Skip("this system does not tell the children of a process: ", err)
		}
		child := strings.TrimSpace(string(children))
		if child == "" {
			break
		}
		pid = child
	}
	n, err := strconv.Atoi(pid)
	if err != nil {
		x.t.Fatalf("the shell has the children %q", pid)
	}
	return n
}

// After Ctrl-Z the terminal is the shell's, and fg brings the same screen back, in the size
// that the terminal has by then.
func TestSuspend(t *testing.T) {
	x, line := started(t, 80, 24)
	x.keys("5").sees("[5 Catalog]").keys("C-z").sees("Stopped").seesNo("[5 Catalog]")
	if got := x.modes(); got != "other screen 0, cursor 1, mouse 0" {
		t.Errorf("while it is stopped: %s", got)
	}
	x.tmux("resize-window", "-x", "100", "-y", "30")
	x.types("fg; echo back with $?").keys("Enter")
	x.sees("[5 Catalog]", "? help").until(func(string) string {
		if got := x.modes(); got != "other screen 1, cursor 0, mouse 1" {
			return got
		}
		return ""
	})
	x.until(func(screen string) string {
		if n := strings.Count(strings.TrimRight(screen, "\n"), "\n") + 1; n != 30 {
			return fmt.Sprintf("%d lines", n)
		}
		return ""
	})
	x.keys("q").sees("\nback with 0").seesNo("? help")
	if got := x.modes(); got != "other screen 0, cursor 1, mouse 0" {
		t.Errorf("left behind: %s", got)
	}
	if after := sized.ReplaceAllString(x.line("after"), ""); after != sized.ReplaceAllString(line, "") {
		t.Errorf("stty -a before\n%s\nafter\n%s", line, after)
	}
}

// sized is the part of a line's settings that changes with the window.
var sized = regexp.MustCompile(`rows \d+; columns \d+;`)

// The end of the line it came over leaves a terminal that lives on as it was.
func TestHangUp(t *testing.T) {
	x, line := started(t, 80, 24)
	if err := syscall.Kill(x.process(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	left(t, x, line, 128+int(syscall.SIGHUP))
}

// A terminal that can place nothing gets lines.
func TestDumbTerminal(t *testing.T) {
	x := open(t, 80, 24)
	x.write("usage.csv", usage(t, 40))
	x.run("import", "usage.csv")
	x.types("clear; TERM=dumb tollbook --as-of " + clock + "; echo left with $?").keys("Enter")
	x.sees("\nleft with 0")
	if got := x.modes(); got != "other screen 0, cursor 1, mouse 0" {
		t.Errorf("on a dumb terminal: %s", got)
	}
	// The end of what --plain prints stands there.
	plain := strings.Split(strings.TrimSpace(x.run("--plain")), "\n")
	x.sees(plain[len(plain)-1][:40])
}

// Themes without colour and weight write neither, and say the same.
func TestBareThemes(t *testing.T) {
	for _, theme := range []string{"none", "ascii"} {
		x := open(t, 100, 30)
		x.write("usage.csv", usage(t, 40))
		x.run("import", "usage.csv")
		x.types("tollbook --theme " + theme + " --as-of " + clock).keys("Enter").sees("[1 Overview]")
		for _, keys := range [][]string{{"1", "[1 Overview]"}, {"2", "[2 What-if]"}, {"3", "[3 Credits]"}, {"4", "[4 Spend]"}, {"5", "[5 Catalog]"}, {"?", "Help"}} {
			x.keys(keys[0]).sees(keys[1])
			if styled := x.tmux("capture-pane", "-p", "-e"); strings.Contains(styled, "\x1b") {
				t.Errorf("%s writes escapes at %s:\n%q", theme, keys[1], styled)
			}
		}
	}
}

// faultVariable has the test's own program show screens on books that fail: the product has
// no switch for that.
const faultVariable = "TOLLBOOK_TEST_FAULT"

// noBooks fail whatever is asked of them.
type noBooks struct{ tui.Books }

// failScreens shows screens that fail, and says of which fault.
func failScreens() int {
	c, err := pricing.Load(data.Files)
	if err == nil {
		err = tui.Run(context.Background(), tui.Config{Catalog: c, Books: noBooks{}}, os.Stdin, os.Stdout)
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// A fault gives the terminal back and says what happened.
func TestFault(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	x := open(t, 80, 24)
	line := x.line("before")
	x.types(faultVariable + "=1 " + program + "; echo left with $?").keys("Enter")
	x.sees("a fault of tollbook ended the screens", "nil pointer", "noBooks")
	left(t, x, line, 1)
}

// A window that is dragged about in all directions has, back at its size, the frame of one
// that stood still; below the least size it says so.
func TestResize(t *testing.T) {
	x, _ := started(t, 80, 24)
	still, _ := started(t, 80, 24)
	for _, tab := range [][2]string{{"1", "[1 Overview]"}, {"2", "[2 What-if]"}, {"3", "[3 Credits]"}, {"4", "[4 Spend]"}, {"5", "[5 Catalog]"}} {
		x.keys(tab[0]).sees(tab[1], "? help")
		still.keys(tab[0])
		for _, z := range [][2]string{{"200", "50"}, {"60", "16"}, {"140", "17"}, {"60", "50"}, {"100", "30"}, {"59", "15"}} {
			x.tmux("resize-window", "-x", z[0], "-y", z[1])
		}
		x.sees("tollbook needs 60 x 16")
		x.tmux("resize-window", "-x", "80", "-y", "24")
		x.sees(tab[1]).until(func(screen string) string {
			if want := still.screen(); screen != want {
				return "not the frame of the one that stood still,\n" + want
			}
			return ""
		})
	}
	x.keys("q").sees("left with 0")
}
