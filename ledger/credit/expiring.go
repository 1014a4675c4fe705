package credit

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
)

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
func (b Books) Expiring(within time.Duration) []DyingLot {
	var out []DyingLot
	for _, a := range b.Accounts {
		for _, l := range a.Lots {
			if l.Remaining.Sign() <= 0 || l.Expires.IsZero() || l.Expires.After(b.AsOf.Add(within)) {
				continue
			}
			d := DyingLot{Account: a.Account.Name, Lot: l, Days: DaysBetween(b.AsOf, l.Expires), Burn: a.Burn}
			needed, left := a.before(l), int64(l.Expires.Sub(b.AsOf))
			d.Save = a.SaveADay(l, b.AsOf)
			if u := a.Input.Usual; u.requests > 0 {
				d.Model, d.RequestUSD = u.model, u.usd.Part(1, u.requests, 6)
				d.SaveRequests, _ = pricing.Quotient(needed.Times(u.requests).Part(int64(pricing.DayLength), left, 30), u.usd)
			}
			out = append(out, d)
		}
	}
	sortDying(out)
	return out
}

// SaveADay is the burn a day from an instant on that uses a lot up until it dies, to 6
// decimals: credit that comes before it has to be used as well.
//
//	$41.49 that die in 36 days: $1.1525 a day
func (a Position) SaveADay(l lot.Lot, from time.Time) pricing.Money {
	return a.before(l).Part(int64(pricing.DayLength), int64(max(l.Expires.Sub(from), time.Second)), 6)
}

// before is the live credit that usage takes no later than a lot's, its own
// included.
func (a Position) before(l lot.Lot) pricing.Money {
	var sum pricing.Money
	for _, o := range a.Lots {
		if o.Remaining.Sign() > 0 && !o.Expires.IsZero() && !o.Expires.After(l.Expires) {
			sum = sum.Add(o.Remaining)
		}
	}
	return sum
}

// DaysBetween counts days from one instant to a later one, to 6 decimals.
func DaysBetween(from, to time.Time) string {
	return pricing.MustMoney("1").Part(int64(to.Sub(from)), int64(pricing.DayLength), 6).String()
}

func sortDying(list []DyingLot) {
	slices.SortStableFunc(list, func(a, b DyingLot) int {
		return cmp.Or(a.Expires.Compare(b.Expires), strings.Compare(a.Account, b.Account), cmp.Compare(a.ID, b.ID))
	})
}
