package pricing

import (
	"errors"
	"fmt"
	"math/big"
	"time"
)

// Taken says how a gateway takes its fee for loading credits.
type Taken uint8

// The four ways of taking a fee (DESIGN.md 3.3).
const (
	OnTop      Taken = iota // base = credit, paid = credit + fee
	Deducted                // base = paid, credit = paid - fee
	ByDivision              // credit = paid / (1 + percent)
	GrossUp                 // paid = (credit + flat) / (1 - percent)
)

var takenNames = []string{"on_top", "deducted", "by_division", "gross_up"}

// String is the way's name in the catalog: "on_top".
func (t Taken) String() string { return takenNames[t] }

func parseTaken(s string) (Taken, error) {
	for i, name := range takenNames {
		if name == s {
			return Taken(i), nil
		}
	}
	return 0, fmt.Errorf("%q is none of on_top, deducted, by_division, gross_up", s)
}

// AnyMethod is the method of a fee that holds for every way to pay.
const AnyMethod = "any"

// A Fee is one rule of a gateway's fee schedule for one payment method.
type Fee struct {
	Method  string // "card", "crypto", "any"
	Percent Percent
	Min     Money // lower bound of the percentage; zero is none
	Max     Money // upper bound of the percentage; zero is none
	Flat    Money // added after the bounds
	Taken   Taken
	From    time.Time // in force from this instant; zero is as far back as known
	Unknown bool      // the gateway charges something that nobody has published
	Fact
}

// A Purchase is one top-up as a fee schedule sees it. Paid = Credit + Fee.
type Purchase struct {
	Credit, Fee, Paid Money
}

// ErrFeeUnknown is returned where a gateway's fee has not been published.
var ErrFeeUnknown = errors.New("the fee for loading credits is not published")

// ErrTooSmall is returned for a charge that its own fee would eat whole.
var ErrTooSmall = errors.New("the fee is as large as the charge")

// left is the credit that a charge leaves where the fee is deducted from it.
func (f Fee) left(paid Money) Money {
	share := f.Percent.Of(paid)
	if share.Cmp(f.Min) < 0 {
		share = f.Min
	}
	if !f.Max.IsZero() && share.Cmp(f.Max) > 0 {
		share = f.Max
	}
	return paid.Sub(share.Add(f.Flat).Cents())
}

// ForCredit returns the purchase that loads the given credit. The fee is
// rounded half up to the cent.
//
//	$25.00 at 5.5 % on top: 1.375, fee $1.38, paid $26.38
//	$95.24 at 5 % by division: 4.762, fee $4.76, paid $100.00
func (f Fee) ForCredit(credit Money) (Purchase, error) {
	if f.Unknown {
		return Purchase{}, ErrFeeUnknown
	}
	fee := moneyFrom(quotient(f.unrounded(credit.rat()), 2))
	if f.Taken == Deducted {
		// The base is what is paid, so rounding can leave the credit a cent
		// short: the smallest charge that leaves enough is the one.
		paid := credit.Add(fee).Sub(cents(1))
		for credit.Cmp(f.left(paid)) > 0 {
			paid = paid.Add(cents(1))
		}
		return Purchase{f.left(paid), paid.Sub(f.left(paid)), paid}, nil
	}
	return Purchase{credit, fee, credit.Add(fee)}, nil
}

// ForPaid returns the purchase that a charge of paid makes: the most credit, in
// whole cents, whose credit and fee come to no more than that. Where rounding
// leaves no credit that comes to paid to the cent, Paid is a cent lower.
func (f Fee) ForPaid(paid Money) (Purchase, error) {
	if f.Unknown {
		return Purchase{}, ErrFeeUnknown
	}
	if f.Taken == Deducted {
		if f.left(paid).Sign() <= 0 {
			return Purchase{}, ErrTooSmall
		}
		return Purchase{f.left(paid), paid.Sub(f.left(paid)), paid}, nil
	}
	if f.Taken == ByDivision && f.Min.IsZero() && f.Max.IsZero() && f.Flat.IsZero() {
		// $100.00 / 1.05 = 95.238, credit $95.24, fee $4.76
		credit := moneyOf(new(big.Rat).Quo(paid.rat(), onePlus(f.Percent))).Cents()
		return Purchase{credit, paid.Sub(credit), paid}, nil
	}
	// paid(credit) never falls, so bisect over whole cents.
	lo, hi := int64(0), paid.CentsUp().usd().Shift(2).IntPart()
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if p, err := f.ForCredit(cents(mid)); err == nil && p.Paid.Cmp(paid) <= 0 {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	if lo == 0 {
		return Purchase{}, ErrTooSmall
	}
	return f.ForCredit(cents(lo))
}

// unrounded is the fee of a credit as an exact fraction: what break-evens are
// computed on.
func (f Fee) unrounded(credit *big.Rat) *big.Rat {
	pct, flat := f.Percent.rat(), f.Flat.rat()
	share := new(big.Rat).Mul(pct, credit)
	switch f.Taken {
	case Deducted: // paid = credit + fee, fee = pct x paid + flat while no bound binds
		share.Add(share, new(big.Rat).Mul(pct, flat))
		share.Quo(share, oneMinus(f.Percent))
	case GrossUp: // (credit + flat) / (1 - pct) - credit, the flat part counted once below
		share.Add(share, new(big.Rat).Mul(pct, flat))
		share.Quo(share, oneMinus(f.Percent))
	}
	if low := f.Min.rat(); share.Cmp(low) < 0 {
		share = low
	}
	if high := f.Max.rat(); !f.Max.IsZero() && share.Cmp(high) > 0 {
		share = high
	}
	return share.Add(share, flat)
}

// kinks are the credits at which a bound of the fee begins or ends to bind.
func (f Fee) kinks() []*big.Rat {
	var out []*big.Rat
	for _, bound := range []Money{f.Min, f.Max} {
		if at := f.reaches(bound); at != nil {
			out = append(out, at)
		}
	}
	return out
}

// reaches is the credit whose percentage comes to a bound; nil for one that is none.
func (f Fee) reaches(bound Money) *big.Rat {
	if bound.IsZero() || f.Percent.IsZero() {
		return nil
	}
	at := bound.rat()
	if f.Taken == Deducted || f.Taken == GrossUp {
		at.Mul(at, oneMinus(f.Percent)).Sub(at, new(big.Rat).Mul(f.Percent.rat(), f.Flat.rat()))
	}
	if at.Quo(at, f.Percent.rat()).Sign() <= 0 {
		return nil
	}
	return at
}

// minimumEnds is the least credit, in whole cents, whose fee is the percentage; false
// for a fee without a minimum.
//
//	0.80 / 5.5 % = 14.5454: $14.55
func (f Fee) minimumEnds() (Money, bool) {
	at := f.reaches(f.Min)
	if f.Unknown || at == nil {
		return Money{}, false
	}
	return moneyFrom(quotientUp(at)), true
}

func onePlus(p Percent) *big.Rat  { return new(big.Rat).Add(big.NewRat(1, 1), p.rat()) }
func oneMinus(p Percent) *big.Rat { return new(big.Rat).Sub(big.NewRat(1, 1), p.rat()) }
