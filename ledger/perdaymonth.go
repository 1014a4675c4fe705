package ledger

import (
	"time"

	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// OverPart is by how much the month is over the one before, which is known in part.
func (m MonthForecast) OverPart(before pricing.Money, known KnownPart) (PerDay, bool) {
	from, err := time.Parse("2006-01", m.Month)
	if err != nil {
		return PerDay{}, false
	}
	month := MonthOf(from)
	return perDay(m.Projected, usage.DaySpan{From: month.From, To: month.To}.Days(), before, known)
}
