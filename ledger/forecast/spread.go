package forecast

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// noise is how single days stray from the level, as shares of it.
type noise struct {
	days    []float64 // consecutive, in order
	weekday int       // of the first
	weekly  float64   // variance of the mean of a week
}

// strays finds the noise of half a year: each day against the mean of the four weeks
// around it and the season. Where those means differ no more than days that stray
// make them differ, all days are held against the mean of the half year.
func (p *past) strays() noise {
	n := len(p.level)
	from := max(0, n-spikeDays)
	out := noise{days: make([]float64, n-from), weekday: p.of(from)}
	cum := make([]float64, n+1)
	for t, v := range p.level {
		cum[t+1] = cum[t] + v
	}
	all := (cum[n] - cum[from]) / float64(n-from)
	around := func(t int) float64 {
		a, b := max(0, t-2*week), min(n, t+2*week+1)
		return (cum[b] - cum[a]) / float64(b-a)
	}
	var between, within float64
	for t := from; t < n; t++ {
		local := around(t)
		between += sq(local - all)
		within += sq(p.level[t] - local)
	}
	trust := 0.0
	if chance := within / (4 * week) * 1.5; between > chance {
		trust = 1 - chance/between
	}
	floor := max(0.2*all, 0.05*mean(p.y[from:]))
	for t := from; t < n; t++ {
		level := all + trust*(around(t)-all)
		if scale := max(level, floor); scale > 0 {
			out.days[t-from] = (p.y[t] - level*p.season[p.of(t)]) / scale
		}
	}
	middle := mean(out.days)
	for i := range out.days {
		out.days[i] -= middle
	}
	var means []float64
	for t := 0; t+week <= len(out.days); t += week {
		means = append(means, mean(out.days[t:t+week]))
	}
	daily := 0.0
	for _, v := range out.days {
		daily += v * v
	}
	daily /= float64(max(1, len(out.days)-2))
	out.weekly = daily / week
	if len(means) >= 8 {
		sum := 0.0
		for _, v := range means {
			sum += v * v
		}
		out.weekly = sum / float64(len(means)-1)
	}
	return out
}

// An erred is the error of a sum, as a share of the level, and what it counts.
type erred struct{ share, weight float64 }

// leaning is how many independent spans it takes for half of a method's bias to be
// believed.
const leaning = 6.0

// lean is the factor by which half of a method's sums fell short, from the origins at
// which by days were known, as far as those are enough to be believed: methods that
// follow growth follow it late. One runaway day does not make a method lean.
func (t trial) lean(m, by int, c change) float64 {
	var errors []erred
	var weight, squares float64
	span := spans[len(spans)-1]
	for _, o := range t.origins {
		e := o.sums[m][len(spans)-1]
		level := max(o.said[m], 0.3*o.level)
		if math.IsNaN(e) || o.n+span > by || level <= 0 || c.within(o.n, o.n+span) {
			continue
		}
		w := o.weight(by, worthHalf)
		weight += w
		squares += w * w
		errors = append(errors, erred{e / (level * float64(span)), w})
	}
	if weight == 0 {
		return 1
	}
	slices.SortFunc(errors, func(a, b erred) int { return cmp.Compare(a.share, b.share) })
	middle, reached := 0.0, 0.0
	for _, e := range errors {
		middle = e.share
		if reached += e.weight; reached >= weight/2 {
			break
		}
	}
	alone := weight * weight / squares * min(1, float64(t.step)/float64(span))
	return 1 + min(max(middle*alone/(alone+leaning), -0.25), 0.25)
}

// strayed is the factor of a level that strayed by a share. It rises evenly and can't
// fall below nothing.
func strayed(share float64) float64 {
	if share < 0 {
		return 1 / (1 - share + share*share/2) // nearly its exponential, and quicker
	}
	return 1 + share
}

// evened is over how many days the noise of the paths is brought to nothing on the whole.
const evened = 92

// simulate draws paths around what a method said: weeks of noise as they were, on a
// level that goes one of its ways, and strays more or less as the few weeks that it
// is known from leave open. Noise has the mean zero, so that runaway days count in
// full. A level's factor has the median one: it errs as often to one side as to the
// other, and its mean is a little higher, since who is wrong by half is as often
// twice as high. Of a longer horizon the first days are the same.
func simulate(said []float64, weekday int, z noise, w ways, stretch float64, steps steps, turns *turns, paths int, seed uint64) [][]float64 {
	out := table(paths, len(said))
	if len(z.days) == 0 || len(said) == 0 {
		return out
	}
	starts := []int{}
	for t := 0; t+week <= len(z.days); t++ {
		if (z.weekday+t)%week == weekday%week {
			starts = append(starts, t)
		}
	}
	around := levels(said)
	climb := w.expected().slope // that is in what the method said
	source := rand.NewPCG(0, 0)
	random := rand.New(source)
	sum, whole := 0.0, 0.0
	for p, path := range out {
		source.Seed(seed, uint64(p))
		way := w.pick(random.Float64())
		wide := 1.0
		if w.freedom > 0 {
			wide = scatter(w.freedom, random.NormFloat64())
		}
		drift := wide * math.Sqrt(stretch*way.start) * random.NormFloat64()
		step := wide * math.Sqrt(stretch*way.weekly)
		slope := way.slope - climb + way.tie*drift + wide*way.turn*random.NormFloat64()
		stepped := 1.0
		for h := 0; h < len(path); h += week {
			stepped *= steps.next(random)
			drift += step * random.NormFloat64()
			if h < climbDays {
				drift += slope
			}
			factor := strayed(drift) * stepped
			block := -1
			if len(starts) >= 8 {
				block = starts[random.IntN(len(starts))]
			}
			for i := h; i < min(h+week, len(path)); i++ {
				at := block + i - h
				if block < 0 {
					at = random.IntN(len(z.days))
				}
				day := max(0, said[i]+around[i]*wide*z.days[at])
				day *= turns.factor(p, i)
				path[i] = factor * day
				if i < evened {
					sum += day
				}
			}
		}
	}
	for _, v := range said[:min(evened, len(said))] {
		whole += v
	}
	if sum <= 0 {
		return out
	}
	even := whole * float64(paths) / sum
	for _, path := range out {
		for i := range path {
			path[i] *= even
		}
	}
	return out
}

// scatter is by what factor a deviation that was found from a few weeks may be wrong:
// the root of freedom / chi-squared, by Wilson and Hilferty, at a normal place. Of 30
// weeks it is 0.86 to 1.21 in eight of ten cases.
func scatter(freedom, place float64) float64 {
	c := 2 / (9 * freedom)
	root := 1 - c + math.Sqrt(c)*place
	return 1 / math.Sqrt(max(0.1, root*root*root))
}

// levels are the means of the week that a day is in.
func levels(said []float64) []float64 {
	out := make([]float64, len(said))
	for h := 0; h < len(said); h += week {
		level := mean(said[h:min(len(said), h+week)])
		for i := h; i < min(h+week, len(said)); i++ {
			out[i] = level
		}
	}
	return out
}

// Interval is the 80 % interval of some outcomes: a tenth lie below it, a tenth
// above. The outcomes are sorted by it.
func Interval(outcomes []float64) (low, high float64) {
	slices.Sort(outcomes)
	return quantile(outcomes, 0.1), quantile(outcomes, 0.9)
}

// quantile reads a share's place in sorted outcomes, between two in proportion.
func quantile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	at := share * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
