package forecast

import "math"

// findChange looks for the day since which the level is the present one: work ended, or
// everything costs another multiple. Runaway days then cost as much more or less.
func (p *past) findChange(spikes []float64) {
	p.shift, p.ratio, p.stopped = 0, 1, false
	if p.spells.idle && p.spells.clear {
		p.findEnd()
	} else if p.findShift(); p.shift > 0 {
		p.findSeason(nil) // a step hides it
	}
	if before := len(spikes) - (len(p.x) - p.shift); p.shift > 0 && before > 0 {
		p.excess += (p.ratio - 1) * mean(spikes[:before]) * float64(before) / float64(len(spikes))
	}
}

// findShift looks for a day of the last two months since which everything costs
// another multiple: a price changed, a job was added. Days before it are brought
// to the new level. A step that a straight line explains as well is none.
func (p *past) findShift() {
	n := len(p.level)
	from := max(0, n-shiftDays-4*week)
	z := p.level[from:]
	if len(z) < 4*week {
		return
	}
	total, squares := 0.0, 0.0
	for _, v := range z {
		total += v
		squares += v * v
	}
	best, bestSSE := 0, math.Inf(1)
	m := float64(len(z))
	var before, after float64
	left := 0.0
	for k := 0; k < len(z)-week; k++ {
		left += z[k]
		if k+1 < 2*week || len(z)-k-1 > shiftDays {
			continue
		}
		a, b := float64(k+1), m-float64(k+1)
		sse := squares - left*left/a - (total-left)*(total-left)/b
		if sse < bestSSE {
			best, bestSSE, before, after = k+1, sse, left/a, (total-left)/b
		}
	}
	if best == 0 || before <= 0 || after <= 0 {
		return
	}
	ratio := after / before
	if ratio > 0.8 && ratio < 1.25 {
		return
	}
	// Days stray in proportion to the level, on both sides.
	share := 0.0
	for k, v := range z {
		if k < best {
			share += min(sq(v/before-1), 4)
		} else {
			share += min(sq(v/after-1), 4)
		}
	}
	share = math.Sqrt(share / (m - 2))
	if share > 0.7 || math.Abs(after-before) < 4*share*math.Sqrt(before*before/float64(best)+after*after/(m-float64(best))) {
		return
	}
	if bestSSE > 0.95*lineSSE(z) || p.wasThere(from+best, before, after) {
		return
	}
	p.changeAt(from+best, min(max(ratio, 0.001), 100))
}

// changeAt brings the days before one to the level of those since.
func (p *past) changeAt(day int, ratio float64) {
	p.shift, p.ratio = day, ratio
	for t := range p.shift {
		p.y[t] *= ratio
		p.x[t] *= ratio
		p.level[t] *= ratio
	}
}

// A change is the day of the series since which its level is the present one, and what
// it is as a multiple of the one before; the zero day is none.
type change struct {
	day   int
	ratio float64
}

func (p *past) change() change {
	if p.shift == 0 {
		return change{ratio: 1}
	}
	return change{p.from + p.shift, p.ratio}
}

// seen is how many days after a change of level the methods know of it: what they
// said until then is no measure of what they say now.
const seen = 2 * week

// within reports whether what was said on a day of the days up to another was of both
// levels.
func (c change) within(from, to int) bool { return c.day > 0 && from < c.day+seen && to > c.day }

// wasThere reports whether two weeks before a day were as far from a level as the one
// that the days came to since: who works in bursts stops and begins again.
func (p *past) wasThere(day int, before, after float64) bool {
	weeks := 0
	for t := day - week; t >= 0; t -= week {
		if m := mean(p.level[t : t+week]); after < before && m <= after || after > before && m >= after {
			weeks++
		}
	}
	return weeks >= 2
}
