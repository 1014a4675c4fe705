package lot

import (
	"slices"

	"tollbook/pricing"
)

// FeeDecimals is how finely fees are allocated.
const FeeDecimals = 12

// Spread allocates an amount over rows by cost, to 12 decimals; the remainder goes
// to the last row that cost anything.
//
//	$1.00 over $1, $1 and $1: 0.333333333333, 0.333333333333 and 0.333333333334
func Spread(amount pricing.Money, costs []pricing.Money) []pricing.Money {
	out := make([]pricing.Money, len(costs))
	var whole pricing.Money
	last := 0
	for i, cost := range costs {
		whole = whole.Add(cost)
		if !cost.IsZero() {
			last = i
		}
	}
	left := amount
	for i, cost := range costs {
		if i < last {
			out[i] = amount.Share(cost, whole, FeeDecimals)
			left = left.Sub(out[i])
		}
	}
	if len(out) > 0 {
		out[last] = left
	}
	return out
}

// Median is the middle amount, to the cent; between two it is their mean. Zero
// of none.
func Median(sizes []pricing.Money) pricing.Money {
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
