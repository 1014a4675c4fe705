package ledger

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// BurnDays is over how many days of data the burn rate is taken.
const BurnDays = 30

// Credits are the balances and lots of the ledger's accounts at an instant.
type Credits struct {
	AsOf      time.Time
	DataUntil time.Time // the last usage of all accounts; zero where there is none
	// KnownUntil is until when the usage of all accounts is known: the latest of theirs.
	KnownUntil time.Time
	Accounts   []AccountCredits
}

// AccountCredits are one account's. Balance, Estimated and the lots are for an
// account that HasLots; the others spend without credit.
type AccountCredits struct {
	Account Account
	lot.State
	HasLots   bool
	DataUntil time.Time // its last usage, or the end of that day; zero for none
	// KnownUntil is until when its usage is known: to its last row, or further where the
	// file that brought it tells of more (DESIGN.md 3.6).
	KnownUntil time.Time
	// Estimated is the balance less the burn since KnownUntil, to 6 decimals.
	Estimated *pricing.Money
	Burn      *pricing.Money // USD a day over the last days of data, to 6 decimals
	// Runway is how many days the estimated balance lasts at the burn rate; "" where
	// nothing burns. It is the plain quotient; the day that credits run out, deaths of
	// lots and all, is the forecast's.
	Runway string
	// Stated is the newest balance that the gateway's page gave, and Drift what it
	// has over the books at that instant.
	Stated *lot.Balance
	Drift  *pricing.Money

	spending  spending
	gaps      []daySpan // days of no data: what was used then is unknown, not zero
	steps     []priceStep
	imported  time.Time // when the newest import came that tells of it; zero for none
	history   lot.History
	dayIsOver bool      // its last day is a whole one, though its last row stands inside it
	lastUsage time.Time // of the whole ledger, not after the clock
	usual     usualRequest
	asOf      time.Time
}

// Purchased reports whether any purchase stands behind the lots: only then are
// the fees of the account known.
func (a AccountCredits) Purchased() bool {
	for _, l := range a.Lots {
		if l.Kind == lot.Purchase {
			return true
		}
	}
	return false
}

// Assumed reports whether any lot was derived from settings instead of recorded.
func (a AccountCredits) Assumed() bool {
	for _, l := range a.Lots {
		if l.Assumed && l.Kind == lot.Purchase {
			return true
		}
	}
	return false
}

// LikelyLost is what of the live lots will likely expire unused; false where that is
// not known of any of them.
func (a AccountCredits) LikelyLost() (usd pricing.Money, known bool) {
	for _, l := range a.Lots {
		if l.Outlook != nil {
			usd, known = usd.Add(l.Outlook.ExpectedBreakage), true
		}
	}
	return usd, known
}

// LosesFirst is the live lot of which the forecast loses something first, and how much;
// nil for none.
func (a AccountCredits) LosesFirst() (usd pricing.Money, lot *lot.Lot) {
	for i := range a.Lots {
		l := &a.Lots[i]
		if l.Outlook != nil && l.Outlook.ExpectedBreakage.Cents().Sign() > 0 && (lot == nil || l.Expires.Before(lot.Expires)) {
			usd, lot = l.Outlook.ExpectedBreakage, l
		}
	}
	return usd, lot
}

// BoughtSince is the credit of the purchases from an instant on and what loading it
// cost, less what came back; fees are nil where one of them is not known.
//
//	$500.00 and $100.00 by card at OpenRouter: $600.00, fees $27.50 + $5.50 = $33.00
func (a AccountCredits) BoughtSince(from time.Time) (credit pricing.Money, fees *pricing.Money) {
	bought := lot.State{}
	for _, l := range a.Lots {
		if l.Kind == lot.Purchase && !l.At.Before(from) {
			bought.Lots = append(bought.Lots, l)
			credit = credit.Add(l.Credit)
		}
	}
	if paid, known := bought.FeesPaid(); known {
		fees = &paid
	}
	return credit, fees
}

// SoFar is the headline of the account's lots.
func (a AccountCredits) SoFar() SoFar {
	out := SoFar{Account: a.Account.Name, Lost: a.Lost()}
	if paid, known := a.FeesPaid(); known {
		out.FeesPaid = &paid
	}
	return out
}

// endOfTime is when all that a ledger can hold has happened.
var endOfTime = instant(math.MaxInt64 - 1)

