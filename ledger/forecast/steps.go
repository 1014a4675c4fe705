package forecast

import (
	"math"
	"math/rand/v2"
)

// A level that did not step in the weeks that are known may step yet: as if a fifth of
// a step had been seen in eight weeks beside them. To count the steps that were seen
// makes no projection better: the ways of the level and its stretch know of them.
const (
	stepsGuess = 0.2
	weeksGuess = 8
	// stepSize is the deviation of the logarithm of a step: by a factor of 1.65.
	stepSize = 0.5
)

// steps are how likely a week brings a level that nothing foretells; zero is never.
//
//	60 days are 8.6 weeks: 0.2 / (8.6 + 8) is 1.2 % a week; a year's 52: 0.3 %
type steps struct{ rate float64 }

// steps are none where the level is known for certain.
func (p *past) steps(w ways) steps {
	if len(w.all) == 0 {
		return steps{}
	}
	return steps{stepsGuess / (float64(len(p.level))/week + weeksGuess)}
}

// next is what a week multiplies the level by.
func (s steps) next(random *rand.Rand) float64 {
	if s.rate == 0 || random.Float64() >= s.rate {
		return 1
	}
	return math.Exp(stepSize * random.NormFloat64())
}
