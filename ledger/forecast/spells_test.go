package forecast

import (
	"math"
	"testing"
)

// read is a past of days, which begin on a Sunday.
func read(y []float64) *past {
	usual, excess := tamed(y)
	p := new(past)
	p.upTo(Series{USD: y}, usual, excess, len(y))
	return p
}

// runs are days of an amount each, so many at a time.
func runs(of ...float64) (out []float64) {
	for i := 0; i+1 < len(of); i += 2 {
		for range int(of[i]) {
			out = append(out, of[i+1])
		}
	}
	return out
}

func TestSpells(t *testing.T) {
	for _, c := range []struct {
		name       string
		y          []float64
		work, rest stays
		idle       bool
		lasts      int
	}{
		{"no pause", runs(60, 10), stays{0, 60}, stays{}, false, 60},
		{"two days are none", runs(30, 10, 2, 0, 30, 10), stays{0, 62}, stays{}, false, 62},
		{"three are", runs(30, 10, 3, 0, 30, 10), stays{1, 60}, stays{1, 3}, false, 30},
		{"a day of work ends none", runs(30, 10, 4, 0, 1, 10, 5, 0, 30, 10), stays{1, 60}, stays{1, 10}, false, 30},
		{"a trickle is idle", runs(30, 10, 9, 1, 30, 10), stays{1, 60}, stays{1, 9}, false, 30},
		{"half of it is not", runs(30, 10, 9, 5, 30, 10), stays{0, 69}, stays{}, false, 69},
		{"it lasts", runs(30, 10, 6, 0, 30, 10, 5, 0), stays{2, 60}, stays{1, 11}, true, 5},
		{"it began with one", runs(20, 0, 40, 10), stays{0, 40}, stays{1, 20}, false, 40},
		{"nothing at all", runs(60, 0), stays{}, stays{}, false, 0},
	} {
		s := read(c.y).spells
		if s.work != c.work || s.rest != c.rest || s.idle != c.idle || s.lasts != c.lasts {
			t.Errorf("%s: work %v, rest %v, idle %v for %d days", c.name, s.work, s.rest, s.idle, s.lasts)
		}
	}
}

// Weekends at nothing are no pauses, nor is a Friday and a Monday off beside them; a
// week off is, from Saturday to Sunday of the next: 9 days.
func TestWeekendsAreNoPauses(t *testing.T) {
	y := make([]float64, 140)
	for i := range y {
		if i%7 != 0 && i%7 != 6 {
			y[i] = 10
		}
	}
	y[61] = 0 // a Friday, and the Saturday and Sunday after it
	if s := read(y).spells; s.rest != (stays{}) {
		t.Errorf("a long weekend is a pause: %+v", s.rest)
	}
	clear(y[99:104]) // Monday to Friday
	if s := read(y).spells; s.rest.ended != 1 || s.rest.days < 5 || s.rest.days > 9 || !s.clear {
		t.Errorf("a week off: %+v", s.rest)
	}
}

