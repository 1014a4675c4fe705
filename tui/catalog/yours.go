package catalog

import (
	"cmp"
	"context"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/pricing"
)

// Books is the part of the books that this screen needs. Those that are pricer and
// rateSetter too tell which prices changed, and keep prices of the user's own.
type Books interface {
	// Passing says what becomes of changes in a ledger that does not last; "" in one
	// that does.
	Passing() string
	// Workload is a month of the user's own usage, Accounts those of the ledger: they say
	// which gateways and models are the user's.
	Workload(ctx context.Context, asOf time.Time) (pricing.Workload, error)
	Accounts(ctx context.Context) ([]credit.Account, error)
}

// yours are the gateways and models that the ledger has, with what a month of them takes.
type yours struct {
	work     pricing.Workload
	uses     []pricing.Use
	gateways []string // with an account or usage, the one that takes most first
}

// yoursOf reads what the user has of the catalog. An account of an agent that is paid by
// subscription is none at a gateway.
func yoursOf(ctx context.Context, src Books, asOf time.Time) (y yours, err error) {
	if y.work, err = src.Workload(ctx, asOf); err != nil {
		return y, err
	}
	accounts, err := src.Accounts(ctx)
	if err != nil {
		return y, err
	}
	y.uses = y.work.Uses()
	for _, u := range y.uses {
		y.gateways = append(y.gateways, u.Gateway)
	}
	for _, a := range accounts {
		if a.Billing != "subscription" {
			y.gateways = append(y.gateways, a.Gateway)
		}
	}
	slices.Sort(y.gateways)
	y.gateways = slices.Compact(y.gateways)
	slices.SortStableFunc(y.gateways, func(a, b string) int { return y.at(b).Cmp(y.at(a)) })
	return y, nil
}

// at is what a month takes at a gateway.
func (y yours) at(gateway string) (usd pricing.Money) {
	for _, u := range y.uses {
		if u.Gateway == gateway {
			usd = usd.Add(u.USD)
		}
	}
	return usd
}

// used are the uses of a gateway or of a model, the one that takes most first.
func (y yours) used(is func(pricing.Use) bool) (out []pricing.Use) {
	for _, u := range y.uses {
		if is(u) {
			out = append(out, u)
		}
	}
	return out
}

// A modelUse is what a month takes of one model at all gateways.
type modelUse struct {
	model string // canonical id, or the name of one that nobody lists
	usd   pricing.Money
	at    []pricing.Use // by gateway, the one that takes most first
}

// models are those that are used, the one that takes most first.
func (y yours) models() (out []modelUse) {
	for _, u := range y.uses {
		name := cmp.Or(u.Model, u.Name)
		i := slices.IndexFunc(out, func(m modelUse) bool { return m.model == name })
		if i < 0 {
			i, out = len(out), append(out, modelUse{model: name})
		}
		out[i].usd, out[i].at = out[i].usd.Add(u.USD), append(out[i].at, u)
	}
	slices.SortStableFunc(out, func(a, b modelUse) int { return b.usd.Cmp(a.usd) })
	return out
}
