package projection

import (
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// FirstEnd is what ends first of the account's credit: all of it is used up, or a lot of it
// expires with credit in it, in half of the simulated futures or more. False where neither is
// likely: then nothing is, or no more than a few cents of a lot are, at risk.
//
//	$52.45 die tomorrow with $44.21 left, and $100.00 last until March: tomorrow, it dies
func (a Account) FirstEnd() (first End, ends bool) {
	for _, e := range a.Ends() {
		if e.How != UsedUp && !a.likelyDies(e) {
			continue
		}
		if !ends || e.When.Before(first.When) {
			first, ends = e, true
		}
	}
	return first, ends
}

// likelyDies reports whether the lot that ends so is not used up before, in half of the
// futures or more.
func (a Account) likelyDies(e End) bool {
	for _, l := range a.Lots {
		if l.Expires.Equal(e.When) && l.UsedUp.IsZero() {
			return true
		}
	}
	return a.Projected.Why != "" // nothing burns it as far as is known
}

// AtRisk is what of the account's live lots will likely expire unused; false where that is known
// of none of them: nobody has published whether they expire, or nothing is projected.
func (a Account) AtRisk() (sum pricing.Money, known bool) {
	live := false
	for _, l := range a.books.Lots {
		if l.Status != lot.Live {
			continue
		}
		live = true
		known = known || l.Expires.IsZero() && l.CertainlyNever() || !l.Expires.IsZero() && len(a.Lots) > 0
	}
	for _, l := range a.Lots {
		sum = sum.Add(l.ExpectedBreakage)
	}
	return sum, known || !live
}

// FirstLoss is the soonest of what makes up AtRisk; false where nothing is at risk.
func (f Forecast) FirstLoss() (End, bool) {
	for _, e := range f.Ends() {
		if e.How != UsedUp && e.USD != nil && e.USD.Cents().Sign() > 0 {
			return e, true
		}
	}
	return End{}, false
}
