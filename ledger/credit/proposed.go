package credit

import (
	"fmt"
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// A ProposedTopUp is credit that a gateway counts and the books do not: between two pulls
// its figure for all credit ever loaded grew by more than what was recorded, or its log of
// usage tells of a purchase or a gift. Its fee and its method the gateway does not tell.
type ProposedTopUp struct {
	ID      int64
	Source  string // whose pulls saw it; "" of a log
	Log     string // the file of usage that tells of it; "" of a source
	Account string
	Gateway string        // of the account
	Kind    lot.Kind      // Purchase, or Grant of a log
	Note    string        // what else a log says of it
	After   time.Time     // the gateway's figure was without it then; of a log Until
	Until   time.Time     // and with it then; of a log when it came
	Was     pricing.Money // all credit ever loaded, by the gateway's word at After; of a log none
	Became  pricing.Money // and at Until; of a log Credit
	Credit  pricing.Money // that is not recorded, above zero
	FeeUSD  *pricing.Money
}

// Grown is by how much the gateway's figure grew.
func (p ProposedTopUp) Grown() pricing.Money { return p.Became.Sub(p.Was) }

// sameTime is how far apart a log and whoever records a purchase by hand may put it: they
// know its day.
const sameTime = 36 * time.Hour

// IsRecorded reports whether a top-up is the one of which a log tells.
func (p ProposedTopUp) IsRecorded(t lot.TopUp) bool {
	return p.Log != "" && t.Account == p.Account && t.Kind == p.Kind && t.Credit.Equal(p.Became) && t.At.Sub(p.Until).Abs() <= sameTime
}

// LogKind is what a log tells of: a purchase or a gift.
func (p ProposedTopUp) LogKind() string {
	if p.Kind == lot.Grant {
		return "gift"
	}
	return "purchase"
}

// LogWords say what a log tells of: "a purchase of $20.00 on 10 Nov 2026 (paid 146)".
func (p ProposedTopUp) LogWords() string {
	text := fmt.Sprintf("a %s of %s on %s", p.LogKind(), p.Became.Dollars(), words.ShortDate(p.Until.UTC()))
	if p.Note != "" {
		text += " (" + p.Note + ")"
	}
	return text
}

// RecordCommand is the command that records what a log tells of.
func (p ProposedTopUp) RecordCommand() string {
	text := fmt.Sprintf("tollbook topup add %s %s --at %s", words.Shell(p.Account), p.Became, p.Until.UTC().Format(time.RFC3339))
	if p.Kind == lot.Grant {
		text += " --grant"
	}
	return text
}

// Covers reports whether a top-up is of the account and of the time between the pulls.
func (p ProposedTopUp) Covers(t lot.TopUp) bool {
	return t.Account == p.Account && t.At.After(p.After) && !t.At.After(p.Until)
}

// Recorded is the credit of the top-ups that it Covers, less what of them was refunded.
func (p ProposedTopUp) Recorded(topUps []lot.TopUp) (sum pricing.Money) {
	for _, t := range topUps {
		switch {
		case !p.Covers(t) || t.Kind == lot.Opening: // which the gateway counted before
		case t.Kind == lot.Refund:
			sum = sum.Sub(t.Credit)
		default:
			sum = sum.Add(t.Credit)
		}
	}
	return sum
}

// Unrecorded is what gateways' figures grew by and what logs tell of, less what is recorded
// of it, with the schedule's fee; what is recorded whole is not in it. Each top-up answers
// to one of a log's alone.
//
//	$100.00 loaded by 12 Nov and $150.00 by 14 Nov, $20.00 recorded on the 13th: $30.00
func Unrecorded(c *pricing.Catalog, grown []ProposedTopUp, topUps []lot.TopUp) (list []ProposedTopUp) {
	left := slices.Clone(topUps)
	for _, p := range grown {
		if p.Log == "" {
			p.Credit = p.Grown().Sub(p.Recorded(topUps))
		} else if i := slices.IndexFunc(left, p.IsRecorded); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			p.Credit = p.Became
		}
		if p.Credit.Sign() <= 0 {
			continue
		}
		if p.Kind != lot.Grant {
			p.FeeUSD, _ = ScheduleFee(c, p.Gateway, "", p.Credit, p.Until)
		}
		list = append(list, p)
	}
	return list
}

// Unrecorded is the credit that the gateway was seen to count by an instant and the books
// do not. It is none where the account loads itself, since the purchases that were derived
// stand for it, and where what was proposed is Doubtful.
func (a Position) Unrecorded(by time.Time) pricing.Money {
	if a.Account.AutoTopUp != nil || a.Doubtful() {
		return pricing.Money{}
	}
	return a.proposed(by)
}

// Missing is usage without credit that not even what the gateway counts by an instant
// pays for: a top-up is missing.
func (a Position) Missing(by time.Time) pricing.Money {
	return a.Deficit.Sub(a.Unrecorded(by)).Max(pricing.Money{})
}

func (a Position) proposed(by time.Time) (sum pricing.Money) {
	for _, p := range a.Proposed {
		if !p.Until.After(by) {
			sum = sum.Add(p.Credit)
		}
	}
	return sum
}

// Doubtful reports whether the gateway's page agrees better with the books as they are
// than with what is proposed: then it is recorded already, at another time.
func (a Position) Doubtful() bool {
	if a.Drift == nil || a.Account.AutoTopUp != nil {
		return false
	}
	proposed := a.proposed(a.Stated.At)
	return proposed.Sign() > 0 && a.Drift.Abs().Cmp(a.Drift.Sub(proposed).Abs()) < 0 && a.Drift.Abs().Cmp(proposed) < 0
}
