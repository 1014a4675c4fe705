package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// A feeKey is an account's month: the usage over which an estimated fee is spread.
type feeKey struct{ account, month string }

// A usualPurchase is how an account buys credit; the zero value is one purchase a month
// by the gateway's default method.
type usualPurchase struct {
	size     pricing.Money
	method   string
	recorded bool // some purchase stands behind it
}

// leaveUnbought leaves dollars of an account's month, in a row of the report, to estimate.
func (b *reporting) leaveUnbought(k feeKey, gateway string, row int, usd pricing.Money) {
	if b.unbought[k] == nil {
		b.unbought[k] = map[int]pricing.Money{}
	}
	b.unbought[k][row] = b.unbought[k][row].Add(usd)
	b.gateways[k.account] = gateway
}

// unboughtOf leaves to estimate what an account with lots used and nobody recorded to
// have bought: before its books began, in deficit, and of an opening lot. Between two
// events that is spread over the usage by cost, to 12 decimals, the remainder to the
// last of it.
//
//	$30.00 used between two events and $12.00 of it in deficit: 40 % of every row
func (b *reporting) unboughtOf(a credit.Position, used intervalCosts) {
	for i, months := range used {
		switch {
		case i < 0:
			for month, costs := range months {
				for row, usd := range costs {
					b.leaveUnbought(feeKey{a.Account.Name, month}, a.Account.Gateway, row, usd)
				}
			}
		case !a.Intervals[i].Unbought.IsZero():
			b.spreadUnbought(a, a.Intervals[i].Unbought, months)
		}
	}
}

// spreadUnbought leaves part of what was used between two events, by month and row, to
// estimate.
func (b *reporting) spreadUnbought(a credit.Position, usd pricing.Money, costs map[string]map[int]pricing.Money) {
	months := slices.Sorted(maps.Keys(costs))
	sums := make([]pricing.Money, len(months))
	for i, month := range months {
		sums[i] = sumOf(costs[month])
	}
	for i, part := range lot.Spread(usd, sums) {
		for row, part := range b.shares(part, costs[months[i]]) {
			b.leaveUnbought(feeKey{a.Account.Name, months[i]}, a.Account.Gateway, row, part)
		}
	}
}

func sumOf(costs map[int]pricing.Money) pricing.Money {
	var sum pricing.Money
	for _, cost := range costs {
		sum = sum.Add(cost)
	}
	return sum
}

// estimate charges rows with what loading their unbought usage would have cost by the
// schedule of each month, in purchases of the account's usual size.
func (b *reporting) estimate() {
	keys := slices.SortedFunc(maps.Keys(b.unbought), func(x, y feeKey) int {
		return cmp.Or(strings.Compare(x.account, y.account), strings.Compare(x.month, y.month))
	})
	for _, k := range keys {
		costs := b.unbought[k]
		spend := sumOf(costs)
		month, err := time.Parse("2006-01", k.month)
		if _, outside := costs[-1]; err != nil || outside && len(costs) == 1 {
			continue
		}
		end := month.AddDate(0, 1, 0)
		fee, known := b.estimateFee(k.account, spend, end.Add(-time.Second))
		if !known {
			b.feeUnknown(k.account, costs)
			continue
		}
		if !fee.IsZero() && !slices.Contains(b.out.FeesAssumed, k.account) {
			b.out.FeesAssumed = append(b.out.FeesAssumed, k.account)
			if b.usual[k.account].recorded {
				b.out.FeesPartly = append(b.out.FeesPartly, k.account)
			}
		}
		b.charge(fee, costs, FeePart{Account: k.account, From: month, To: end, Spend: spend, Assumed: true})
	}
}

// estimateFee is what loading spend dollars would have cost an account; false where its
// gateway's fee is not known.
func (b *reporting) estimateFee(account string, spend pricing.Money, at time.Time) (pricing.Money, bool) {
	g := b.catalog.Gateway(b.gateways[account])
	if g == nil {
		return pricing.Money{}, false
	}
	usual := b.usual[account]
	return g.EstimateFee(spend, usual.method, usual.size, at)
}
