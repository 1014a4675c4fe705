// Package built compiles tollbook for tests that run it as a program: what kills a
// process, what fills a disk and what a terminal shows can be seen in no other way.
package built

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Program compiles tollbook without cgo into the folder and returns its path.
func Program(dir string) (string, error) {
	path := filepath.Join(dir, "tollbook")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	build := exec.Command("go", "build", "-buildvcs=false", "-o", path, "tollbook/cmd/tollbook")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build tollbook: %w\n%s", err, out)
	}
	return path, nil
}
