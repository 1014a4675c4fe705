package tuitest

import (
	"context"
	"errors"
	"time"

	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// Now is the clock of every test.
var Now = time.Date(2026, 11, 14, 18, 22, 0, 0, time.UTC)

// Books are books with one answer.
type Books struct {
	Recorder
	Work  pricing.Workload
	Until time.Time
	Store *ledger.Store // what the spend screen reads; nil is an empty ledger
	Err   error
}

// StoreBooks are a ledger that the credits screen changes.
type StoreBooks struct {
	*ledger.Store
	Fate string
}

// Passing says what becomes of changes.
func (b StoreBooks) Passing() string { return b.Fate }

// Spend are the daily sums of the ledger.
func (b Books) Spend(ctx context.Context, asOf time.Time) (credit.Books, error) {
	if b.Store == nil {
		return credit.Books{AsOf: asOf}, b.Err
	}
	return b.Store.BooksByLabel(ctx, asOf)
}

// Rows are those behind a figure.
func (b Books) Rows(ctx context.Context, spend credit.Books, q report.RowsQuery) (report.Rows, error) {
	if b.Err != nil {
		return report.Rows{}, b.Err
	}
	return b.Store.Rows(ctx, spend, q)
}

// Reading is what the overview and the findings are made of.
func (b Books) Reading(ctx context.Context, asOf time.Time) (check.Reading, error) {
	if b.Store == nil {
		return check.Reading{Books: credit.Books{AsOf: asOf}}, b.Err
	}
	return b.Store.Reading(ctx, asOf, Settings())
}

// Project simulates the months to come.
func (b Books) Project(of credit.Books) (projection.Forecast, error) {
	return projection.Make(of, projection.Query{})
}

// Attention is what there is to find.
func (b Books) Attention(ctx context.Context, r check.Reading) (check.Attention, error) {
	return b.Store.Attention(ctx, r, Settings())
}

// Acknowledge marks a finding as seen.
func (b Books) Acknowledge(ctx context.Context, id string, asOf time.Time) error {
	_, err := b.Store.Acknowledge(ctx, id, asOf, Settings())
	return err
}

// Unacknowledge takes that back.
func (b Books) Unacknowledge(ctx context.Context, id string) error {
	return b.Store.Unacknowledge(ctx, id)
}

// Credits are the accounts and their lots.
func (b Books) Credits(ctx context.Context, account string, asOf time.Time) (credit.Books, error) {
	if b.Store == nil {
		return credit.Books{AsOf: asOf}, b.Err
	}
	return b.Store.Credits(ctx, account, asOf)
}

// Forecast says when accounts run out.
func (b Books) Forecast(ctx context.Context, q projection.Query) (projection.Forecast, error) {
	if b.Store == nil {
		return projection.Forecast{AsOf: q.AsOf}, b.Err
	}
	return b.Store.Forecast(ctx, q)
}

// Workload is the one answer, or the error.
func (b Books) Workload(context.Context, time.Time) (pricing.Workload, error) {
	return b.Work, b.Err
}

// Accounts are those of the ledger.
func (b Books) Accounts(ctx context.Context) ([]credit.Account, error) {
	if b.Store == nil {
		return nil, b.Err
	}
	return b.Store.Accounts(ctx)
}

// DataUntil is the instant of the last usage.
func (b Books) DataUntil() (time.Time, bool) { return b.Until, !b.Until.IsZero() }

// ErrBroken is what books that can't be read say.
var ErrBroken = errors.New("open ledger.db: file is not a database")

// Settings are settings that have nothing against the age of the small catalog's rates.
func Settings() check.Settings {
	set := check.DefaultSettings()
	set.CatalogInfoDays, set.CatalogWarningDays = 36500, 36500
	return set
}

// Recorder is the part of the books that the credits screen changes, which books without a
// ledger have none of.
type Recorder interface {
	// PreviewTopUp is what AddTopUp would record, and AccountNamed where: both look
	// nothing up on disk.
	PreviewTopUp(known []credit.Account, t lot.TopUp) (lot.TopUp, []string, error)
	AccountNamed(name string, known []credit.Account) (credit.Account, error)

	AddTopUp(ctx context.Context, t lot.TopUp) (lot.TopUp, []string, error)
	// AcceptTopUp records a proposed top-up as a purchase.
	AcceptTopUp(ctx context.Context, id int64) (lot.TopUp, []string, error)
	RefundTopUp(ctx context.Context, o lot.RefundOrder) (lot.TopUp, error)
	RemoveTopUp(ctx context.Context, id int64) (lot.TopUp, error)
	RestoreTopUp(ctx context.Context, t lot.TopUp) error
	EditTopUp(ctx context.Context, id int64, c ledger.TopUpChange) (lot.TopUp, []string, error)
	Balances(ctx context.Context, account string) ([]lot.Balance, error)
	SetBalance(ctx context.Context, account string, usd pricing.Money, at time.Time) (lot.Balance, error)
	RemoveBalance(ctx context.Context, id int64) error

	// Passing says what becomes of changes in a ledger that does not last; "" in one
	// that does.
	Passing() string
}
