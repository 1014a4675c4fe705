package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// heapLimit is how large the heap grows before garbage is collected in earnest. An
// import needs a third of it, however long the file, and a forecast of 2,000 accounts
// two thirds; with 56 MiB the collector took half of that forecast's time.
const heapLimit = 104 << 20

// limitHeap sets when garbage is collected. A command lives for a moment, and most make
// less garbage than is worth collecting. Who sets GOGC or GOMEMLIMIT knows better.
func limitHeap() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(200)
	debug.SetMemoryLimit(heapLimit)
	afterEachCollection(func() { debug.SetMemoryLimit(limitFor(liveHeap())) })
}

// limitFor leaves room for garbage where what is in use takes the limit, as a ledger's
// labels may: right below it the collector would run without end.
func limitFor(live int64) int64 {
	if live < heapLimit/20*19 {
		return heapLimit
	}
	return live + live/2
}

// liveHeap is what the last collection found in use.
func liveHeap() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(sample[0].Value.Uint64())
}

// afterEachCollection calls do whenever garbage was collected: an object that nothing holds
// is found by each collection, and leaves another one.
func afterEachCollection(do func()) {
	type unheld struct{ _ [16]byte }
	var again func(*unheld)
	again = func(*unheld) {
		do()
		runtime.SetFinalizer(&unheld{}, again)
	}
	runtime.SetFinalizer(&unheld{}, again)
}
