package main

import (
	"runtime"
	"testing"
)

// TestHeapLimitFollowsWhatIsInUse: the limit stays as long as what is in use fits below it,
// and then leaves half as much again.
func TestHeapLimitFollowsWhatIsInUse(t *testing.T) {
	for live, want := range map[int64]int64{0: heapLimit, 80 << 20: heapLimit, 200 << 20: 300 << 20} {
		if got := limitFor(live); got != want {
			t.Errorf("%d in use: limit %d, want %d", live, got, want)
		}
	}
	if liveHeap() < 0 {
		t.Error("less than nothing is in use")
	}
}

// TestAfterEachCollection: it is told more than once.
func TestAfterEachCollection(t *testing.T) {
	told := make(chan bool, 8)
	afterEachCollection(func() {
		select {
		case told <- true:
		default:
		}
	})
	for range 3 {
		runtime.GC()
		<-told
	}
}
