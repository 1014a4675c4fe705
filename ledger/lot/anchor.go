package lot

import (
	"slices"
	"time"

	"tollbook/pricing"
)

// An Anchor is how an opening lot follows from a balance that the gateway's page gave:
// what was there when the first usage came, so that the stated balance comes out.
//
//	$184.50 stated, $815.51 used until then, of it $500.00 bought: $500.01 were there
type Anchor struct {
	Stated   Balance
	Usage    pricing.Money // until the statement
	Received pricing.Money // recorded credit that came until then
	Gone     pricing.Money // what of all credit was refunded or expired until then
}

// Credit is the opening lot's.
func (a Anchor) Credit() pricing.Money {
	return a.Stated.USD.Add(a.Usage).Sub(a.Received).Add(a.Gone)
}

// anchor makes the opening lot that the earliest stated balance stands for, born at the
// first usage, or at the statement where that is earlier. There is none where recorded
// credit reaches back that far, where an opening balance is recorded, or where the
// recorded credit alone is more than the page said.
func (r *replay) anchor(balances []Balance) {
	stated := earliest(balances, r.asOf)
	if stated == nil {
		return
	}
	begins := stated.At
	if len(r.usage) > 0 && r.usage[0].From.Before(begins) {
		begins = r.usage[0].From
	}
	a := Anchor{Stated: *stated}
	before := History{Terms: r.terms}
	before.Terms.AutoTopUp = pricing.Money{}
	for _, t := range slices.Concat(r.births, r.refunds) {
		if t.Kind == Opening || t.Kind != Refund && !t.At.After(begins) {
			return
		}
		if t.At.After(stated.At) {
			continue
		}
		before.TopUps = append(before.TopUps, t)
		if t.Kind != Refund {
			a.Received = a.Received.Add(t.Credit)
		}
	}
	before.Usage, _ = stated.Until(r.usage)
	for _, u := range before.Usage {
		a.Usage = a.Usage.Add(u.USD)
	}
	if begins.Before(stated.At) {
		begins = pricing.StartOfDay(begins)
	}
	opening := TopUp{Kind: Opening, At: begins, Fee: &pricing.Money{}, derived: true}
	// What was there then can't have expired before: its purchase is not known.
	if dies, ends := r.terms.Dies(begins); ends && !dies.After(stated.At) {
		opening.bought = stated.At
	}
	if !a.settle(before, opening) {
		return
	}
	opening.Credit = a.Credit()
	r.births = append(r.births, opening)
	r.out.Anchor = &a
}

// settle finds what was refunded or expired until the statement: more of an opening lot
// may make more of other lots expire. It is false where no credit of the opening lot
// leaves as little as the page said.
func (a *Anchor) settle(before History, opening TopUp) bool {
	recorded := slices.Clip(before.TopUps)
	if len(recorded) == 0 {
		return a.Credit().Sign() >= 0
	}
	if least := a.Credit(); least.Sign() < 0 {
		a.Gone = a.Gone.Sub(least)
	}
	// An opening that grows by a dollar makes the balance grow by a dollar, or by none
	// where a dollar of other credit expires instead. So what is short is the least that
	// has to be added, in growing steps, and what is over the least to take off.
	var step pricing.Money
	for turns := 0; turns < mostTurns && a.Credit().Sign() >= 0; turns++ {
		opening.Credit = a.Credit()
		before.TopUps = append(recorded, opening)
		short := a.Stated.USD.Sub(Replay(before, a.Stated.At).Balance())
		if short.IsZero() {
			break
		}
		if step = step.Times(2); step.Cmp(short) < 0 || short.Sign() < 0 {
			step = short
		}
		a.Gone = a.Gone.Add(step)
	}
	return a.Credit().Sign() >= 0
}

// mostTurns bounds the search. One or two turns are the rule; what is not found shows as
// drift.
const mostTurns = 64

// earliest is the first balance that was stated until an instant; nil for none.
func earliest(balances []Balance, until time.Time) *Balance {
	var first *Balance
	for i, b := range balances {
		if !b.At.After(until) && (first == nil || b.At.Before(first.At)) {
			first = &balances[i]
		}
	}
	return first
}
