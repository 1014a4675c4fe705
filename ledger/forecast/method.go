package forecast

import (
	"math"
	"slices"
)

// A method says what the days after a past will come to.
type method struct {
	name string
	// say fills out with a day each.
	say func(p *past, out []float64)
}

// SeasonalNaive is the method that the others are measured by: each day is what
// the same weekday was last.
const SeasonalNaive = "seasonal naive"

// PlainMean is the method of a short series.
const PlainMean = "plain mean"

const combined = "combination"

// methods compete; where two do equally well the earlier one wins.
var methods = []method{
	{PlainMean, func(p *past, out []float64) { p.flat(mean(p.y), out) }},
	{SeasonalNaive, seasonalNaive},
	{"weekday medians", weekdayMedians},
	{"mean of 28 days", func(p *past, out []float64) { p.seasonal(p.lately(4*week), out) }},
	{"mean of 91 days", func(p *past, out []float64) { p.seasonal(p.lately(13*week), out) }},
	{"exponential smoothing", func(p *past, out []float64) { p.seasonal(smoothed(p.level), out) }},
	{"damped trend", dampedTrend},
	{"theta", theta},
	{"steady growth", growth},
	{"intermittent (TSB)", intermittent},
	{"mean since the last change", func(p *past, out []float64) { p.seasonal(p.sinceChange(), out) }},
	{"level and trend", levelAndTrend},
	{InSpells, inSpells},
	{combined, nil}, // of those in combineOf, once they have spoken
}

var (
	spellIndex = slices.IndexFunc(methods, func(m method) bool { return m.name == InSpells })
	naiveIndex = slices.IndexFunc(methods, func(m method) bool { return m.name == SeasonalNaive })
	combineOf  = []int{11, 5, 6, 8}
)

// all lets every method speak; said has a row each.
func (p *past) all(said [][]float64) {
	for i, m := range methods {
		if m.say != nil {
			m.say(p, said[i])
		}
	}
	out := said[len(methods)-1]
	for h := range out {
		out[h] = 0
		for _, i := range combineOf {
			out[h] += said[i][h] / float64(len(combineOf))
		}
	}
}

func (p *past) flat(usd float64, out []float64) {
	for h := range out {
		out[h] = max(0, usd)
	}
}

// seasonal lays the season of the week over a level; runaway days add their share.
func (p *past) seasonal(level float64, out []float64) {
	for h := range out {
		out[h] = max(0, level*p.season[p.of(len(p.x)+h)]+p.excess)
	}
}

// lately is the mean level of the last days.
func (p *past) lately(days int) float64 { return mean(p.level[max(0, len(p.level)-days):]) }

func (p *past) sinceChange() float64 {
	if p.shift == 0 {
		return p.lately(8 * week)
	}
	return mean(p.level[p.shift:])
}

func seasonalNaive(p *past, out []float64) {
	n := len(p.y)
	for h := range out {
		out[h] = max(0, p.y[n-week+h%week])
	}
}

// weekdayMedians takes of each weekday the median of eight, all raised to the mean of
// the eight weeks: most days lie under it where few are dear. Where the medians are
// next to nothing no weekday tells anything.
func weekdayMedians(p *past, out []float64) {
	n := len(p.x)
	var medians [week]float64
	var buf [seasonDays / week]float64
	for d := range medians {
		v := buf[:0]
		for t := n - week + d; t >= 0 && len(v) < len(buf); t -= week {
			v = append(v, p.x[t])
		}
		slices.Sort(v)
		medians[d] = (v[(len(v)-1)/2] + v[len(v)/2]) / 2
	}
	all := mean(p.x[max(0, n-seasonDays):])
	if middle := mean(medians[:]); middle > all/10 {
		for d := range medians {
			medians[d] *= max(1, all/middle)
		}
	} else {
		p.flat(all+p.excess, out)
		return
	}
	for h := range out {
		out[h] = max(0, medians[h%week]+p.excess)
	}
}

