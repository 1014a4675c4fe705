package ledger_test

import (
	"io"
	"os"
	"syscall"
	"testing"
)

// TestOpenKeepsLocks: opening and closing a ledger leaves the locks of this
// process's other connection. A descriptor lock sees the process's own locks.
func TestOpenKeepsLocks(t *testing.T) {
	const getlk = 36 // F_OFD_GETLK
	path := ledgerPath(t)
	first := onDisk(t, path, small())
	defer closed(t, first)
	bring(t, first, threeRows, options("a"))
	probe, err := os.OpenFile(path, os.O_RDWR, 0) // closed last: that drops all locks
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = probe.Close() })
	locked := func() bool {
		l := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart}
		if err := syscall.FcntlFlock(probe.Fd(), getlk, &l); err != nil {
			t.Fatal(err)
		}
		return l.Type != syscall.F_UNLCK
	}
	if !locked() {
		t.Fatal("an open ledger is not locked: the test sees nothing")
	}
	second := onDisk(t, path, small())
	if !locked() {
		t.Error("opening the ledger again dropped its locks")
	}
	closed(t, second)
	if !locked() {
		t.Error("closing the second connection dropped the locks of the first")
	}
}
