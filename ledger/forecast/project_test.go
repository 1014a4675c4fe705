package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tollbook/ledger/forecast"
)

// near reports whether two figures are the same to a billionth.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

func TestNothingToProject(t *testing.T) {
	if p := forecast.Project(forecast.Series{}, 30, 1); p.Method != "" || p.Mean != nil || p.Paths != nil {
		t.Errorf("of nothing comes %+v", p)
	}
	if got := forecast.Backtest(forecast.Series{USD: make([]float64, forecast.Short-1)}); got != nil {
		t.Errorf("13 days are tested: %+v", got)
	}
}

// $10.00 a day for 100 days are $10.00 a day: no method errs and no path strays.
func TestACertainSeriesStaysCertain(t *testing.T) {
	y := days(100, func(int) float64 { return 10 })
	p := forecast.Project(forecast.Series{USD: y}, 30, 1)
	for i, path := range p.Paths {
		if !near(sum(path), 300) || !near(path[0], 10) {
			t.Fatalf("path %d comes to %v, its first day to %v", i, sum(path), path[0])
		}
	}
	for _, s := range p.Scores {
		if !math.IsNaN(s.MASE) || s.Sum > 1e-9 { // nothing to measure errors by
			t.Errorf("%s errs by %v, MASE %v", s.Method, s.Sum, s.MASE)
		}
	}
}

// Working days at $14.00 and weekends at nothing: the season is found to the cent.
func TestACertainWeek(t *testing.T) {
	y := days(140, func(t int) float64 {
		if t%7 == 0 || t%7 == 6 { // the first day is a Sunday
			return 0
		}
		return 14
	})
	p := forecast.Project(forecast.Series{USD: y}, 14, 1)
	for h, v := range p.Mean {
		want := 14.0
		if h%7 == 0 || h%7 == 6 {
			want = 0
		}
		if math.Abs(v-want) > 0.3 {
			t.Errorf("day %d: %v, want about %v", h, v, want)
		}
	}
}

// Under 14 days it is the plain mean: (1 + 2 + 6) / 3 is 3.
func TestAShortSeriesIsItsMean(t *testing.T) {
	p := forecast.Project(forecast.Series{USD: []float64{1, 2, 6}}, 5, 1)
	if !p.Short || p.Method != forecast.PlainMean || p.Scores != nil {
		t.Errorf("got %+v", p)
	}
	for _, v := range p.Mean {
		if !near(v, 3) {
			t.Errorf("a day of %v, want 3", v)
		}
	}
	thirteen := forecast.Project(forecast.Series{USD: make([]float64, 13)}, 5, 1)
	fourteen := forecast.Project(forecast.Series{USD: make([]float64, 14)}, 5, 1)
	if !thirteen.Short || fourteen.Short {
		t.Errorf("13 days are short: %v; 14 are: %v", thirteen.Short, fourteen.Short)
	}
}

// A day of 40 times the usual adds what it cost to the half year it stands in, not
// to every week to come.
func TestARunawayDayIsNoNewLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	y := days(120, func(int) float64 { return 10 * noisy(r, 0.2) })
	before := sum(forecast.Project(forecast.Series{USD: y}, 30, 1).Mean)
	for _, ago := range []int{1, 3, 10, 25} {
		y[len(y)-ago] += 400
		after := forecast.Project(forecast.Series{USD: y}, 30, 1)
		// $400 in 120 days are $100 in 30.
		if got := sum(after.Mean); got < before || got > before+130 {
			t.Errorf("%d days ago: 30 days come to %v, without it to %v", ago, got, before)
		}
		y[len(y)-ago] -= 400
	}
}

