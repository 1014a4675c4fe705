package forecast

import (
	"math"
	"slices"
	"testing"
)

func TestEnds(t *testing.T) {
	never := math.Inf(1)
	two := [][]float64{{2, 2, 2}, {2, 0, 0}, {0, 0, 0}}
	for _, c := range []struct {
		name string
		over float64
		lots []Lot
		want []float64
	}{
		// 2 a day goes on behind the third day; 2 / 3 a day on the second path: 4 + 2 / 3 a day x 9
		{"10 dollars", 0, []Lot{{10, never}}, []float64{5, 3 + 8/(2./3), never}},
		{"dead on the third day", 0, []Lot{{10, 2.5}}, []float64{2.5, 2.5, 2.5}},
		{"no credit", 0, nil, []float64{0, 0, 0}},
		// Half of the first day is over, and its 2 are still to come
		{"from noon", 0.5, []Lot{{2, never}}, []float64{1, 1, never}},
	} {
		got := Ends(two, c.over, c.lots)
		for i := range got {
			if got[i] != c.want[i] && math.Abs(got[i]-c.want[i]) > 1e-9 {
				t.Errorf("%s: %v, want %v", c.name, got, c.want)
				break
			}
		}
	}
	lots := []Lot{{10, never}}
	Ends(two, 0, lots)
	if !slices.Equal(lots, []Lot{{10, never}}) {
		t.Errorf("the caller's lots are %v", lots)
	}
}
