package lot

import (
	"errors"
	"fmt"
	"time"

	"tollbook/pricing"
)

// A Kind says where credit came from, or that it went back.
type Kind string

// The four kinds of top-up.
const (
	Purchase Kind = "purchase"
	Grant    Kind = "grant"   // received without paying
	Opening  Kind = "opening" // the balance with which someone starts to record
	Refund   Kind = "refund"  // credit that went back to the payer
)

// A TopUp is one purchase of credit, a grant, an opening balance, or the refund
// of one of them.
type TopUp struct {
	ID      int64
	Account string
	At      time.Time
	Kind    Kind
	Of      int64         // a refund's top-up; 0 is the youngest that has the credit left
	Credit  pricing.Money // above zero; a refund's is what went back
	// Fee is what the purchase cost on top, nil where that is not known. A
	// refund's is the fee that came back.
	Fee *pricing.Money
	// Charged: the fee was recorded as really charged; else the schedule of that
	// day has it, and FeeAssumed says that it was not yet known to be in force.
	Charged    bool
	FeeAssumed bool
	Tax        *pricing.Money // a memo, in no total; nil where none was recorded
	Method     string         // "" is the gateway's default
	Note       string
	Expires    Expires // as recorded
	// By is the method whose fee was taken, Dies and Policy what Expires and the
	// gateway's rule come to, as in Lot. They are read, not written.
	By     string
	Dies   time.Time
	Policy string

	derived       bool
	refundOfUsage bool
	bought        time.Time // where the expiry does not count from At
}

// Paid is credit and fee together, false where the fee is not known.
func (t TopUp) Paid() (pricing.Money, bool) {
	if t.Fee == nil {
		return pricing.Money{}, false
	}
	return t.Credit.Add(*t.Fee), true
}

// Validate refuses a top-up that can't be.
func (t TopUp) Validate() error {
	switch {
	case t.Kind != Purchase && t.Kind != Grant && t.Kind != Opening && t.Kind != Refund:
		return fmt.Errorf("kind %q: want purchase, grant, opening or refund", t.Kind)
	case CheckYear(t.At) != nil:
		return CheckYear(t.At)
	case t.Credit.Sign() <= 0:
		return fmt.Errorf("amount %s: want dollars of credit above zero", t.Credit)
	case t.Charged && t.Fee.Sign() < 0:
		return fmt.Errorf("fee %s: want zero or more", *t.Fee)
	case t.Tax != nil && t.Tax.Sign() < 0:
		return fmt.Errorf("tax %s: want zero or more", *t.Tax)
	case (t.Kind == Grant || t.Kind == Opening) && (t.Charged && !t.Fee.IsZero() || t.Tax != nil || t.Method != ""):
		return fmt.Errorf("%s is not paid for: it has no method, no fee and no tax", article(t.Kind))
	case t.Kind == Refund && t.Expires != Expires{}:
		return errors.New("a refund does not expire")
	case !t.Expires.At().IsZero() && !t.Expires.At().After(t.At):
		return fmt.Errorf("it would expire on %s, before it is there (%s)", t.Expires.At().Format(time.RFC3339), t.At.Format(time.RFC3339))
	}
	return nil
}

// CheckYear refuses an instant of a year in which nobody can have bought credit: a typing
// error.
func CheckYear(t time.Time) error {
	if t.Year() < 2000 || t.Year() > 2100 {
		return fmt.Errorf("the year %d is not one in which anyone bought credit", t.Year())
	}
	return nil
}

func article(k Kind) string {
	if k == Opening {
		return "an opening balance"
	}
	return "a " + string(k)
}
