package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// A Build is what the Go toolchain has marked a tollbook with.
type Build struct {
	Version  string // a tag, "(devel)" for a build of no module version
	Commit   string // of what it was built from, "" where that is not known
	At       string // when that commit was made, RFC 3339; "" where that is not known
	Modified bool   // files differed from the commit
	Go       string
	Platform string // linux/amd64
}

// ThisBuild says which tollbook this is.
func ThisBuild() Build {
	b := Build{Version: "(unknown)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.time":
			b.At = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

// Version says which tollbook this is, in a line.
func Version() string {
	b := ThisBuild()
	return fmt.Sprintf("%s (%s, %s)", b.Version, b.Go, b.Platform)
}
