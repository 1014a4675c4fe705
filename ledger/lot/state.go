package lot

import (
	"sort"
	"time"

	"tollbook/pricing"
)

// An Interval lies between two events, From inclusive and To exclusive; within
// it only the sum of usage matters.
type Interval struct {
	From, To time.Time     // To is zero for the last one
	USD      pricing.Money // net usage
	Fee      pricing.Money // the part of the fees that its usage carries
	// FeeDerived is the part of Fee that was paid for purchases which nobody recorded.
	FeeDerived pricing.Money
	// Unbought is the part of USD for which no top-up is known: used of an opening lot,
	// or in deficit. It bears the schedule's estimate instead of a fee.
	Unbought pricing.Money
}

// An Excess is the part of a refund that its lot no longer held.
type Excess struct {
	Refund TopUp
	USD    pricing.Money
}

// State are an account's lots at an instant.
type State struct {
	Begun   time.Time // the first birth; zero where there are no lots
	Anchor  *Anchor   // of the opening lot that a stated balance stands for; nil without
	Lots    []Lot     // by birth, then id
	Deficit pricing.Money
	// DeficitSince is from which usage on credit was missing for what is deficit now: the
	// day or instant of the Usage that was the first to find none. Zero without deficit.
	DeficitSince time.Time
	Usage        pricing.Money // net, since the books began
	Intervals    []Interval
	Excesses     []Excess
}

// Balance is the live credit that is left, less the deficit.
func (b State) Balance() pricing.Money {
	sum := b.Deficit.Neg()
	for _, l := range b.Lots {
		sum = sum.Add(l.Remaining)
	}
	return sum
}

// Lost is the credit that expired unused.
func (b State) Lost() pricing.Money {
	var sum pricing.Money
	for _, l := range b.Lots {
		sum = sum.Add(l.Expired)
	}
	return sum
}

// FeesPaid is what loading the lots cost, less what came back; false where a
// fee is not known.
func (b State) FeesPaid() (pricing.Money, bool) {
	var sum pricing.Money
	for _, l := range b.Lots {
		if l.Fee == nil {
			return pricing.Money{}, false
		}
		sum = sum.Add(*l.Fee).Sub(l.FeeReturned)
	}
	return sum, true
}

// IntervalAt finds the interval that an instant lies in; -1 before the books began.
func (b State) IntervalAt(ns int64) int {
	return sort.Search(len(b.Intervals), func(i int) bool { return b.Intervals[i].From.UnixNano() > ns }) - 1
}
