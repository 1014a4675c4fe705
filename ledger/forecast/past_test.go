package forecast

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// What a method sees at an origin is the same whatever comes later: a series that
// ends there gives the same reading.
func TestNothingLooksAhead(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	y := make([]float64, 300)
	for i := range y {
		y[i] = r.ExpFloat64() * 10
		if r.IntN(20) == 0 {
			y[i] *= 30
		}
	}
	usual, excess := tamed(y)
	whole := try(Series{USD: y}, usual, excess)
	for _, n := range []int{20, 60, 150, 299} {
		u, e := tamed(y[:n])
		if !reflect.DeepEqual(u, usual[:n]) || !reflect.DeepEqual(e, excess[:n]) {
			t.Fatalf("the runaway days of the first %d depend on what comes", n)
		}
		var early, late past
		early.upTo(Series{USD: y[:n]}, u, e, n)
		late.upTo(Series{USD: y}, usual, excess, n)
		a, b := table(len(methods), Ahead), table(len(methods), Ahead)
		early.all(a)
		late.all(b)
		if !reflect.DeepEqual(a, b) {
			t.Errorf("on day %d the methods say something else when more follows", n)
		}
		z, w := early.strays(), early.ways()
		if whole.stretch(3, n, change{}, z, w) != (trial{origins: knownBy(whole, n), step: whole.step}).stretch(3, n, change{}, z, w) {
			t.Errorf("on day %d the width depends on what comes", n)
		}
	}
}

// knownBy are the origins before a day: what was still open then is marked so by the
// lengths of the sums.
func knownBy(t trial, n int) []origin {
	var out []origin
	for _, o := range t.origins {
		if o.n+spans[0] <= n {
			out = append(out, o)
		}
	}
	return out
}

// A day is cut at three times what one in ten exceeds: 14 of 15 are at most 14.
func TestTamed(t *testing.T) {
	y := make([]float64, 15)
	for i := range 14 {
		y[i] = float64(i + 1)
	}
	y[14] = 100
	usual, excess := tamed(y)
	// Of 15 values the one with 13 below it is 14.
	if usual[14] != 42 || excess[14] != 58 || usual[13] != 14 || excess[13] != 0 {
		t.Errorf("usual %v, excess %v", usual, excess)
	}
}

// Days are the same on all weekdays but for chance: no season is seen. Where one
// weekday costs nothing, for certain, it stands at next to nothing.
func TestSeason(t *testing.T) {
	var p past
	y := make([]float64, 56)
	for i := range y {
		y[i] = 7
		if i%7 == 2 {
			y[i] = 0
		}
	}
	u, e := tamed(y)
	p.upTo(Series{Weekday: 1, USD: y}, u, e, len(y))
	// The mean is 6: 7 is 7/6 of it, and day 2 of a series that begins on a Monday is
	// a Wednesday.
	if p.season[3] > 0.05 || p.season[0] < 1.16 || p.season[0] > 1.17 {
		t.Errorf("season %v", p.season)
	}
}

func TestOriginsStandOnAllWeekdays(t *testing.T) {
	for _, n := range []int{14, 20, 21, 22, 60, 74, 100, 365, 1095} {
		days, _ := originDays(n)
		if n < Short+week {
			if days != nil {
				t.Errorf("%d days: origins %v", n, days)
			}
			continue
		}
		seen := map[int]bool{}
		for _, d := range days {
			seen[d%week] = true
			if d < Short || d > n-week {
				t.Errorf("%d days: an origin on day %d", n, d)
			}
		}
		if len(days) > mostOrigins+1 || n > 100 && len(seen) < week {
			t.Errorf("%d days: %d origins on %d weekdays", n, len(days), len(seen))
		}
	}
}
