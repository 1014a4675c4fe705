package ledger

import (
	"fmt"
	"time"

	"tollbook/ledger/forecast"
)

// daysAhead are an account's simulated days, and when on each path today's credit is
// used up.
type daysAhead struct {
	projected
	ends []float64
}

// ahead simulates an account's days to come; it returns ErrNoBurn where there is
// nothing to simulate from.
func (a AccountCredits) ahead(asOf time.Time) (daysAhead, error) {
	d := daysAhead{projected: a.project(asOf, planDays)}
	if d.why != "" {
		return d, fmt.Errorf("%w: %s", ErrNoBurn, d.why)
	}
	_, lots := a.liveLots(d.next)
	d.ends = forecast.Ends(d.Paths, d.over, lots)
	return d, nil
}
