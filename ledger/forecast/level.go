package forecast

import "math"

// A way is one of the ways in which a level may go: straying from week to week or
// not, climbing by the same every week or not. Variances and slopes are shares of
// the level.
type way struct {
	share  float64 // how likely it is that the level goes this way
	level  float64 // dollars a day at the end of the past
	slope  float64 // a week
	start  float64 // variance of what the level is today
	weekly float64 // variance that each week adds
	tie    float64 // by how much steeper it is for a level that is one higher
	turn   float64 // deviation of the slope beside that
}

// ways are all of them, and how many weeks that differ they were learned from. None
// is a level that is known for certain.
type ways struct {
	all     []way
	freedom float64
}

// gains are the shares by which a level may follow a week that came out otherwise: 0
// is a level that never moves, at 0.8 a week is nearly all that is known of the next.
var gains = [...]float64{0, 0.05, 0.1, 0.2, 0.35, 0.55, 0.8}

const (
	// climbing is the deviation of slopes that are thought possible, a week: half of
	// those who climb do so by less than a factor of 1.7 a year.
	climbing = 0.015
	// A week's noise is guessed to be this many times what days that are independent
	// would make it, and the guess counts as two weeks.
	guessed    = 1.5
	guessCount = 2
	// Under this share of the mean week a week is no smaller level but a pause.
	pause = 0.3
)

// ways weighs how the level went, from its weeks: a filter (Kalman, local linear
// trend) goes over them for every gain, with and without a slope, and each way counts
// by how likely it made what came. The noise of a week is learned with it.
func (p *past) ways() ways {
	n := len(p.level)
	k := n / week
	lately := p.level[max(0, n-seasonDays):]
	if k < 2 {
		return ways{}
	}
	p.weeks = p.weeks[:0]
	for t := n - k*week; t < n; t += week {
		p.weeks = append(p.weeks, mean(p.level[t:t+week]))
	}
	all := mean(p.weeks)
	apart, middle := 0.0, mean(lately)
	for _, v := range lately {
		apart += sq(v - middle)
	}
	guess := guessed * apart / float64(len(lately)-1) / week / sq(all)
	if all <= 0 || guess < 1e-20 {
		return ways{}
	}
	out := ways{all: make([]way, 0, len(p.filters)), freedom: guessCount + float64(k-1)}
	slopes := min(1, sq(climbing)/guess)
	for i, gain := range gains {
		p.filters[i] = startFilter(gain, 0, p.weeks[0]/all)
		p.filters[i+len(gains)] = startFilter(gain, slopes, p.weeks[0]/all)
	}
	for _, v := range p.weeks[1:] { // all filters at a time: it is quicker
		for i := range p.filters {
			p.filters[i].see(v / all)
		}
	}
	best := math.Inf(-1)
	for i := range p.filters {
		w, noise := p.filters[i].way(out.freedom, guess)
		w.level *= all
		if p.shift > 0 { // the step to the present level is known from the days since
			w.start += noise * week / float64(n-p.shift)
		}
		best = max(best, w.share)
		out.all = append(out.all, w)
	}
	total := 0.0
	for i := range out.all {
		out.all[i].share = math.Exp(out.all[i].share - best)
		total += out.all[i].share
	}
	for i := range out.all {
		out.all[i].share /= total
	}
	return out
}

// filter follows a level of one gain over weeks, in units of the mean week.
type filter struct {
	stray        float64 // variance that a week adds, in units of the noise, as all of them
	level, slope float64
	scale        float64 // what strays are shares of
	vl, vs, both float64 // variances of level and slope, and what they have in common
	squares      float64 // of how far weeks were off, in units of what was to be expected
	size, logs   float64 // the product of what was to be expected, in two parts
}

// startFilter begins with a week. slopes is the variance of slopes thought possible. A
// gain g is that of a level which strays by g x g / (1 - g) of the noise a week.
func startFilter(gain, slopes, first float64) filter {
	return filter{stray: gain * gain / (1 - gain), level: first, scale: max(first, pause), vl: 1, vs: slopes, size: 1}
}

