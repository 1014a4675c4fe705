package ledger

import (
	"slices"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A day is a daily sum, or a part of one, with its labels in words.
type day struct {
	day string
	*series
	band int
	slot int32
	daySum
	// tokensCount and dollarsCount say which part of it counts, where a day has
	// several views of one spend.
	tokensCount  bool
	dollarsCount bool
	passedOver   bool // for a longer bucket that holds it, or the days that a longer one holds
	inPart       bool // its view holds the day in part, and another one counts that holds all of it
	// seller is, of an own-key account, the gateway that its calls went to; beside says
	// that the seller's own account has usage on that day: these dollars are there.
	seller string
	beside bool
	moved  pricing.Money // what of byok was cost before: of a day beside
}

// chooseView marks what counts of one account's day: dollars from the best view
// there, tokens from the best that has any. Two views are never added, nor two
// sources of one view. Where the best view begins or ends inside the day, the one that
// holds all of it counts.
func chooseView(list []day, edges edges) {
	reported := slices.ContainsFunc(list, func(d day) bool { return d.view == usagefile.Requests && d.flags&flagComputed == 0 })
	// Request rows whose cost the catalog computed stand last, unless the same
	// export brought others with their cost: then they are more of the same.
	rank := func(d *day) usagefile.View {
		if d.view == usagefile.Requests && !reported {
			return usagefile.Usage
		}
		return d.view.Kind()
	}
	var dollars, tokens usagefile.View
	for i := range list {
		d := &list[i]
		if dollars == 0 || rank(d) < dollars {
			dollars = rank(d)
		}
		if (!d.tokens.IsZero() || d.requests > 0) && (tokens == 0 || rank(d) < tokens) {
			tokens = rank(d)
		}
	}
	if whole := edges.whole(list, dollars, rank); whole != 0 {
		for i := range list {
			d := &list[i]
			d.inPart = rank(d) == dollars
			if rank(d) == whole && !d.tokens.IsZero() {
				tokens = whole
			}
		}
		dollars = whole
	}
	dollarsFrom := fullestSource(list, func(d *day) bool { return rank(d) == dollars })
	tokensFrom := fullestSource(list, func(d *day) bool { return rank(d) == tokens })
	for i := range list {
		d := &list[i]
		d.dollarsCount = rank(d) == dollars && d.view.Source() == dollarsFrom
		d.tokensCount = rank(d) == tokens && d.view.Source() == tokensFrom
	}
}

// dayOf is the first instant of a day as the ledger keeps it; zero for one that is
// none, which is doctor's to find.
func dayOf(text string) time.Time {
	day, err := time.Parse(pricing.Day, text)
	if err != nil {
		return time.Time{}
	}
	return day
}
