package ledger

import (
	"cmp"
	"strings"
	"time"

	"tollbook/pricing"
)

// A usualRequest is the model that an account asked most in its last 30 days of
// data, among those that cost anything, and what its requests came to.
type usualRequest struct {
	model    string
	requests int64
	usd      pricing.Money
}

// usualRequest finds it in the daily sums; zero where no request is known.
func (s *Store) usualRequest(list []day, a AccountCredits) usualRequest {
	if a.DataUntil.IsZero() || !a.HasLots {
		return usualRequest{}
	}
	from := startOfDay(a.DataUntil.Add(-time.Nanosecond)).Add(-(BurnDays - 1) * wholeDay).Format(pricing.Day)
	until := a.DataUntil.Format(pricing.Day)
	sums := map[string]*usualRequest{}
	canonical := map[string]string{}
	for i := len(list) - 1; i >= 0 && list[i].day >= from; i-- {
		d := &list[i]
		if d.account != a.Account.Name || d.day > until || !d.dollarsCount || d.requests <= 0 || d.cost.Sign() <= 0 {
			continue
		}
		id, known := canonical[d.model]
		if !known {
			id = canonicalName(s.catalog, d.model)
			canonical[d.model] = id
		}
		if sums[id] == nil {
			sums[id] = &usualRequest{model: id}
		}
		sums[id].requests += d.requests
		sums[id].usd = sums[id].usd.Add(d.cost)
	}
	var most usualRequest
	for _, u := range sums {
		if cmp.Or(cmp.Compare(u.requests, most.requests), u.usd.Cmp(most.usd), strings.Compare(most.model, u.model)) > 0 {
			most = *u
		}
	}
	return most
}
