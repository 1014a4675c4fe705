package forecast

const (
	// real is the chance, before anything is known of an account's gaps, that a silence
	// up to now is no use and not an export that ended early: 0.5 to 0.95 err as much.
	real = 0.85
	// lag is over how many days an export may have ended early, evenly.
	lag = 31
	// gapPrior is how many days the scale-free prior of gaps counts.
	gapPrior = 30
	// drift is how far the level goes in a week that nobody knows, as a share of it: a
	// guess, which series of some silent days do not feel.
	drift = 0.05
	// gapDays is how many known days are searched for gaps.
	gapDays = 364
)

// pauses counts on how many known days how many days had passed since the last use.
type pauses struct {
	days  map[int]int
	total int
}

func (s Series) pauses() pauses {
	p := pauses{days: map[int]int{}}
	since := -1 // no use yet
	for i := max(0, len(s.USD)-gapDays); i < len(s.USD); i++ {
		switch {
		case s.Unknown != nil && s.Unknown[i]:
			since = -1
			continue
		case s.USD[i] > 0:
			since = 0
		case since >= 0:
			since++
		}
		if since >= 0 {
			p.days[since]++
			p.total++
		}
	}
	return p
}

// at is on what share of days so many had passed since the last use: over the span from
// that to twice as many, since single counts tell little.
func (p pauses) at(days int) float64 {
	seen := 0
	for i := days; i <= 2*days; i++ {
		seen += p.days[i]
	}
	n := float64(days + 1)
	prior := (1/n - 1/(2*n)) / n
	return (float64(seen)/n + gapPrior*prior) / float64(p.total+gapPrior)
}

// upTo is on what share of days that many had passed at most.
func (p pauses) upTo(days int) float64 {
	seen := 0
	for d, n := range p.days {
		if d <= days {
			seen += n
		}
	}
	return (float64(seen) + gapPrior*(1-1/float64(days+2))) / float64(p.total+gapPrior)
}

// noUse is the chance that the silent days were without use, against that of an export
// that ended before them.
func (s Series) noUse() float64 {
	if s.Silent <= 0 {
		return 1
	}
	p := s.pauses()
	none, early := real*p.at(s.Silent), (1-real)*p.upTo(s.Silent)/lag
	return none / (none + early)
}
