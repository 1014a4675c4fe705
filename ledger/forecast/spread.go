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

// width is how unsure the level is, as variances of shares: at once, and added
// with each day.
type width struct{ start, daily float64 }

// prior weighs what theory says of the width against so many independent spans.
const prior = 1.5

// theory is the width where nothing else is known: that of a level which is the mean
// of a few weeks, and strays by up to 3 % a day.
func (z noise) theory() width {
	return width{start: min(z.weekly/7, 0.02+z.weekly/20), daily: min(z.weekly/70, 0.001)}
}

// An erred is the error of a sum, as a share of the level, and what it counts.
type erred struct{ share, weight float64 }

// widen finds how much wider the errors of a method's sums were than single days
// alone would make them, from the origins at which by days were known. Theory, the
// noise of a level that is the mean of four weeks, stands in where those are few.
// Sums over the change of level that is known are left out: it is no surprise now.
func (t trial) widen(m, by, shift int, z noise) width {
	guess := z.theory()
	var num0, num1, den00, den01, den11 float64
	errors := make([]erred, 0, len(t.origins))
	for i, span := range spans {
		errors = errors[:0]
		var weight, squares float64
		for _, o := range t.origins {
			e := o.sums[m][i]
			level := max(o.said[m], 0.3*o.level)
			if math.IsNaN(e) || o.n+span > by || level <= 0 || o.n < shift && o.n+span > shift {
				continue
			}
			w := o.weight(by, widthHalf)
			weight += w
			squares += w * w
			errors = append(errors, erred{math.Abs(e) / (level * float64(span)), w})
		}
		theory := guess.start + guess.daily*float64(span)/3
		seen := theory
		if len(errors) > 0 {
			slices.SortFunc(errors, func(a, b erred) int { return cmp.Compare(a.share, b.share) })
			alone := weight * weight / squares * min(1, float64(t.step)/float64(span)) // independent spans
			reached, rank := 0.0, 0.8*weight*(alone+0.6)/alone
			sd := 0.0
			for _, e := range errors {
				sd = e.share / 1.2816
				if reached += e.weight; reached >= rank {
					break
				}
			}
			seen = max(0, sd*sd-z.weekly*week/float64(span))
			seen = (alone*seen + prior*theory) / (alone + prior)
		}
		// Least squares of seen = start + daily x span / 3, relative.
		a, b, w := 1.0, float64(span)/3, float64(span)/max(seen*seen, 1e-12)
		num0 += w * a * seen
		num1 += w * b * seen
		den00 += w * a * a
		den01 += w * a * b
		den11 += w * b * b
	}
	out := width{}
	if det := den00*den11 - den01*den01; det > 1e-9*den00*den11 {
		out = width{(num0*den11 - num1*den01) / det, (num1*den00 - num0*den01) / det}
	}
	if out.start < 0 {
		out = width{0, num1 / den11}
	} else if out.daily < 0 {
		out = width{num0 / den00, 0}
	}
	return width{out.start * flattered, out.daily * flattered}
}

// leaning is how many independent spans it takes for half of a method's bias to be
// believed.
const leaning = 6.0

// lean is the factor by which half of a method's sums fell short, from the origins at
// which by days were known, as far as those are enough to be believed: methods that
// follow growth follow it late. One runaway day does not make a method lean.
func (t trial) lean(m, by, shift int) float64 {
	var errors []erred
	var weight, squares float64
	span := spans[len(spans)-1]
	for _, o := range t.origins {
		e := o.sums[m][len(spans)-1]
		level := max(o.said[m], 0.3*o.level)
		if math.IsNaN(e) || o.n+span > by || level <= 0 || o.n < shift && o.n+span > shift {
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

// flattered is by how much more the next errors vary than those of the past, in which
// the method was chosen for its small ones.
const flattered = 1.5

// strayed is the factor of a level that strayed by a share. It rises evenly and can't
// fall below nothing; a factor that grew in proportion would put half of the paths far
// under their mean.
func strayed(share float64) float64 {
	if share < 0 {
		return math.Exp(share)
	}
	return 1 + share
}

// evened is over how many days the mean of the paths is brought to what the method said.
const evened = 92

// simulate draws paths around what a method said: weeks of noise as they were, on
// a level that strays. The mean of the paths is what the method said. Of a longer
// horizon the first days are the same.
func simulate(said []float64, weekday int, z noise, w width, paths int, seed uint64) [][]float64 {
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
	start, step := math.Sqrt(w.start), math.Sqrt(w.daily*week)
	source := rand.NewPCG(0, 0)
	random := rand.New(source)
	sum, whole := 0.0, 0.0
	for p, path := range out {
		source.Seed(seed, uint64(p))
		drift := start * random.NormFloat64()
		for h := 0; h < len(path); h += week {
			drift += step * random.NormFloat64()
			factor := strayed(drift)
			block := -1
			if len(starts) >= 8 {
				block = starts[random.IntN(len(starts))]
			}
			for i := h; i < min(h+week, len(path)); i++ {
				at := block + i - h
				if block < 0 {
					at = random.IntN(len(z.days))
				}
				path[i] = max(0, factor*(said[i]+around[i]*z.days[at]))
				if i < evened {
					sum += path[i]
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
