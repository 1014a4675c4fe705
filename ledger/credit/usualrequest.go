package credit

import (
	"cmp"
	"strings"
	"time"

	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A usualRequest is the model that an account asked most in its last 30 days of
// data, among those that cost anything, and what its requests came to.
type usualRequest struct {
	model    string
	requests int64
	usd      pricing.Money
}

// usualRequestOf finds it in an account's sums as recentDays finds them; zero where no
// request is known.
func usualRequestOf(c *pricing.Catalog, recent []*usage.Day, until time.Time) usualRequest {
	from := pricing.StartOfDay(until.Add(-time.Nanosecond)).Add(-(BurnDays - 1) * pricing.DayLength).Format(pricing.Day)
	to := until.Format(pricing.Day)
	sums := map[string]*usualRequest{}
	canonical := map[string]string{}
	for _, d := range recent {
		if d.Date < from || d.Date > to || d.Requests <= 0 || d.Cost.Sign() <= 0 {
			continue
		}
		id, known := canonical[d.Model]
		if !known {
			id = c.CanonicalName(d.Model)
			canonical[d.Model] = id
		}
		if sums[id] == nil {
			sums[id] = &usualRequest{model: id}
		}
		sums[id].requests += d.Requests
		sums[id].usd = sums[id].usd.Add(d.Cost)
	}
	var most usualRequest
	for _, u := range sums {
		if cmp.Or(cmp.Compare(u.requests, most.requests), u.usd.Cmp(most.usd), strings.Compare(most.model, u.model)) > 0 {
			most = *u
		}
	}
	return most
}