// Credits derives all lots at asOf. An account that is named has to be there
// (ErrNoAccount); "" is all.
func (s *Store) Credits(ctx context.Context, account string, asOf time.Time) (Credits, error) {
	list, err := s.days(ctx, dayRange{asOf: asOf}, account, wholeDays)
	if err != nil {
		return Credits{}, err
	}
	c, err := s.credits(ctx, list, account, asOf)
	if err != nil {
		return c, err
	}
	for i := range c.Accounts {
		c.Accounts[i].foresee(asOf)
	}
	return c, nil
}

// credits is Credits over daily sums that were read already, without the outlook of
// the lots.
func (s *Store) credits(ctx context.Context, list []day, account string, asOf time.Time) (Credits, error) {
	if asOf.After(endOfTime) {
		asOf = endOfTime
	}
	out := Credits{AsOf: asOf}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return out, err
	}
	spent, err := s.dailySpend(ctx, list, asOf)
	if err != nil {
		return out, err
	}
	histories, err := s.histories(ctx, account)
	if err != nil {
		return out, err
	}
	last, err := s.lastUsage(ctx)
	if err != nil {
		return out, err
	}
	tellings, err := s.tellings(ctx)
	if err != nil {
		return out, err
	}
	gaps, err := s.gapsBetween(ctx, account, tellings, asOf)
	if err != nil {
		return out, err
	}
	coming, err := s.announced(ctx, account, asOf)
	if err != nil {
		return out, err
	}
	recent := recentDays(list, spent.until)
	for _, a := range accounts {
		if account != "" && a.Name != account {
			continue
		}
		h := histories[a.Name]
		h.Terms, h.Usage, h.Trace = s.terms(a), spent.usage(a.Name), true
		c := AccountCredits{Account: a, DataUntil: spent.until[a.Name], spending: spent, gaps: gaps[a.Name], history: h, lastUsage: last, asOf: asOf}
		if last.After(asOf) {
			c.lastUsage = asOf
		}
		c.know(tellings[a.Name])
		if c.KnownUntil.After(out.KnownUntil) {
			out.KnownUntil = c.KnownUntil
		}
		c.dayIsOver = dayIsOver(recent[a.Name], c.DataUntil, h.Usage)
		if c.DataUntil.After(out.DataUntil) {
			out.DataUntil = c.DataUntil
		}
		if a.HasLots() {
			c.State = lot.Replay(h, asOf)
			c.HasLots = len(c.Lots) > 0
		}
		if c.HasLots {
			c.usual = s.usualRequest(recent[a.Name], c.DataUntil)
		}
		c.burn(h.Usage, asOf)
		c.steps = coming.steps(c)
		if c.HasLots {
			c.compareStated(h, asOf)
		}
		out.Accounts = append(out.Accounts, c)
	}
	if account != "" && len(out.Accounts) == 0 {
		return out, fmt.Errorf("account %q: %w", account, ErrNoAccount)
	}
	return out, nil
}

// know notes until when the account's usage is known.
func (a *AccountCredits) know(t telling) {
	a.KnownUntil, a.imported = a.DataUntil, t.imported
	if t.until.After(a.asOf) {
		t.until = a.asOf
	}
	if !a.DataUntil.IsZero() && t.until.After(a.DataUntil) {
		a.KnownUntil = t.until
	}
}

// lastDay is the last day of which anything is known, of an account that has usage.
func (a AccountCredits) lastDay() time.Time {
	known := pricing.StartOfDay(a.KnownUntil.Add(-time.Nanosecond))
	if used := pricing.StartOfDay(a.history.Usage[len(a.history.Usage)-1].From); used.After(known) {
		return used
	}
	return known
}

// histories reads top-ups and balances by account.
func (s *Store) histories(ctx context.Context, account string) (map[string]lot.History, error) {
	topUps, err := s.TopUps(ctx, account)
	if err != nil {
		return nil, err
	}
	stated, err := s.Balances(ctx, account)
	if err != nil {
		return nil, err
	}
	out := map[string]lot.History{}
	for _, t := range topUps {
		h := out[t.Account]
		h.TopUps = append(h.TopUps, t)
		out[t.Account] = h
	}
	for _, b := range stated {
		h := out[b.Account]
		h.Balances = append(h.Balances, b)
		out[b.Account] = h
	}
	return out, nil
}

