package forecast

import (
	"math"
	"slices"
)

// A Series is what was used on each of some consecutive days.
type Series struct {
	Weekday int       // of the first day; 0 is Sunday
	USD     []float64 // a day each; below zero where usage was refunded
}

// How far back things look, in days.
const (
	week       = 7
	memory     = 364 // what any method reads
	tameDays   = 56  // what is usual is judged over these
	seasonDays = 8 * week
	spikeDays  = 182 // over which the dollars of runaway days are spread
	shiftDays  = 60  // in which a change of level is looked for
)

// tamed splits a series into its usual part and the excess of runaway days. A day
// is cut at three times what one day in ten of the last eight weeks exceeded. Only
// days before it are read, so that a back-test sees what one saw then.
func tamed(y []float64) (usual, excess []float64) {
	usual, excess = make([]float64, len(y)), make([]float64, len(y))
	sorted := make([]float64, 0, tameDays+1) // of the window, those above zero
	first := min(len(y), 2*week)
	note := func(v float64) {
		if v > 0 {
			at, _ := slices.BinarySearch(sorted, v)
			sorted = slices.Insert(sorted, at, v)
		}
	}
	for _, v := range y[:first] {
		note(v)
	}
	for t, v := range y {
		if t >= first {
			note(v)
		}
		if old := t - tameDays; old >= 0 && y[old] > 0 {
			at, _ := slices.BinarySearch(sorted, y[old])
			sorted = slices.Delete(sorted, at, at+1)
		}
		usual[t] = v
		if n := len(sorted); n > 0 {
			usual[t] = min(v, 3*sorted[min(n-1, n*9/10)])
		}
		excess[t] = v - usual[t]
	}
	return usual, excess
}

// past is a series up to an origin as the methods read it.
type past struct {
	y       []float64 // as it was
	x       []float64 // without the excess of runaway days, at the present level
	level   []float64 // x without the season of the week
	weeks   []float64 // means of the level's whole weeks, once they are asked for
	filters [2 * len(gains)]filter
	weekday int // of the first day
	season  [week]float64
	excess  float64 // dollars a day that runaway days add in the long run
	shift   int     // the first day of the present level; 0 where it did not change
}

// upTo reads a series before a day. The buffers of an earlier reading are used again.
func (p *past) upTo(s Series, usual, excess []float64, n int) {
	from := max(0, n-memory)
	p.weekday = (s.Weekday + from) % week
	p.y = append(p.y[:0], s.USD[from:n]...)
	p.x = append(p.x[:0], usual[from:n]...)
	p.level = append(p.level[:0], p.x...)
	p.excess = mean(excess[max(from, n-spikeDays):n])
	p.findSeason()
	p.findShift()
}

func (p *past) of(t int) int { return (p.weekday + t) % week }

// findSeason finds each weekday's share of a usual day, over eight weeks. What
// chance alone would make of it is taken back: where weekdays differ no more than
// days do, all stand at 1.
func (p *past) findSeason() {
	for d := range p.season {
		p.season[d] = 1
	}
	n := len(p.x)
	if n < 2*week {
		return
	}
	from := max(0, n-seasonDays)
	var sum, count [week]float64
	for t := from; t < n; t++ {
		sum[p.of(t)] += p.x[t]
		count[p.of(t)]++
	}
	all := mean(p.x[from:])
	if all <= 0 {
		return
	}
	var between, within float64
	for d := range sum {
		between += count[d] * sq(sum[d]/count[d]-all)
	}
	for t := from; t < n; t++ {
		d := p.of(t)
		within += sq(p.x[t] - sum[d]/count[d])
	}
	between /= week - 1
	within /= float64(n - from - week + 1)
	trust := 1.0
	if between <= within {
		trust = 0
	} else if within > 0 {
		trust = 1 - within/between
	}
	for d := range p.season {
		p.season[d] = max(0.02, 1+trust*(sum[d]/count[d]/all-1))
	}
	for t := range p.level {
		p.level[t] /= p.season[p.of(t)]
	}
	// What was taken back weighs days of little usage more: the mean stays.
	if lately := mean(p.level[from:]); lately > 0 {
		for t := range p.level {
			p.level[t] *= all / lately
		}
	}
}

// findShift looks for a day of the last two months since which everything costs
// another multiple: a price changed, a job was added. Days before it are brought
// to the new level. A step that a straight line explains as well is none.
func (p *past) findShift() {
	p.shift = 0
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
	p.shift = from + best
	ratio = min(max(ratio, 0.001), 100)
	for t := range p.shift {
		p.y[t] *= ratio
		p.x[t] *= ratio
		p.level[t] *= ratio
	}
}

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

// lineSSE is what a straight line leaves of a series, squared.
func lineSSE(z []float64) float64 {
	slope, middle := line(z)
	sse := 0.0
	centre := float64(len(z)-1) / 2
	for i, v := range z {
		sse += sq(v - middle - slope*(float64(i)-centre))
	}
	return sse
}

// line fits a straight line: its slope a day, and its value in the middle.
func line(z []float64) (slope, middle float64) {
	middle = mean(z)
	centre := float64(len(z)-1) / 2
	var num, den float64
	for i, v := range z {
		d := float64(i) - centre
		num += d * (v - middle)
		den += d * d
	}
	if den > 0 {
		slope = num / den
	}
	return slope, middle
}

func mean(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}

func sq(v float64) float64 { return v * v }
