package forecast_test

import (
	"math"
	"testing"

	"tollbook/ledger/forecast"
)

// certain is a burn that does not stray.
func certain(usd float64, days int) [][]float64 {
	path := make([]float64, days)
	for i := range path {
		path[i] = usd
	}
	return [][]float64{path}
}

func TestLotsOfACertainBurn(t *testing.T) {
	never := math.Inf(1)
	for _, c := range []struct {
		name             string
		burn             float64
		days             int
		over             float64
		lots             []forecast.Lot
		births           forecast.Births
		breakage, chance []float64
		runsOut          float64
	}{
		{"used up: 30 at 2 a day", 2, 60, 0, []forecast.Lot{{30, 20}}, forecast.Births{}, []float64{0}, []float64{0}, 15},
		{"36 days at 0.60 use 21.60 of 71.20", 0.6, 60, 0, []forecast.Lot{{71.2, 36}}, forecast.Births{}, []float64{49.6}, []float64{1}, 36},
		{"to the cent on its last day", 2, 60, 0, []forecast.Lot{{40, 20}}, forecast.Births{}, []float64{0}, []float64{0}, 20},
		// The first day has half left, and its path half of the dollars: $1 a day
		// from 0.5 to 10 is 9.50, and 10.50 are left.
		{"a day that is half over", 1, 60, 0.5, []forecast.Lot{{20, 10}}, forecast.Births{}, []float64{10.5}, []float64{1}, 10},
		// The first is used until day 10 and loses 5; the second then lasts 20 days.
		{"the second begins when the first dies", 1, 60, 0, []forecast.Lot{{15, 10}, {20, 100}}, forecast.Births{}, []float64{5, 0}, []float64{1, 0}, 30},
		// By rule the grant goes first though it dies later: the purchase is idle for
		// 12 days, then has 3 until day 15.
		{"a grant that goes first", 1, 60, 0, []forecast.Lot{{12, 50}, {10, 15}}, forecast.Births{}, []float64{0, 7}, []float64{0, 1}, 15},
		{"never dies", 1, 60, 0, []forecast.Lot{{40, never}}, forecast.Births{}, []float64{0}, []float64{0}, 40},
		{"beyond the end of the path", 1, 30, 0, []forecast.Lot{{100, 80}}, forecast.Births{}, []float64{20}, []float64{1}, 80},
		{"nothing burns", 0, 30, 0, []forecast.Lot{{100, 80}}, forecast.Births{}, []float64{100}, []float64{1}, 80},
		{"nothing burns and nothing dies", 0, 30, 0, []forecast.Lot{{100, never}}, forecast.Births{}, []float64{0}, []float64{0}, never},
		{"no lots", 1, 30, 0, nil, forecast.Births{}, nil, nil, 0},
		// Purchases that die later are used later: nothing changes.
		{"births behind it", 1, 60, 0, []forecast.Lot{{30, 20}}, forecast.Births{USD: 50, Below: 25, Life: 365}, []float64{10}, []float64{1}, never},
		// When 20 are left, on day 10, 10 more come that die on day 15: 5 of them are
		// used by then in front of the lot. After that 20 are left at once again, 10
		// more come, and so on: only they burn, and the lot keeps its 20 until it dies.
		{"births in front of it", 1, 60, 0, []forecast.Lot{{30, 40}}, forecast.Births{USD: 10, Below: 20, Life: 5}, []float64{15}, []float64{1}, never},
	} {
		t.Run(c.name, func(t *testing.T) {
			paths := certain(c.burn, c.days)
			paths[0][0] *= 1 - c.over
			got := forecast.Live(paths, c.over, c.lots, c.births)
			for i := range c.lots {
				if math.Abs(got.Breakage[i]-c.breakage[i]) > 1e-9 || got.Chance[i] != c.chance[i] {
					t.Errorf("lot %d loses %v with chance %v, want %v and %v", i, got.Breakage[i], got.Chance[i], c.breakage[i], c.chance[i])
				}
			}
			if got.RunsOut != c.runsOut && math.Abs(got.RunsOut-c.runsOut) > 1e-9 {
				t.Errorf("runs out on day %v, want %v", got.RunsOut, c.runsOut)
			}
		})
	}
}

// Three futures of equal chance: the means and shares can be counted.
func TestLotsOfThreeFutures(t *testing.T) {
	paths := append(append(certain(1, 40), certain(2, 40)...), certain(3, 40)...)
	got := forecast.Live(paths, 0, []forecast.Lot{{50, 20}}, forecast.Births{})
	// 30, 10 and 0 are left: 40/3, in two of three; they run out on days 20, 20 and 16.67.
	if math.Abs(got.Breakage[0]-40.0/3) > 1e-9 || math.Abs(got.Chance[0]-2.0/3) > 1e-9 || got.RunsOut != 20 {
		t.Errorf("got %+v", got)
	}
}

// BenchmarkLive is a year of 1,000 paths over five lots, and with purchases to come.
func BenchmarkLive(b *testing.B) {
	p, _ := forecast.Project(forecast.Series{USD: certain(1, 200)[0]}, 1)
	paths := forecast.Table(forecast.Paths, 400)
	p.Draw(paths)
	lots := []forecast.Lot{{30, 40}, {50, 100}, {50, 200}, {80, 300}, {100, 365}}
	for name, births := range map[string]forecast.Births{"none": {}, "daily": {USD: 1, Below: 20, Life: 30}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				forecast.Live(paths, 0, lots, births)
			}
		})
	}
}
