package credit

import (
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// PurchaseDays is how far back the usual size of a purchase looks.
const PurchaseDays = 90

// A buying is how the accounts have bought credit in the PurchaseDays before a clock.
type buying struct {
	accounts  []Account
	purchases map[string][]lot.TopUp // by account, the oldest first
}

// bought is how the accounts of the entries have bought.
func (e Entries) bought(asOf time.Time) buying {
	b := buying{accounts: e.Accounts, purchases: map[string][]lot.TopUp{}}
	for name, h := range e.Histories {
		for _, t := range h.TopUps {
			if t.Kind == lot.Purchase && !t.At.After(asOf) && t.At.After(asOf.AddDate(0, 0, -PurchaseDays)) {
				b.purchases[name] = append(b.purchases[name], t)
			}
		}
	}
	for _, list := range b.purchases {
		slices.SortStableFunc(list, func(a, b lot.TopUp) int { return a.At.Compare(b.At) })
	}
	return b
}

// Paid is a workload as the accounts are charged for it, for the days of usage that are known
// of each: they go on buying as they did in the PurchaseDays before asOf. The workload is that of
// an account, or for "" of all.
func (e Entries) Paid(w pricing.Workload, days map[string]int, account string, asOf time.Time) pricing.Workload {
	b := e.bought(asOf)
	w.Purchase = b.usual(func(a Account) bool { return a.Name == account || account == "" && a.Gateway == w.You })
	return w.PaidBy(b.paid(days))
}

// usual is the median credit of the purchases of some accounts; between two it is
// their mean, to the cent. Zero where none was recorded.
func (b buying) usual(of func(Account) bool) pricing.Money {
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
		p := pricing.PaidAccount{Account: a.Name, Gateway: a.Gateway, Days: days[a.Name], Arrears: !a.HasLots(), Purchase: b.usual(func(o Account) bool { return o.Name == a.Name })}
		if list := b.purchases[a.Name]; len(list) > 0 {
			p.Method = list[len(list)-1].Method
		}
		out = append(out, p)
	}
	return out
}
