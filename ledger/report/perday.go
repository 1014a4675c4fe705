package report

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// A KnownPart says which days of a period are known: from the first day that is
// recorded on, but for days of no data.
type KnownPart struct {
	Since    time.Time // the first of them; zero for none
	Days, Of int       // how many they are, of how many
	Broken   bool      // days of no data lie among them or after them
}

// Whole reports whether all of the period is known.
func (k KnownPart) Whole() bool { return k.Days == k.Of }

// KnownPartOf is that of a period, of one account or of all, "". A day that is not known
// of one account is not known of all.
func KnownPartOf(s credit.Books, account string, p Period) KnownPart {
	period := usage.DaySpan{From: p.From, To: p.To}
	out := KnownPart{Of: period.Days()}
	var gaps []usage.DaySpan
	for name, of := range s.Gaps {
		if account == "" || name == account {
			gaps = append(gaps, of...)
		}
	}
	recorded := period
	if s.First.After(period.From) {
		recorded.From = s.First
	}
	known := recorded.Without(usage.Joined(gaps))
	if out.Days = usage.CountDays(known); out.Days > 0 {
		out.Since, out.Broken = known[0].From, len(known) > 1 || known[0].To.Before(period.To)
	}
	return out
}

// A PerDay sets two periods side by side by the day, where one of them is known in
// part: a whole month is never set against a part of one.
type PerDay struct {
	Now, Before pricing.Money // USD a day, to the cent
	Known       KnownPart     // of the earlier period
	Change      string        // by how many percent Now is over Before, half up to 6 decimals
}

// ComparePerDay sets so many dollars in so many days against those of the known days of an
// earlier period. False where nothing was spent then.
//
//	$514.00 in 30 days against $329.00 from 12 to 31 October: $17.13 a day, 4 % more
//	than $16.45
func ComparePerDay(usd pricing.Money, days int, before pricing.Money, known KnownPart) (PerDay, bool) {
	if before.Sign() <= 0 || known.Days <= 0 || days <= 0 {
		return PerDay{}, false
	}
	now, then := int64(days), int64(known.Days)
	out := PerDay{Now: usd.Part(1, now, 2), Before: before.Part(1, then, 2), Known: known}
	out.Change, _ = pricing.Quotient(usd.Times(then).Sub(before.Times(now)).Times(100), before.Times(now))
	return out, true
}

// gapWords say which days of a range no import tells, account by account.
func gapWords(gaps map[string][]usage.DaySpan, account string, in usage.DaySpan) (out []string) {
	for _, name := range slices.Sorted(maps.Keys(gaps)) {
		for _, g := range usage.PartsIn(gaps[name], in) {
			if account == "" || account == name {
				out = append(out, fmt.Sprintf("%s: no data from %s to %s: unknown, not zero", name, words.ShortDate(g.From), words.ShortDate(g.To)))
			}
		}
	}
	return out
}
