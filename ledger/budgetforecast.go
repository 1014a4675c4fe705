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
	whole map[string]*budgetPart
}

// A budgetPart is what an account's part of a budget will come to in its month.
type budgetPart struct {
	account   string
	narrow    bool // only some of the account's usage is the budget's
	projected projected
	month     MonthForecast // without fees
}

// budget is what the month of a budget will come to, spent so far included: the sum
// over the accounts that it counts, as the forecast has it. It is nil where nothing
// can be projected, and where an account's part can't.
func (p *projections) budget(b BudgetState, matches func(d *day) bool) *pricing.Money {
	parts, known := p.parts(b, matches)
	if !known || len(parts) == 0 {
		return nil
	}
	var sum pricing.Money
	for _, part := range parts {
		sum = sum.Add(part.month.Projected)
	}
	return &sum
}

// parts are those of the accounts that a budget counts; false where one can't be
// projected.
func (p *projections) parts(b BudgetState, matches func(d *day) bool) (parts []*budgetPart, known bool) {
	for _, a := range p.credits.Accounts {
		if a.Account.Billing == "subscription" || b.Account != "" && a.Account.Name != b.Account || len(a.spending.pieces[a.Account.Name]) == 0 {
			continue
		}
		part, seen := p.whole[a.Account.Name]
		if narrow := b.Model != "" || b.Key != ""; narrow || !seen {
			if narrow {
				a.history.Usage = a.spending.only(a.Account.Name, matches).usage(a.Account.Name)
			}
			part = p.month(a, b.Month)
			if part != nil {
				part.narrow = narrow
			}
			if !narrow {
				p.whole[a.Account.Name] = part
			}
		}
		if part == nil {
			return nil, false
		}
		parts = append(parts, part)
	}
	return parts, true
}

// month projects an account's month, to the cent; nil where that can't be.
func (p *projections) month(a AccountCredits, from time.Time) *budgetPart {
	series := a.burnSeries()
	to := from.AddDate(0, 1, 0)
	projected := a.project(p.asOf, int(to.Sub(series.next)/wholeDay))
	if projected.why != "" {
		return nil
	}
	f := forecasting{q: ForecastQuery{AsOf: p.asOf}}
	m := f.month(projected, projected.futures(&f.room), from)
	return &budgetPart{account: a.Account.Name, projected: projected, month: m}
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
