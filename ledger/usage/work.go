package usage

import (
	"time"

	"tollbook/pricing"
)

// Work is usage as a comparison prices it, with the days for which it is known. An account's
// line says how many those are, where they are not those of all together.
type Work struct {
	Lines []pricing.WorkLine
	Known []DaySpan      // on which the usage of some account is known
	Total int            // so many days are that
	Days  map[string]int // by account: its own
}

// WorkIn is the work of some days of sums that were read in parts. What subscriptions pay
// is none of it: their tokens cost nothing more.
func WorkIn(c *pricing.Catalog, sums *Sums, asked DaySpan, asOf time.Time) (Work, error) {
	return workIn(c, sums, asked, asOf, false)
}

// SubscribedIn is the work that subscriptions pay, and no other.
func SubscribedIn(c *pricing.Catalog, sums *Sums, asked DaySpan, asOf time.Time) (Work, error) {
	return workIn(c, sums, asked, asOf, true)
}

func workIn(c *pricing.Catalog, sums *Sums, asked DaySpan, asOf time.Time, subscribed bool) (w Work, err error) {
	from, to := asked.From.Format(pricing.Day), asked.To.Format(pricing.Day)
	canonical := map[string]string{}
	w.Days = map[string]int{}
	for i := range sums.Parts {
		d := &sums.Parts[i]
		if (d.Billing == "subscription") != subscribed || d.Date < from || d.Date > to {
			continue
		}
		l, err := WorkLineOf(c, d, canonical)
		if err != nil {
			return w, err
		}
		if l.Requests != 0 || !l.Tokens.IsZero() || !l.Reported.IsZero() {
			w.Lines = append(w.Lines, l)
			w.Days[l.Account] = 0
		}
	}
	known := sums.Known.Days(asOf)
	for account := range w.Days {
		days := PartsIn(known[account], asked)
		w.Days[account], w.Known = CountDays(days), append(w.Known, days...)
	}
	w.Known = Joined(w.Known)
	w.Total = CountDays(w.Known)
	for i := range w.Lines {
		if l := &w.Lines[i]; w.Days[l.Account] != w.Total {
			l.Days = w.Days[l.Account]
		}
	}
	return w, nil
}

// Workload is the work as a month that took the days for which it is known; without those
// it is empty.
func (w Work) Workload(c *pricing.Catalog) pricing.Workload {
	if len(w.Known) == 0 {
		return pricing.Workload{Source: "ledger"}
	}
	return c.LedgerWorkload(w.Lines, w.Known[0].From, w.Known[len(w.Known)-1].To, w.Total)
}
