package ledger

import (
	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A sourceSum is what one source has of an account's day.
type sourceSum struct {
	source usagefile.View
	tokens int64
	usd    pricing.Money
}

// fullestSource finds the source that counts among those of one view on one day: the one
// with the most tokens, then with the most dollars. An export can lack what came
// after it or what its filter left out, and holds nothing that was not used: the
// fullest is nearest to the truth, in whatever order they came.
func fullestSource(list []day, counts func(*day) bool) usagefile.View {
	first, several := usagefile.View(-1), false
	for i := range list {
		if d := &list[i]; counts(d) {
			several = several || first >= 0 && d.view.Source() != first
			first = d.view.Source()
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
			if sums[j].source == d.view.Source() {
				at = j
			}
		}
		if at < 0 {
			at = len(sums)
			sums = append(sums, sourceSum{source: d.view.Source()})
		}
		sums[at].tokens += d.tokens.Total()
		sums[at].usd = sums[at].usd.Add(d.cost)
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
