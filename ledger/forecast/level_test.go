package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

// A level that never moves, weeks of 1.0 and then 1.2: half of what is new is believed.
// The level is 1.1, of which the variance is half of a week's, and the week was off by
// 0.2 where two weeks' noise was to be expected: 0.2 x 0.2 / 2 = 0.02.
//
// A gain of 0.5 strays by 0.5 x 0.5 / (1 - 0.5) = 0.5 of the noise a week: 1.5 of 2.5
// is believed, the level is 1.12, its variance 1.5 / 2.5 = 0.6, and 0.04 / 2.5 = 0.016.
func TestFilterByHand(t *testing.T) {
	for _, c := range []struct{ gain, level, variance, squares float64 }{
		{0, 1.1, 0.5, 0.02},
		{0.5, 1.12, 0.6, 0.016},
	} {
		f := startFilter(c.gain, 0, 1)
		f.see(1.2)
		if math.Abs(f.level-c.level) > 1e-12 || math.Abs(f.vl-c.variance) > 1e-12 || math.Abs(f.squares-c.squares) > 1e-12 {
			t.Errorf("gain %v: level %v, variance %v, squares %v, want %v, %v and %v", c.gain, f.level, f.vl, f.squares, c.level, c.variance, c.squares)
		}
	}
}

// waysOf are the ways of a generated series: noise of 0.2 on a level that a function
// says for each day.
func waysOf(seed uint64, days int, level func(r *rand.Rand, t int) float64) ways {
	r := rand.New(rand.NewPCG(seed, 12))
	y := make([]float64, days)
	for t := range y {
		y[t] = level(r, t) * math.Exp(0.2*r.NormFloat64())
	}
	usual, excess := tamed(y)
	var p past
	p.upTo(Series{USD: y}, usual, excess, days)
	return p.ways()
}

// A level that stays, one that strays by 3 % a day and one that climbs by 2 % a week
// are told apart; 3 % a day are 0.03 x 0.03 x 7 = 0.0063 a week.
func TestWaysTellLevelsApart(t *testing.T) {
	var stays, strays, climbs way
	const users = 12
	for seed := range uint64(users) {
		stays = plus(stays, waysOf(seed, 300, func(*rand.Rand, int) float64 { return 10 }).expected())
		log := 0.0
		strays = plus(strays, waysOf(seed, 300, func(r *rand.Rand, _ int) float64 {
			log += 0.03 * r.NormFloat64()
			return 10 * math.Exp(log)
		}).expected())
		climbs = plus(climbs, waysOf(seed, 300, func(_ *rand.Rand, t int) float64 { return 10 * math.Pow(1.02, float64(t)/7) }).expected())
	}
	if v := stays.weekly / users; v > 0.0004 {
		t.Errorf("a level that stays strays by %v a week", v)
	}
	if v := strays.weekly / users; v < 0.003 || v > 0.0126 {
		t.Errorf("a level that strays by 0.0063 a week strays by %v", v)
	}
	if v := climbs.slope / users; v < 0.014 || v > 0.026 {
		t.Errorf("a level that climbs by 0.02 a week climbs by %v", v)
	}
	if v := stays.slope / users; math.Abs(v) > 0.002 {
		t.Errorf("a level that stays climbs by %v a week", v)
	}
}

func plus(a, b way) way {
	a.slope += b.slope
	a.weekly += b.weekly
	return a
}

// What never differs from the mean is known for certain, and so is a first week.
func TestNoWays(t *testing.T) {
	for _, days := range []int{7, 13, 14, 100} {
		var p past
		y := make([]float64, days)
		for i := range y {
			y[i] = 7
		}
		usual, excess := tamed(y)
		p.upTo(Series{USD: y}, usual, excess, days)
		if w := p.ways(); w.all != nil || w.pick(0.5) != (way{}) {
			t.Errorf("%d equal days: %+v", days, w)
		}
	}
}

// Of 30 weeks a tenth of chi-squared lies above 40.26 and a tenth below 20.60, by
// table: the roots of 30 / 40.26 and 30 / 20.60 are 0.863 and 1.207.
func TestScatter(t *testing.T) {
	const tenth = 1.2816
	if low, high := scatter(30, tenth), scatter(30, -tenth); math.Abs(low-0.863) > 0.002 || math.Abs(high-1.207) > 0.002 {
		t.Errorf("from %v to %v", low, high)
	}
}

// Three weeks of work and three of nothing, over and over: the last pause is no new
// level. After half a year of work alone it is one.
func TestAPauseThatWasThereIsNoNewLevel(t *testing.T) {
	for _, c := range []struct {
		name   string
		pauses bool
		want   bool
	}{{"bursts", true, false}, {"stopped", false, true}} {
		r := rand.New(rand.NewPCG(8, 8))
		y := make([]float64, 189)
		for i := range y {
			y[i] = 10 * math.Exp(0.2*r.NormFloat64())
			if c.pauses && i/21%2 == 1 || i >= 168 {
				y[i] *= 0.03
			}
		}
		usual, excess := tamed(y)
		var p past
		p.upTo(Series{USD: y}, usual, excess, len(y))
		if got := p.shift > 0; got != c.want {
			t.Errorf("%s: a new level since day %d", c.name, p.shift)
		}
	}
}
