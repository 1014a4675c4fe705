package forecast

import (
	"math/rand/v2"
	"sort"
)

// Paths is how many futures are simulated.
const Paths = 1000

const (
	// stay is the chance that a replayed week is followed by the one that followed it.
	stay = 0.8
	// evened is over how many weeks the paths come to what is expected on average. More
	// days change nothing of these.
	evened = 13
)

// A drawing replays the weeks of a model.
type drawing struct {
	*model
	sums []float64 // of the weights, up to each week
	rise []float64 // of each week to come, its expected level over that of the weeks
	even float64   // by which all paths are multiplied
}

// drawing is one of so many weeks, of the paths with some numbers.
func (m *model) drawing(weeks int, seed uint64, paths []int) drawing {
	d := drawing{model: m, even: 1}
	sum := 0.0
	for _, w := range m.weights {
		sum += w
		d.sums = append(d.sums, sum)
	}
	d.sums[len(d.sums)-1] = 1
	shape := 0.0
	for _, p := range m.profile {
		shape += p
	}
	for w := range max(weeks, evened) {
		usd := 0.0
		for i := range week {
			usd += m.expected(w*week + i)
		}
		d.rise = append(d.rise, 0)
		if m.level > 0 {
			d.rise[w] = usd / shape / m.level
		}
	}
	want, have := 0.0, 0.0
	for h := range evened * week {
		want += m.expected(h)
	}
	for _, p := range paths {
		d.along(seed, p, evened, func(w, at int, factor float64) { have += m.replay[at].mean * week * factor / float64(len(paths)) })
	}
	if have > 0 {
		d.even = want / have
	}
	return d
}

// along draws the weeks of a path: which week of the past is replayed, and by what it is
// multiplied for the level that is not quite known. The numbers drawn are the path's own,
// so that a longer path begins as a shorter one does.
func (d drawing) along(seed uint64, path, weeks int, each func(w, at int, factor float64)) {
	r := rand.New(rand.NewPCG(seed, uint64(path)))
	factor := max(1+d.doubt*r.NormFloat64(), d.least) * d.even
	at := -1
	for w := range weeks {
		if at >= 0 && at+1 < len(d.replay) && d.replay[at+1].age == d.replay[at].age-1 && r.Float64() < stay {
			at++
		} else {
			at = sort.SearchFloat64s(d.sums, r.Float64())
		}
		each(w, at, factor*d.rise[w])
	}
}

// fill draws a path.
func (d drawing) fill(seed uint64, path int, days []float64) {
	d.along(seed, path, (len(days)+week-1)/week, func(w, at int, factor float64) {
		for i, usd := range d.replay[at].usd[:min(week, len(days)-w*week)] {
			days[w*week+i] = usd * factor
		}
	})
}
