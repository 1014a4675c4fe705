package credit

import (
	"slices"
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// recentDays are the sums that count of each account's last day of data and of the
// BurnDays before it, by its name, the newest first. Until says when its data end.
func recentDays(list []usage.Day, until map[string]time.Time) map[string][]*usage.Day {
	first, oldest := make(map[string]string, len(until)), ""
	for account, at := range until {
		from := pricing.StartOfDay(at).Add(-BurnDays * pricing.DayLength).Format(pricing.Day)
		first[account] = from
		if oldest == "" || from < oldest {
			oldest = from
		}
	}
	out := make(map[string][]*usage.Day, len(until))
	for i := range slices.Backward(list) {
		d := &list[i]
		if d.Date < oldest {
			break
		}
		if from, known := first[d.Account]; known && d.DollarsCount && d.Date >= from {
			out[d.Account] = append(out[d.Account], d)
		}
	}
	return out
}

const (
	// fewRows is how many rows a day may have for it to be over with the last of them.
	fewRows = 2
	// regularDays is how many days have to have equally many rows to be taken for a habit.
	regularDays = 7
)

// dayIsOver reports whether an account's last day has as many rows as its days have,
// where that is one or two, or the same on all of them: an export of a row a day, or
// of one each hour, has no more to come. Recent are its sums as recentDays finds them.
func dayIsOver(recent []*usage.Day, until time.Time, spent []lot.Usage) bool {
	today := pricing.StartOfDay(until)
	var used pricing.Money
	for _, u := range slices.Backward(spent) {
		if u.From.Before(today) {
			break
		}
		used = used.Add(u.USD)
	}
	at := today.Format(pricing.Day)
	counts := map[string]int64{}
	for _, d := range recent {
		if d.Date > at {
			continue
		}
		counts[d.Date] += d.Records
		if d.Date == at {
			used = used.Sub(d.Cost)
		}
	}
	if !used.IsZero() {
		return false // the ledger has more of that day, after the clock
	}
	now := counts[at]
	delete(counts, at)
	var usual []int64
	for _, n := range counts {
		usual = append(usual, n)
	}
	if len(usual) == 0 {
		return false
	}
	slices.Sort(usual)
	median := usual[len(usual)/2]
	regular := len(usual) >= regularDays && usual[0] == usual[len(usual)-1]
	return (median <= fewRows || regular) && now >= median
}
