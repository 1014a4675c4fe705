package forecast

import (
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
	from    int // which of the series the first day is
	weekday int // of the first day
	season  [week]float64
	excess  float64 // dollars a day that runaway days add in the long run
	shift   int     // the first day of the present level; 0 where it did not change
	ratio   float64 // what the days before it were multiplied by
	stopped bool    // it is what is left of work that ended
	spells  spells  // as they were before that
}

// upTo reads a series before a day. The buffers of an earlier reading are used again.
func (p *past) upTo(s Series, usual, excess []float64, n int) {
	from := max(0, n-memory)
	p.from = from
	p.weekday = (s.Weekday + from) % week
	p.y = append(p.y[:0], s.USD[from:n]...)
	p.x = append(p.x[:0], usual[from:n]...)
	spikes := excess[max(from, n-spikeDays):n]
	p.excess = mean(spikes)
	p.findSeason(nil)
	if p.findSpells(); p.spells.clear && p.spells.rest.days > 0 { // pauses hide the season of work
		p.findSeason(p.spells.on)
		p.findSpells()
	}
	p.findChange(spikes)
}

func (p *past) of(t int) int { return (p.weekday + t) % week }

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
