package pricing

import (
	"fmt"
	"slices"
	"strings"

	"tollbook/pricing/words"
)

// FewDays is under how many known days a month is said to be counted from few.
const FewDays = 7

// daysTaken say which days of a ledger's usage stand for a month, of each account where
// they differ, and warn where they are few.
//
//	27 days of usage, 2026-10-19 to 2026-11-14, taken x 30/27 for a month
func (w Workload) daysTaken() []string {
	if w.Source != "ledger" || w.Days == 0 || w.Projection != nil {
		return nil
	}
	when := w.To.Format(Day)
	if w.Days > 1 {
		when = w.From.Format(Day) + " to " + when
	}
	out := []string{fmt.Sprintf("%s of usage, %s, taken", words.Count(fmt.Sprint(w.Days), "day"), when)}
	if w.Days != 30 {
		out[0] += fmt.Sprintf(" x 30/%d for a month", w.Days)
	}
	least := w.Days
	var each []string
	for _, p := range w.Paid {
		if p.Days > 0 {
			each = append(each, fmt.Sprintf("%s x 30/%d", p.Account, p.Days))
			least = min(least, p.Days)
		}
	}
	if slices.ContainsFunc(w.Paid, func(p PaidAccount) bool { return p.Days > 0 && p.Days != w.Days }) {
		out = append(out, "accounts are known for days of their own: "+strings.Join(each, ", "))
	}
	if least < FewDays {
		out = append(out, "less than a week of usage is little to go by")
	}
	return out
}
