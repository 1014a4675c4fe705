package ledger

import (
	"context"
	"errors"
	"strconv"
	"time"

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

// Validate is Check, and what its findings are made of.
func (s *Store) check(ctx context.Context, asOf time.Time, set Settings) (Attention, Evidence, error) {
	out := Attention{AsOf: asOf}
	if err := set.Check(); err != nil {
		return out, Evidence{}, err
	}
	today, err := s.evidence(ctx, asOf, set, func(string) bool { return true })
	if err != nil {
		return out, today, err
	}
	if today.Outdated, err = s.outdated(ctx, asOf); err != nil {
		return out, today, err
	}
	if err := errors.Join(s.nameTwins(ctx, today.Twins), s.nameViews(ctx, today.Gaps)); err != nil {
		return out, today, err
	}
	if today.LeftRates, err = s.leftRates(ctx, asOf); err != nil {
		return out, today, err
	}
	past := func(ago int, outlook map[string]bool) (Evidence, error) {
		return s.evidence(ctx, asOf.Add(-days(ago)), set, func(account string) bool { return outlook[account] })
	}
	if out.Findings, err = Findings(today, past, set); err != nil {
		return out, today, err
	}
	acks, err := s.acks(ctx)
	if err != nil {
		return out, today, err
	}
	for i := range out.Findings {
		f := &out.Findings[i]
		if a, ok := acks[f.ID]; ok {
			f.Acknowledged = !a.outgrown(*f, set)
		}
	}
	out.sort()
	return out, today, nil
}

// evidence is what findings are made of at an instant, with the outlook of some accounts.
func (s *Store) evidence(ctx context.Context, asOf time.Time, set Settings, outlook func(account string) bool) (Evidence, error) {
	e := Evidence{AsOf: asOf, Catalog: s.catalog.Newest}
	list, err := s.days(ctx, dayRange{asOf: asOf}, "", wholeDays)
	if err != nil {
		return e, err
	}
	if e.Credits, err = s.credits(ctx, list, "", asOf); err != nil {
		return e, err
	}
	e.foresee(set, outlook)
	if e.Budgets, err = s.budgetStates(ctx, list, e.Credits, asOf); err != nil {
		return e, err
	}
	e.Habits, e.days = habits(list, asOf), list
	if len(list) > 0 {
		last := dayOf(list[len(list)-1].day)
		since := last.AddDate(0, 0, 1-set.RecentDays).Format(pricing.Day)
		e.Gaps = viewGaps(list, since)
		e.Twins = twins(list, since)
		e.OwnKeys = ownKeyExcesses(list, since)
		e.Unpriced = unpricedUses(s.catalog, list, since)
	}
	return e, nil
}

// foresee asks for the outlook of the lots, and for the day on which credit runs out,
// where that may matter: simulating takes longer than all else.
func (e *Evidence) foresee(set Settings, of func(account string) bool) {
	e.RunsOut = map[string]time.Time{}
	var in room
	for i := range e.Credits.Accounts {
		a := &e.Credits.Accounts[i]
		dies := a.diesBy(e.AsOf.Add(days(set.ExpiringWarningDays)))
		ends := a.Account.AutoTopUp == nil && a.lastsLess(2*set.RunwayWarningDays)
		if !a.HasLots || !dies && !ends || !of(a.Account.Name) {
			continue
		}
		p := a.project(e.AsOf, lotDays)
		lots := a.lotsForecast(p, p.futures(&in))
		a.place(lots)
		if !lots.runsOut.IsZero() {
			e.RunsOut[a.Account.Name] = lots.runsOut
		}
	}
}

// diesBy reports whether a lot with credit left dies by an instant.
func (a AccountCredits) diesBy(at time.Time) bool {
	for _, l := range a.Lots {
		if l.Remaining.Sign() > 0 && !l.Expires.IsZero() && !l.Expires.After(at) {
			return true
		}
	}
	return false
}

// lastsLess reports whether credit lasts less than some days at the burn rate.
func (a AccountCredits) lastsLess(days int) bool {
	runway, err := pricing.ParseFigure(a.Runway)
	return err == nil && runway.Cmp(pricing.MustMoney(strconv.Itoa(days))) < 0
}
