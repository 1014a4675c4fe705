package forecast

import (
	"math"
	"slices"
)

const (
	// spread is the level's deviation as a share of that of the weeks: chosen by how many
	// intervals held, of which 0.38 to 0.46 hold 80 to 82 %. The level is drawn evenly to
	// both sides: one that leans, like a gamma, says too seldom that lots are used up.
	spread = 0.43
	// young makes the doubt of a short past greater: by one and so many over its weeks.
	young = 16
)

// A model is all that is known of a past whose last day is known.
type model struct {
	weeks  []block
	shares [3]float64 // of the levels
	byAge  float64    // dollars a day
	mean   float64    // the same as a plain mean
	last   float64
	line   line

	replay  []block   // the weeks at today's level, as far as the line is trusted
	weights []float64 // of those, by one over their age, with the sum 1
	level   float64   // their mean
	profile [week]float64
	doubt   float64 // the deviation of the level that is not known, as a share of it
	least   float64 // the least that a path's weeks are multiplied by for that
}

// newModel reads weeks, of which there is one at least.
func newModel(weeks []block) *model {
	m := &model{weeks: weeks, last: weeks[len(weeks)-1].mean, line: lineThrough(weeks)}
	m.byAge, m.mean = byAge(weeks, 0, power), byAge(weeks, 0, 1)
	m.shares, _, _ = trust(weeks)
	m.replayed()
	m.weekdays()
	m.doubts()
	return m
}

// replayed brings the weeks to today's level as far as the line is trusted: growth in
// the past is told apart from noise only so far.
func (m *model) replayed() {
	sum := 0.0
	for _, b := range m.weeks {
		m.weights = append(m.weights, 1/float64(b.age))
		sum += 1 / float64(b.age)
	}
	for i := range m.weights {
		m.weights[i] /= sum
	}
	m.replay = append(m.replay, m.weeks...)
	now := m.shares[0]*m.mean + m.shares[1]*m.last + m.shares[2]*max(m.line.at, 0)
	for i := range m.replay {
		near := 0.0
		around := m.weeks[max(0, i-2):min(len(m.weeks), i+3)]
		for _, b := range around {
			near += b.mean / float64(len(around))
		}
		if now > 0 && near > 0 && m.shares[2] > 0 {
			m.replay[i] = m.replay[i].scaled(min(max(math.Pow(now/near, m.shares[2]), 0.05), 20))
		}
	}
	for i, b := range m.replay {
		m.level += m.weights[i] * b.mean
	}
}

// weekdays finds the shape of a week, of mean 1.
func (m *model) weekdays() {
	sum := 0.0
	for d := range m.profile {
		for i, b := range m.replay {
			m.profile[d] += m.weights[i] * b.usd[d]
		}
		sum += m.profile[d]
	}
	for d := range m.profile {
		if len(m.replay) < 2 || sum <= 0 {
			m.profile[d] = 1
		} else {
			m.profile[d] *= week / sum
		}
	}
}

// doubts finds how far the level may be from what the weeks say: as if one more week
// were known, that strays as days do. All are shares of the level.
func (m *model) doubts() {
	if m.level <= 0 {
		return
	}
	square := func(usd float64) float64 { return usd / m.level * (usd / m.level) }
	squares, weekly, daily := 0.0, 0.0, 0.0
	for i, b := range m.replay {
		squares += m.weights[i] * m.weights[i]
		weekly += m.weights[i] * square(b.mean-m.level)
	}
	n := 1 / squares // how many weeks of equal weight tell as much
	if len(m.replay) == 1 {
		for _, v := range m.replay[0].usd {
			daily += square(v-m.level) / (week - 1)
		}
	} else {
		for d := range week {
			usual := 0.0
			for i, b := range m.replay {
				usual += m.weights[i] * b.usd[d]
			}
			for i, b := range m.replay {
				daily += m.weights[i] * square(b.usd[d]-usual) / week
			}
		}
		daily *= n / (n - 1)
	}
	cv := math.Sqrt((weekly*n + min(1, daily)) / n)
	m.doubt = spread * min(cv, 2) * math.Sqrt(1+young/float64(len(m.replay)))
	if usual := m.usual(); usual > 0 && len(m.replay) >= month {
		m.least = 0.5 * min(1, m.lowest()/usual)
	}
}

// usual is the week in the middle of the past, dollars a day.
func (m *model) usual() float64 {
	var means []float64
	for _, b := range m.replay {
		means = append(means, b.mean)
	}
	slices.Sort(means)
	return means[len(means)/2]
}

// month is how many weeks in a row make the least that the past came to.
const month = 4

// lowest is the least that so many replayed weeks which follow each other came to, a day.
func (m *model) lowest() float64 {
	least := math.Inf(1)
	for i := month; i <= len(m.replay); i++ {
		sum := 0.0
		for _, b := range m.replay[i-month : i] {
			sum += b.mean / month
		}
		least = min(least, sum)
	}
	return least
}

// day is what is said of a day to come, with some level of the weeks by age.
func (m *model) day(h int, level float64) float64 {
	line := m.line.ahead(float64(min(h, climb)+4)/week, 0)
	return (m.shares[0]*level + m.shares[1]*m.last + m.shares[2]*line) * m.profile[h%week]
}

// said is what is said of a day to come.
func (m *model) said(h int) float64 { return m.day(h, m.byAge) }

// expected is the mean of a day on the paths.
func (m *model) expected(h int) float64 { return m.day(h, m.mean) }
