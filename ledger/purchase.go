package ledger

import (
	"context"
	"slices"

	"tollbook/pricing"
)

// purchaseDays is how far back the usual size of a purchase looks.
const purchaseDays = 90

// usualPurchase is the median credit of the purchases that were recorded in the
// 90 days before the query's clock: of its account, or of all at the gateway that
// took most of the money. Between two it is their mean, to the cent. Zero where
// none was recorded.
func (s *Store) usualPurchase(ctx context.Context, gateway string, q WorkloadQuery) (pricing.Money, error) {
	all, err := s.TopUps(ctx, q.Account)
	if err != nil {
		return pricing.Money{}, err
	}
	accounts, err := s.Accounts(ctx)
	if err != nil {
		return pricing.Money{}, err
	}
	there := map[string]bool{}
	for _, a := range accounts {
		there[a.Name] = a.Gateway == gateway || q.Account != ""
	}
	var sizes []pricing.Money
	for _, t := range all {
		if t.Kind == Purchase && there[t.Account] && !t.At.After(q.AsOf) && t.At.After(q.AsOf.AddDate(0, 0, -purchaseDays)) {
			sizes = append(sizes, t.Credit)
		}
	}
	return medianMoney(sizes), nil
}

// medianMoney is the middle amount, to the cent; between two it is their mean. Zero
// of none.
func medianMoney(sizes []pricing.Money) pricing.Money {
	if len(sizes) == 0 {
		return pricing.Money{}
	}
	slices.SortFunc(sizes, pricing.Money.Cmp)
	middle := len(sizes) / 2
	if len(sizes)%2 == 1 {
		return sizes[middle].Cents()
	}
	return sizes[middle-1].Add(sizes[middle]).Part(1, 2, 2)
}
