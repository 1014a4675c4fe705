//go:build linux || darwin

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// columnsOf is how wide the terminal is that f is; 0 where it is none.
func columnsOf(f *os.File) int {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}
