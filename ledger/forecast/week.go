package forecast

import "math"

// week is how many days a week has. Weeks are blocks of that many days, counted back
// from the last known one, so that each has every weekday once.
const week = 7

// memory is how many weeks are read; 26 to 57 make no difference.
const memory = 57

// A Series is a past of daily dollars, the oldest first, up to the last day whose use
// is known. Refunds of usage may make days negative.
type Series struct {
	USD []float64
	// Unknown marks days of no data: their weeks are read by nobody, and the others
	// keep their age. Nil is none.
	Unknown []bool
	// Silent is how many days after the last one, up to now, have no usage of which it
	// is not known whether there was none. The first of them may have begun with Begun
	// dollars.
	Silent int
	Begun  float64
}

// A block is a week of the past.
type block struct {
	age  int // 1 is the newest
	usd  [week]float64
	mean float64 // of a day
}

func newBlock(age int, days []float64) block {
	b := block{age: age}
	copy(b.usd[:], days)
	b.mean = mean(b.usd[:])
	return b
}

// scaled is the week at another level.
func (b block) scaled(by float64) block {
	for i := range b.usd {
		b.usd[i] *= by
	}
	b.mean *= by
	return b
}

// blocks are the weeks that are known whole, the oldest first. Where there is none, the
// days that are known make one, filled up with their mean.
func (s Series) blocks() []block {
	days := settled(s.USD)
	n := len(days)
	unknown := func(i int) bool { return s.Unknown != nil && s.Unknown[i] }
	var out []block
weeks:
	for age := min(memory, n/week); age >= 1; age-- {
		from := n - age*week
		for i := from; i < from+week; i++ {
			if unknown(i) {
				continue weeks
			}
		}
		out = append(out, newBlock(age, days[from:from+week]))
	}
	if len(out) > 0 || n == 0 {
		return out
	}
	var known []float64
	for i := max(0, n-week); i < n; i++ {
		if !unknown(i) {
			known = append(known, days[i])
		}
	}
	m := mean(known)
	for len(known) < week {
		known = append(known, m)
	}
	return []block{newBlock(1, known)}
}

// nothing is the least that a day counts as use for, dollars: quotients of less overflow.
const nothing = 1e-12

// settled takes refunds of usage from the days before them, so that no day is below
// zero; what they exceed all earlier use by is left out.
func settled(usd []float64) []float64 {
	out := make([]float64, len(usd))
	back := 0.0
	for i := len(usd) - 1; i >= 0; i-- {
		v := usd[i] - back
		out[i], back = max(0, v), max(0, -v)
		if out[i] < nothing {
			out[i] = 0
		}
	}
	return out
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

// byAge is the mean of a power of the weeks, each counted by one over its age at a day
// that lies so many weeks back, and taken back to dollars.
func byAge(weeks []block, back int, power float64) float64 {
	sum, weights := 0.0, 0.0
	for _, b := range weeks {
		w := 1 / float64(b.age-back)
		weights += w
		sum += w * math.Pow(b.mean, power)
	}
	return math.Pow(sum/weights, 1/power)
}
