package lot

import (
	"fmt"
	"math"
	"strings"
	"time"

	"tollbook/pricing"
)

// Expires is when a top-up's credit dies as recorded. The zero value leaves it
// to the gateway's rule.
type Expires struct{ ns int64 }

// Never is credit that does not expire, whatever the gateway's rule.
func Never() Expires { return Expires{math.MaxInt64} }

// ExpiresAt is credit that dies at an instant for certain.
func ExpiresAt(t time.Time) Expires { return Expires{t.UnixNano()} }

// ExpiresNS is the expiry of which NS gave the number.
func ExpiresNS(ns int64) Expires { return Expires{ns} }

// NS is the expiry as a number that can be kept: nanoseconds since 1970, 0 for what the
// gateway's rule says, the largest number for never.
func (e Expires) NS() int64 { return e.ns }

// IsNever reports whether it was recorded that the credit never expires.
func (e Expires) IsNever() bool { return e.ns == math.MaxInt64 }

// At is the recorded instant; zero for never and for the gateway's rule.
func (e Expires) At() time.Time {
	if e.ns == 0 || e.IsNever() {
		return time.Time{}
	}
	return time.Unix(0, e.ns).UTC()
}

// DiesAfter refuses an expiry that does not come after a purchase.
func (e Expires) DiesAfter(bought time.Time) error {
	if at := e.At(); !at.IsZero() && !at.After(bought) {
		return fmt.Errorf("it would expire before it is there (%s)", bought.Format(time.RFC3339))
	}
	return nil
}

// setExpiry reads when a lot dies: as recorded, or by the gateway's policy from
// the instant of purchase.
func (l *held) setExpiry(t TopUp, terms Terms) {
	switch {
	case t.refundOfUsage:
		l.Policy = RefundOfUsage
	case t.Expires.IsNever():
		l.Policy = string(pricing.NeverExpires)
	case !t.Expires.At().IsZero():
		l.Policy = "as recorded"
		l.dies, l.ends = t.Expires.At(), true
	default:
		l.Policy = terms.Expiry.String()
		l.May = terms.Expiry.Kind == pricing.MayExpire
		bought := t.At
		if !t.bought.IsZero() {
			bought = t.bought
		}
		l.dies, l.ends = terms.Dies(bought)
	}
	if l.ends && l.dies.Before(l.At) {
		l.dies = l.At
	}
	l.Expires = l.dies
}

// RefundOfUsage is the policy of a grant that a refund of usage made.
const RefundOfUsage = "never: a refund of usage"

// Born is the lot that a top-up makes, before anything is used of it: when it expires and
// why. It expires never, or nobody knows when, where Expires is zero.
func (t Terms) Born(top TopUp) Lot {
	l := held{Lot: Lot{ID: top.ID, Kind: top.Kind, At: top.At, Assumed: top.derived, Method: top.Method, Credit: top.Credit, Remaining: top.Credit, Fee: top.Fee, Status: Live}}
	l.setExpiry(top, t)
	return l.Lot
}

// Dies is when credit bought at an instant expires by the gateway's policy.
func (t Terms) Dies(bought time.Time) (time.Time, bool) {
	kind := t.Expiry.Kind
	if kind != pricing.ExpiresAfter && (kind != pricing.MayExpire || t.Lenient) {
		return time.Time{}, false
	}
	return bought.Add(time.Duration(t.Expiry.Days) * 24 * time.Hour), true
}

// PolicyWords says why a lot expires, or does not, in the words of a sentence about its
// credit: "may expire after 365 days".
func (l Lot) PolicyWords() string {
	switch rest, may := strings.CutPrefix(l.Policy, "may "); {
	case may:
		return "may expire " + rest
	case strings.HasPrefix(rest, "after "):
		return "expires " + rest
	case rest == (pricing.Expiry{Kind: pricing.NeverExpires}).String():
		return "never expires"
	case rest == (pricing.Expiry{Kind: pricing.ExpiryUnknown}).String():
		return pricing.Expiry{Kind: pricing.ExpiryUnknown}.Words()
	}
	return l.Policy
}

// CertainlyNever reports whether a lot without an expiry has none, rather than one
// that nobody has published.
func (l Lot) CertainlyNever() bool {
	return l.Policy != (pricing.Expiry{Kind: pricing.ExpiryUnknown}).String()
}

// DiesWords say when a lot dies.
func DiesWords(l Lot) string {
	switch {
	case l.Expires.IsZero() && l.CertainlyNever():
		return "never expires"
	case l.Expires.IsZero():
		return "its expiry is not known"
	case l.May:
		return "may expire on " + l.Expires.Format(pricing.Day)
	}
	return "expires on " + l.Expires.Format(pricing.Day)
}