// burn finds the burn rate, what it makes of the balance by asOf, and how long
// that lasts. Days from the first with usage to the last known one count, also those
// without any, but for days of no data.
//
//	$90.00 in the last 30 days of data: $3.00 a day; $60.00 two days ago are about
//	$54.00, which last 18 days
func (a *AccountCredits) burn(usage []lot.Usage, asOf time.Time) {
	if len(usage) == 0 {
		return
	}
	first, days := a.burnWindow()
	var sum pricing.Money
	for _, u := range usage {
		if !u.From.Before(first) {
			sum = sum.Add(u.USD)
		}
	}
	burn := sum.Part(1, days, 6)
	a.Burn = &burn
	if !a.HasLots {
		return
	}
	exact := a.Balance().Sub(sum.Part(int64(asOf.Sub(a.KnownUntil)), days*int64(pricing.DayLength), 30))
	estimated := exact.Round(6)
	a.Estimated = &estimated
	switch {
	case sum.Sign() <= 0:
	case exact.Sign() <= 0:
		a.Runway = "0"
	default:
		a.Runway, _ = pricing.Quotient(exact.Times(days), sum)
	}
}

// burnWindow is since when the burn rate is taken, and how many days of data that are:
// all of the last BurnDays that are known.
func (a *AccountCredits) burnWindow() (first time.Time, days int64) {
	usage := a.history.Usage
	window := daySpan{pricing.StartOfDay(usage[0].From), a.lastDay()}
	if from := window.to.Add(-(BurnDays - 1) * pricing.DayLength); from.After(window.from) {
		window.from = from
	}
	return window.from, int64(daysOfSpans(window.without(a.gaps)))
}

// compareStated finds the newest balance that the gateway's page gave and how far
// it stands from the books.
func (a *AccountCredits) compareStated(h lot.History, asOf time.Time) {
	for i, b := range h.Balances {
		if !b.At.After(asOf) && (a.Stated == nil || !b.At.Before(a.Stated.At)) {
			a.Stated = &h.Balances[i]
		}
	}
	if a.Stated == nil {
		return
	}
	then := lot.Replay(h, a.Stated.At)
	drift := a.Stated.USD.Sub(then.Balance())
	a.Drift = &drift
}

// A DyingLot is one that expires within some time with credit left.
type DyingLot struct {
	Account string
	lot.Lot
	// Days is how long it has, and Save the burn a day that uses it up until then:
	// credit that comes before it has to be used as well. Both to 6 decimals.
	Days string
	Save pricing.Money
	Burn *pricing.Money // as it is; nil where no usage is known
	// SaveRequests is Save as requests a day, to 6 decimals, of the model that the
	// account asked most in the last 30 days of data, at what those cost there: Model
	// and RequestUSD. Empty where no request with a cost is known.
	SaveRequests string
	Model        string
	RequestUSD   pricing.Money
}

// Expiring lists the lots that hold credit and die after AsOf and not later than
// within, soonest first.
func (c Credits) Expiring(within time.Duration) []DyingLot {
	var out []DyingLot
	for _, a := range c.Accounts {
		for _, l := range a.Lots {
			if l.Remaining.Sign() <= 0 || l.Expires.IsZero() || l.Expires.After(c.AsOf.Add(within)) {
				continue
			}
			d := DyingLot{Account: a.Account.Name, Lot: l, Days: daysBetween(c.AsOf, l.Expires), Burn: a.Burn}
			needed, left := a.before(l), int64(l.Expires.Sub(c.AsOf))
			d.Save = needed.Part(int64(pricing.DayLength), left, 6)
			if u := a.usual; u.requests > 0 {
				d.Model, d.RequestUSD = u.model, u.usd.Part(1, u.requests, 6)
				d.SaveRequests, _ = pricing.Quotient(needed.Times(u.requests).Part(int64(pricing.DayLength), left, 30), u.usd)
			}
			out = append(out, d)
		}
	}
	sortDying(out)
	return out
}

// before is the live credit that usage takes no later than a lot's, its own
// included.
func (a AccountCredits) before(l lot.Lot) pricing.Money {
	var sum pricing.Money
	for _, o := range a.Lots {
		if o.Remaining.Sign() > 0 && !o.Expires.IsZero() && !o.Expires.After(l.Expires) {
			sum = sum.Add(o.Remaining)
		}
	}
	return sum
}

// daysBetween counts days from one instant to a later one, to 6 decimals.
func daysBetween(from, to time.Time) string {
	return pricing.MustMoney("1").Part(int64(to.Sub(from)), int64(pricing.DayLength), 6).String()
}

func sortDying(list []DyingLot) {
	slices.SortStableFunc(list, func(a, b DyingLot) int {
		return cmp.Or(a.Expires.Compare(b.Expires), strings.Compare(a.Account, b.Account), cmp.Compare(a.ID, b.ID))
	})
}
