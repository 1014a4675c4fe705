//go:build unix

package nothinglost

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// limited lets files of a command grow to so many blocks of 512 bytes.
func limited(blocks int64) func(*exec.Cmd) {
	return func(cmd *exec.Cmd) {
		cmd.Args = append([]string{"sh", "-c", fmt.Sprintf(`ulimit -f %d; exec "$0" "$@"`, blocks), cmd.Path}, cmd.Args[1:]...)
		cmd.Path = "/bin/sh"
	}
}

// full imports a story's file where there is no room, and says whether it failed.
// Either way the ledger holds all of the file or none, and with room again it
// holds all.
func full(t *testing.T, s story, b books, cramped func(*exec.Cmd), room func()) bool {
	t.Helper()
	b.change = cramped
	r := b.run(t, "import", s.file)
	if r.code != 0 {
		if r.code != 1 || r.stdout != "" || !strings.Contains(r.stderr, "ledger "+b.path+" can't grow: the disk is full") || strings.Contains(r.stderr, "rollback") {
			t.Errorf("exit %d: %s%s", r.code, r.stdout, r.stderr)
		}
		// Also with the disk still full it can be read.
		if b.report(t) != s.before {
			t.Error("the report changed")
		}
	}
	b.change = nil
	if room != nil {
		room()
	}
	held := s.whole(t, b)
	if held != (r.code == 0) {
		t.Errorf("exit %d, and the file is in the ledger: %v", r.code, held)
	}
	s.completes(t, b)
	return r.code != 0
}

// TestAFileThatMayNotGrow limits the size of files, as a quota would, to many
// sizes up to more than an import needs.
func TestAFileThatMayNotGrow(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell to set the limit with")
	}
	s := newStory(t, 6000)
	needed := size(s.base.path) / 512 * 2
	steps := int64(12)
	if testing.Short() {
		steps = 8
	}
	failed := 0
	for i := int64(1); i <= steps; i++ { // no file at all can be written: TestNoRoomForANewLedger
		blocks := needed * i / steps
		t.Run(fmt.Sprintf("%d KiB", blocks/2), func(t *testing.T) {
			if full(t, s, s.base.copied(t), limited(blocks), nil) {
				failed++
			}
		})
	}
	if failed < 2 || failed == int(steps) {
		t.Errorf("%d of %d imports failed: the limits prove nothing", failed, steps)
	}
	t.Logf("%d of %d imports found no room", failed, steps)
}

// TestNoRoomForANewLedger leaves no ledger, or one that the next import takes.
func TestNoRoomForANewLedger(t *testing.T) {
	list := usages(0, 500)
	file := export(t, "a.csv", list)
	for _, blocks := range []int64{0, 8, 64, 100} {
		b := fresh(t)
		b.change = limited(blocks)
		if r := b.run(t, "import", file); r.code != 1 || !strings.Contains(r.stderr, "can't grow") {
			t.Errorf("%d blocks: exit %d: %s", blocks, r.code, r.stderr)
		}
		b.change = nil
		b.bring(t, file)
		total(t, b.report(t), list)
		b.sound(t)
		b.alone(t)
	}
}

// TestADiskWithoutAnyRoom: where not even the log of changes can be begun everything
// can be asked, and what would write says that the disk is full.
func TestADiskWithoutAnyRoom(t *testing.T) {
	s := newStory(t, 2000)
	b := s.base.copied(t)
	b.change = limited(1)
	if b.report(t) != s.before {
		t.Error("the report changed")
	}
	for _, command := range []string{"credits", "forecast", "check"} {
		if r := b.run(t, command); r.code > 1 || strings.Contains(r.stderr, "error") {
			t.Errorf("%s: exit %d: %s", command, r.code, r.stderr)
		}
	}
	if r := b.run(t, "topup", "add", "openrouter", "5"); r.code != 1 || !strings.Contains(r.stderr, "can't grow: the disk is full") {
		t.Errorf("topup add: exit %d: %s", r.code, r.stderr)
	}
	b.change = nil
	s.completes(t, b)
}
