package forecast

import "math"

const (
	// A day is idle that comes to less than this share of a day of work.
	idleShare = 0.15
	// leastSpell is how many days have to say so for work to begin or to pause, and
	// tellingDays how many of them have to be days of the week on which there is work.
	leastSpell  = 3
	tellingDays = 2
	// restShare is the share of a usual day under which a weekday tells nothing.
	restShare = 0.1
	// Spells are clear where at most so many of their days are small, and so many of
	// the days between them large.
	mostSmall = 0.35
	mostLarge = 0.1
	// leastRest is the share of days of rest from which on work comes and goes.
	leastRest = 0.05
)

// stays are spells of a kind: how many ended, and the days of them all.
type stays struct{ ended, days float64 }

// spells are how work comes and goes.
type spells struct {
	on         []bool // of each day, whether it is one of work
	idle       bool   // now
	begun      int    // the first day of the present spell
	lasts      int    // its days so far
	work, rest stays
	busy, left float64 // what a day of work comes to now, and one of rest, without the season
	clear      bool    // days of work are far from the others
}

// findSpells tells days of work from pauses. A spell begins with the first of three
// days that say so: a weekend is no pause, and a day of work does not end one.
func (p *past) findSpells() {
	s := spells{on: p.spells.on[:0]}
	least := idleShare * p.usualWork()
	if least <= 0 {
		p.spells = s
		return
	}
	on, run, telling := true, 0, 0 // the days that say otherwise
	for t, v := range p.level {
		s.on = append(s.on, on)
		switch tells := p.tells(t); {
		case !tells && run == 0:
		case !tells:
			run++
		case (v >= least) != on:
			run, telling = run+1, telling+1
		default:
			run, telling = 0, 0
		}
		if run >= leastSpell && telling >= tellingDays {
			on = !on
			s.turn(t-run+1, on)
			run, telling = 0, 0
		}
	}
	s.idle, s.lasts = !on, len(p.level)-s.begun
	p.spells = s
	p.spells.measure(p, least)
}

// usualWork is the mean of the days over the mean.
func (p *past) usualWork() float64 {
	all, sum, count := mean(p.level), 0.0, 0.0
	for _, v := range p.level {
		if v >= all {
			sum += v
			count++
		}
	}
	return sum / max(1, count)
}

// tells reports whether a day is of a weekday on which there is work.
func (p *past) tells(t int) bool { return p.season[p.of(t)] >= restShare }

// turn begins a spell some days ago.
func (s *spells) turn(begun int, on bool) {
	for t := begun; t < len(s.on); t++ {
		s.on[t] = on
	}
	switch {
	case begun == 0: // nothing ended
	case on:
		s.rest.ended++
	default:
		s.work.ended++
	}
	s.begun = begun
}

// measure finds what days of work and others come to, and whether they are far apart:
// next to a pause too, else it is growth that passes a limit.
func (s *spells) measure(p *past, least float64) {
	var edge, edges, small, large, telling, others float64
	for t, v := range p.level {
		if !s.on[t] {
			s.rest.days++
			s.left += v
			if p.tells(t) {
				others++
				if v >= least {
					large++
				}
			}
			continue
		}
		s.work.days++
		s.busy += v
		if p.tells(t) {
			telling++
			if v < least {
				small++
			}
		}
		if t+week < len(s.on) && !s.on[t+week] || t >= week && !s.on[t-week] {
			edge += v
			edges++
		}
	}
	s.busy /= max(1, s.work.days)
	s.left = max(0, s.left/max(1, s.rest.days)) // rest in which refunds came is no use, not less than none
	s.clear = small <= mostSmall*telling && large <= mostLarge*others &&
		s.work.days >= week*s.work.ended && edge >= s.busy/2*edges
	if s.clear && s.rest.days > 0 {
		s.busy = smoothed(p.atWork().level)
	}
}

// A first pause is the end of work in half of the cases, a later one so much the less
// often. One that is not ends as those before it did, and as if two of a week had been
// seen beside them.
const (
	endsFirst   = 0.5
	pausesGuess = 2
	pauseGuess  = 7
)

// over is the chance that the work of a pause that lasts does not come again: the
// longer it lasts beside those that were, the likelier.
//
// A first pause of 7 days: of those that end (14 / (14 + 7))^2 = 44 % last as long, so
// that it is 0.5 / (0.5 + 0.5 x 0.44) = 69 %. After three of 10 days one of 20 is
// expected to end: 44 / 64 to the fifth is 15 %, and 0.125 / (0.125 + 0.875 x 0.15) = 48 %.
func (s *spells) over() float64 {
	if !s.idle {
		return 0
	}
	end := endsFirst / (s.rest.ended + 1)
	seen := pausesGuess*pauseGuess + s.rest.days - float64(s.lasts)
	lasting := math.Pow(seen/(seen+float64(s.lasts)), pausesGuess+s.rest.ended)
	return end / (end + (1-end)*lasting)
}

// ended is the chance from which on work that pauses is taken for ended: a first pause
// of eight days.
const ended = 0.7

// findEnd takes a pause that outlasts others for the present level.
func (p *past) findEnd() {
	s := &p.spells
	if s.over() < ended || s.busy <= 0 || s.begun == 0 {
		return
	}
	p.stopped = true
	p.changeAt(s.begun, min(max(0, mean(p.level[s.begun:])/s.busy), 1))
}

// comesAndGoes reports whether work is known to do so in spells of some days, or
// pauses now and may go on. Holidays once a year are no such thing: growth and what
// else the methods see tells more then.
func (p *past) comesAndGoes() bool {
	s := &p.spells
	return p.shift == 0 && s.clear && s.busy > 0 && s.work.days >= 2*week &&
		(s.idle || s.rest.ended > 0 && s.work.ended > 0 && s.rest.days >= leastRest*(s.work.days+s.rest.days))
}
