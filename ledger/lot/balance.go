package lot

import (
	"time"

	"tollbook/pricing"
)

// A Balance is what a gateway's own page said at an instant.
type Balance struct {
	ID      int64
	Account string
	At      time.Time
	USD     pricing.Money
	// DayUsed is what was used of it since the midnight before, where the gateway told it
	// too; nil is not told. Usage that comes by whole days does not say how much of the
	// day's was before the statement and how much after.
	DayUsed *pricing.Money
}

// Until is the usage that was until the statement, of usage in order of time. Where any of
// its own day is in it, DayUsed stands for that day's.
//
//	at noon, $4 used that day by then: a day's bucket of $9 counts as $4
func (b Balance) Until(usage []Usage) (until []Usage, ownDay bool) {
	midnight := pricing.StartOfDay(b.At)
	for _, u := range usage {
		switch {
		case u.From.After(b.At):
		case b.DayUsed == nil || u.From.Before(midnight):
			until = append(until, u)
		default:
			ownDay = true
		}
	}
	if ownDay {
		until = append(until, Usage{From: midnight, USD: *b.DayUsed})
	}
	return until, ownDay
}
