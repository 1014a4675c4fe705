package forecast

import (
	"cmp"
	"math"
	"slices"
	"sort"
)

// walk goes along a path with the lots. Usage empties the lots of the list from the
// front, and so it does the purchases that were made on the way, so that a place in
// each list says where usage takes next, and no step of a path looks at all lots:
// n lots are n log n once to sort, and n steps on every path.
type walk struct {
	listed []Lot
	births Births
	deaths []int     // places in the list, in the order in which they die
	latest []float64 // of each place, the last death of the lots up to it

	clock  clock
	now    float64
	spent  float64   // what the path has used until now
	left   float64   // in all lots
	usd    []float64 // of each listed lot, what is left
	first  int       // the first listed lot with something left
	dead   int       // how many of deaths are past
	lost   []float64 // of each listed lot, what expired
	ends   []float64 // of each listed lot, when nothing was left of it; math.Inf(1) for never
	born   int
	bought []bought // in the order of purchase, of use and of death
	next   int      // the first top-up with something left
	gone   int      // how many purchases are dead
}

// bought is a purchase that was made on the way. Usage takes it before the listed lot
// at the place, and so after all in front of that one.
type bought struct {
	Lot
	before int
}

func newWalk(lots []Lot, births Births) *walk {
	w := &walk{listed: lots, births: births, lost: make([]float64, len(lots)), ends: make([]float64, len(lots))}
	latest := math.Inf(-1)
	for i, l := range lots {
		latest = max(latest, l.Dies)
		w.deaths = append(w.deaths, i)
		w.latest = append(w.latest, latest)
	}
	slices.SortStableFunc(w.deaths, func(a, b int) int { return cmp.Compare(lots[a].Dies, lots[b].Dies) })
	return w
}

// along goes until no listed lot is left, and returns when that was. What became of
// the lots stands in lost and ends until the next path.
func (w *walk) along(path []float64, over float64) float64 {
	w.begin(path, over)
	for w.seek(); w.first < len(w.listed); w.seek() {
		death := max(w.now, w.nextDeath())
		birth := math.Inf(1)
		if w.births.USD > 0 && w.born < mostBirths {
			birth = max(w.now, w.clock.when(w.spent+w.births.above(w.left)))
		}
		at := min(death, birth)
		w.use(at)
		w.now = at
		if math.IsInf(at, 1) { // what is left now stays
			break
		}
		if at == death {
			w.bury()
		} else {
			w.bear()
		}
	}
	until := over
	for _, end := range w.ends {
		until = max(until, end)
	}
	return until
}

func (w *walk) begin(path []float64, over float64) {
	w.clock.set(path, over)
	w.now, w.spent, w.left, w.first, w.dead = over, 0, 0, 0, 0
	w.bought, w.next, w.gone, w.born = w.bought[:0], 0, 0, 0
	w.usd = w.usd[:0]
	for i, l := range w.listed {
		w.usd = append(w.usd, l.USD)
		w.left += l.USD
		w.lost[i], w.ends[i] = 0, math.Inf(1)
		if l.USD <= 0 {
			w.ends[i] = over
		}
	}
}

// seek passes over the lots that are empty.
func (w *walk) seek() {
	for w.next < len(w.bought) && w.bought[w.next].USD <= 0 {
		w.next++
	}
	for w.first < len(w.usd) && w.usd[w.first] <= 0 {
		w.first++
	}
}

// nextDeath is when the next lot dies; listed ones that are empty die unseen.
func (w *walk) nextDeath() float64 {
	for w.dead < len(w.deaths) && w.usd[w.deaths[w.dead]] <= 0 {
		w.dead++
	}
	at := math.Inf(1)
	if w.dead < len(w.deaths) {
		at = w.listed[w.deaths[w.dead]].Dies
	}
	if w.gone < len(w.bought) {
		at = min(at, w.bought[w.gone].Dies)
	}
	return at
}

// use takes from the lots what the path uses until a time.
func (w *walk) use(at float64) {
	until := w.clock.used(at)
	for usd := until - w.spent; usd > 0; {
		w.seek()
		var from *float64
		bought := w.next < len(w.bought) && w.bought[w.next].before <= w.first
		switch {
		case bought:
			from = &w.bought[w.next].USD
		case w.first < len(w.usd):
			from = &w.usd[w.first]
		default: // the rest is of no lot
			w.spent = until
			return
		}
		part := min(usd, *from)
		*from -= part
		usd, w.spent, w.left = usd-part, w.spent+part, w.left-part
		if !bought && *from <= 0 {
			w.ends[w.first] = max(w.now, w.clock.when(w.spent))
		}
	}
	w.spent = until
}

// bury ends the lots that die now.
func (w *walk) bury() {
	for ; w.dead < len(w.deaths) && w.listed[w.deaths[w.dead]].Dies <= w.now; w.dead++ {
		if i := w.deaths[w.dead]; w.usd[i] > 0 {
			w.lost[i], w.ends[i] = w.usd[i], w.now
			w.left -= w.usd[i]
			w.usd[i] = 0
		}
	}
	for ; w.gone < len(w.bought) && w.bought[w.gone].Dies <= w.now; w.gone++ {
		w.left -= w.bought[w.gone].USD
		w.bought[w.gone].USD = 0
	}
}

// mostBirths is how many days with purchases a path has at most.
const mostBirths = 400

// above is how far a balance is above the one at which credit is bought. One that meets it
// but for the noise of floats has met it: else what is bought in a pause waits for the next
// use.
func (b Births) above(left float64) float64 {
	if over := left - b.Below; over > 1e-9 {
		return over
	}
	return 0
}

// bear makes the purchases that a day needs, as one lot; it is used before the first
// lot that dies after it.
func (w *walk) bear() {
	needed := w.births.Below - w.left + w.clock.used(w.now+1) - w.clock.used(w.now)
	l := Lot{w.births.USD * max(1, math.Ceil(needed/w.births.USD-1e-9)), w.now + w.births.Life}
	w.born++
	w.left += l.USD
	before := sort.Search(len(w.latest), func(i int) bool { return w.latest[i] > l.Dies })
	w.bought = append(w.bought, bought{l, before})
}
