package nothinglost

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"
)

// kills is how many imports are killed: $TOLLBOOK_KILLS, else few.
func kills(t *testing.T) int {
	t.Helper()
	if text := os.Getenv("TOLLBOOK_KILLS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			t.Fatalf("TOLLBOOK_KILLS=%q: want a number", text)
		}
		return n
	}
	if testing.Short() {
		return 5
	}
	return 25
}

// TestKillAnImport kills imports without warning, at moments spread over their
// whole time and a little longer, and over all that they write. Whenever that is, doctor is content,
// the ledger holds all of the file or none, and the next import completes it.
func TestKillAnImport(t *testing.T) {
	s := newStory(t, 18_000)
	undisturbed := s.base.copied(t)
	begin := time.Now()
	r := undisturbed.start(t, "import", s.file)
	var most int64 // that the log of changes grows to
	for !r.over() {
		most = max(most, size(undisturbed.path+"-wal"))
	}
	took := time.Since(begin)
	if got := finish(t, r); got.code != 0 || most == 0 {
		t.Fatalf("exit %d, %d bytes written: %s", got.code, most, got.stderr)
	}

	counts := map[string]int{}
	n := kills(t)
	for i := range n {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, uint64(i)))
			b := s.base.copied(t)
			for again := true; again; again = random.IntN(4) == 0 { // some are killed once more
				r := b.start(t, "import", s.file)
				if i%2 == 0 {
					timer := time.NewTimer(time.Duration(random.Int64N(int64(took) * 5 / 4)))
					select {
					case <-timer.C:
					case <-r.ended:
					}
				} else {
					b.writing(r, random.Int64N(most+most/20))
				}
				_ = r.Process.Kill() // it may have ended
				got := finish(t, r)
				log := size(b.path + "-wal")
				held := s.whole(t, b)
				switch {
				case got.code == 0:
					counts["after the end"]++
				case held:
					counts["committed, not yet ended"]++
				case log > 0:
					counts["while writing, before the commit"]++
				default:
					counts["before the first write"]++
				}
				if held { // a further import would be one of known rows
					break
				}
			}
			s.completes(t, b)
		})
	}
	t.Logf("%d imports killed: %v", n, counts)
}
