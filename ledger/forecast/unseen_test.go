package forecast_test

import (
	"math"
	"math/rand/v2"
)

// unseen are ways of using an API that the model was not made with: they were written
// when its form and its numbers stood. Two things were changed after they had been
// looked at, with other seeds than the tests': what methods say in the two weeks after
// a step counts no more, and the combination follows a trend. Every user has
// parameters of its own.
var unseen = []family{
	{"heavy days", func(r *rand.Rand, n, after int) []float64 { // one day may cost ten times another
		sd := 0.8 + 0.4*r.Float64()
		return days(n+after, func(int) float64 { return 8 * noisy(r, sd) })
	}},
	{"steps", func(r *rand.Rand, n, after int) []float64 { // a new level every 80 days or so, by a fifth to a half
		level := 12.0
		return days(n+after, func(t int) float64 {
			if r.Float64() < 1.0/80 {
				level *= math.Exp(0.35 * r.NormFloat64())
			}
			return level * workweek(t) * noisy(r, 0.25)
		})
	}},
	{"projects", func(r *rand.Rand, n, after int) []float64 { // that begin, last 30 to 150 days, and end
		out := days(n+after, func(t int) float64 { return 2 * workweek(t) * noisy(r, 0.4) })
		for begin := -150; begin < len(out); begin += 10 + r.IntN(50) {
			size, length := 3+9*r.Float64(), 30+r.IntN(121)
			for t := max(0, begin); t < min(len(out), begin+length); t++ {
				out[t] += size * workweek(t) * noisy(r, 0.4)
			}
		}
		return out
	}},
	{"saturating", func(r *rand.Rand, n, after int) []float64 { // grows to ten times and no further
		middle, pace := float64(n)*(0.2+0.9*r.Float64()), 20+40*r.Float64()
		return days(n+after, func(t int) float64 {
			return (2 + 20/(1+math.Exp((middle-float64(t))/pace))) * workweek(t) * noisy(r, 0.3)
		})
	}},
	{"shrinking", func(r *rand.Rand, n, after int) []float64 { // by a factor of 1.5 to 4 a year
		rate := math.Log(1.5+2.5*r.Float64()) / 365
		return days(n+after, func(t int) float64 { return 40 * math.Exp(-rate*float64(t)) * workweek(t) * noisy(r, 0.3) })
	}},
	{"month's end", func(r *rand.Rand, n, after int) []float64 { // three days in thirty cost four times the others
		return days(n+after, func(t int) float64 {
			if t%30 >= 27 {
				return 24 * noisy(r, 0.3)
			}
			return 6 * noisy(r, 0.3)
		})
	}},
	{"moody", func(r *rand.Rand, n, after int) []float64 { // a day is much like the day before
		keep, mood := 0.6+0.35*r.Float64(), 0.0
		return days(n+after, func(t int) float64 {
			mood = keep*mood + 0.35*r.NormFloat64()
			return 14 * math.Exp(mood) * workweek(t)
		})
	}},
	{"team", func(r *rand.Rand, n, after int) []float64 { // five people who come, wander and go
		out := make([]float64, n+after)
		for range 5 {
			level, here := 1+r.NormFloat64(), r.IntN(4) > 0
			for t := range out {
				level += 0.02 * r.NormFloat64()
				if r.Float64() < 1.0/150 {
					here = !here
				}
				if here && r.Float64() < 0.8 {
					out[t] += math.Exp(level) * workweek(t) * noisy(r, 0.5)
				}
			}
		}
		return out
	}},
}
