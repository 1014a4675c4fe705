package ledger

import (
	"time"

	"tollbook/pricing"
)

// projections are what budgets will come to, from the accounts' own projections.
type projections struct {
	credits Credits
	asOf    time.Time
	// whole remembers the accounts' whole months, which several budgets may count.
	whole map[string]*pricing.Money
}

// budget is what the month of a budget will come to, spent so far included: the sum
// over the accounts that it counts, as the forecast has it. It is nil where nothing
// can be projected, and where an account's part can't.
func (p *projections) budget(b BudgetState, matches func(d *day) bool) *pricing.Money {
	var sum *pricing.Money
	for _, a := range p.credits.Accounts {
		if a.Account.Billing == "subscription" || b.Account != "" && a.Account.Name != b.Account || len(a.spending.pieces[a.Account.Name]) == 0 {
			continue
		}
		part, known := p.whole[a.Account.Name]
		if narrow := b.Model != "" || b.Key != ""; narrow || !known {
			if narrow {
				a.history.Usage = a.spending.only(a.Account.Name, matches).usage(a.Account.Name)
			}
			part = p.month(a, b.Month)
			if !narrow {
				p.whole[a.Account.Name] = part
			}
		}
		if part == nil {
			return nil
		}
		if sum == nil {
			sum = &pricing.Money{}
		}
		total := sum.Add(*part)
		sum = &total
	}
	return sum
}

// month projects an account's month, to the cent.
func (p *projections) month(a AccountCredits, from time.Time) *pricing.Money {
	series := a.burnSeries()
	to := from.AddDate(0, 1, 0)
	projected := a.project(p.asOf, int(to.Sub(series.next)/wholeDay))
	if projected.why != "" {
		return nil
	}
	f := forecasting{q: ForecastQuery{AsOf: p.asOf}}
	m := f.month(projected, from, func(pricing.Money, time.Time) *pricing.Money { return nil })
	return &m.Projected
}

// only is the spending with the dollars of an account that match; the days of the
// others stay, at nothing, as they are known.
func (s spending) only(account string, matches func(d *day) bool) spending {
	kept := make([]piece, len(s.pieces[account]))
	for i, p := range s.pieces[account] {
		if !matches(p.day) {
			p.usd = pricing.Money{}
		}
		kept[i] = p
	}
	return spending{map[string][]piece{account: kept}, s.until}
}
