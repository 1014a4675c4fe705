package endtoend

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tollbook/cmd/tollbook/built"
)

// onTerminal runs a command on a terminal of so many columns that answers nothing, and
// returns what was written to it.
func onTerminal(t *testing.T, columns uint16, args ...string) string {
	t.Helper()
	program := folder + "/tollbook"
	if folder == "" { // no tmux, so nobody has built it yet
		dir := t.TempDir()
		if _, err := built.Program(dir); err != nil {
			t.Fatal(err)
		}
		program = dir + "/tollbook"
	}
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer ours.Close()
	fd := int(ours.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := os.OpenFile(fmt.Sprint("/dev/pts/", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	cmd.Env = []string{"HOME=" + t.TempDir(), "TERM=xterm-256color"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = theirs, theirs, theirs
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	time.AfterFunc(patience, func() { _ = cmd.Process.Kill() }) // it has ended by then
	var out bytes.Buffer
	for piece := make([]byte, 4096); ; { // until the last who writes there has gone, an error
		n, err := ours.Read(piece)
		out.Write(piece[:n])
		if err != nil {
			break
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("tollbook %s: %v\n%s", strings.Join(args, " "), err, out.String())
	}
	return strings.ReplaceAll(out.String(), "\r\n", "\n")
}

// A command asks the terminal nothing: one that does not answer would make it wait for
// five seconds. It writes in the terminal's colours and to its width all the same.
func TestCommandsAskTheTerminalNothing(t *testing.T) {
	got := onTerminal(t, 80, "gateways")
	if strings.Contains(got, "\x1b]") || strings.Contains(got, "\x1b[6n") {
		t.Errorf("it asks: %q", got[:min(len(got), 200)])
	}
	if !strings.HasPrefix(got, "\x1b[1mGATEWAY ") || strings.Contains(got, "SLA  ") || !strings.Contains(got, "no room at 80 columns for ") {
		t.Errorf("at 80 columns:\n%s", got)
	}
	if wide := onTerminal(t, 200, "gateways"); !strings.Contains(wide, "SLA  ") || strings.Contains(wide, "no room") {
		t.Errorf("at 200 columns:\n%s", wide)
	}
}
