package forecast

import "math"

// Paths is how many futures are simulated.
const Paths = 1000

// A Projection is what a series will come to.
type Projection struct {
	Method  string
	Short   bool        // under Short days: nothing could be tested
	Mean    []float64   // of each day, dollars
	Paths   [][]float64 // simulated futures, a day each
	Scores  []Score     // of all methods; none for a short series
	Origins int         // days in the past from which they were tested
}

// A Score is how a method did on the series' own past.
type Score struct {
	Method string
	// MASE is the mean absolute error of a day over that of SeasonalNaive; NaN where
	// that one made none.
	MASE float64
	// Sum is the mean absolute error of the sum of 30 days, a day (of what is known
	// of them).
	Sum float64
	// Weighed is what the choice goes by, dollars a day: the errors of sums, half of
	// their bias, and 15 % of those of days, where late ones count more. Backtest
	// leaves it out; NaN where nothing was tested.
	Weighed float64
	// Held is the share of the 80 % intervals of sums that held, of Tested; NaN
	// where none was tested.
	Held   float64
	Tested int
	// Own and Naive are the errors that MASE divides, dollars a day over all origins.
	Own, Naive float64
}

// Project lets the methods compete on a series and simulates so many days after it
// from the best. The seed tells series apart whose chances have nothing to do with
// each other. An empty series gives no method.
func Project(s Series, days int, seed uint64) Projection {
	n := len(s.USD)
	if n == 0 {
		return Projection{}
	}
	usual, excess := tamed(s.USD)
	var p past
	p.upTo(s, usual, excess, n)
	said := table(len(methods), whole(days))
	if n < Short {
		short := said[0]
		methods[0].say(&p, short)
		z := p.strays()
		out := Projection{Method: PlainMean, Short: true, Mean: short, Paths: simulate(short, p.of(len(p.x)), z, p.unsure(z), 1, Paths, seed)}
		return out.cut(days)
	}
	t := try(s, usual, excess)
	best := t.winner(n)
	p.all(said)
	z := p.strays()
	w := p.ways()
	scale(said[best], t.lean(best, n, p.changed(n)))
	out := Projection{Method: methods[best].name, Mean: said[best], Origins: len(t.origins)}
	out.Paths = simulate(said[best], p.of(len(p.x)), z, w, t.stretch(best, n, p.changed(n), z, w), Paths, seed)
	for m := range methods {
		s := t.scored(m)
		s.Weighed = t.score(m, n)
		out.Scores = append(out.Scores, s)
	}
	return out.cut(days)
}

// whole is the horizon that is simulated for so many days: what a longer one says of
// the same days does not differ.
func whole(days int) int { return (max(days, evened) + week - 1) / week * week }

func (p Projection) cut(days int) Projection {
	p.Mean = p.Mean[:days]
	for i := range p.Paths {
		p.Paths[i] = p.Paths[i][:days]
	}
	return p
}

func scale(v []float64, by float64) {
	for i := range v {
		v[i] *= by
	}
}

// unsure is the level of a short series: the mean of its days, that may stray by 3 %
// a day at most.
func (p *past) unsure(z noise) ways {
	days := float64(len(z.days))
	return ways{all: []way{{share: 1, start: z.weekly * week / days, weekly: week * min(z.weekly/70, 0.001)}}, freedom: days}
}

// changed is the day of the series since which its level is the present one.
func (p *past) changed(n int) int {
	if p.shift == 0 {
		return 0
	}
	return n - len(p.x) + p.shift
}

func (t trial) scored(m int) Score {
	s := Score{Method: methods[m].name, MASE: math.NaN(), Held: math.NaN()}
	for _, o := range t.origins {
		s.Own += o.daily[m]
		s.Naive += o.daily[naiveIndex]
		s.Sum += math.Abs(o.stray(m)) / float64(len(t.origins))
	}
	if s.Naive > 0 {
		s.MASE = s.Own / s.Naive
	}
	return s
}

// backtestPaths are enough for the ends of an interval in a back-test.
const backtestPaths = 200

// Backtest scores all methods as Project does, and their 80 % intervals too: at each
// origin the interval is simulated from what was known there, and the sum that came
// lies in it or not.
func Backtest(s Series) []Score {
	n := len(s.USD)
	if n < Short {
		return nil
	}
	usual, excess := tamed(s.USD)
	t := try(s, usual, excess)
	out := make([]Score, len(methods))
	held := make([]float64, len(methods))
	for m := range methods {
		out[m] = t.scored(m)
	}
	said := table(len(methods), Ahead)
	sums := make([]float64, backtestPaths)
	var p past
	for _, o := range t.origins {
		p.upTo(s, usual, excess, o.n)
		p.all(said)
		z := p.strays()
		w := p.ways()
		actual := 0.0
		for _, v := range s.USD[o.n : o.n+o.days] {
			actual += v
		}
		for m := range methods {
			scale(said[m], t.lean(m, o.n, p.changed(o.n)))
			for i, path := range simulate(said[m][:o.days], p.of(len(p.x)), z, w, t.stretch(m, o.n, p.changed(o.n), z, w), backtestPaths, uint64(o.n)) {
				sums[i] = 0
				for _, v := range path {
					sums[i] += v
				}
			}
			if low, high := Interval(sums); low <= actual+tiny && actual <= high+tiny {
				held[m]++
			}
			out[m].Tested++
		}
	}
	for m := range out {
		if out[m].Tested > 0 {
			out[m].Held = held[m] / float64(out[m].Tested)
		}
	}
	return out
}

// tiny is far under a cent: sums of floats differ by less.
const tiny = 1e-6
