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
	Paths    int       // on how many paths usage took from them
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
	every := 1
	if births.USD > 0 { // each takes long
		every = 5
	}
	var ends []float64
	w := &walk{births: births, lost: make([]float64, len(lots))}
	for i := 0; i < len(paths); i += every {
		w.begin(paths[i], over, lots)
		ends = append(ends, w.run())
		for at, lost := range w.lost {
			out.Breakage[at] += lost
			if lost >= cent {
				out.Chance[at]++
			}
		}
	}
	for at := range lots {
		out.Breakage[at] /= float64(len(ends))
		out.Chance[at] /= float64(len(ends))
	}
	slices.Sort(ends)
	out.Paths = len(ends)
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

func (c *clock) set(path []float64, over float64) {
	c.cum, c.over, c.rate = append(c.cum[:0], 0), over, mean(path[max(0, len(path)-tailDays):])
	sum := 0.0
	for _, v := range path {
		sum += v
		c.cum = append(c.cum, sum)
	}
}

// used is what was used from the start until a time.
func (c *clock) used(at float64) float64 {
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
func (c *clock) when(usd float64) float64 {
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
	born   int
	lost   []float64 // of each lot of the list, what expired
}

// walking is a lot on the way; of is its place in the list, -1 for one that was born
// on the way.
type walking struct {
	Lot
	of int
}

func (w *walk) begin(path []float64, over float64, lots []Lot) {
	w.clock.set(path, over)
	w.now, w.born, w.lots = over, 0, w.lots[:0]
	for at, l := range lots {
		w.lots = append(w.lots, walking{l, at})
		w.lost[at] = 0
	}
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
		if w.births.USD > 0 && w.born < mostBirths {
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
			w.lots = w.lots[:0] // used up
		}
	}
	return w.now
}

func (w *walk) anyListed() bool {
	for _, l := range w.lots {
		if l.of >= 0 && l.USD > 0 {
			return true
		}
	}
	return false
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
	live := w.lots[:0]
	for _, l := range w.lots {
		if l.Dies > w.now {
			live = append(live, l)
		} else if l.of >= 0 {
			w.lost[l.of] = l.USD
		}
	}
	w.lots = live
}

// mostBirths is how many days with purchases a path has at most.
const mostBirths = 400

// bear makes the purchases that a day needs, as one lot; it is used before the first
// lot that dies after it.
func (w *walk) bear() {
	needed := w.births.Below - w.left() + w.clock.used(w.now+1) - w.clock.used(w.now)
	l := walking{Lot{w.births.USD * max(1, math.Ceil(needed/w.births.USD-1e-9)), w.now + w.births.Life}, -1}
	w.born++
	at := slices.IndexFunc(w.lots, func(o walking) bool { return o.Dies > l.Dies })
	if at < 0 {
		at = len(w.lots)
	}
	w.lots = slices.Insert(w.lots, at, l)
}
