package forecast

import (
	"maps"
	"math"
	"slices"
	"testing"
)

// fifths are lots by the chance that was said for them to be used up in time.
type fifths [5]struct{ lots, said, came float64 }

func (f *fifths) add(said float64, came bool) {
	b := &f[min(int(said*5), 4)]
	b.lots++
	b.said += said
	if came {
		b.came++
	}
}

// TestLotChancesAreHonest: on real series, of the lots to which some chance to be used up
// in time was given that share was, within ten points in every fifth. A lot holds a
// quarter of what is said of 60, 180 or 365 days to three times as much.
func TestLotChancesAreHonest(t *testing.T) {
	if testing.Short() {
		t.Skip("some hundred projections of a year")
	}
	all := readSpend(t)
	paths := Table(Paths, 365)
	for _, life := range []int{60, 180, 365} {
		var bins fifths
		brier := 0.0
		for _, name := range slices.Sorted(maps.Keys(all)) {
			s := all[name]
			first, last := s.ends()
			for at := first.AddDate(0, 0, 60); !at.AddDate(0, 0, life-1).After(last); at = at.AddDate(0, 0, 91) {
				from := at.AddDate(0, 0, -400)
				if from.Before(first) {
					from = first
				}
				past, came := s.days(from, at.AddDate(0, 0, -1)), sum(s.days(at, at.AddDate(0, 0, life-1)))
				if sum(past[len(past)-28:]) <= 0 {
					continue
				}
				p := projected(t, Series{USD: past})
				p.Draw(paths)
				usual := sum(p.Said(60)) / 60 * float64(life)
				for _, times := range []float64{0.25, 0.5, 0.75, 1, 1.5, 2, 3} {
					lot := Lot{USD: times * usual, Dies: float64(life)}
					said := 1 - Live(paths, 0, []Lot{lot}, Births{}).Chance[0]
					used := came >= lot.USD
					bins.add(said, used)
					if used {
						brier += (1 - said) * (1 - said)
					} else {
						brier += said * said
					}
				}
			}
		}
		lots := 0.0
		for i, b := range bins {
			said, came := b.said/b.lots, b.came/b.lots
			lots += b.lots
			t.Logf("%d days, %d to %d %%: %3.0f lots, said %.0f %%, came %.0f %%", life, 20*i, 20*i+20, b.lots, 100*said, 100*came)
			if math.Abs(said-came) > 0.1 {
				t.Errorf("%d days: of lots with a chance of %.0f %% %.0f %% were used up in time", life, 100*said, 100*came)
			}
		}
		if brier /= lots; brier > 0.18 {
			t.Errorf("%d days: Brier score %.3f, want 0.18 at most", life, brier)
		} else {
			t.Logf("%d days: Brier score %.3f", life, brier)
		}
	}
}
