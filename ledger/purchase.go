package ledger

import (
	"context"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/sqlite"
	"tollbook/pricing"
)

// A buying is how the accounts have bought credit in the 90 days before a clock.
type buying struct {
	accounts  []credit.Account
	purchases map[string][]lot.TopUp // by account, the oldest first
}

// readBuying reads it, of all accounts.
func readBuying(ctx context.Context, q sqlite.Reader, c *pricing.Catalog, asOf time.Time) (b buying, err error) {
	if b.accounts, err = accounts(ctx, q, c); err != nil {
		return b, err
	}
	all, err := topUps(ctx, q, c, "")
	if err != nil {
		return b, err
	}
	b.purchases = map[string][]lot.TopUp{}
	for _, t := range all {
		if t.Kind == lot.Purchase && !t.At.After(asOf) && t.At.After(asOf.AddDate(0, 0, -credit.PurchaseDays)) {
			b.purchases[t.Account] = append(b.purchases[t.Account], t)
		}
	}
	for _, list := range b.purchases {
		slices.SortStableFunc(list, func(a, b lot.TopUp) int { return a.At.Compare(b.At) })
	}
	return b, nil
}

// usual is the median credit of the purchases of some accounts; between two it is
// their mean, to the cent. Zero where none was recorded.
func (b buying) usual(of func(credit.Account) bool) pricing.Money {
	var sizes []pricing.Money
	for _, a := range b.accounts {
		if of(a) {
			for _, t := range b.purchases[a.Name] {
				sizes = append(sizes, t.Credit)
			}
		}
	}
	return lot.Median(sizes)
}

// paid are the accounts as those that are charged for the days of usage that are known
// of each: it pays by the method of its last purchase, and buys as much as it usually does.
func (b buying) paid(days map[string]int) []pricing.PaidAccount {
	var out []pricing.PaidAccount
	for _, a := range b.accounts {
		p := pricing.PaidAccount{Account: a.Name, Gateway: a.Gateway, Days: days[a.Name], Arrears: !a.HasLots(), Purchase: b.usual(func(o credit.Account) bool { return o.Name == a.Name })}
		if list := b.purchases[a.Name]; len(list) > 0 {
			p.Method = list[len(list)-1].Method
		}
		out = append(out, p)
	}
	return out
}
