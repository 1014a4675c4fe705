package projection

import (
	"time"

	"tollbook/ledger/report"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// OverPart is by how much the month is over the one before, which is known in part.
func (m Month) OverPart(before pricing.Money, known report.KnownPart) (report.PerDay, bool) {
	from, err := time.Parse("2006-01", m.Month)
	if err != nil {
		return report.PerDay{}, false
	}
	month := report.MonthOf(from)
	return report.ComparePerDay(m.Projected, usage.DaySpan{From: month.From, To: month.To}.Days(), before, known)
}
