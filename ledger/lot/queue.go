package lot

import (
	"slices"
	"time"
)

// A queue holds live lots in the order in which usage takes from them, which is that
// in which they die. A lot that is used up stays until it dies, since a refund of
// usage may go back into it: the queue knows how many in front are, so that thousands
// of them cost nothing.
type queue struct {
	lots  []*held
	first int // nothing is left in the lots before it
}

// add puts a lot in its place: behind those of the same expiry and birth.
func (q *queue) add(l *held) {
	at, _ := slices.BinarySearchFunc(q.lots, l, func(a, b *held) int { return a.usedBefore(b.Lot) })
	q.lots = slices.Insert(q.lots, at, l)
	q.first = min(q.first, at)
}

// next is the first lot with credit left, nil where there is none.
func (q *queue) next() *held {
	for ; q.first < len(q.lots); q.first++ {
		if q.lots[q.first].Remaining.Sign() > 0 {
			return q.lots[q.first]
		}
	}
	return nil
}

// expire takes out the lots that are dead at an instant.
func (q *queue) expire(at time.Time) []*held {
	n := 0
	for n < len(q.lots) && q.lots[n].diesBy(at) {
		n++
	}
	dead := q.lots[:n]
	q.lots, q.first = q.lots[n:], max(q.first-n, 0)
	return dead
}

// diesBy reports whether a lot is dead at an instant.
func (l *held) diesBy(at time.Time) bool { return l.ends && !l.dies.After(at) }
