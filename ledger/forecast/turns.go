package forecast

import (
	"math/rand/v2"
	"slices"
)

// InSpells is the method of work that comes and goes. Where it does so clearly it
// speaks whatever the others' errors were.
const InSpells = "work and pauses"

// workGuess is how many days a spell of work lasts, as far as nothing is known.
const workGuess = 8 * week

// turning are the chances of a day to end a spell of work and one of rest: of both one
// more is taken to have ended than did.
//
//	two spells of work in 64 days: 3 / (64 + 56) is 2.5 % a day
func (s *spells) turning() (work, rest float64) {
	return (s.work.ended + 1) / (s.work.days + workGuess), (s.rest.ended + 1) / (s.rest.days + pauseGuess)
}

// inSpells goes on from the present spell to what work and pauses come to in the long
// run. Where nothing comes and goes it says what another method does, which then wins.
func inSpells(p *past, out []float64) {
	if !p.comesAndGoes() {
		p.seasonal(p.lately(13*week), out)
		return
	}
	s := &p.spells
	ends, begins := s.turning()
	working, goesOn := 1.0, 1-s.over()
	if s.idle {
		working = 0
	}
	for h := range out {
		working += (1-working)*begins - working*ends
		level := s.left + goesOn*working*(s.busy-s.left)
		out[h] = max(0, level*p.season[p.of(len(p.x)+h)]+p.excess)
	}
}

// atWork is the past of the days of work alone, one after the other, without the
// season.
func (p *past) atWork() *past {
	var out past
	for d := range out.season {
		out.season[d] = 1
	}
	for t, on := range p.spells.on {
		if on && p.tells(t) {
			out.level = append(out.level, p.level[t])
			out.y = append(out.y, p.y[t]/p.season[p.of(t)])
		}
	}
	out.x = out.level
	return &out
}

// turns are spells to come.
type turns struct {
	on   [][]bool  // on each path, whether a day is one of work
	mean []float64 // of each day, what all paths come to together as a share of work
	left float64   // what rest comes to, as a share of work
}

// turns draws spells. How likely a day ends one is known from those that were, and not
// for certain.
func (p *past) turns(days, paths int, seed uint64) *turns {
	s := &p.spells
	out := &turns{on: make([][]bool, paths), mean: slices.Repeat([]float64{s.left / s.busy}, days), left: s.left / s.busy}
	all := make([]bool, paths*days)
	ends, begins := s.turning()
	over, part := s.over(), (1-out.left)/float64(paths)
	source := rand.NewPCG(0, 0)
	random := rand.New(source)
	for i := range out.on {
		source.Seed(^seed, uint64(i)) // other chances than those of levels and days
		on := all[i*days : (i+1)*days]
		out.on[i] = on
		if s.idle && random.Float64() < over {
			continue
		}
		end := ends / sq(scatter(2*(s.work.ended+1), random.NormFloat64()))
		begin := begins / sq(scatter(2*(s.rest.ended+1), random.NormFloat64()))
		now := !s.idle
		for h := range on {
			if turn := random.Float64(); now && turn < end || !now && turn < begin {
				now = !now
			}
			if on[h] = now; now {
				out.mean[h] += part
			}
		}
	}
	return out
}

// factor is what a path's day comes to beside the mean of all paths; nil turns nothing.
func (t *turns) factor(path, day int) float64 {
	switch {
	case t == nil || t.mean[day] <= 0:
		return 1
	case t.on[path][day]:
		return 1 / t.mean[day]
	}
	return t.left / t.mean[day]
}

// comeBack adds work that is taken for ended to the paths on which it comes again.
func (p *past) comeBack(paths [][]float64, seed uint64) {
	if len(paths) == 0 {
		return
	}
	turns := p.turns(len(paths[0]), len(paths), seed)
	more := max(0, p.spells.busy-p.spells.left)
	for i, path := range paths {
		for h, on := range turns.on[i] {
			if on {
				path[h] += more * p.season[p.of(len(p.x)+h)]
			}
		}
	}
}
