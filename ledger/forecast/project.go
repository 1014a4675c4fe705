package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// Short is how many days a past must have for its levels to be tested.
const Short = 14

// A Projection is what a series will come to, from the first day after the last known
// one. Days that are silent up to now are without use on some paths and simulated on
// the others.
type Projection struct {
	Short  bool       // nothing could be tested
	Shares [3]float64 // of Levels, in what is said
	NoUse  float64    // the chance that the silent days were without use

	seed   uint64
	silent int
	known  *model // as if the silent days were not there
	idle   *model // as if they were without use; nil without any
	unused []bool // of each path: it is one without use
}

// Project reads a series. The seed tells series apart whose chances have nothing to do
// with each other. It is false for an empty series.
func Project(s Series, seed uint64) (Projection, bool) {
	weeks := s.blocks()
	if len(weeks) == 0 {
		return Projection{}, false
	}
	p := Projection{Short: len(s.USD) < Short, NoUse: 1, seed: seed, known: newModel(weeks)}
	p.Shares = p.known.shares
	if s.Silent <= 0 {
		return p, true
	}
	p.silent, p.NoUse = s.Silent, s.noUse()
	still := Series{USD: append(slices.Clone(s.USD), make([]float64, s.Silent)...)}
	still.USD[len(s.USD)] = s.Begun
	if s.Unknown != nil {
		still.Unknown = append(slices.Clone(s.Unknown), make([]bool, s.Silent)...)
	}
	p.idle = newModel(still.blocks())
	p.known.doubt = math.Hypot(p.known.doubt, drift*math.Sqrt(float64(s.Silent)/week))
	if p.NoUse > 0.5 {
		p.Shares = p.idle.shares
	}
	p.unused = make([]bool, Paths)
	order := rand.New(rand.NewPCG(seed, math.MaxUint64)).Perm(Paths)
	for _, i := range order[:int(math.Round(p.NoUse*Paths))] {
		p.unused[i] = true
	}
	return p, true
}

// Said is what is said of so many days.
func (p Projection) Said(days int) []float64 {
	out := make([]float64, days)
	for h := range out {
		if p.idle == nil {
			out[h] = p.known.said(h)
			continue
		}
		out[h] = (1 - p.NoUse) * p.known.said(h)
		if h >= p.silent {
			out[h] += p.NoUse * p.idle.said(h-p.silent)
		}
	}
	return out
}

// Draw simulates so many days on the first paths of Paths, as many as there is room for:
// the rows of the table, which are filled. The same path has the same days however many
// are drawn.
func (p Projection) Draw(paths [][]float64) {
	if len(paths) == 0 {
		return
	}
	weeks := (len(paths[0]) + week - 1) / week
	var used, unused []int
	for i := range Paths {
		if p.unused != nil && p.unused[i] {
			unused = append(unused, i)
		} else {
			used = append(used, i)
		}
	}
	known := p.known.drawing(weeks, p.seed, used)
	var idle drawing
	if len(unused) > 0 {
		idle = p.idle.drawing(weeks, p.seed, unused)
	}
	for i, days := range paths {
		if p.unused != nil && p.unused[i] {
			quiet := min(p.silent, len(days))
			clear(days[:quiet])
			idle.fill(p.seed, i, days[quiet:])
		} else {
			known.fill(p.seed, i, days)
		}
	}
}

// Table is room for so many paths of so many days.
func Table(paths, days int) [][]float64 { return Rows(make([]float64, paths*days), paths, days) }

// Rows are so many paths of so many days in room that is there.
func Rows(all []float64, paths, days int) [][]float64 {
	out := make([][]float64, paths)
	for i := range out {
		out[i] = all[i*days : (i+1)*days : (i+1)*days]
	}
	return out
}

// Method says what shares in the projection, as one reads it: "weeks by age 86 %, last
// week 9 %, straight line 5 %". Shares under half a percent are left out.
func (p Projection) Method() string {
	if p.Short {
		return "mean of the last week"
	}
	var parts []string
	for i, share := range p.Shares {
		if share >= 0.005 {
			parts = append(parts, fmt.Sprintf("%s %.0f %%", Levels[i], 100*share))
		}
	}
	return strings.Join(parts, ", ")
}

// A Week is one of the past that the projection was made of.
type Week struct {
	Age    int     // 1 ends with the last day
	USD    float64 // of the week
	Weight float64 // among the weeks by age; they come to 1
}

// Weeks are those of the past that is taken to be more likely, the newest first; and
// what each level says of a day.
func (p Projection) Weeks() (weeks []Week, levels [3]float64) {
	m := p.likely()
	for i, b := range slices.Backward(m.weeks) {
		weeks = append(weeks, Week{b.age, b.mean * week, m.weights[i]})
	}
	return weeks, [3]float64{m.byAge, m.last, m.line.ahead(float64(climb/2)/week, 0)}
}

// likely is the model of the more likely of the two pasts.
func (p Projection) likely() *model {
	if p.idle != nil && p.NoUse > 0.5 {
		return p.idle
	}
	return p.known
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
