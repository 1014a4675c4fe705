package forecast

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestRepeats: what repeats exactly is said exactly, and nothing strays from it.
func TestRepeats(t *testing.T) {
	working := []float64{12, 12, 12, 12, 12, 3, 0}
	for _, c := range []struct {
		name string
		days int
		of   func(day int) float64
		want float64 // of the 28 days after them
	}{
		{"constant", 100, func(int) float64 { return 10 }, 280},
		{"constant, one day", 1, func(int) float64 { return 10 }, 280},
		{"constant, six days", 6, func(int) float64 { return 10 }, 280},
		{"weekdays", 91, func(d int) float64 { return working[d%7] }, 252},
		{"weekdays, two weeks", 14, func(d int) float64 { return working[d%7] }, 252},
		{"weekdays, not whole weeks", 38, func(d int) float64 { return working[d%7] }, 252},
		{"nothing", 50, func(int) float64 { return 0 }, 0},
	} {
		var usd []float64
		for d := range c.days {
			usd = append(usd, c.of(d))
		}
		p := projected(t, Series{USD: usd})
		if said := sum(p.Said(28)); math.Abs(said-c.want) > 1e-9 {
			t.Errorf("%s: %v said, want %v", c.name, said, c.want)
		}
		for _, path := range drawn(p, 28) {
			if math.Abs(sum(path)-c.want) > 1e-9 {
				t.Errorf("%s: a path of %v, want %v", c.name, sum(path), c.want)
				break
			}
		}
	}
}

func projected(t testing.TB, s Series) Projection {
	t.Helper()
	p, ok := Project(s, 7)
	if !ok {
		t.Fatal("nothing to project")
	}
	return p
}

func drawn(p Projection, days int) [][]float64 {
	paths := Table(Paths, days)
	p.Draw(paths)
	return paths
}

// interval is the 80 % interval of a sum of days.
func interval(p Projection, days int) (low, high float64) {
	var sums []float64
	for _, path := range drawn(p, days) {
		sums = append(sums, sum(path))
	}
	return Interval(sums)
}

// TestNamedFailures: what an earlier forecast did to people is not done to them.
func TestNamedFailures(t *testing.T) {
	daily := func(n int, usd float64) []float64 { return slices.Repeat([]float64{usd}, n) }
	t.Run("one dear day of two months ago is no level", func(t *testing.T) {
		usd := daily(200, 10)
		usd[140] = 10_000
		p := projected(t, Series{USD: usd})
		if said := sum(p.Said(31)); said > 3*310 {
			t.Errorf("%.2f said of 31 days that came to 310 in all other months", said)
		}
		if low, _ := interval(p, 31); low < 100 {
			t.Errorf("the low end is %.2f, and no day was under 10", low)
		}
	})
	t.Run("a dear day of a year ago is forgotten", func(t *testing.T) {
		usd := daily(380, 10)
		usd[15] = 4_000
		if said := sum(projected(t, Series{USD: usd}).Said(30)); said > 1.2*300 {
			t.Errorf("%.2f said, about 300 a month otherwise", said)
		}
	})
	t.Run("who stopped and is known to have is not billed for ever", func(t *testing.T) {
		p := projected(t, Series{USD: append(daily(150, 10), daily(60, 0)...)})
		if said := sum(p.Said(30)); said > 0.12*300 {
			t.Errorf("%.2f said after 60 days without use", said)
		}
		if low, _ := interval(p, 30); low > 0 {
			t.Errorf("the low end is %.2f", low)
		}
	})
	t.Run("rare use is not certain of nothing", func(t *testing.T) {
		usd := daily(204, 0) // 10 January to 1 August, used on 10 January, April and July
		usd[0], usd[90], usd[181] = 60, 60, 60
		p := projected(t, Series{USD: usd})
		if _, high := interval(p, 123); high <= 0 || sum(p.Said(123)) <= 0 {
			t.Errorf("%.2f said of 123 days, up to %.2f", sum(p.Said(123)), high)
		}
	})
	t.Run("75 days of silence are not known to be use", func(t *testing.T) {
		p := projected(t, Series{USD: daily(150, 10), Silent: 75})
		if p.NoUse <= 0 || p.NoUse >= 1 {
			t.Errorf("no use has the chance %v", p.NoUse)
		}
		low, high := interval(p, 105)
		if low == high {
			t.Errorf("an interval of no width, %v", low)
		}
	})
	t.Run("a gap is in no level", func(t *testing.T) {
		usd, unknown := daily(100, 15), make([]bool, 100)
		for i := 40; i < 71; i++ {
			usd[i], unknown[i] = 0, true
		}
		p := projected(t, Series{USD: usd, Unknown: unknown})
		if said := sum(p.Said(31)); math.Abs(said-465) > 1e-9 {
			t.Errorf("%v said, want 31 x 15 = 465", said)
		}
	})
}

