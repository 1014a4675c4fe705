package projection

import (
	"fmt"
	"math"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/forecast"
)

// daysAhead are an account's simulated days, and when on each path today's credit is
// used up.
type daysAhead struct {
	Projected
	paths [][]float64
	ends  []float64
}

// lookAhead simulates an account's days to come; it returns ErrNoBurn where there is
// nothing to simulate from.
func lookAhead(a credit.Position, asOf time.Time) (daysAhead, error) {
	d := daysAhead{Projected: Project(a, asOf, planDays)}
	if d.Why != "" {
		return d, fmt.Errorf("%w: %s", ErrNoBurn, d.Why)
	}
	_, lots := liveLots(a, d.Next)
	d.paths = d.futures(&Room{})
	d.ends = forecast.Ends(d.paths, d.over, lots)
	return d, nil
}

// usedUp are the days by which one simulated future of ten, and half of them, have used
// up today's credit; zero for one that is not seen to come.
func (d daysAhead) usedUp() (early, half time.Time) {
	ends := slices.Clone(d.ends)
	slices.Sort(ends)
	if at := ends[len(ends)/10]; at <= float64(planDays) {
		early = d.dayOf(at)
	}
	if at := ends[len(ends)/2]; !math.IsInf(at, 1) {
		half = d.dayOf(at)
	}
	return early, half
}
