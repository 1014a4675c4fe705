package check

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// Records are what people recorded that findings are about.
type Records struct {
	Entries credit.Entries
	Budgets []Budget
	Acks    map[string]Ack // by finding
}

// A Reading is all that is read of a ledger to say what needs attention at an instant: the
// books, once, and beside them what only rows and imports tell.
type Reading struct {
	Books   credit.Books // without the outlook of lots
	Records Records
	// Outdated is computed usage that the catalog prices otherwise now, LeftRates are models
	// that are billed otherwise than before.
	Outdated  []OutdatedPrices
	LeftRates []LeftRate
	// Work is the usage of the last 30 days of data, as a comparison prices it, with what its
	// accounts pay.
	Work pricing.Workload
	// Twins and Gaps are usage under two labels and views that disagree, with the imports
	// that brought them.
	Twins []Twins
	Gaps  []ViewGap
}

// Read reads the daily sums once, with the parts of recent days and of computed usage that
// the look at rates needs. q has to be a transaction.
func Read(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, asOf time.Time, set Settings, of Records) (r Reading, err error) {
	r.Records = of
	query := usage.SumsQuery{AsOf: asOf}
	if query.Labels, err = labelsToRead(ctx, q, asOf, set, of.Budgets); err != nil {
		return r, err
	}
	used, err := usage.UsageDays(ctx, q, asOf, "")
	if err != nil {
		return r, err
	}
	billedFrom := used.To.AddDate(0, 0, 1-rateDays)
	if used.Days() > 0 {
		query.PartsFrom = billedFrom
	}
	credit.AskForSteps(c, asOf.Add(-days(set.HoldDays)), &query)
	older, err := pricedByAnother(ctx, q, c)
	if err != nil {
		return r, err
	}
	prices := newOutdated(c)
	if older {
		query.Computed = prices.add
	}
	sums, err := usage.ReadSums(ctx, q, c, query)
	if err != nil {
		return r, err
	}
	if r.Books, err = credit.DeriveAt(ctx, q, sums, of.Entries); err != nil {
		return r, err
	}
	r.Outdated = prices.found()
	if used.Days() > 0 {
		r.LeftRates = leftRates(c, sums.Parts, billedFrom)
		month := usage.DaySpan{From: used.To.AddDate(0, 0, 1-pricing.WorkloadDays), To: used.To}
		work, err := usage.WorkIn(c, sums, month, asOf)
		if err != nil {
			return r, err
		}
		r.Work = of.Entries.Paid(work.Workload(c), work.Days, "", asOf)
	}
	if since := recentSince(sums, set); since != "" {
		r.Gaps = viewGaps(sums.Days, since)
		if r.Twins, err = FindTwins(sums, since); err != nil {
			return r, err
		}
	}
	return r, errors.Join(NameTwins(ctx, q, r.Twins), nameViews(ctx, q, r.Gaps))
}

// labelsToRead are the label sums in which twins are looked for, also where days are looked
// back, or all of them where a budget is of a key.
func labelsToRead(ctx context.Context, q sqlite.Reader, asOf time.Time, set Settings, budgets []Budget) (*usage.LabelsQuery, error) {
	if ByKey(budgets) {
		return &usage.LabelsQuery{}, nil
	}
	out := &usage.LabelsQuery{Of: Buckets}
	used, err := usage.UsageDays(ctx, q, asOf.Add(-days(set.HoldDays)), "")
	if used.Days() > 0 {
		out.From = used.To.AddDate(0, 0, 1-set.RecentDays)
	}
	return out, err
}

// recentSince is the first of the last days of data in which views and unpriced usage are
// looked for; "" without data.
func recentSince(sums *usage.Sums, set Settings) string {
	list := sums.Days
	if len(list) == 0 {
		return ""
	}
	return usage.DayOf(list[len(list)-1].Date).AddDate(0, 0, 1-set.RecentDays).Format(pricing.Day)
}

// BudgetStates says how the budgets stand in the month of the reading.
func (r Reading) BudgetStates() ([]BudgetState, error) { return StatesOf(r.Books, r.Records.Budgets) }

// A Transaction lets something be read of the ledger, all of it of one state.
type Transaction func(do func(q sqlite.Reader) error) error

// ErrChanged is returned where the ledger has other rows than when it was read.
var ErrChanged = errors.New("the ledger has changed since it was read")

// Attend finds what needs attention, worst first, marks what somebody has acknowledged,
// and says what the findings are made of. Days that it has to look back to it takes out of
// the sums that were read; of the rows of such a day it reads those after the clock's time,
// which may be ErrChanged.
func (r Reading) Attend(ctx context.Context, read Transaction, set Settings) (Attention, Evidence, error) {
	out := Attention{AsOf: r.Books.AsOf}
	today, err := r.evidence(r.Books, set, func(string) bool { return true })
	if err != nil {
		return out, today, err
	}
	today.Outdated, today.LeftRates, today.Twins, today.Gaps = r.Outdated, r.LeftRates, r.Twins, r.Gaps
	today.Prices = pricesInUse(r.Work, pricing.Prices{Catalog: r.Books.Catalog, At: r.Books.AsOf})
	past := func(ago int, outlook map[string]bool) (e Evidence, err error) {
		err = read(func(q sqlite.Reader) error {
			now, err := usage.ReadImports(ctx, q)
			if err == nil && now != r.Books.Sums.Imports {
				err = ErrChanged
			}
			if err != nil {
				return err
			}
			then, err := r.Books.Sums.At(ctx, q, r.Books.AsOf.Add(-days(ago)))
			if err != nil {
				return err
			}
			b, err := credit.DeriveAt(ctx, q, then, r.Records.Entries)
			if err != nil {
				return err
			}
			if e, err = r.evidence(b, set, func(account string) bool { return outlook[account] }); err != nil {
				return err
			}
			if since := recentSince(then, set); since != "" {
				e.Gaps = viewGaps(then.Days, since)
				e.Twins, err = FindTwins(then, since)
			}
			return err
		})
		return e, err
	}
	if out.Findings, err = Findings(today, past, set); err != nil {
		return out, today, err
	}
	for i := range out.Findings {
		f := &out.Findings[i]
		if a, ok := r.Records.Acks[f.ID]; ok {
			f.Acknowledged = !a.outgrown(*f, set)
		}
	}
	out.sort()
	return out, today, nil
}

// evidence is what findings are made of at the instant of books, with the outlook of some
// accounts and without what a Reading has. The books stay as they are.
func (r Reading) evidence(b credit.Books, set Settings, outlook func(account string) bool) (Evidence, error) {
	b.Accounts = slices.Clone(b.Accounts)
	e := Evidence{AsOf: b.AsOf, Books: b}
	e.foresee(set, outlook)
	var err error
	if e.Budgets, err = StatesOf(b, r.Records.Budgets); err != nil {
		return e, err
	}
	list := b.Sums.Days
	e.Habits = habits(list, e.AsOf)
	if since := recentSince(b.Sums, set); since != "" {
		e.OwnKeys = ownKeyExcesses(list, since)
		e.Unpriced = unpricedUses(b.Catalog, list, since)
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
