package cli

import (
	"cmp"
	"os"
	"strings"
)

// HomeFolder is the user's home folder; "" where none is known.
func (r *Run) HomeFolder() string { return cmp.Or(r.Getenv("HOME"), r.Getenv("USERPROFILE")) }

// Tilde is a path with ~ for the home folder that it lies in.
func (r *Run) Tilde(path string) string {
	home := strings.TrimRight(r.HomeFolder(), string(os.PathSeparator))
	if rest, ok := strings.CutPrefix(path, home); ok && home != "" && (rest == "" || os.IsPathSeparator(rest[0])) {
		return "~" + rest
	}
	return path
}