// TestGrowth: a straight line goes on from two months on, and is not followed for ever.
func TestGrowth(t *testing.T) {
	var usd []float64
	for d := range 120 {
		usd = append(usd, 5+0.1*float64(d))
	}
	want := 0.0
	for d := 120; d < 150; d++ {
		want += 5 + 0.1*float64(d)
	}
	p := projected(t, Series{USD: usd})
	if said := sum(p.Said(30)); math.Abs(said/want-1) > 0.01 {
		t.Errorf("%.2f said of a line that comes to %.2f", said, want)
	}
	if year := p.Said(365); year[364] > 2*usd[119]+1 {
		t.Errorf("%.2f a day after a year", year[364])
	}
}

// TestMethod: shares are said as one reads them, none of under half a percent.
func TestMethod(t *testing.T) {
	for _, c := range []struct {
		p    Projection
		want string
	}{
		{Projection{Shares: [3]float64{0.86, 0.09, 0.05}}, "weeks by age 86 %, last week 9 %, straight line 5 %"},
		{Projection{Shares: [3]float64{0.997, 0.002, 0.001}}, "weeks by age 100 %"},
		{Projection{Short: true, Shares: [3]float64{1, 0, 0}}, "mean of the last week"},
	} {
		if got := c.p.Method(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// aSeries draws pasts with pauses, refunds, gaps and silences.
func aSeries(t *rapid.T) Series {
	n := rapid.IntRange(1, 150).Draw(t, "days")
	s := Series{Unknown: make([]bool, n), Silent: rapid.IntRange(0, 40).Draw(t, "silent"), Begun: rapid.Float64Range(0, 10).Draw(t, "begun")}
	for i := range n {
		s.USD = append(s.USD, rapid.OneOf(rapid.Just(0.0), rapid.Float64Range(0, 100), rapid.Float64Range(-50, 0)).Draw(t, "usd"))
		s.Unknown[i] = rapid.IntRange(0, 30).Draw(t, "unknown") == 0
	}
	return s
}

// TestProjectionLaws: no day is below zero; the same series has the same answer; a longer
// horizon changes nothing; what is said adds up and scales with the series.
func TestProjectionLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := aSeries(t)
		p, ok := Project(s, 3)
		if !ok {
			t.Fatal("nothing to project")
		}
		days := rapid.IntRange(1, 60).Draw(t, "ahead")
		longer := days + rapid.IntRange(0, 200).Draw(t, "further")
		said, more := p.Said(days), p.Said(longer)
		paths, further := Table(40, days), Table(60, longer)
		p.Draw(paths)
		again, _ := Project(s, 3)
		again.Draw(further)
		if !slices.Equal(said, more[:days]) {
			t.Fatalf("%v said, with a longer horizon %v", said, more[:days])
		}
		for i, path := range paths {
			if !slices.Equal(path, further[i][:days]) {
				t.Fatalf("path %d differs with a longer horizon", i)
			}
			for h, v := range append(slices.Clone(path), said...) {
				if v < 0 || math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("day %d of path %d: %v", h, i, v)
				}
			}
		}
		twice := Series{Unknown: s.Unknown, Silent: s.Silent, Begun: 2 * s.Begun}
		for _, v := range s.USD {
			twice.USD = append(twice.USD, 2*v)
		}
		double, _ := Project(twice, 3)
		if a, b := 2*sum(said), sum(double.Said(days)); math.Abs(a-b) > 1e-6*max(1, a) {
			t.Fatalf("twice the dollars are said to be %v, not %v", b, a)
		}
	})
}

