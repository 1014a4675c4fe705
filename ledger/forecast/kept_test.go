package forecast_test

import (
	"math"
	"math/rand/v2"
)

// lastLook is the seed of the users of kept families.
const lastLook = 20270

// kept are ways of using an API that were written before regimes and spells were, and
// looked at once, when those stood: no form and no number of the model was chosen by
// them. Every user has parameters of its own.
var kept = []family{
	{"sprints", func(r *rand.Rand, n, after int) []float64 { // nothing at all between them, for 10 to 40 days
		work, rest := 5+8*r.Float64(), 5+15*r.Float64()
		left, on := 0.0, r.IntN(2) == 0
		return days(n+after, func(t int) float64 {
			if left -= 1; left <= 0 {
				on = !on
				left = rest * (r.ExpFloat64() + r.ExpFloat64())
				if on {
					left = work * (r.ExpFloat64() + r.ExpFloat64())
				}
			}
			if !on {
				return 0
			}
			return 25 * workweek(t) * noisy(r, 0.4)
		})
	}},
	{"customers", func(r *rand.Rand, n, after int) []float64 { // one comes every 40 days, stays for 120, and few are large
		out := days(n+after, func(t int) float64 { return 1.5 * workweek(t) * noisy(r, 0.3) })
		for come := -360.0; come < float64(len(out)); come += 40 * r.ExpFloat64() {
			size, leave := min(20, math.Pow(1-r.Float64(), -1/1.5)), come+120*r.ExpFloat64()
			for t := max(0, int(come)); t < min(len(out), int(leave)); t++ {
				out[t] += size * workweek(t) * noisy(r, 0.6)
			}
		}
		return out
	}},
	{"moved away", func(r *rand.Rand, n, after int) []float64 { // to nothing, at once or over three weeks; one in four stays
		at, fade, stays := n-5-r.IntN(40), float64(1+r.IntN(20)), r.IntN(4) == 0
		return days(n+after, func(t int) float64 {
			v := 16 * workweek(t) * noisy(r, 0.35)
			if t < at || stays {
				return v
			}
			return v * max(0, 1-float64(t-at)/fade)
		})
	}},
	{"holidays", func(r *rand.Rand, n, after int) []float64 { // of a week or three, every four months or so
		out := days(n+after, func(t int) float64 { return 22 * workweek(t) * noisy(r, 0.3) })
		for at := r.IntN(120); at < len(out); at += 60 + r.IntN(120) {
			for t := at; t < min(len(out), at+6+r.IntN(16)); t++ {
				out[t] *= 0.08
			}
		}
		return out
	}},
	{"slow waves", func(r *rand.Rand, n, after int) []float64 {
		long, begin, high := 60+140*r.Float64(), 2*math.Pi*r.Float64(), 0.3+0.4*r.Float64()
		return days(n+after, func(t int) float64 {
			return 20 * math.Exp(high*math.Sin(begin+2*math.Pi*float64(t)/long)) * workweek(t) * noisy(r, 0.3)
		})
	}},
	{"releases", func(r *rand.Rand, n, after int) []float64 { // each makes a day cost otherwise, around the same
		level := 1.0
		return days(n+after, func(t int) float64 {
			if r.Float64() < 1.0/120 {
				level = noisy(r, 0.6)
			}
			return 18 * level * workweek(t) * noisy(r, 0.3)
		})
	}},
	{"office", func(r *rand.Rand, n, after int) []float64 { // calm, and nothing on the weekend
		return days(n+after, func(t int) float64 {
			if t%7 == 0 || t%7 == 6 {
				return 0
			}
			return 14 * noisy(r, 0.15)
		})
	}},
	{"batches", func(r *rand.Rand, n, after int) []float64 { // a large job every week or two, and nothing else
		every, next := 5+10*r.Float64(), 0.0
		return days(n+after, func(t int) float64 {
			if float64(t) < next {
				return 0
			}
			next = float64(t) + every*(0.7+0.6*r.Float64())
			return 60 * noisy(r, 0.3)
		})
	}},
	{"nervous", func(r *rand.Rand, n, after int) []float64 { // weeks in which days differ little and weeks in which they differ much
		sd := 0.2
		return days(n+after, func(t int) float64 {
			if r.Float64() < 1.0/25 {
				sd = 1 - sd
			}
			return 12 * workweek(t) * noisy(r, sd)
		})
	}},
}
