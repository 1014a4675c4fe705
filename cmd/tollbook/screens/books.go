package screens

import (
	"context"
	"errors"
	"time"

	"tollbook/cmd/tollbook/cli"
	"tollbook/ledger"
	"tollbook/ledger/check"
	"tollbook/ledger/credit"
	"tollbook/ledger/explain"
	"tollbook/ledger/projection"
	"tollbook/ledger/report"
	"tollbook/pricing"
)

// books lets the screens read a ledger without knowing it.
type books struct {
	store    *ledger.Store
	asOf     time.Time
	settings func() (check.Settings, error)
	passing  string // what becomes of changes in a ledger that does not last
}

// newBooks are the books of a ledger, by the settings in force.
func newBooks(run *cli.Run, s *ledger.Store) books {
	return books{store: s, asOf: run.AsOf, settings: run.Thresholds}
}

// Workload is the usage that the what-if screen starts from.
func (b books) Workload(ctx context.Context, asOf time.Time) (pricing.Workload, error) {
	return b.store.Workload(ctx, ledger.WorkloadQuery{AsOf: asOf})
}

// CacheExample is the app of that usage that is cached best.
func (b books) CacheExample(ctx context.Context, w pricing.Workload) (*pricing.CacheExample, error) {
	return b.store.CacheExample(ctx, w)
}

// Projected is that usage as the next 30 days are projected to be.
func (b books) Projected(ctx context.Context, asOf time.Time) (pricing.Workload, error) {
	return b.store.ProjectedWorkload(ctx, ledger.WorkloadQuery{AsOf: asOf})
}

// Spend is all usage as daily sums, by label too.
func (b books) Spend(ctx context.Context, asOf time.Time) (credit.Books, error) {
	return b.store.BooksByLabel(ctx, asOf)
}

// Accounts are those of the ledger.
func (b books) Accounts(ctx context.Context) ([]credit.Account, error) {
	return b.store.Accounts(ctx)
}

// Rows are a page of the rows behind a figure.
func (b books) Rows(ctx context.Context, spend credit.Books, q report.RowsQuery) (report.Rows, error) {
	return b.store.Rows(ctx, spend, q)
}

// Reading is what is read of the ledger once for the overview. Settings that can't be read
// keep nobody from his sums: Attention says what is wrong with them.
func (b books) Reading(ctx context.Context, asOf time.Time) (check.Reading, error) {
	set, err := b.settings()
	if err != nil {
		set = check.DefaultSettings()
	}
	return b.store.Reading(ctx, asOf, set)
}

// Project is what the months to come will cost.
func (b books) Project(of credit.Books) (projection.Forecast, error) {
	return projection.Make(of, projection.Query{})
}

// Attention is what needs attention by the settings in force. Where the ledger got other
// rows since it was read, it is read anew.
func (b books) Attention(ctx context.Context, r check.Reading) (check.Attention, error) {
	set, err := b.settings()
	if err != nil {
		return check.Attention{}, err
	}
	found, err := b.store.Attention(ctx, r, set)
	if errors.Is(err, check.ErrChanged) {
		return b.store.Check(ctx, r.Books.AsOf, set)
	}
	return found, err
}

// Acknowledge keeps a finding from counting until it becomes worse.
func (b books) Acknowledge(ctx context.Context, id string, asOf time.Time) error {
	set, err := b.settings()
	if err != nil {
		return err
	}
	_, err = b.store.Acknowledge(ctx, id, asOf, set)
	return err
}

// Unacknowledge takes that back.
func (b books) Unacknowledge(ctx context.Context, id string) error {
	return b.store.Unacknowledge(ctx, id)
}

// DataUntil is the instant of the last usage; false for an empty ledger. What was
// imported since the books were opened counts.
func (b books) DataUntil() (time.Time, bool) {
	e, err := b.store.Extent(context.Background())
	return e.Last, err == nil && !e.Last.IsZero()
}

// Explain takes apart what stands behind an address.
func (b books) Explain(ctx context.Context, address string) (pricing.Explanation, error) {
	return explain.Figure(ctx, b.store, pricing.SplitAddress(address), b.asOf, b.settings)
}
