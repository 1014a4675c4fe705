package forecast

import "math"

const (
	// Ahead is how many days a back-test looks ahead.
	Ahead = 30
	// mostOrigins is from how many days in the past, a week apart.
	mostOrigins = 26
	// backtestPaths are enough for the ends of an interval in a back-test.
	backtestPaths = 200
)

// Said is the name of the projection itself in a back-test.
const Said = "as projected"

// BacktestNames are what a back-test holds against what came, in their order.
var BacktestNames = [8]string{Said, ByAge, LastWeek, Line, SeasonalNaive, Mean28, Mean91, Smoothing}

// A Backtest is how projections did on the series' own past: from some days in it, with
// nothing read that came later. Days of silence and of no data are in none.
type Backtest struct {
	Origins int
	// Sums are the mean absolute errors of the sum of Ahead days, a day, and Days those
	// of single days, in the order of BacktestNames. Dollars.
	Sums, Days [len(BacktestNames)]float64
	Held       float64 // the share of the projection's 80 % intervals that held; NaN for no origin
}

// Test looks back on a series.
func Test(s Series, seed uint64) Backtest {
	out := Backtest{Held: math.NaN()}
	held := 0.0
	paths := Table(backtestPaths, Ahead)
	sums := make([]float64, backtestPaths)
	for n := len(s.USD) - Ahead; n >= Short && out.Origins < mostOrigins; n -= week {
		past, came := s.upTo(n), s.USD[n:n+Ahead]
		if s.anyUnknown(n, n+Ahead) {
			continue
		}
		p, ok := Project(past, seed)
		if !ok {
			continue
		}
		out.Origins++
		total := 0.0
		for _, v := range came {
			total += v
		}
		for i, said := range p.each(past.USD) {
			sum := 0.0
			for h, v := range came {
				sum += said[h]
				out.Days[i] += math.Abs(said[h]-v) / Ahead
			}
			out.Sums[i] += math.Abs(sum-total) / Ahead
		}
		p.Draw(paths)
		for i, path := range paths {
			sums[i] = 0
			for _, v := range path {
				sums[i] += v
			}
		}
		if low, high := Interval(sums); low <= total+tiny && total <= high+tiny {
			held++
		}
	}
	if out.Origins == 0 {
		return out
	}
	for i := range out.Sums {
		out.Sums[i] /= float64(out.Origins)
		out.Days[i] /= float64(out.Origins)
	}
	out.Held = held / float64(out.Origins)
	return out
}

// tiny is far under a cent: sums of floats differ by less.
const tiny = 1e-6

// upTo is the series as it stood before a day, all of it known.
func (s Series) upTo(n int) Series {
	out := Series{USD: s.USD[:n]}
	if s.Unknown != nil {
		out.Unknown = s.Unknown[:n]
	}
	return out
}

func (s Series) anyUnknown(from, to int) bool {
	for i := from; i < to && s.Unknown != nil; i++ {
		if s.Unknown[i] {
			return true
		}
	}
	return false
}

// each is what all of BacktestNames say of the days ahead.
func (p Projection) each(usd []float64) (out [len(BacktestNames)][Ahead]float64) {
	copy(out[0][:], p.Said(Ahead))
	m := p.known
	for h := range Ahead {
		shape := m.profile[h%week]
		out[1][h], out[2][h], out[3][h] = m.byAge*shape, m.last*shape, m.line.ahead(float64(h+4)/week, 0)*shape
		for i, name := range OneLines {
			out[4+i][h] = oneLine(name, usd, h)
		}
	}
	return out
}