// see goes on by a week.
func (f *filter) see(v float64) {
	f.level += f.slope * f.scale
	f.vl += 2*f.both + f.vs + f.stray
	f.both += f.vs
	f.scale = max(f.level, pause)
	part := 1 / (f.vl + 1)
	off := (v - f.level) / f.scale
	f.squares += off * off * part
	if f.size *= (f.vl + 1) * f.scale * f.scale; f.size > 1e100 || f.size < 1e-100 {
		f.logs, f.size = f.logs+math.Log(f.size), 1
	}
	toLevel, toSlope := f.vl*part, f.both*part
	f.level += toLevel * off * f.scale
	f.slope += toSlope * off
	f.vs -= toSlope * f.both
	f.both -= toSlope * f.vl
	f.vl -= toLevel * f.vl
}

// way is where the filter ended, and the variance that a week's noise has. The share
// is the logarithm of its likelihood.
func (f *filter) way(freedom, guess float64) (w way, noise float64) {
	noise = (guessCount*guess + f.squares) / freedom
	return way{
		share:  -(f.logs + math.Log(f.size) + freedom*math.Log(noise)) / 2,
		level:  f.level,
		slope:  f.slope * f.scale / max(f.level, pause),
		start:  f.vl * noise,
		weekly: f.stray * noise,
		tie:    f.both / f.vl,
		turn:   math.Sqrt(max(0, f.vs-f.both*f.both/f.vl) * noise),
	}, noise
}

// pick is the way at a place from 0 to 1.
func (w ways) pick(place float64) way {
	var last way
	for _, last = range w.all {
		if place -= last.share; place < 0 {
			break
		}
	}
	return last
}

// expected is what all ways come to together.
func (w ways) expected() (out way) {
	for _, o := range w.all {
		out.share += o.share
		out.level += o.share * o.level
		out.slope += o.share * o.slope
		out.start += o.share * o.start
		out.weekly += o.share * o.weekly
	}
	return out
}

// levelAndTrend is what all ways together lead to.
func levelAndTrend(p *past, out []float64) {
	w := p.ways()
	if len(w.all) == 0 {
		p.seasonal(p.lately(4*week), out)
		return
	}
	now := w.expected()
	p.trending(now.level, func(h int) float64 {
		return now.level * now.slope * (float64(min(h, climbDays))/week + 0.5)
	}, out)
}

// climbDays is for how long a climb goes on.
const climbDays = 182

// guessedErrors are by how much more sums vary than the ways of the level and the noise
// account for, as far as nothing is known of it: kinds of use differ in more ways than
// those. It counts as much as one span of the past.
const guessedErrors = 2.0

// flattered is by how much more the next errors vary than those of the past, in which
// the method was chosen for its small ones.
const flattered = 1.2

// The noise of days is taken as it was, so that the level makes up for all that sums
// vary more or less, within these bounds.
const (
	leastStretch = 0.3
	mostStretch  = 6
)

// stretch is by how much more the level has to vary than its ways say, as a factor of
// variances, for sums to vary as the method's did: by what errors at the origins were,
// of those that by days were known, beside what the level and the noise account for.
// Sums over the change of level that is known are left out: it is no surprise now.
//
// Errors that vary 1.5 times as much as a level of 0.02 and a noise of 0.03 say come to
// 0.075, of which 0.045 is the level's: 2.25 times what it says.
func (t trial) stretch(m, by int, c change, z noise, w ways) float64 {
	now := w.expected()
	sum, count := guessedErrors, 1.0
	for i, span := range spans {
		if span == week { // nothing but noise
			continue
		}
		said := now.start + now.weekly*float64(span)/week/3 + z.weekly*week/float64(span)
		var weight, squares, errors float64
		for _, o := range t.origins {
			e := o.sums[m][i]
			level := max(o.said[m], 0.3*o.level)
			if math.IsNaN(e) || o.n+span > by || level <= 0 || c.within(o.n, o.n+span) {
				continue
			}
			w := o.weight(by, widthHalf)
			weight += w
			squares += w * w
			errors += w * min(sq(e/(level*float64(span))), 9)
		}
		if weight == 0 || said <= 0 {
			continue
		}
		alone := weight * weight / squares * min(1, float64(t.step)/float64(span)) // independent spans
		sum += alone * flattered * errors / weight / said
		count += alone
	}
	return levelAlone(sum/count, now.start+now.weekly*Ahead/week/3, z.weekly*week/Ahead)
}

// levelAlone is the factor of a level's variance that brings it and the noise together
// to so many times what they are.
func levelAlone(times, level, noise float64) float64 {
	if level <= 0 {
		return 1
	}
	return min(max((times*(level+noise)-noise)/level, leastStretch), mostStretch)
}
