//go:build linux || darwin

package sqlite

import (
	"errors"
	"syscall"
)

// writable reports whether this process may write the file or folder.
func writable(path string) bool {
	const w = 2 // W_OK
	return syscall.Access(path, w) == nil
}

// alive reports whether a process runs, anyone's.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