// Runaway days are in the spread as often as they were in the last half year.
func TestSpikesAreInTheSpread(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 5))
	spikes := 0.0
	y := days(364, func(t int) float64 {
		v := 10 * noisy(r, 0.1)
		if r.Float64() < 0.03 {
			v += 200
			if t >= 182 {
				spikes++
			}
		}
		return v
	})
	p := forecast.Project(forecast.Series{USD: y}, 28, 1)
	seen := 0.0
	for _, path := range p.Paths {
		for _, v := range path {
			if v > 100 {
				seen++
			}
		}
	}
	got, want := seen/float64(len(p.Paths)*28), spikes/182
	if spikes < 3 || got < want*0.8 || got > want*1.2 {
		t.Errorf("%.4f of the days are runaway days, %.0f of 182 were: %.4f", got, spikes, want)
	}
}

// What the method said is the middle of the paths: as many end above as below, where
// days are not much skewed. Their mean is a little above it, since who errs by a half
// is as often too low by as much as too high by twice. Work that ended and may come
// again is told apart below.
func TestPathsLieAroundWhatWasSaid(t *testing.T) {
	skewed := map[string]bool{"spiky": true, "intermittent": true, "pauses": true, "vacations": true}
	for _, f := range families {
		if f.name == "stopped" || f.name == "ended" {
			continue
		}
		y := f.make(rand.New(rand.NewPCG(2, 7)), 200, 0)
		p := forecast.Project(forecast.Series{USD: y}, 92, 1)
		said, total := sum(p.Mean), 0.0
		sums := make([]float64, len(p.Paths))
		for i, path := range p.Paths {
			sums[i] = sum(path)
			total += sums[i] / float64(len(p.Paths))
		}
		slices.Sort(sums)
		if middle := sums[len(sums)/2]; !skewed[f.name] && math.Abs(middle/said-1) > 0.03 {
			t.Errorf("%s: half of the paths come to less than %v, the method says %v", f.name, middle, said)
		}
		if total < said*0.99 || total > said*1.15 {
			t.Errorf("%s: the paths' mean is %v, the method says %v", f.name, total, said)
		}
	}
}

// Work that never paused and came to nothing 21 days ago: (14 / (14 + 21))^2 = 16 % of
// pauses last as long, so that it is over with a chance of 0.5 / (0.5 + 0.5 x 0.16) =
// 86 %. It is projected at nothing, and one path in seven goes on: three in a hundred
// less, for those that wait for more than the quarter.
func TestWorkThatEndedMayComeAgain(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	y := days(201, func(t int) float64 {
		if t < 180 {
			return 10 * noisy(r, 0.2)
		}
		return 0
	})
	p := forecast.Project(forecast.Series{USD: y}, 92, 1)
	if said := sum(p.Mean); said != 0 {
		t.Errorf("30 days are said to come to %v", said)
	}
	back, usd := 0.0, 0.0
	for _, path := range p.Paths {
		if v := sum(path); v > 0 {
			back++
			usd = max(usd, v)
		}
	}
	if share := back / float64(len(p.Paths)); share < 0.09 || share > 0.17 {
		t.Errorf("on %.1f %% of the paths work comes again", 100*share)
	}
	if usd < 600 || usd > 1000 { // at most 92 days of 10
		t.Errorf("it comes to %v at most", usd)
	}
}

// Weekends at a quarter, and work that fell to 3 % four weeks ago: weekdays still are
// what they were, 1.3 and 0.25 of 10 x 0.03.
func TestTheSeasonOutlivesWork(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	y := days(210, func(t int) float64 {
		v := 10 * workweek(t) * noisy(r, 0.2)
		if t >= 182 {
			v *= 0.03
		}
		return v
	})
	p := forecast.Project(forecast.Series{USD: y}, 7, 1)
	for h, v := range p.Mean { // 210 is a multiple of 7
		if want := 0.3 * workweek(h); math.Abs(v/want-1) > 0.25 {
			t.Errorf("day %d: %v, want about %v", h, v, want)
		}
	}
}

