package projection

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/pricing"
)

// An Ending is how credit ends.
type Ending string

// The ways in which credit ends.
const (
	UsedUp Ending = "used_up" // usage takes all that is left of the account's
	Dies   Ending = "dies"    // a lot expires with credit in it
	MayDie Ending = "may_die" // the same where the gateway keeps the right to let it
)

// An End is an end of an account's credit if nothing is bought: a live lot that likely loses
// some of it, or the day on which all is used up.
type End struct {
	Account string
	When    time.Time // the instant at which the lot expires, or the day on which all is used up
	How     Ending
	// USD is what the lot likely loses, or the balance that is used up; nil where nothing is
	// projected for the account.
	USD *pricing.Money
}

// Days is how long it is from a clock to the end, with decimals: for a lot to the instant at
// which it expires; for credit that is used up, of which no more than the day is said, from
// day to day. "0" once it has come.
//
//	on 14 November at 17:47 credit that is used up on the 30th has 16 days
func (e End) Days(from time.Time) string {
	if e.How == UsedUp {
		from = pricing.StartOfDay(from)
	}
	if e.When.Before(from) {
		return "0"
	}
	return credit.DaysBetween(from, e.When)
}

// Ends are the ends of all accounts, the soonest first. Those of lots add up to AtRisk.
//
//	$41.49 that die on 20 December, of which $8.81 are used until then: $32.68 die on 20
//	December. $247.24 at $15 a day: $247.24 are used up in 16 days
func (f Forecast) Ends() (out []End) {
	for _, a := range f.Accounts {
		out = append(out, a.Ends()...)
	}
	slices.SortStableFunc(out, func(a, b End) int {
		return cmp.Or(a.When.Compare(b.When), strings.Compare(a.Account, b.Account))
	})
	return out
}

// Ends are an account's: none where it loads itself and no lot of it likely loses anything.
func (a Account) Ends() (out []End) {
	name := a.Account.Name
	if a.Projected.Why != "" {
		if lasts, ends := a.books.Lasts(); ends && lasts.Expires {
			out = append(out, End{name, lasts.At, dyingAs(lasts.May), nil})
		}
		return out
	}
	live, _ := liveLots(a.books, a.Projected.Next)
	for n, l := range a.Lots {
		if l.ExpectedBreakage.Sign() > 0 {
			out = append(out, End{name, l.Expires, dyingAs(a.books.Lots[live[n]].May), &l.ExpectedBreakage})
		}
	}
	if !a.RunsOut.IsZero() && !a.Expires() {
		balance := a.books.Balance()
		out = append(out, End{name, a.RunsOut, UsedUp, &balance})
	}
	return out
}

// dyingAs is how a lot ends whose gateway may let it expire, or does.
func dyingAs(may bool) Ending {
	if may {
		return MayDie
	}
	return Dies
}
