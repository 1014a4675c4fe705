package ledger

import (
	"context"
	"slices"
	"time"

	"tollbook/pricing"
)

// Subscribed is what subscriptions pay of a ledger's usage: its last 30 days, and what a month
// of it comes to at list prices. A subscription that costs less is worth it.
type Subscribed struct {
	// Accounts are those of it, the dearest first, and behind them all others that a
	// subscription pays; nil where it pays nothing that has a price.
	Accounts []string
	Work     pricing.Workload
	Month    pricing.Money
	Unpriced []string // models that have no list price, which Month is without
}

// Subscribed finds that.
//
//	9 known days of claude-code with $123.63 at list prices: $412.10 a month
func (s *Store) Subscribed(ctx context.Context, asOf time.Time) (out Subscribed, err error) {
	if out.Work, err = s.Workload(ctx, WorkloadQuery{AsOf: asOf, Subscribed: true}); err != nil || out.Work.Empty() {
		return Subscribed{}, err
	}
	priced, err := s.catalog.Compare(out.Work, pricing.Knobs{Gateways: []string{pricing.Direct}}, asOf)
	if err != nil || priced.You == nil || priced.ListUSD.Sign() <= 0 {
		return Subscribed{}, err
	}
	for _, a := range priced.You.Accounts {
		out.Accounts = append(out.Accounts, a.Account)
	}
	all, err := s.Accounts(ctx)
	if err != nil {
		return Subscribed{}, err
	}
	for _, a := range all {
		if a.Billing == "subscription" && !slices.Contains(out.Accounts, a.Name) {
			out.Accounts = append(out.Accounts, a.Name)
		}
	}
	out.Month, out.Unpriced = priced.ListUSD, priced.Unpriced
	return out, nil
}
