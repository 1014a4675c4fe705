package ledger

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// A WorkloadQuery chooses the usage to compare.
type WorkloadQuery struct {
	AsOf    time.Time
	From    time.Time // first day; zero is 30 days that end with the last day of usage
	To      time.Time // last day, inclusive; zero is the last day of usage not after AsOf
	Account string    // "" is all accounts
	// Subscribed chooses what subscriptions pay, and nothing else, in place of all but that.
	Subscribed bool
}

// Workload is the ledger's usage as a comparison prices it, counted over the days for
// which it is known. Accounts that pay by subscription are left out: their tokens cost
// nothing more. A range without usage gives an empty workload.
func (s *Store) Workload(ctx context.Context, q WorkloadQuery) (w pricing.Workload, err error) {
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		w, err = workload(ctx, tx, s.catalog, q)
		return err
	})
	return w, err
}

func workload(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, w WorkloadQuery) (pricing.Workload, error) {
	asked, sums, err := workloadSums(ctx, q, c, w)
	if err != nil || sums == nil {
		return pricing.Workload{Source: "ledger"}, err
	}
	in := usage.WorkIn
	if w.Subscribed {
		in = usage.SubscribedIn
	}
	work, err := in(c, sums, asked, w.AsOf)
	if err != nil {
		return pricing.Workload{}, err
	}
	out := work.Workload(c)
	if len(work.Known) == 0 {
		return out, nil
	}
	e, err := readEntries(ctx, q, c, "")
	if err != nil {
		return pricing.Workload{}, err
	}
	return e.Paid(out, work.Days, w.Account, w.AsOf), nil
}

// workloadSums reads the days that are asked for in parts, up to the clock; nil where there
// are none. Days that end with the last usage end before a day of which all came after the
// clock.
func workloadSums(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, w WorkloadQuery) (asked usage.DaySpan, sums *usage.Sums, err error) {
	for days := w; ; days.AsOf = asked.To.Add(-1) {
		if asked, err = workloadDays(ctx, q, days); err != nil || asked.Days() == 0 {
			return asked, nil, err
		}
		sums, err = usage.ReadSums(ctx, q, c, usage.SumsQuery{AsOf: w.AsOf, From: asked.From, To: asked.To, PartsFrom: asked.From, PartsAlone: true, Account: w.Account})
		if err != nil {
			return asked, nil, err
		}
		last := asked.To.Format(pricing.Day)
		used := func(d usage.Day) bool { return d.Date == last && (d.Billing == "subscription") == w.Subscribed }
		if !w.To.IsZero() || last < w.AsOf.UTC().Format(pricing.Day) || slices.ContainsFunc(sums.Parts, used) {
			return asked, sums, nil
		}
	}
}

// workloadDays finds the days that are asked for: 30 that end with the last day of usage, or
// those from one day to another, not after the clock.
func workloadDays(ctx context.Context, q sqlite.Reader, w WorkloadQuery) (usage.DaySpan, error) {
	limit := w.To
	if limit.IsZero() || w.AsOf.Before(limit) {
		limit = w.AsOf
	}
	find := usage.UsageDays
	if w.Subscribed {
		find = usage.SubscribedDays
	}
	r, err := find(ctx, q, limit, w.Account)
	if err != nil || r.Days() == 0 {
		return r, err
	}
	if !w.To.IsZero() {
		r.To = pricing.StartOfDay(limit)
	}
	if r.From = r.To.AddDate(0, 0, 1-pricing.WorkloadDays); !w.From.IsZero() {
		r.From = pricing.StartOfDay(w.From)
	}
	return r, nil
}
