package nothinglost

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestAFullDisk imports on a small disk of its own, which grows afterwards.
func TestAFullDisk(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can mount a disk")
	}
	s := newStory(t, 6000)
	base := size(s.base.path)
	failed := 0
	spare := []int64{0, 64 << 10, 512 << 10, base, 3 * base}
	for _, more := range spare {
		t.Run(fmt.Sprintf("%d KiB free", more>>10), func(t *testing.T) {
			dir := t.TempDir()
			options := func(bytes int64) string { return fmt.Sprintf("size=%d", bytes) }
			room := base + 64<<10 + more
			if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, options(room)); err != nil {
				t.Skipf("no disk can be mounted here: %v", err)
			}
			t.Cleanup(func() {
				if err := syscall.Unmount(dir, 0); err != nil {
					t.Error(err)
				}
			})
			b := books{path: filepath.Join(dir, "ledger.db")}
			if err := os.WriteFile(b.path, read(t, s.base.path), 0o600); err != nil {
				t.Fatal(err)
			}
			if full(t, s, b, nil, func() {
				if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, options(64<<20)); err != nil {
					t.Fatal(err)
				}
			}) {
				failed++
			}
		})
	}
	t.Logf("%d of %d imports found the disk full", failed, len(spare))
}
