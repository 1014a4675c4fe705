package forecast_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"tollbook/ledger/forecast"
)

// lotCase is one simulated user's lot: what was said of it, and what came.
type lotCase struct {
	chance, breakage float64
	left, lost       float64
}

// lotCases gives simulated users lots that die in 20 to 90 days and hold about what
// will be used until then.
func lotCases(perFamily int) []lotCase {
	var out []lotCase
	for _, f := range families {
		for seed := range perFamily {
			r := rand.New(rand.NewPCG(uint64(seed), 99))
			n, life := 90+r.IntN(300), 20+r.IntN(71)
			y := f.make(r, n, life)
			p := forecast.Project(forecast.Series{USD: y[:n]}, life, uint64(seed))
			usd := sum(p.Mean[:life]) * (0.7 + 0.6*r.Float64())
			o := forecast.Live(p.Paths, 0, []forecast.Lot{{USD: usd, Dies: float64(life)}}, forecast.Births{})
			lost := max(0, usd-sum(y[n:n+life]))
			out = append(out, lotCase{o.Chance[0], o.Breakage[0], usd, lost})
		}
	}
	return out
}

// Of the lots given about a 30 % chance to leave something about 30 % do, and so for
// the other chances: within what chance itself allows, three standard errors, and a
// tenth, since the method that was chosen is not the truth.
func TestLotChancesAreHonest(t *testing.T) {
	t.Parallel()
	bins := map[int][]lotCase{}
	var said, came float64
	for _, c := range lotCases(70) {
		if c.left <= 0 {
			continue
		}
		bin := min(int(c.chance*5), 4)
		bins[bin] = append(bins[bin], c)
		said += c.breakage / c.left
		came += c.lost / c.left
	}
	for bin := range 5 {
		cases := bins[bin]
		n, chance, left := float64(len(cases)), 0.0, 0.0
		for _, c := range cases {
			chance += c.chance / n
			if c.lost >= 0.01 {
				left += 1 / n
			}
		}
		t.Logf("chance %2d to %3d %%: %3.0f lots, said %.1f %%, came %.1f %%", bin*20, bin*20+20, n, 100*chance, 100*left)
		if n < 30 {
			t.Errorf("%v lots are too few to tell", n)
		}
		if err := math.Abs(left - chance); err > 0.1+3*math.Sqrt(chance*(1-chance)/n) {
			t.Errorf("lots with a chance of %.2f: %.2f left something", chance, left)
		}
	}
	t.Logf("breakage: said %.1f, came %.1f of the lots' credit", said, came)
	if came < said*0.7 || came > said*1.4 {
		t.Errorf("%.1f lots' worth was lost, %.1f was expected", came, said)
	}
}
