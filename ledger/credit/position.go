package credit

import (
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// Position are one account's. Balance, Estimated and the lots are for an
// account that HasLots; the others spend without credit.
type Position struct {
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
	// Proposed is credit that the gateway counts and the books do not, the oldest first;
	// what was seen after the clock is not in it.
	Proposed []ProposedTopUp

	Input Input
}

// An Input is what an account's credit was derived from.
type Input struct {
	AsOf     time.Time
	History  lot.History
	Pieces   []usage.Piece   // the dollars that count, in order of time
	Gaps     []usage.DaySpan // days of no data: what was used then is unknown, not zero
	Steps    []PriceStep     // announced changes of rates
	Imported time.Time       // when the newest import came that tells of it; zero for none
	Usual    usualRequest    // what it mostly asks
	// LastUsage is that of the whole ledger, not after the clock.
	LastUsage time.Time
	// DayIsOver: its last day is a whole one, though its last row stands inside it.
	DayIsOver bool
}

// Purchased reports whether any purchase stands behind the lots: only then are
// the fees of the account known.
func (a Position) Purchased() bool {
	for _, l := range a.Lots {
		if l.Kind == lot.Purchase {
			return true
		}
	}
	return false
}

// Assumed reports whether any lot was derived from settings instead of recorded.
func (a Position) Assumed() bool {
	for _, l := range a.Lots {
		if l.Assumed && l.Kind == lot.Purchase {
			return true
		}
	}
	return false
}

// LikelyLost is what of the live lots will likely expire unused; false where that is
// not known of any of them.
func (a Position) LikelyLost() (usd pricing.Money, known bool) {
	for _, l := range a.Lots {
		if l.Outlook != nil {
			usd, known = usd.Add(l.Outlook.ExpectedBreakage), true
		}
	}
	return usd, known
}

// LosesFirst is the live lot of which the forecast loses something first, and how much;
// nil for none.
func (a Position) LosesFirst() (usd pricing.Money, lot *lot.Lot) {
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
func (a Position) BoughtSince(from time.Time) (credit pricing.Money, fees *pricing.Money) {
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
func (a Position) SoFar() SoFar {
	out := SoFar{Account: a.Account.Name, Lost: a.Lost()}
	if paid, known := a.FeesPaid(); known {
		out.FeesPaid = &paid
	}
	return out
}

// SoFar is the headline of an account's credit lots.
type SoFar struct {
	Account  string
	FeesPaid *pricing.Money // nil where a fee is not known
	Lost     pricing.Money
}

// know notes until when the account's usage is known.
func (a *Position) know(t usage.Telling) {
	a.KnownUntil, a.Input.Imported = a.DataUntil, t.Imported
	if t.Until.After(a.Input.AsOf) {
		t.Until = a.Input.AsOf
	}
	if !a.DataUntil.IsZero() && t.Until.After(a.DataUntil) {
		a.KnownUntil = t.Until
	}
}

// LastDay is the last day of which anything is known, of an account that has usage.
func (a Position) LastDay() time.Time {
	known := pricing.StartOfDay(a.KnownUntil.Add(-time.Nanosecond))
	if used := pricing.StartOfDay(a.Input.History.Usage[len(a.Input.History.Usage)-1].From); used.After(known) {
		return used
	}
	return known
}

// compareStated finds the newest balance that the gateway's page gave and how far
// it stands from the books.
func (a *Position) compareStated(h lot.History, asOf time.Time) {
	for i, b := range h.Balances {
		if !b.At.After(asOf) && (a.Stated == nil || !b.At.Before(a.Stated.At)) {
			a.Stated = &h.Balances[i]
		}
	}
	if a.Stated == nil {
		return
	}
	until, ownDay := a.Stated.Until(h.Usage)
	h.Usage = until
	then := lot.Replay(h, a.Stated.At)
	drift := a.Stated.USD.Sub(then.Balance())
	if used := a.Stated.DayUsed; used != nil && !ownDay && (then.Anchor == nil || then.Anchor.Stated.ID != a.Stated.ID) {
		drift = drift.Add(*used) // the books have nothing of that day yet
	}
	a.Drift = &drift
}

// Automatic reports whether the account loads itself.
func (a Position) Automatic() bool { return a.Input.History.Terms.AutoTopUp.Sign() > 0 }

// UsualPurchase is the size in which the account buys credit, and the method of the
// newest purchase: its automatic top-up, or the median of the last 90 days before the
// clock; zero where none was recorded.
func (a Position) UsualPurchase() (size pricing.Money, method string) {
	var sizes []pricing.Money
	newest := true
	for _, l := range slices.Backward(a.Lots) {
		if l.Kind != lot.Purchase || l.ID == 0 {
			continue
		}
		if newest {
			method, newest = l.Method, false
		}
		if l.At.After(a.Input.AsOf.AddDate(0, 0, -PurchaseDays)) {
			sizes = append(sizes, l.Credit)
		}
	}
	if a.Automatic() {
		return a.Input.History.Terms.AutoTopUp, method
	}
	return lot.Median(sizes), method
}
