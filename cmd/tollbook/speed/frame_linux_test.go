package speed

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// firstFrame starts the screens on a ledger in a terminal of their own: how long until
// the first frame is drawn, and until it has its figures. Both count from the start
// of the process.
func firstFrame(b *testing.B, ledger string) {
	var frame, figures time.Duration
	for b.Loop() {
		f, g := started(b, ledger)
		frame, figures = frame+f, figures+g
	}
	b.ReportMetric(float64(frame.Milliseconds())/float64(b.N), "frame-ms")
	b.ReportMetric(float64(figures.Milliseconds())/float64(b.N), "figures-ms")
}

// started runs the screens once, until the overview draws the days.
func started(b *testing.B, ledger string) (frame, figures time.Duration) {
	b.Helper()
	near, far := terminal(b)
	defer near.Close()
	cmd := exec.Command(program, "--ledger", ledger, "--as-of", "2026-11-01")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = far, far, far
	cmd.Env = append(os.Environ(), "TERM=screen-256color", "NO_COLOR=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer cmd.Wait()
	if err := far.Close(); err != nil {
		b.Fatal(err)
	}
	late := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer late.Stop()
	var seen []byte
	for piece := make([]byte, 1<<16); figures == 0; {
		n, err := near.Read(piece)
		seen = append(seen, piece[:n]...)
		if frame == 0 && bytes.Contains(seen, []byte("1 Overview")) {
			frame = time.Since(start)
		}
		if bytes.Contains(seen, []byte("DAILY SPEND")) {
			figures = time.Since(start)
		}
		if err != nil {
			b.Fatalf("%v after\n%s", err, seen)
		}
	}
	if _, err := near.WriteString("q"); err != nil {
		b.Fatal(err)
	}
	for piece := make([]byte, 1<<16); ; { // until it has closed its end
		if _, err := near.Read(piece); err != nil {
			return frame, figures
		}
	}
}

// terminal opens the two ends of one of 100 x 30 cells.
func terminal(b *testing.B) (near, far *os.File) {
	b.Helper()
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		b.Fatal(err)
	}
	fd := int(near.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 30, Col: 100})
	}
	if err == nil {
		far, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	}
	if err != nil {
		b.Fatal(err)
	}
	return near, far
}
