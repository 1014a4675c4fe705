package check

import (
	"errors"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A Budget is what a calendar month (UTC) may cost all in: all of it, or what one account,
// model or key uses. It counts what a report counts as all in, the tokens and the fees
// that they bear; own-key spend and usage under a subscription are not in it.
type Budget struct {
	Name    string
	USD     pricing.Money
	Account string // "" is all
	Model   string // canonical; "" is all
	Key     string // the API key's label; "" is all

	AccountID int64
}

// Of says in words what a budget is of: "openrouter, model z-ai/glm-5.3", or
// "all usage".
func (b Budget) Of() string {
	var parts []string
	if b.Account != "" {
		parts = append(parts, b.Account)
	}
	if b.Model != "" {
		parts = append(parts, "model "+b.Model)
	}
	if b.Key != "" {
		parts = append(parts, "key "+b.Key)
	}
	if len(parts) == 0 {
		return "all usage"
	}
	return strings.Join(parts, ", ")
}

// A BudgetState is a budget in the month of an instant.
type BudgetState struct {
	Budget
	Month time.Time     // its first instant
	Spent pricing.Money // fees included
	Fees  pricing.Money // what of Spent is for loading credit, of each account to the cent
	// Projected is the whole month's all in, what was spent included, to the cent; nil
	// where there is nothing to project from.
	Projected *pricing.Money
	// Uncharged are the accounts whose fees nobody has published: theirs are in neither
	// figure.
	Uncharged []string
	// Unpriced counts tokens of the month that no price is known of: Spent is too
	// low by what they cost.
	Unpriced int64
}

// Left is what may still be spent; negative where it is overspent.
func (b BudgetState) Left() pricing.Money { return b.USD.Sub(b.Spent) }

// Percent is the part of the budget that is spent, to 6 decimals.
//
//	$265.40 of $500.00 is 53.08
func (b BudgetState) Percent() string {
	text, _ := pricing.Quotient(b.Spent.Times(100), b.USD)
	return text
}

// PercentWords is Percent as people read it, with one decimal: "53.1 %"; "-" where it is
// no figure.
func (b BudgetState) PercentWords() string {
	p, err := pricing.ParseFigure(b.Percent())
	if err != nil {
		return "-"
	}
	return p.Fixed(1) + " %"
}

// Ends is the first instant after the month.
func (b BudgetState) Ends() time.Time { return b.Month.AddDate(0, 1, 0) }

// ErrNoBudget is returned for a name that no budget has.
var ErrNoBudget = errors.New("no such budget")

// StatesOf says how some budgets stand in the month of the books' clock.
func StatesOf(b credit.Books, list []Budget) ([]BudgetState, error) {
	if len(list) == 0 {
		return nil, nil
	}
	future := newProjections(b)
	var out []BudgetState
	for _, budget := range list {
		x, err := future.budget(budget)
		if err != nil {
			return nil, err
		}
		out = append(out, x.BudgetState)
	}
	return out, nil
}

// ByKey reports whether a budget is of a key: then the books have to be read by label.
func ByKey(list []Budget) bool {
	return slices.ContainsFunc(list, func(b Budget) bool { return b.Key != "" })
}

// budgeted reports whether a day's sum is what a budget is of. Models remembers
// the canonical names.
func budgeted(c *pricing.Catalog, b Budget, d *usage.Day, models map[string]string) bool {
	if b.AccountID != 0 && d.AccountID != b.AccountID || b.Key != "" && d.Key != b.Key {
		return false
	}
	if b.Model == "" {
		return true
	}
	if _, known := models[d.Model]; !known {
		models[d.Model] = c.CanonicalName(d.Model)
	}
	return models[d.Model] == b.Model
}
