package projection

import (
	"time"

	"tollbook/ledger/credit"
	"tollbook/pricing"
)

// A MonthlyFee is what loading so much in a month costs at an instant; nil is not known.
type MonthlyFee func(spend pricing.Money, at time.Time) *pricing.Money

// FeeRule is how the top-ups that a projection implies are charged: purchases of the
// account's usual size and by its usual method, fractional as in a comparison. An
// account that buys no credit pays none. Credit that may expire is bought again, unless
// the account reads that as if it does not happen.
//
//	$300.00 projected, loaded $10 at a time by card at OpenRouter: 30 x 0.80 = $24.00
func FeeRule(a credit.Position, catalog *pricing.Catalog) MonthlyFee {
	none := func(pricing.Money, time.Time) *pricing.Money { return &pricing.Money{} }
	if !a.Account.HasLots() {
		return none
	}
	g := catalog.Gateway(a.Account.Gateway)
	if g == nil {
		return func(spend pricing.Money, _ time.Time) *pricing.Money {
			if spend.IsZero() {
				return &pricing.Money{}
			}
			return nil
		}
	}
	if a.Input.History.Terms.Lenient && g.Expiry.Kind == pricing.MayExpire {
		kept := *g
		kept.Expiry = pricing.Expiry{Kind: pricing.NeverExpires}
		g = &kept
	}
	size, method := a.UsualPurchase()
	return func(spend pricing.Money, at time.Time) *pricing.Money {
		m, known := g.MonthlyFee(spend, method, size, at)
		if !known {
			return nil
		}
		return &m
	}
}