// A price that halved 20 days ago: after it the days cost half, and so do those to
// come.
func TestAPriceChangeIsSeen(t *testing.T) {
	for _, factor := range []float64{0.5, 2} {
		r := rand.New(rand.NewPCG(9, 9))
		y := days(150, func(t int) float64 {
			v := 20 * noisy(r, 0.25)
			if t >= 130 {
				v *= factor
			}
			return v
		})
		got := sum(forecast.Project(forecast.Series{USD: y}, 30, 1).Mean)
		if want := 600 * factor; got < want*0.85 || got > want*1.15 {
			t.Errorf("by %v: 30 days come to %v, want about %v", factor, got, want)
		}
	}
}

// The same series gives the same answer; another seed other paths of the same mean.
func TestSameSeriesSameAnswer(t *testing.T) {
	y := families[2].make(rand.New(rand.NewPCG(1, 1)), 100, 0)
	a, b := forecast.Project(forecast.Series{USD: y}, 30, 1), forecast.Project(forecast.Series{USD: y}, 30, 1)
	c := forecast.Project(forecast.Series{USD: y}, 30, 2)
	if fmt.Sprint(a) != fmt.Sprint(b) { // NaN is not itself
		t.Error("the same series gave two answers")
	}
	if reflect.DeepEqual(a.Paths, c.Paths) || !reflect.DeepEqual(a.Mean, c.Mean) {
		t.Error("another seed has to change the paths and nothing else")
	}
	s, u := forecast.Backtest(forecast.Series{USD: y}), forecast.Backtest(forecast.Series{USD: y})
	if fmt.Sprint(s) != fmt.Sprint(u) {
		t.Error("two back-tests differ")
	}
}

// A longer horizon says the same of the days that both have.
func TestALongerHorizonSaysTheSame(t *testing.T) {
	for _, n := range []int{5, 200} {
		y := families[1].make(rand.New(rand.NewPCG(1, 1)), n, 0)
		long := forecast.Project(forecast.Series{USD: y}, 400, 1)
		for _, days := range []int{1, 40, 93, 250} {
			short := forecast.Project(forecast.Series{USD: y}, days, 1)
			if !reflect.DeepEqual(short.Mean, long.Mean[:days]) || !reflect.DeepEqual(short.Paths[7], long.Paths[7][:days]) {
				t.Errorf("after %d days: %d days to come differ from the first of 400", n, days)
			}
		}
	}
}

// Twice the dollars are twice the projection, whatever the series, and no day to come
// is under zero or beyond all bounds.
func TestProjectionScales(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := rapid.SliceOfN(rapid.Float64Range(-5, 100), 1, 90).Draw(t, "days")
		weekday := rapid.IntRange(0, 6).Draw(t, "weekday")
		twice := make([]float64, len(y))
		for i := range y {
			twice[i] = 2 * y[i]
		}
		a := forecast.Project(forecast.Series{Weekday: weekday, USD: y}, 40, 1)
		b := forecast.Project(forecast.Series{Weekday: weekday, USD: twice}, 40, 1)
		if a.Method != b.Method {
			t.Fatalf("%s became %s", a.Method, b.Method)
		}
		for h := range a.Mean {
			if math.Abs(2*a.Mean[h]-b.Mean[h]) > 1e-6 {
				t.Fatalf("day %d: twice %v is %v", h, a.Mean[h], b.Mean[h])
			}
		}
		for _, path := range a.Paths {
			for _, v := range path {
				if !(v >= 0 && v < 1e6) {
					t.Fatalf("a day of %v", v)
				}
			}
		}
	})
}

