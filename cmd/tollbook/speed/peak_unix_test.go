//go:build unix

package speed

import (
	"os"
	"runtime"
	"syscall"
)

// peak is the most memory that a process held at once, in MiB.
func peak(p *os.ProcessState) float64 {
	use, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	unit := 1024.0 // Linux and the BSDs count KiB, macOS bytes
	if runtime.GOOS == "darwin" {
		unit = 1
	}
	return float64(use.Maxrss) * unit / (1 << 20)
}
