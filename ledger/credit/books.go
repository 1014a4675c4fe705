package credit

import (
	"context"
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// Books are what a ledger comes to at an instant: its usage as daily sums, and the credit
// of its accounts. They are read in one transaction and do not change when the ledger
// does; reports, forecasts, findings and explanations are functions of them.
type Books struct {
	AsOf time.Time // the clock: usage after it does not count; zero is the end of all
	// First and Last are the first and the last day of usage; zero where there is none.
	First, Last time.Time
	DataUntil   time.Time // the last usage of all accounts; zero where there is none
	// KnownUntil is until when the usage of all accounts is known: the latest of theirs.
	KnownUntil time.Time
	Accounts   []Position // by name; none where they were not asked for

	Catalog *pricing.Catalog
	Sums    *usage.Sums
	Gaps    map[string][]usage.DaySpan // days of no data, by account
}

// Clock is the instant that the books stand at.
func (b Books) Clock() time.Time {
	if b.AsOf.IsZero() || b.AsOf.After(usage.EndOfTime) {
		return usage.EndOfTime
	}
	return b.AsOf
}

// Booked reports whether anything is recorded of credit: a top-up, what a gateway's page
// said, or an automatic top-up.
func (b Books) Booked() bool {
	return slices.ContainsFunc(b.Accounts, func(a Position) bool {
		return len(a.Input.History.TopUps) > 0 || len(a.Input.History.Balances) > 0 || a.Account.AutoTopUp != nil
	})
}

// Today is the day up to which the sums go: the clock's, or that of the last usage
// where it comes earlier.
func (b Books) Today() time.Time {
	if b.AsOf.IsZero() || b.Last.Before(b.AsOf) {
		return b.Last
	}
	return b.AsOf
}

// WithLots are the accounts that hold credit.
func (b Books) WithLots() []Position {
	var out []Position
	for _, a := range b.Accounts {
		if a.HasLots {
			out = append(out, a)
		}
	}
	return out
}

// Entries are what people recorded of accounts: how they pay, what was bought, what the
// gateway's pages said.
type Entries struct {
	Accounts  []Account
	Histories map[string]lot.History // of TopUps and Balances alone, by account
	// Grown is by how much gateways' figures for all credit ever loaded grew, recorded or
	// not, the oldest first.
	Grown []ProposedTopUp
}

// Derive makes the books of daily sums, of the dollars that count among them, and of what
// people recorded; of the accounts that are not among the entries there is nothing.
func Derive(sums *usage.Sums, spent usage.Spending, e Entries) (Books, error) {
	c, asOf := sums.Catalog, sums.AsOf
	out := Books{AsOf: asOf, Catalog: c, Sums: sums, Gaps: sums.Known.Gaps(asOf)}
	if n := len(sums.Days); n > 0 {
		var err error
		if out.First, err = time.Parse(pricing.Day, sums.Days[0].Date); err != nil {
			return out, err
		}
		if out.Last, err = time.Parse(pricing.Day, sums.Days[n-1].Date); err != nil {
			return out, err
		}
	}
	asOf = out.Clock()
	coming := announced(c, sums, asOf)
	recent := recentDays(sums.Days, spent.Until)
	for _, a := range e.Accounts {
		h := e.Histories[a.Name]
		h.Terms, h.Usage, h.Trace = TermsOf(c, a), usage.UsageOf(spent.Pieces[a.Name]), true
		x := Position{Account: a, DataUntil: spent.Until[a.Name],
			Input: Input{AsOf: asOf, History: h, Pieces: spent.Pieces[a.Name], Gaps: out.Gaps[a.Name], LastUsage: sums.Last}}
		if sums.Last.After(asOf) {
			x.Input.LastUsage = asOf
		}
		x.know(sums.Known.Told[a.Name])
		if x.KnownUntil.After(out.KnownUntil) {
			out.KnownUntil = x.KnownUntil
		}
		x.Input.DayIsOver = dayIsOver(recent[a.Name], x.DataUntil, h.Usage)
		if x.DataUntil.After(out.DataUntil) {
			out.DataUntil = x.DataUntil
		}
		if a.HasLots() {
			x.State = lot.Replay(h, asOf)
			x.HasLots = len(x.Lots) > 0
		}
		if x.HasLots {
			x.Input.Usual = usualRequestOf(c, recent[a.Name], x.DataUntil)
		}
		x.burn(h.Usage, asOf)
		var grown []ProposedTopUp
		for _, p := range e.Grown {
			if p.Account == a.Name && !p.Until.After(asOf) {
				grown = append(grown, p)
			}
		}
		x.Proposed = Unrecorded(c, grown, h.TopUps)
		var err error
		if x.Input.Steps, err = coming.steps(x); err != nil {
			return out, err
		}
		if x.HasLots {
			x.compareStated(h, asOf)
		}
		out.Accounts = append(out.Accounts, x)
	}
	return out, nil
}

// DeriveAt is Derive with the dollars that count among the sums, of which the rows of a day
// are read where the clock divides it.
func DeriveAt(ctx context.Context, q sqlite.Reader, sums *usage.Sums, e Entries) (Books, error) {
	spent, err := sums.Spending(ctx, q)
	if err != nil {
		return Books{}, err
	}
	return Derive(sums, spent, e)
}