// Worked out at over: 9/13 for a first pause of a week; after three of ten days one of
// twenty is over with 0.125 / (0.125 + 0.875 x (44/64)^5) = 0.4819.
func TestOver(t *testing.T) {
	for _, c := range []struct {
		name string
		s    spells
		want float64
	}{
		{"at work", spells{lasts: 100, rest: stays{0, 0}}, 0},
		{"a first pause", spells{idle: true, lasts: 7, rest: stays{0, 7}}, 9. / 13},
		{"a fourth", spells{idle: true, lasts: 20, rest: stays{3, 50}}, 0.4819},
		{"it begins", spells{idle: true, lasts: 0, rest: stays{0, 0}}, 0.5},
	} {
		if got := c.s.over(); math.Abs(got-c.want) > 1e-4 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// A first pause is taken for ended with its eighth day: (14 / 21)^2 makes 69 %, and
// (14 / 22)^2 71 %. Who pauses for ten days again and again is waited for for longer.
func TestWhenWorkHasEnded(t *testing.T) {
	for _, c := range []struct {
		name    string
		y       []float64
		stopped bool
	}{
		{"a week", runs(60, 10, 7, 0), false},
		{"eight days", runs(60, 10, 8, 0), true},
		{"ten days, as before", runs(30, 10, 10, 0, 30, 10, 10, 0, 30, 10, 10, 0), false},
		{"longer than before", runs(30, 10, 10, 0, 30, 10, 10, 0, 30, 10, 50, 0), true},
		{"at work", runs(60, 10, 8, 0, 30, 10), false},
	} {
		p := read(c.y)
		if p.stopped != c.stopped {
			t.Errorf("%s: stopped is %v, over by %.2f", c.name, p.stopped, p.spells.over())
		}
		if c.stopped && (p.shift == 0 || p.ratio != 0) {
			t.Errorf("%s: since day %d at %v", c.name, p.shift, p.ratio)
		}
	}
}

// Growth from little to much passes the limit of what is idle, and days that cost
// nothing four times in five are no spells: neither comes and goes.
func TestWhatComesAndGoes(t *testing.T) {
	growth := make([]float64, 200)
	for i := range growth {
		growth[i] = 20/(1+math.Exp(float64(100-i)/15)) + 1.5 + float64(i%3)
	}
	rare := make([]float64, 200)
	for i := 0; i < len(rare); i += 5 {
		rare[i] = 10
	}
	for _, c := range []struct {
		name string
		y    []float64
		want bool
	}{
		{"bursts", runs(20, 10, 15, 0, 20, 10, 15, 0, 20, 10), true},
		{"a pause that lasts", runs(60, 10, 5, 0), true},
		{"one work", runs(90, 10), false},
		{"holidays once a year", runs(170, 10, 9, 0, 170, 14), false},
		{"growth", growth, false},
		{"a day in five", rare, false},
	} {
		if got := read(c.y).comesAndGoes(); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// Work that costs twice as much after a pause costs that now, and not the mean of both.
func TestWorkCostsWhatItCostsNow(t *testing.T) {
	s := read(runs(60, 10, 20, 0, 60, 20, 10, 0, 60, 20)).spells
	if s.busy < 19.5 || s.busy > 20.5 {
		t.Errorf("a day of work comes to %v", s.busy)
	}
}

// Two spells of work of 40 days ended and a third lasts 20; two pauses of 10 did: 3 of
// 100 + 56 days end work, 3 of 20 + 7 a pause. A spell of work
// lasts 52 days then and a pause 9, so that 52 / 61 of the days are at work.
func TestTurns(t *testing.T) {
	p := read(runs(40, 10, 10, 0, 40, 10, 10, 0, 20, 10))
	ends, begins := p.spells.turning()
	if math.Abs(ends-3./156) > 1e-12 || math.Abs(begins-3./27) > 1e-12 {
		t.Errorf("a day ends work with %v, a pause with %v", ends, begins)
	}
	out := make([]float64, 300)
	inSpells(p, out)
	if out[0] < 9.5 || math.Abs(out[299]-10*52./61) > 0.1 {
		t.Errorf("the first day comes to %v, the last to %v", out[0], out[299])
	}
	drawn := p.turns(300, 2000, 1)
	if drawn.mean[0] < 0.95 || math.Abs(drawn.mean[299]-52./61) > 0.05 {
		t.Errorf("%v of the paths are at work on the first day, %v on the last", drawn.mean[0], drawn.mean[299])
	}
	for _, h := range []int{0, 50, 299} { // factors leave the mean
		sum := 0.0
		for i := range drawn.on {
			sum += drawn.factor(i, h)
		}
		if math.Abs(sum/2000-1) > 1e-9 {
			t.Errorf("day %d is multiplied by %v", h, sum/2000)
		}
	}
	var none *turns
	if none.factor(0, 0) != 1 {
		t.Error("no turns change a day")
	}
}

// A level of 0.02 and a noise of 0.03 that vary 1.5 times as much as together: 0.075,
// of which 0.045 is the level's. Between its bounds.
func TestLevelAlone(t *testing.T) {
	for _, c := range []struct{ times, level, noise, want float64 }{
		{1.5, 0.02, 0.03, 2.25},
		{1, 0.02, 0.03, 1},
		{0.1, 0.02, 0.03, leastStretch},
		{9, 0.02, 0.03, mostStretch},
		{3, 0, 0.03, 1},
	} {
		if got := levelAlone(c.times, c.level, c.noise); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// 56 days are 8 weeks: 0.2 / (8 + 8) is 1.25 % a week. What is certain does not step.
func TestSteps(t *testing.T) {
	p := past{level: make([]float64, 56)}
	if got := p.steps(ways{all: make([]way, 1)}); math.Abs(got.rate-0.0125) > 1e-12 {
		t.Errorf("%v a week", got.rate)
	}
	if got := p.steps(ways{}); got.rate != 0 {
		t.Errorf("%v a week of what is certain", got.rate)
	}
}