// TestPathsComeToWhatIsExpected: over 91 days the mean of the paths is that of the plain
// mean of the weeks by age.
func TestPathsComeToWhatIsExpected(t *testing.T) {
	for name, s := range readSpend(t) {
		first, last := s.ends()
		p := projected(t, Series{USD: s.days(first, last)})
		want, have := 0.0, 0.0
		for h := range 91 {
			want += p.known.expected(h)
		}
		for _, path := range drawn(p, 91) {
			have += sum(path) / Paths
		}
		if math.Abs(have-want) > 1e-6*max(1, want) {
			t.Errorf("%s: the paths come to %v, want %v", name, have, want)
		}
	}
}

// TestSilence: the chance that silent days were without use falls with their number for
// who works daily, and stays for who works seldom. By hand for 60 days of daily use and
// one silent day: A = (0 + 30 x (1/2 - 1/4) / 2) / 90 = 3.75 / 90, B = (60 + 30 x 2/3) / 90 / 31,
// 0.85 A / (0.85 A + 0.15 B) = 0.891...
func TestSilence(t *testing.T) {
	s := Series{USD: slices.Repeat([]float64{5}, 60), Silent: 1}
	a, b := 3.75/90, 80.0/90/31
	if got, want := s.noUse(), 0.85*a/(0.85*a+0.15*b); math.Abs(got-want) > 1e-12 {
		t.Errorf("%v, want %v", got, want)
	}
	before := 1.0
	for _, silent := range []int{1, 3, 5, 8, 14, 30, 75} {
		s.Silent = silent
		if got := s.noUse(); got >= before {
			t.Errorf("%d days: %v, after %v", silent, got, before)
		} else {
			before = got
		}
	}
	seldom := Series{Silent: 3}
	for d := range 140 {
		seldom.USD = append(seldom.USD, []float64{0, 0, 0, 0, 0, 9, 9}[d%7])
	}
	if got := seldom.noUse(); got < 0.9 {
		t.Errorf("three silent days of who works two days a week: no use has the chance %v", got)
	}
}

func TestBacktest(t *testing.T) {
	if b := Test(Series{USD: make([]float64, 43)}, 1); b.Origins != 0 || !math.IsNaN(b.Held) {
		t.Errorf("43 days: %+v, want no origin", b)
	}
	b := Test(Series{USD: slices.Repeat([]float64{10}, 100)}, 1)
	if b.Origins != 9 || b.Held != 1 { // from day 70, 63, ... 14
		t.Errorf("%d origins, %v held, want 9 and 1", b.Origins, b.Held)
	}
	for i, off := range b.Sums {
		if off > 1e-9 || b.Days[i] > 1e-9 {
			t.Errorf("%s errs by %v of what never changes", BacktestNames[i], off)
		}
	}
	step := append(slices.Repeat([]float64{10}, 14), slices.Repeat([]float64{20}, 30)...)
	if b := Test(Series{USD: step}, 1); b.Origins != 1 || math.Abs(b.Sums[0]-10) > 1e-9 || b.Held != 0 {
		t.Errorf("a step that nobody foresaw: %+v, want an error of 10 a day", b)
	}
}

func BenchmarkProject(b *testing.B) {
	var usd []float64
	for d := range 400 {
		usd = append(usd, float64(d%7)+float64(d%31)/10)
	}
	for _, days := range []int{120, 400} {
		b.Run(fmt.Sprint(days), func(b *testing.B) {
			paths := Table(Paths, days)
			for b.Loop() {
				p, _ := Project(Series{USD: usd, Silent: 3}, 1)
				p.Draw(paths)
			}
		})
	}
}
