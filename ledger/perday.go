package ledger

import (
	"time"

	"tollbook/pricing"
)

// A PerDay sets two periods side by side by the day, where the earlier one is recorded
// in part: a whole month is never set against a part of one.
type PerDay struct {
	Now, Before pricing.Money // USD a day, to the cent
	Since       time.Time     // the first day of the earlier period that is recorded
	Change      string        // by how many percent Now is over Before, half up to 6 decimals
}

// againstPart sets so many dollars in so many days against a period of which the days
// from since on are recorded, and came to before. False where nothing was spent then.
//
//	$514.00 in 30 days against $329.00 from 12 to 31 October: $17.13 a day, 4 % more
//	than $16.45
func againstPart(usd pricing.Money, days int64, before pricing.Money, p Period, since time.Time) (PerDay, bool) {
	since = startOfDay(since)
	known := int64(p.To.Sub(since)/wholeDay) + 1
	if before.Sign() <= 0 || known <= 0 || days <= 0 {
		return PerDay{}, false
	}
	out := PerDay{Now: usd.Part(1, days, 2), Before: before.Part(1, known, 2), Since: since}
	out.Change, _ = pricing.Quotient(usd.Times(known).Sub(before.Times(days)).Times(100), before.Times(days))
	return out, true
}

// OverPart is by how much the month is over the one before, of which only the days from
// an instant on are recorded.
func (m MonthForecast) OverPart(before pricing.Money, since time.Time) (PerDay, bool) {
	from, err := time.Parse("2006-01", m.Month)
	if err != nil {
		return PerDay{}, false
	}
	month := MonthOf(from)
	return againstPart(m.Projected, int64(month.To.Sub(month.From)/wholeDay)+1, before, month.Moved(-1), since)
}
