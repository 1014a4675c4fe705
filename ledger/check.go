package ledger

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// Check finds what needs attention at asOf, worst first, and marks what somebody
// has acknowledged. It writes nothing: levels that hold over some days are worked
// out from those days' books anew, so that the same ledger, settings and clock
// give the same answer, also where the ledger can only be read.
func (s *Store) Check(ctx context.Context, asOf time.Time, set Settings) (Attention, error) {
	out, _, err := s.check(ctx, asOf, set)
	return out, err
}

// check is Check, and what its findings are made of: the daily sums, read once, the books
// of the clock, and those of days looked back to.
func (s *Store) check(ctx context.Context, asOf time.Time, set Settings) (out Attention, today Evidence, err error) {
	out = Attention{AsOf: asOf}
	if err := set.Check(); err != nil {
		return out, today, err
	}
	err = s.file.Read(ctx, func(tx *sql.Tx) error {
		c := checking{q: tx, catalog: s.catalog, set: set}
		if today, err = c.today(ctx, asOf); err != nil {
			return err
		}
		past := func(ago int, outlook map[string]bool) (Evidence, error) {
			return c.past(ctx, today.Books.Sums, asOf.Add(-days(ago)), func(account string) bool { return outlook[account] })
		}
		if out.Findings, err = Findings(today, past, set); err != nil {
			return err
		}
		seen, err := acks(ctx, tx)
		for i := range out.Findings {
			f := &out.Findings[i]
			if a, ok := seen[f.ID]; ok {
				f.Acknowledged = !a.outgrown(*f, set)
			}
		}
		out.sort()
		return err
	})
	return out, today, err
}

// checking reads what findings are made of, in one transaction.
type checking struct {
	q       sqlite.Reader
	catalog *pricing.Catalog
	set     Settings
	entries credit.Entries
	budgets []Budget
}

// today is the evidence of the clock, with what is not looked back to.
func (c *checking) today(ctx context.Context, asOf time.Time) (Evidence, error) {
	e := Evidence{AsOf: asOf}
	var err error
	if c.entries, err = readEntries(ctx, c.q, c.catalog, ""); err != nil {
		return e, err
	}
	if c.budgets, err = budgets(ctx, c.q); err != nil {
		return e, err
	}
	of := usage.SumsQuery{AsOf: asOf}
	if back := asOf.Add(-days(c.set.HoldDays)); credit.RatesChange(c.catalog, back) {
		of.PartsFrom = credit.WorkSince(back)
	}
	used, err := usage.UsageDays(ctx, c.q, asOf, "")
	if err != nil {
		return e, err
	}
	if from := used.To.AddDate(0, 0, 1-rateDays); used.Days() > 0 && (of.PartsFrom.IsZero() || from.Before(of.PartsFrom)) {
		of.PartsFrom = from
	}
	older, err := pricedByAnother(ctx, c.q, c.catalog)
	if err != nil {
		return e, err
	}
	prices := newOutdated(c.catalog)
	if older {
		of.Computed = prices.add
	}
	sums, err := usage.ReadSums(ctx, c.q, c.catalog, of)
	if err != nil {
		return e, err
	}
	if e, err = c.evidence(ctx, sums, func(string) bool { return true }); err != nil {
		return e, err
	}
	e.Outdated = prices.found()
	if used.Days() > 0 {
		e.LeftRates = leftRates(c.catalog, sums.Parts, used.To.AddDate(0, 0, 1-rateDays))
	}
	return e, errors.Join(nameTwins(ctx, c.q, e.Twins), nameViews(ctx, c.q, e.Gaps))
}

// past is the evidence of an earlier instant, from the sums of a later one.
func (c *checking) past(ctx context.Context, later *usage.Sums, asOf time.Time, outlook func(account string) bool) (Evidence, error) {
	then, err := later.At(ctx, c.q, asOf)
	if err != nil {
		return Evidence{AsOf: asOf}, err
	}
	return c.evidence(ctx, then, outlook)
}

// evidence is what findings are made of at the instant of sums, with the outlook of some
// accounts.
func (c *checking) evidence(ctx context.Context, sums *usage.Sums, outlook func(account string) bool) (Evidence, error) {
	e := Evidence{AsOf: sums.AsOf, Catalog: c.catalog.Newest}
	var err error
	if e.Books, err = deriveAt(ctx, c.q, sums, c.entries); err != nil {
		return e, err
	}
	e.foresee(c.set, outlook)
	if e.Budgets, err = StatesOf(e.Books, c.budgets); err != nil {
		return e, err
	}
	list := sums.Days
	e.Habits = habits(list, e.AsOf)
	if len(list) > 0 {
		last := usage.DayOf(list[len(list)-1].Date)
		since := last.AddDate(0, 0, 1-c.set.RecentDays).Format(pricing.Day)
		e.Gaps = viewGaps(list, since)
		e.Twins = twins(list, since)
		e.OwnKeys = ownKeyExcesses(list, since)
		e.Unpriced = unpricedUses(c.catalog, list, since)
	}
	return e, nil
}

// foresee asks for the outlook of the lots, and for the day on which credit runs out,
// where that may matter: simulating takes longer than all else.
func (e *Evidence) foresee(set Settings, of func(account string) bool) {
	e.RunsOut = map[string]time.Time{}
	var in projection.Room
	for i := range e.Books.Accounts {
		a := &e.Books.Accounts[i]
		dies := diesBy(*a, e.AsOf.Add(days(set.ExpiringWarningDays)))
		ends := a.Account.AutoTopUp == nil && lastsLess(*a, 2*set.RunwayWarningDays)
		if !a.HasLots || !dies && !ends || !of(a.Account.Name) {
			continue
		}
		if at := projection.ForeseeAccount(a, &in); !at.IsZero() {
			e.RunsOut[a.Account.Name] = at
		}
	}
}

// diesBy reports whether a lot with credit left dies by an instant.
func diesBy(a credit.Position, at time.Time) bool {
	for _, l := range a.Lots {
		if l.Remaining.Sign() > 0 && !l.Expires.IsZero() && !l.Expires.After(at) {
			return true
		}
	}
	return false
}

// lastsLess reports whether credit lasts less than some days at the burn rate.
func lastsLess(a credit.Position, days int) bool {
	runway, err := pricing.ParseFigure(a.Runway)
	return err == nil && runway.Cmp(pricing.MustMoney(strconv.Itoa(days))) < 0
}
