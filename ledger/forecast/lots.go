package forecast

import (
	"math"
	"slices"
	"sort"
)

// A Lot is live credit as simulated usage finds it. Times are days since the first
// simulated day began.
type Lot struct {
	USD  float64 // what is left of it
	Dies float64 // math.Inf(1) is never
}

// Births are the purchases that an account makes by habit: of so much credit, when
// less than Below is left. A zero USD is none.
type Births struct {
	USD   float64
	Below float64
	Life  float64 // days until the credit dies; math.Inf(1) is never
}

// An Outlook is what becomes of lots.
type Outlook struct {
	Breakage []float64 // of each lot, the mean of what expires
	Chance   []float64 // of each lot, the share of the paths in which a cent of it expires
	RunsOut  float64   // the day on which the median path has no live credit left; math.Inf(1) for none
}

// cent is the least that is told of as left.
const cent = 0.01

// tailDays is how much of a path's end is the rate at which it goes on after it.
const tailDays = 4 * week

// Live lets usage take from the lots on every path: from the first of the list that
// is live, as the account's rules order them, until it dies or is used up. Purchases
// to come stand behind those lots that die before they do and in front of the
// others. Without births RunsOut counts no purchase to come; with them it is never.
// The first day begins at the share of it that is over already.
//
//	$71.20 that die in 36 days at $0.60 a day: 21.60 are used, 49.60 expire, for certain
func Live(paths [][]float64, over float64, lots []Lot, births Births) Outlook {
	out := Outlook{Breakage: make([]float64, len(lots)), Chance: make([]float64, len(lots)), RunsOut: math.Inf(1)}
	ends := make([]float64, len(paths))
	for i, path := range paths {
		w := &walk{clock: newClock(path, over), now: over, births: births}
		for at, l := range lots {
			w.lots = append(w.lots, walking{Lot: l, of: at})
		}
		ends[i] = w.run()
		for at, lost := range w.lost(len(lots)) {
			out.Breakage[at] += lost / float64(len(paths))
			if lost >= cent {
				out.Chance[at] += 1 / float64(len(paths))
			}
		}
	}
	slices.Sort(ends)
	if len(ends) > 0 && births.USD <= 0 {
		out.RunsOut = ends[len(ends)/2]
	}
	return out
}

// clock tells how much a path has used by a time, and when it has used so much.
type clock struct {
	cum  []float64 // at the beginning of each day
	over float64
	rate float64 // a day, after the last one
}

func newClock(path []float64, over float64) clock {
	c := clock{cum: make([]float64, len(path)+1), over: over, rate: mean(path[max(0, len(path)-tailDays):])}
	for i, v := range path {
		c.cum[i+1] = c.cum[i] + v
	}
	return c
}

// used is what was used from the start until a time.
func (c clock) used(at float64) float64 {
	last := len(c.cum) - 1
	if at >= float64(last) {
		if c.rate == 0 { // also for ever
			return c.cum[last]
		}
		return c.cum[last] + c.rate*(at-float64(last))
	}
	day := int(at)
	from, length := float64(day), 1.0
	if day == 0 {
		from, length = c.over, 1-c.over
	}
	if at <= from {
		return c.cum[day]
	}
	return c.cum[day] + (c.cum[day+1]-c.cum[day])*(at-from)/length
}

// when is the time at which so much was used.
func (c clock) when(usd float64) float64 {
	last := len(c.cum) - 1
	if usd > c.cum[last] {
		if c.rate <= 0 {
			return math.Inf(1)
		}
		return float64(last) + (usd-c.cum[last])/c.rate
	}
	day := sort.SearchFloat64s(c.cum[1:], usd)
	if day >= last {
		return float64(last)
	}
	from, length := float64(day), 1.0
	if day == 0 {
		from, length = c.over, 1-c.over
	}
	if c.cum[day+1] <= c.cum[day] {
		return from
	}
	return from + length*(usd-c.cum[day])/(c.cum[day+1]-c.cum[day])
}

// walk goes along a path with the lots.
type walk struct {
	clock  clock
	now    float64
	lots   []walking // in the order in which usage takes from them
	births Births
	gone   []walking
}

// walking is a lot on the way; of is its place in the list, -1 for one that was born
// on the way.
type walking struct {
	Lot
	of int
}

// run goes on until no lot of the list is left, and returns when that was.
func (w *walk) run() float64 {
	for w.anyListed() {
		death := math.Inf(1)
		for _, l := range w.lots {
			death = min(death, l.Dies)
		}
		left := w.left()
		spent := w.clock.used(w.now)
		birth := math.Inf(1)
		if w.births.USD > 0 {
			birth = max(w.now, w.clock.when(spent+max(0, left-w.births.Below)))
		}
		at := min(death, birth, w.clock.when(spent+left))
		if math.IsInf(at, 1) { // what is left stays
			return at
		}
		w.take(w.clock.used(at) - spent)
		w.now = max(w.now, at)
		if at == death {
			w.bury()
		} else if at == birth {
			w.bear()
		} else {
			w.lots = nil // used up
		}
	}
	return w.now
}

func (w *walk) anyListed() bool {
	return slices.ContainsFunc(w.lots, func(l walking) bool { return l.of >= 0 && l.USD > 0 })
}

func (w *walk) left() float64 {
	sum := 0.0
	for _, l := range w.lots {
		sum += l.USD
	}
	return sum
}

func (w *walk) take(usd float64) {
	for i := range w.lots {
		part := min(usd, w.lots[i].USD)
		w.lots[i].USD -= part
		usd -= part
	}
}

// bury ends the lots that die now.
func (w *walk) bury() {
	w.lots = slices.DeleteFunc(w.lots, func(l walking) bool {
		if l.Dies > w.now {
			return false
		}
		w.gone = append(w.gone, l)
		return true
	})
}

// bear makes a purchase; it is used before the first lot that dies after it.
func (w *walk) bear() {
	l := walking{Lot{w.births.USD, w.now + w.births.Life}, -1}
	at := slices.IndexFunc(w.lots, func(o walking) bool { return o.Dies > l.Dies })
	if at < 0 {
		at = len(w.lots)
	}
	w.lots = slices.Insert(w.lots, at, l)
}

// lost is what expired of each lot of the list.
func (w *walk) lost(n int) []float64 {
	out := make([]float64, n)
	for _, l := range w.gone {
		if l.of >= 0 {
			out[l.of] += l.USD
		}
	}
	return out
}
