package forecast

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"
)

// A cut is a day of a real series before which all is known, and what came after it in
// the month.
type cut struct {
	name string
	on   int // day of the month
	past []float64
	came []float64 // until the month's end
}

// cuts are the 1st, 11th and 21st of all months of the series that are known whole, from
// the 30th day on, with at most 400 days of past and some use in the last 28.
func cuts(t testing.TB) (out []cut) {
	all := readSpend(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s := all[name]
		first, last := s.ends()
		for month := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC); ; month = month.AddDate(0, 1, 0) {
			end := month.AddDate(0, 1, -1)
			if end.After(last) {
				break
			}
			for _, on := range []int{1, 11, 21} {
				at := month.AddDate(0, 0, on-1)
				if at.Before(first.AddDate(0, 0, 30)) {
					continue
				}
				from := at.AddDate(0, 0, -400)
				if from.Before(first) {
					from = first
				}
				c := cut{name, on, s.days(from, at.AddDate(0, 0, -1)), s.days(at, end)}
				if sum(c.past[len(c.past)-28:]) > 0 {
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// A scored is how a projection of a cut did; errors are shares of a month at the dearest
// of three rates, so that every series weighs alike.
type scored struct {
	off, smoothing  float64
	interval, plain float64 // interval scores (Winkler 1972), of the plain one around the mean of 28 days
	held            bool
}

// project says what a cut comes to. Where the silence is not known the days after the
// last use may be without use or not exported.
func (c cut) project(known bool) (said float64, sums []float64) {
	s, days := Series{USD: c.past}, len(c.came)
	skip := 0
	for !known && s.USD[len(s.USD)-1] == 0 {
		s.USD = s.USD[:len(s.USD)-1]
		s.Silent++
		skip++
	}
	before := max(0, skip-(c.on-1)) // silent days of the month before
	p, _ := Project(s, 1)
	paths := Table(Paths, skip+days)
	p.Draw(paths)
	for _, path := range paths {
		sums = append(sums, sum(path[before:]))
	}
	return sum(p.Said(skip + days)[before:]), sums
}

func (c cut) score(known bool) scored {
	said, sums := c.project(known)
	low, high := Interval(sums)
	low, high = min(low, said), max(high, said)
	came, n := sum(c.came), float64(len(c.came))
	recent := mean(c.past[len(c.past)-28:])
	scale := max(mean(c.past), recent, came/n) * 30.4
	width := func(low, high float64) float64 {
		return (high - low + 10*max(0, low-came, came-high)) / scale
	}
	return scored{
		off: math.Abs(said-came) / scale, smoothing: math.Abs(smoothed(c.past)*n-came) / scale,
		interval: width(low, high), plain: width(0.4*recent*n, 1.9*recent*n),
		held: low-0.011 <= came && came <= high+0.011,
	}
}

// ratios are a table's: the error over smoothing's, the share of 80 % intervals that
// held, and the interval score over the plain one's.
func ratios(list []scored) (off, held, interval float64) {
	var all scored
	for _, s := range list {
		all.off, all.smoothing = all.off+s.off, all.smoothing+s.smoothing
		all.interval, all.plain = all.interval+s.interval, all.plain+s.plain
		if s.held {
			held++
		}
	}
	return all.off / all.smoothing, held / float64(len(list)), all.interval / all.plain
}

// TestScores: on real series, months cut on the 1st, the 11th and the 21st, the error is
// below that of the best one-line forecast and the intervals hold.
func TestScores(t *testing.T) {
	if testing.Short() {
		t.Skip("700 projections twice")
	}
	list := cuts(t)
	for _, mode := range []struct {
		name          string
		known         bool
		off, interval float64 // at most
	}{{"known", true, 0.92, 0.80}, {"silent", false, 0.95, 0.85}} {
		var all []scored
		groups := map[string][]scored{}
		for _, c := range list {
			s := c.score(mode.known)
			all = append(all, s)
			kind := fmt.Sprintf("cut on the %d.", c.on)
			groups[kind], groups[c.name[:3]] = append(groups[kind], s), append(groups[c.name[:3]], s)
		}
		off, held, interval := ratios(all)
		t.Logf("%s: %d cuts, error %.3f of smoothing's, %.1f %% held, interval score %.3f of the plain one's", mode.name, len(all), off, 100*held, interval)
		if off > mode.off || held < 0.77 || held > 0.83 || interval > mode.interval {
			t.Errorf("%s: want an error of %.2f, 77 to 83 %% held and %.2f at most", mode.name, mode.off, mode.interval)
		}
		for _, name := range slices.Sorted(maps.Keys(groups)) {
			off, held, interval := ratios(groups[name])
			t.Logf("%s, %s: %d cuts, error %.3f, %.1f %% held, interval score %.3f", mode.name, name, len(groups[name]), off, 100*held, interval)
			if len(groups[name]) >= 40 && (held < 0.7 || held > 0.9) {
				t.Errorf("%s, %s: %.1f %% held, want 70 to 90", mode.name, name, 100*held)
			}
		}
	}
}
