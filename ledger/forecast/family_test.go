package forecast_test

import (
	"math"
	"math/rand/v2"

	"tollbook/ledger/forecast"
)

// A family is a way of using an API, generated with known parameters: n days of
// history, and days after them.
type family struct {
	name string
	make func(r *rand.Rand, n, after int) []float64
}

// noisy is a day's chance: lognormal with mean 1.
func noisy(r *rand.Rand, sd float64) float64 { return math.Exp(sd*r.NormFloat64() - sd*sd/2) }

// days fills a series day by day.
func days(n int, day func(t int) float64) []float64 {
	out := make([]float64, n)
	for t := range out {
		out[t] = day(t)
	}
	return out
}

// workweek is the share of a weekday: 1.3 on working days, 0.25 on the weekend.
func workweek(t int) float64 {
	if t%7 == 0 || t%7 == 6 {
		return 0.25
	}
	return 1.3
}

var families = []family{
	{"steady", func(r *rand.Rand, n, after int) []float64 {
		return days(n+after, func(int) float64 { return 20 * noisy(r, 0.3) })
	}},
	{"weekly", func(r *rand.Rand, n, after int) []float64 {
		return days(n+after, func(t int) float64 { return 30 * workweek(t) * noisy(r, 0.35) })
	}},
	{"spiky", func(r *rand.Rand, n, after int) []float64 { // a runaway day a month
		return days(n+after, func(t int) float64 {
			v := 15 * noisy(r, 0.3)
			if r.Float64() < 1.0/30 {
				v *= 4 + 8*r.Float64()
			}
			return v
		})
	}},
	{"growing", func(r *rand.Rand, n, after int) []float64 { // by a factor of 1.5 to 4 a year
		rate := math.Log(1.5+2.5*r.Float64()) / 365
		return days(n+after, func(t int) float64 { return 10 * math.Exp(rate*float64(t)) * workweek(t) * noisy(r, 0.3) })
	}},
	{"wandering", func(r *rand.Rand, n, after int) []float64 { // the level strays by 3 % a day
		level := math.Log(20)
		return days(n+after, func(t int) float64 {
			level += 0.03 * r.NormFloat64()
			return math.Exp(level) * workweek(t) * noisy(r, 0.3)
		})
	}},
	{"intermittent", func(r *rand.Rand, n, after int) []float64 { // a day in five
		return days(n+after, func(t int) float64 {
			if r.Float64() < 0.2 {
				return 12 * noisy(r, 0.6)
			}
			return 0
		})
	}},
	{"price change", func(r *rand.Rand, n, after int) []float64 { // by half or double, 10 to 50 days ago
		at, factor := n-10-r.IntN(41), 0.5
		if r.IntN(2) == 0 {
			factor = 2
		}
		return days(n+after, func(t int) float64 {
			v := 25 * workweek(t) * noisy(r, 0.3)
			if t >= at {
				v *= factor
			}
			return v
		})
	}},
	{"stopped", func(r *rand.Rand, n, after int) []float64 { // 10 to 60 days ago; a job of 3 % goes on
		at := n - 10 - r.IntN(51)
		return days(n+after, func(t int) float64 {
			v := 18 * workweek(t) * noisy(r, 0.3)
			if t < at {
				return v
			}
			return v * 0.03
		})
	}},
	{"pauses", func(r *rand.Rand, n, after int) []float64 { // bursts of work: weeks on, weeks off
		on := true
		return days(n+after, func(t int) float64 {
			if r.Float64() < 1.0/12 {
				on = !on
			}
			if on {
				return 20 * noisy(r, 0.4)
			}
			return 0.5 * noisy(r, 0.4)
		})
	}},
	{"ended", func(r *rand.Rand, n, after int) []float64 { // for good, 4 to 50 days ago
		at := n - 4 - r.IntN(47)
		return days(n+after, func(t int) float64 {
			if v := 18 * workweek(t) * noisy(r, 0.3); t < at {
				return v
			}
			return 0
		})
	}},
	{"vacations", func(r *rand.Rand, n, after int) []float64 { // of 5 to 15 days without anything, four a year
		out := days(n+after, func(t int) float64 { return 18 * workweek(t) * noisy(r, 0.3) })
		for at := r.IntN(90); at < len(out); at += 50 + r.IntN(80) {
			for t := at; t < min(len(out), at+5+r.IntN(11)); t++ {
				out[t] = 0
			}
		}
		return out
	}},
}

// sum adds some days.
func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// held counts how projections did.
type held struct {
	tested, held float64
	own, naive   float64 // absolute errors of days: of the chosen method and the seasonal naive one
	// In units of what came on the whole: the widths of the intervals, what they cost
	// (Winkler: width and ten times what lies outside) and the paths' distance (CRPS).
	came, wide, cost, far float64
}

// width, winkler and crps are shares of what came.
func (h held) width() float64   { return h.wide / h.came }
func (h held) winkler() float64 { return h.cost / h.came }
func (h held) crps() float64    { return h.far / h.came }

func (h held) share() float64 { return h.held / h.tested }

// mase is the mean absolute error of a day over that of the seasonal naive method.
func (h held) mase() float64 { return h.own / h.naive }

// check holds a span of days after the n known ones, from one day up to another,
// against what came. The errors of days are taken in units of the series' size, so
// that none outweighs the others.
func (h *held) check(p forecast.Projection, y []float64, n, from, to int) {
	sums := make([]float64, len(p.Paths))
	for i, path := range p.Paths {
		sums[i] = sum(path[from:to])
	}
	low, high := forecast.Interval(sums)
	actual := sum(y[n+from : n+to])
	h.tested++
	if low-1e-6 <= actual && actual <= high+1e-6 {
		h.held++
	}
	unit := sum(y[:n]) / float64(n)
	if unit <= 0 { // nothing was ever used: it tells nothing of errors
		return
	}
	h.came += actual / unit
	h.wide += (high - low) / unit
	h.cost += (high - low + 10*max(0, low-actual, actual-high)) / unit
	h.far += distance(sums, actual) / unit
	for t := from; t < to; t++ {
		h.own += math.Abs(y[n+t]-p.Mean[t]) / unit
		h.naive += math.Abs(y[n+t]-y[n-7+t%7]) / unit
	}
}

// distance is the continuous ranked probability score of sorted outcomes: their mean
// distance from what came, less half of that from each other.
//
//	1 and 3, and 2 came: 1 less half of 1 is 0.5
func distance(sorted []float64, actual float64) float64 {
	n, off, apart := float64(len(sorted)), 0.0, 0.0
	for i, v := range sorted {
		off += math.Abs(v - actual)
		apart += v * (2*float64(i) + 1 - n)
	}
	return off/n - apart/n/n
}

func (h *held) add(o held) {
	h.came += o.came
	h.wide += o.wide
	h.cost += o.cost
	h.far += o.far
	h.tested += o.tested
	h.held += o.held
	h.own += o.own
	h.naive += o.naive
}