// spendIsNeverNegative: refunds of usage, pauses and runaway days in the past make no
// day to come less than nothing, nor one that is no number.
func spendIsNeverNegative(t *rapid.T) {
	steady := rapid.Bool().Draw(t, "steady")
	usd := func(t *rapid.T, least, most int64, name string) float64 { // whole millionths
		return float64(rapid.Int64Range(least*1e6, most*1e6).Draw(t, name)) / 1e6
	}
	day := rapid.Custom(func(t *rapid.T) float64 {
		switch kind := rapid.IntRange(0, 9).Draw(t, "kind"); {
		case kind == 0 && !steady:
			return usd(t, -5000, 0, "refund")
		case kind == 1 && !steady:
			return usd(t, 0, 1e6, "runaway")
		}
		return usd(t, 5, 15, "usual")
	})
	var y []float64
	for range rapid.IntRange(1, 4).Draw(t, "spells") {
		y = append(y, rapid.SliceOfN(day, 1, 60).Draw(t, "work")...)
		rest := make([]float64, rapid.IntRange(0, 30).Draw(t, "rest"))
		if len(rest) > 0 {
			rest[0] = -usd(t, 0, 100, "what came back")
		}
		y = append(y, rest...)
	}
	p := forecast.Project(forecast.Series{Weekday: rapid.IntRange(0, 6).Draw(t, "weekday"), USD: y}, 100, 1)
	for _, path := range append(p.Paths, p.Mean) {
		for h, v := range path {
			if !(v >= 0) || math.IsInf(v, 1) {
				t.Fatalf("%s: day %d is %v", p.Method, h, v)
			}
		}
	}
}

func TestSpendIsNeverNegative(t *testing.T) { rapid.Check(t, spendIsNeverNegative) }

func FuzzProject(f *testing.F) { f.Fuzz(rapid.MakeFuzz(spendIsNeverNegative)) }

// Two spells of work of $10.00 a day, with a pause between them in which $60.00 came
// back, and a pause now: rest is no use, and no path has a day below nothing.
func TestARefundInAPause(t *testing.T) {
	y := slices.Concat(slices.Repeat([]float64{10}, 28), []float64{-60}, make([]float64, 13), slices.Repeat([]float64{10}, 28), make([]float64, 5))
	p := forecast.Project(forecast.Series{USD: y}, 60, 1)
	if p.Method != forecast.InSpells {
		t.Errorf("the method is %s", p.Method)
	}
	for i, path := range p.Paths {
		for h, v := range path {
			if v < 0 {
				t.Fatalf("day %d of path %d is %v", h, i, v)
			}
		}
	}
}

// A back-test scores every method, counts its intervals, and measures by the
// seasonal naive one.
func TestBacktest(t *testing.T) {
	y := families[1].make(rand.New(rand.NewPCG(1, 1)), 300, 0)
	scores := forecast.Backtest(forecast.Series{USD: y})
	p := forecast.Project(forecast.Series{USD: y}, 30, 1)
	if len(scores) < 8 || len(scores) != len(p.Scores) {
		t.Fatalf("%d methods", len(scores))
	}
	for i, s := range scores {
		if s.Method != p.Scores[i].Method || s.MASE != p.Scores[i].MASE {
			t.Errorf("%+v is %+v in the projection", s, p.Scores[i])
		}
		if s.Tested != p.Origins || s.Held < 0 || s.Held > 1 {
			t.Errorf("%s: %v of %d held, of %d origins", s.Method, s.Held, s.Tested, p.Origins)
		}
		if s.Method == forecast.SeasonalNaive && s.MASE != 1 {
			t.Errorf("the seasonal naive method's MASE is %v", s.MASE)
		}
		if s.Method == p.Method && !(s.MASE < 1) {
			t.Errorf("%s won with a MASE of %v", s.Method, s.MASE)
		}
	}
}

// The interval of 100 outcomes 1 to 100 goes from the tenth part to the ninetieth.
func TestInterval(t *testing.T) {
	v := make([]float64, 101)
	for i := range v {
		v[i] = float64(100 - i)
	}
	if low, high := forecast.Interval(v); low != 10 || high != 90 {
		t.Errorf("from %v to %v", low, high)
	}
	if low, high := forecast.Interval([]float64{7}); low != 7 || high != 7 {
		t.Errorf("of one: from %v to %v", low, high)
	}
}
