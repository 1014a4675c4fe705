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
		out := Projection{Method: PlainMean, Short: true, Mean: short, Paths: simulate(short, p.of(len(p.x)), z, p.unsure(z), 1, steps{}, nil, Paths, seed)}
		return out.cut(days)
	}
	t := try(s, usual, excess)
	c := p.change()
	best := t.winner(n)
	if p.comesAndGoes() { // others take a pause for a new level or for noise
		best = spellIndex
	}
	p.all(said)
	scale(said[best], t.lean(best, n, c))
	out := Projection{Method: methods[best].name, Mean: said[best], Origins: len(t.origins)}
	out.Paths = p.paths(t, best, said[best], p.view(), Paths, seed)
	for m := range methods {
		s := t.scored(m)
		s.Weighed = t.score(m, n)
		out.Scores = append(out.Scores, s)
	}
	return out.cut(days)
}

// a view is how days stray and the level goes.
type view struct {
	z      noise
	w      ways
	atWork *view // of days of work alone, where that comes and goes
}

func (p *past) view() view {
	v := view{z: p.strays(), w: p.ways()}
	if p.comesAndGoes() {
		work := p.atWork()
		v.atWork = &view{z: work.strays(), w: work.ways()}
	}
	return v
}

// paths simulates what a method said.
func (p *past) paths(t trial, m int, said []float64, v view, paths int, seed uint64) [][]float64 {
	n := len(p.x)
	if m == spellIndex && v.atWork != nil {
		// Origins before the first pauses tell nothing of how well spells are told.
		return simulate(said, p.of(n), v.atWork.z, v.atWork.w, guessedErrors, p.steps(v.atWork.w), p.turns(len(said), paths, seed), paths, seed)
	}
	out := simulate(said, p.of(n), v.z, v.w, t.stretch(m, p.from+n, p.change(), v.z, v.w), p.steps(v.w), nil, paths, seed)
	if p.stopped {
		p.comeBack(out, seed)
	}
	return out
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
		v := p.view()
		actual := 0.0
		for _, v := range s.USD[o.n : o.n+o.days] {
			actual += v
		}
		for m := range methods {
			scale(said[m], t.lean(m, o.n, p.change()))
			for i, path := range p.paths(t, m, said[m][:o.days], v, backtestPaths, uint64(o.n)) {
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
