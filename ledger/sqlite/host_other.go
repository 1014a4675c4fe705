//go:build !linux && !darwin

package sqlite

import "os"

// writable reports whether this process may write the file or folder, as far as
// its mode tells.
func writable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && (info.IsDir() || info.Mode().Perm()&0o200 != 0)
}

// alive reports whether a process runs, as far as the system tells.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	_ = p.Release()
	return true
}
