package usage

import (
	"slices"
	"strings"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// chooseView marks what counts of one account's day: dollars from the best view
// there, tokens from the best that has any. Two views are never added, nor two
// sources of one view. Where the best view begins or ends inside the day, the one that
// holds all of it counts.
func chooseView(list []Day, edges importEdges) {
	reported := slices.ContainsFunc(list, func(d Day) bool { return d.View == usagefile.Requests && d.Flags&FlagComputed == 0 })
	// Request rows whose cost the catalog computed stand last, unless the same
	// export brought others with their cost: then they are more of the same.
	rank := func(d *Day) usagefile.View {
		if d.View == usagefile.Requests && !reported {
			return usagefile.Usage
		}
		return d.View.Kind()
	}
	var dollars, tokens usagefile.View
	for i := range list {
		d := &list[i]
		if dollars == 0 || rank(d) < dollars {
			dollars = rank(d)
		}
		if (!d.Tokens.IsZero() || d.Requests > 0) && (tokens == 0 || rank(d) < tokens) {
			tokens = rank(d)
		}
	}
	if whole := edges.whole(list, dollars, rank); whole != 0 {
		for i := range list {
			d := &list[i]
			d.InPart = rank(d) == dollars
			if rank(d) == whole && !d.Tokens.IsZero() {
				tokens = whole
			}
		}
		dollars = whole
	}
	dollarsFrom := fullestSource(list, func(d *Day) bool { return rank(d) == dollars })
	tokensFrom := fullestSource(list, func(d *Day) bool { return rank(d) == tokens })
	for i := range list {
		d := &list[i]
		d.DollarsCount = rank(d) == dollars && d.View.Source() == dollarsFrom
		d.TokensCount = rank(d) == tokens && d.View.Source() == tokensFrom
	}
}

// fullestSource finds the source that counts among those of one view on one day: the one
// with the most tokens, then with the most dollars. An export can lack what came
// after it or what its filter left out, and holds nothing that was not used: the
// fullest is nearest to the truth, in whatever order they came.
func fullestSource(list []Day, counts func(*Day) bool) usagefile.View {
	first, several := usagefile.View(-1), false
	for i := range list {
		if d := &list[i]; counts(d) {
			several = several || first >= 0 && d.View.Source() != first
			first = d.View.Source()
		}
	}
	if !several { // of nearly every day
		return first
	}
	var sums []sourceSum
	for i := range list {
		d := &list[i]
		if !counts(d) {
			continue
		}
		at := -1
		for j := range sums {
			if sums[j].source == d.View.Source() {
				at = j
			}
		}
		if at < 0 {
			at = len(sums)
			sums = append(sums, sourceSum{source: d.View.Source()})
		}
		sums[at].tokens += d.Tokens.Total()
		sums[at].usd = sums[at].usd.Add(d.Cost)
	}
	best := sums[0]
	for _, s := range sums[1:] {
		more := s.usd.Cmp(best.usd)
		if s.tokens != best.tokens {
			more = 1
			if s.tokens < best.tokens {
				more = -1
			}
		}
		if more > 0 || more == 0 && s.source < best.source {
			best = s
		}
	}
	return best.source
}

// A sourceSum is what one source has of an account's day.
type sourceSum struct {
	source usagefile.View
	tokens int64
	usd    pricing.Money
}

// settleDays decides for each account and day of a list, in order of day, which view
// counts, and orders each day by account.
func settleDays(list []Day, edges importEdges) {
	chooseLong(list, edges)
	for first := 0; first < len(list); {
		last := first
		for last < len(list) && list[last].Date == list[first].Date {
			last++
		}
		of := list[first:last]
		slices.SortStableFunc(of, func(a, b Day) int {
			if c := strings.Compare(a.Account, b.Account); c != 0 || a.passedOver == b.passedOver {
				return c
			}
			if a.passedOver {
				return 1
			}
			return -1
		})
		for len(of) > 0 {
			n := 1
			for n < len(of) && of[n].AccountID == of[0].AccountID && of[n].passedOver == of[0].passedOver {
				n++
			}
			if !of[0].passedOver {
				chooseView(of[:n], edges)
			}
			of = of[n:]
		}
		first = last
	}
}
