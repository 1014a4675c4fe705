package credit

import (
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// CreditBegins is when the first credit that is recorded for the account comes, where
// that is after the clock; zero where it has come, or none is recorded.
func (a Position) CreditBegins() time.Time {
	var first time.Time
	for _, t := range a.Input.History.TopUps {
		switch {
		case t.Kind == lot.Refund:
		case !t.At.After(a.Input.AsOf):
			return time.Time{}
		case first.IsZero() || t.At.Before(first):
			first = t.At
		}
	}
	return first
}

// CreditBegins is the first instant at which credit comes to an account of which all that is
// recorded comes after the clock; zero where there is no such account.
func (b Books) CreditBegins() time.Time {
	var first time.Time
	for _, a := range b.Accounts {
		if at := a.CreditBegins(); !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// NoCreditWords say why no account has a balance.
func (b Books) NoCreditWords() string {
	if first := b.CreditBegins(); !first.IsZero() {
		return "The first credit that is recorded is of " + first.Format(pricing.Day) + ": before that no balance is known."
	}
	return "No top-up is recorded, so no balance is known: exports of usage do not show top-ups."
}

// NoLotsWords say why an account has no balance at the clock.
func (a Position) NoLotsWords() string {
	if at := a.CreditBegins(); a.Account.HasLots() && !at.IsZero() {
		return "first credit " + at.Format(pricing.Day)
	}
	return a.Account.NoLotsWords()
}
