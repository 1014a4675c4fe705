package keep

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/data"
	"tollbook/ledger/ownrates"
	"tollbook/pricing"
)

// Windows of a look at changed prices.
const (
	SinceDays = 30  // how far back, where nothing is said
	aheadDays = 366 // how far ahead announced changes are shown
)

// sinceOptions are those of the commands that hold the catalog against an earlier one.
type sinceOptions struct {
	since string
}

func (o *sinceOptions) addFlags(f *pflag.FlagSet) {
	f.StringVar(&o.since, "since", "", "a `DAY`, or the number of a change: as it was before it (default: 30 days)")
}

// EarlierPrices is the catalog as it was on a day, or before a change of own rates.
func EarlierPrices(run *cli.Run, since string) (pricing.Prices, error) {
	p := pricing.Prices{At: run.AsOf.AddDate(0, 0, -SinceDays)}
	folder, ok := run.OwnRates()
	later := func(s ownrates.Step) bool { return s.At.After(p.At) }
	if id, err := strconv.Atoi(since); err == nil && ok {
		all, err := folder.Steps()
		if err != nil {
			return p, err
		}
		p.At = time.Time{}
		for _, s := range all {
			if s.ID == id {
				p.At = s.At.Add(-time.Second)
			}
		}
		if p.At.IsZero() {
			return p, cli.WrongUse("--since %s: there is no change of that number", since)
		}
		later = func(s ownrates.Step) bool { return s.ID >= id }
	} else if since != "" {
		t, err := run.TimeFlag("--since", since)
		if err != nil {
			return p, err
		}
		if t.After(run.AsOf) {
			return p, cli.WrongUse("--since %s is after the clock, %s", since, run.AsOf.Format(pricing.Day))
		}
		p.At = t
	}
	p.Catalog = run.Catalog
	if !ok {
		return p, nil
	}
	files, err := folder.Before(later)
	if err != nil {
		return p, err
	}
	p.Catalog, err = pricing.Load(data.Files, files)
	return p, err
}

// An announcement is a day on which rates change, with what changes then.
type announcement struct {
	at      time.Time
	changes []pricing.RateChange
	impact  pricing.Impact
}

// announcements are the changes to come, the soonest first, with what each does to a month.
func announcements(run *cli.Run, w pricing.Workload) (out []announcement) {
	for _, at := range run.Catalog.RateChanges(run.AsOf, run.AsOf.AddDate(0, 0, aheadDays)) {
		before, after := pricing.Prices{Catalog: run.Catalog, At: at.Add(-time.Second)}, pricing.Prices{Catalog: run.Catalog, At: at}
		if changes := pricing.Diff(before, after); len(changes) > 0 {
			out = append(out, announcement{at, changes, w.Impact(before, after)})
		}
	}
	return out
}

// stateOf says in a word what a change that holds is.
func stateOf(run *cli.Run, c pricing.RateChange) string {
	switch {
	case c.Doubted(run.AsOf):
		return "doubted"
	case c.Now == nil:
		return "ended"
	case c.Was == nil:
		return "new"
	}
	return "changed"
}

// A span is what lies between earlier prices and those of now, with what that and what is
// announced do to a month of work.
type span struct {
	since, now pricing.Prices
	work       pricing.Workload
	impact     pricing.Impact
	ahead      []announcement
}

// spanOf is what lies between the prices of --since and now, with the month of work that
// the user's ledger has.
func spanOf(ctx context.Context, run *cli.Run, o sinceOptions) (span, error) {
	since, err := EarlierPrices(run, o.since)
	if err != nil {
		return span{}, err
	}
	w, err := monthOfWork(ctx, run)
	if err != nil {
		return span{}, err
	}
	return spanSince(run, since, w), nil
}

func spanSince(run *cli.Run, since pricing.Prices, w pricing.Workload) span {
	now := pricing.Prices{Catalog: run.Catalog, At: run.AsOf}
	return span{since, now, w, w.Impact(since, now), announcements(run, w)}
}

// ChangesSince are what changed since earlier prices, as the screens list it.
type ChangesSince struct {
	Before, Now, After *pricing.Money // a month of work at earlier prices, those of now and those announced; nil without work
	Groups             []*ChangeGroup // what moves the month most first
}

// ChangedPrices is what changed since earlier prices, or is announced, with what it does to a
// month of work; and what waits for the user's word where that is asked for.
func ChangedPrices(run *cli.Run, since pricing.Prices, work pricing.Workload, waiting bool) (out ChangesSince, err error) {
	span := spanSince(run, since, work)
	months := impactOf(run, span)
	out.Before, out.Now, out.After = months.MonthBefore, months.MonthNow, months.MonthAfter
	all := append(changesIn(run, span), endedModels(run, since.At)...)
	if waiting {
		waits, err := waitingChanges(run)
		if err != nil {
			return out, err
		}
		all = append(all, waits...)
	}
	out.Groups = groupChanges(all)
	slices.SortStableFunc(out.Groups, func(x, y *ChangeGroup) int { return weightOf(y.Month).Cmp(weightOf(x.Month)) })
	return out, nil
}

// changesIn are all changes of rates in a span, and those announced, with what they do to a
// month of the user's own.
func changesIn(run *cli.Run, s span) (out []RateChangeJSON) {
	for _, c := range pricing.Diff(s.since, s.now) {
		c.USD = s.impact.Of(c)
		out = append(out, rateChangeOf(c, stateOf(run, c)))
	}
	rankChanges(out)
	for _, x := range s.ahead {
		var ahead []RateChangeJSON
		for _, c := range x.changes {
			c.USD, c.From = x.impact.Of(c), x.at
			ahead = append(ahead, rateChangeOf(c, "announced"))
		}
		rankChanges(ahead)
		out = append(out, ahead...)
	}
	return out
}

// endedModels are the models that their gateways end, or have no more.
func endedModels(run *cli.Run, since time.Time) (out []RateChangeJSON) {
	for _, g := range run.Catalog.Gateways() {
		for _, card := range g.Cards() {
			if e := card.Withdrawn; e != nil && (e.Basis != pricing.Announced || e.From.After(since)) {
				out = append(out, RateChangeJSON{State: string(e.Basis), Gateway: g.ID, Model: card.Model, ModelID: card.ID, From: print.RFC3339(e.From), Source: e.Source, Seen: print.Day(e.Seen), Why: endWords(e)})
			}
		}
	}
	return out
}

func endWords(w *pricing.Withdrawal) string {
	if w.Basis == pricing.Announced {
		return "it ends then, by the gateway's own list"
	}
	return "the gateway's own list does not have it"
}
