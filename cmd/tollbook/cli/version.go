package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// Version says which tollbook this is, as the Go toolchain has marked it: a tag, a
// commit, or a build of neither.
func Version() string {
	v := "(unknown)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		v = info.Main.Version
	}
	return fmt.Sprintf("%s (%s, %s/%s)", v, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
