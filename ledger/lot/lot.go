package lot

import (
	"time"

	"tollbook/pricing"
)

// A History is all that one account's credit lots are derived from.
type History struct {
	Terms    Terms
	TopUps   []TopUp   // in any order
	Balances []Balance // in any order; the earliest may stand for an opening lot
	Usage    []Usage   // in order of time
	// Trace notes in each lot's Uses which usage took from it.
	Trace bool
}

// Usage is dollars that count, used from an instant on. No event of the account
// lies between that instant and the next Usage of the list.
type Usage struct {
	From time.Time
	USD  pricing.Money // negative where usage was refunded
	// Until is, of a sum of more than a day, the end of its last day; zero of any other.
	// Lots are replayed as if all of it were used at From.
	Until time.Time
}

// Days is over how many days the usage spreads that is known until an instant: 1, but for a
// sum of more than a day.
func (u Usage) Days(known time.Time) int64 {
	end := u.Until
	if known.Before(end) {
		end = known
	}
	return max(1, int64((end.Sub(u.From)+pricing.DayLength-1)/pricing.DayLength))
}

// Terms are how an account's gateway treats credit, and how its owner reads it.
type Terms struct {
	Expiry      pricing.Expiry
	Lenient     bool // a "may" expiry is read as if it does not happen
	GrantsFirst bool
	AutoTopUp   pricing.Money // credit of one automatic purchase; zero is none
	AutoBelow   pricing.Money // the balance under which it is made
	// Fee prices an automatic purchase; nil where the fee is not known.
	Fee func(credit pricing.Money, at time.Time) *pricing.Money
	// RefundHours is for how long a purchase by a method can go back; zero is
	// not at all, or not known.
	RefundHours func(method string) int
}

// A Status is a lot's state in a word.
type Status string

// The four states of a lot.
const (
	Live     Status = "live"
	UsedUp   Status = "used up"
	Lapsed   Status = "expired"
	Returned Status = "refunded"
)

// A Lot is the credit of one top-up or grant, and what became of it:
// Credit = Used + Expired + Refunded + Remaining.
type Lot struct {
	ID      int64 // its top-up's; 0 for one that was derived
	Kind    Kind
	At      time.Time // its birth
	Expires time.Time // zero is never
	// Policy is why it expires: "never", "after 365 days", "may after 365 days",
	// "unknown", "as recorded", or for a grant that came back as a refund of usage
	// "never: a refund of usage".
	Policy  string
	May     bool // the gateway keeps the right to expire it, no more
	Assumed bool // derived: nobody recorded it
	Method  string

	Credit, Used, Expired, Refunded, Remaining pricing.Money

	Fee         *pricing.Money // nil where it is not known
	FeeReturned pricing.Money  // part of Fee that came back with refunds
	// FeeUsed is Fee x Used / Credit, to 12 decimals: what usage carries.
	FeeUsed pricing.Money

	RefundableUntil time.Time // zero where it can't be refunded
	Status          Status
	// Uses says which usage took from it, in order; they add up to Used. It is nil
	// where the History was not to be traced.
	Uses []Use

	// Outlook is what of it will likely expire: of a live lot, where somebody projected it.
	Outlook *Outlook

	Order int // of its birth, for equals
}

// FeeUnused is what unused, expired and refunded credit carries of the fee.
func (l Lot) FeeUnused() (pricing.Money, bool) {
	if l.Fee == nil {
		return pricing.Money{}, false
	}
	return l.Fee.Sub(l.FeeReturned).Sub(l.FeeUsed), true
}

// A Use is what the usage of one interval took from a lot; less than zero where
// it gave back.
type Use struct {
	Interval int // among the State's Intervals
	USD      pricing.Money
}
