package screens

import (
	"context"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// Credits are the balances and lots.
func (b books) Credits(ctx context.Context, account string, asOf time.Time) (credit.Books, error) {
	return b.store.Credits(ctx, account, asOf)
}

// PreviewTopUp is what AddTopUp would record.
func (b books) PreviewTopUp(known []credit.Account, t lot.TopUp) (lot.TopUp, []string, error) {
	return b.store.PreviewTopUp(known, t)
}

// AccountNamed is the account that a top-up by that name would go to.
func (b books) AccountNamed(name string, known []credit.Account) (credit.Account, error) {
	return b.store.AccountNamed(name, known)
}

// AddTopUp records a top-up or a grant.
func (b books) AddTopUp(ctx context.Context, t lot.TopUp) (lot.TopUp, []string, error) {
	return b.store.AddTopUp(ctx, t)
}

// AcceptTopUp records a proposed top-up as a purchase.
func (b books) AcceptTopUp(ctx context.Context, id int64) (lot.TopUp, []string, error) {
	return b.store.AcceptTopUp(ctx, id)
}

// RefundTopUp records that credit went back.
func (b books) RefundTopUp(ctx context.Context, o lot.RefundOrder) (lot.TopUp, error) {
	return b.store.RefundTopUp(ctx, o)
}

// RemoveTopUp forgets a top-up or a refund.
func (b books) RemoveTopUp(ctx context.Context, id int64) (lot.TopUp, error) {
	return b.store.RemoveTopUp(ctx, id)
}

// RestoreTopUp records one again that was removed, under its number.
func (b books) RestoreTopUp(ctx context.Context, t lot.TopUp) error {
	return b.store.RestoreTopUp(ctx, t)
}

// EditTopUp corrects a top-up.
func (b books) EditTopUp(ctx context.Context, id int64, c ledger.TopUpChange) (lot.TopUp, []string, error) {
	return b.store.EditTopUp(ctx, id, c)
}

// Balances are what the pages of an account said.
func (b books) Balances(ctx context.Context, account string) ([]lot.Balance, error) {
	return b.store.Balances(ctx, account)
}

// SetBalance records what an account's page said.
func (b books) SetBalance(ctx context.Context, account string, usd pricing.Money, at time.Time) (lot.Balance, error) {
	return b.store.SetBalance(ctx, account, usd, at)
}

// RemoveBalance forgets a recorded balance.
func (b books) RemoveBalance(ctx context.Context, id int64) error {
	return b.store.RemoveBalance(ctx, id)
}

// Passing says what becomes of changes in a ledger that does not last.
func (b books) Passing() string { return b.passing }

// What becomes of changes where they do not last.
const (
	passingDemo  = "in the demo alone, which is thrown away"
	passingFiles = "in this temporary ledger alone: K keeps its files only"
)

// withPassing is the books of a ledger that does not last.
func (b books) withPassing(passing string) books {
	b.passing = passing
	return b
}
