package ledger

import (
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// A fee is what loading so much in a month costs at an instant; nil is not known.
type fee func(spend pricing.Money, at time.Time) *pricing.Money

// feeRule is how the top-ups that a projection implies are charged: purchases of the
// account's usual size and by its usual method, fractional as in a comparison. An
// account that buys no credit pays none. Credit that may expire is bought again, unless
// the account reads that as if it does not happen.
//
//	$300.00 projected, loaded $10 at a time by card at OpenRouter: 30 x 0.80 = $24.00
func feeRule(a AccountCredits, catalog *pricing.Catalog) fee {
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
	size, method := a.usualPurchase()
	return func(spend pricing.Money, at time.Time) *pricing.Money {
		m, known := g.MonthlyFee(spend, method, size, at)
		if !known {
			return nil
		}
		return &m
	}
}

// feesBorne is what each account's usage of a month bears of fees, as a report has it; an
// account without usage then is not there, and nil is not known.
func (s Books) feesBorne(month time.Time) (map[string]*pricing.Money, error) {
	r, err := s.Report(ReportQuery{By: []string{"account"}, From: month, To: month.AddDate(0, 1, -1)})
	if err != nil {
		return nil, err
	}
	out := map[string]*pricing.Money{}
	for _, row := range r.Rows {
		out[row.Keys[0]] = row.FeesUSD
	}
	return out, nil
}

// usualPurchase is the size in which the account buys credit, and the method of the
// newest purchase: its automatic top-up, or the median of the last 90 days before the
// clock; zero where none was recorded.
func (a AccountCredits) usualPurchase() (size pricing.Money, method string) {
	var sizes []pricing.Money
	newest := true
	for _, l := range slices.Backward(a.Lots) {
		if l.Kind != lot.Purchase || l.ID == 0 {
			continue
		}
		if newest {
			method, newest = l.Method, false
		}
		if l.At.After(a.Input.AsOf.AddDate(0, 0, -purchaseDays)) {
			sizes = append(sizes, l.Credit)
		}
	}
	if a.automatic() {
		return a.Input.History.Terms.AutoTopUp, method
	}
	return lot.Median(sizes), method
}
