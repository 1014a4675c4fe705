package forecast

import (
	"math"
	"sort"
)

// clock tells how much a path has used by a time, and when it has used so much. A day
// below zero counts as none: when searches cum, which therefore must not fall.
type clock struct {
	cum  []float64 // at the beginning of each day
	over float64
	rate float64 // a day, after the last one
}

func (c *clock) set(path []float64, over float64) {
	c.cum, c.over, c.rate = append(c.cum[:0], 0), over, max(0, mean(path[max(0, len(path)-tailDays):]))
	sum := 0.0
	for _, v := range path {
		sum += max(0, v)
		c.cum = append(c.cum, sum)
	}
}

// used is what was used from the start until a time.
func (c *clock) used(at float64) float64 {
	last := len(c.cum) - 1
	if at >= float64(last) {
		if c.rate == 0 { // also for ever
			return c.cum[last]
		}
		return c.cum[last] + c.rate*(at-float64(last))
	}
	day := int(at)
	from, length := float64(day), 1.0
	if day == 0 {
		from, length = c.over, 1-c.over
	}
	if at <= from {
		return c.cum[day]
	}
	return c.cum[day] + (c.cum[day+1]-c.cum[day])*(at-from)/length
}

// when is the time at which so much was used.
func (c *clock) when(usd float64) float64 {
	last := len(c.cum) - 1
	if usd > c.cum[last] {
		if c.rate <= 0 {
			return math.Inf(1)
		}
		return float64(last) + (usd-c.cum[last])/c.rate
	}
	day := sort.SearchFloat64s(c.cum[1:], usd)
	if day >= last {
		return float64(last)
	}
	from, length := float64(day), 1.0
	if day == 0 {
		from, length = c.over, 1-c.over
	}
	if c.cum[day+1] <= c.cum[day] {
		return from
	}
	return from + length*(usd-c.cum[day])/(c.cum[day+1]-c.cum[day])
}