// smoothed is the level by simple exponential smoothing, with the weight that did
// best a day ahead on the last half year.
func smoothed(z []float64) float64 {
	z = z[max(0, len(z)-spikeDays):]
	level, best := 0.0, math.Inf(1)
	for _, alpha := range [...]float64{0.03, 0.07, 0.15, 0.3} {
		l, sse := mean(z[:min(len(z), 2*week)]), 0.0
		for _, v := range z {
			e := v - l
			sse += e * e
			l += alpha * e
		}
		if sse < best {
			level, best = l, sse
		}
	}
	return level
}

// dampedTrend smooths level and trend; the trend fades by 3 % a day, so that it
// moves the level by some 32 of today's steps and no more.
func dampedTrend(p *past, out []float64) {
	const fade = 0.97
	z := p.level[max(0, len(p.level)-spikeDays):]
	start := min(len(z), 4*week)
	slope, middle := line(z[:start])
	level, trend, best := 0.0, 0.0, math.Inf(1)
	for _, alpha := range [...]float64{0.05, 0.12, 0.25} {
		for _, beta := range [...]float64{0.02, 0.08} {
			l, b, sse := middle-slope*float64(start)/2, slope, 0.0
			for _, v := range z {
				b *= fade
				e := v - l - b
				sse += e * e
				l += b + alpha*e
				b += alpha * beta * e
			}
			if sse < best {
				level, trend, best = l, b, sse
			}
		}
	}
	p.trending(level, func(h int) float64 { return trend * fade * (1 - math.Pow(fade, float64(h+1))) / (1 - fade) }, out)
}

// theta is exponential smoothing with half of the slope of the last 91 days.
func theta(p *past, out []float64) {
	z := p.level[max(0, len(p.level)-13*week):]
	slope, _ := line(z)
	p.trending(smoothed(p.level), func(h int) float64 { return slope / 2 * min(float64(h+1), 2*30) }, out)
}

// growth goes on by the share a week by which the last 13 weeks grew or shrank, so
// far as that is more than chance.
func growth(p *past, out []float64) {
	var logs [13]float64
	n := len(p.level)
	v := logs[:0]
	for t := n - week; t >= 0 && len(v) < len(logs); t -= week {
		if m := mean(p.level[t : t+week]); m > 0 {
			v = append(v, math.Log(m))
		} else {
			break
		}
	}
	level := p.lately(4 * week)
	rate := 0.0
	if len(v) >= 6 {
		slices.Reverse(v)
		slope, _ := line(v)
		k := float64(len(v))
		variance := lineSSE(v) / (k - 2) / ((k*k*k - k) / 12)
		if square := slope * slope; square > variance {
			rate = slope * (1 - variance/square) / week
		}
	}
	p.trending(level, func(h int) float64 { return level * (math.Exp(rate*(float64(min(h, climbDays))+2*week)) - 1) }, out)
}

// trending adds a drift to a level, which it may at most double or halve.
func (p *past) trending(level float64, drift func(h int) float64, out []float64) {
	for h := range out {
		l := min(max(level+drift(h), level/2), level*2)
		out[h] = max(0, l*p.season[p.of(len(p.x)+h)]+p.excess)
	}
}

// intermittent smooths apart how often there is usage and how much (Teunter,
// Syntetos and Babai, 2011): the forecast falls when usage stays away.
func intermittent(p *past, out []float64) {
	z := p.x[max(0, len(p.x)-spikeDays):]
	const alpha = 0.05
	chance, size, some := 0.0, 0.0, 0.0
	for _, v := range z {
		if v > 0 {
			chance++
			size += v
			some++
		}
	}
	if some > 0 {
		size /= some
	}
	chance /= float64(len(z))
	for _, v := range z {
		if v > 0 {
			chance += alpha * (1 - chance)
			size += alpha * (v - size)
		} else {
			chance -= alpha * chance
		}
	}
	p.flat(chance*size+p.excess, out)
}
