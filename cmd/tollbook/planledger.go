package main

import (
	"context"
	"errors"

	"tollbook/pricing"
)

func (a *app) planFromLedger(ctx context.Context, g *pricing.Gateway, q pricing.PlanQuery, account string) error {
	return errors.New("later")
}
