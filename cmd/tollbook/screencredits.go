package main

import (
	"context"
	"time"

	"tollbook/ledger"
)

// Credits are the balances and lots.
func (b books) Credits(ctx context.Context, account string, asOf time.Time) (ledger.Credits, error) {
	return b.store.Credits(ctx, account, asOf)
}

// Forecast is what the accounts will come to, and when their credit ends.
func (b books) Forecast(ctx context.Context, q ledger.ForecastQuery) (ledger.Forecast, error) {
	return b.store.Forecast(ctx, q)
}

// Plan finds what to load at an account.
func (b books) Plan(ctx context.Context, q ledger.LoadQuery) (ledger.LoadPlan, error) {
	return b.store.Plan(ctx, q)
}
