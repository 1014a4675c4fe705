package usage

import (
	"cmp"
	"slices"
	"time"

	"tollbook/ledger/usagefile"
	"tollbook/pricing"
)

// A longBucket is usage of more than a day as one sum, such as a month of ccusage's:
// it stands on the day on which it begins, and says again what the account's other
// usage of its days says.
type longBucket struct {
	accountID int64
	view      usagefile.View // with its source
	from, to  string         // its days
	tokens    int64
	usd       pricing.Money
}

// chooseLong decides, before days are looked at one by one, between each long bucket
// and all else that an account has of its days: what has more tokens counts, or more
// dollars where neither has any, and the finer where they have as many. What the gateway
// itself says (a month of its cost table) counts before what others make of the same calls,
// such as an agent's log. The longest are decided first. Days that don't count
// are marked passedOver. list is of one query: of a bucket that began before it,
// nothing is known.
//
//	November as one sum of 100 beside days that come to 100: the days; beside days
//	from the 20th on that come to 40: the one sum
func chooseLong(list []Day, edges importEdges) {
	buckets := longBuckets(list)
	for _, b := range buckets {
		var within []Day
		var at []int
		for i := range list {
			if d := &list[i]; d.AccountID == b.accountID && !d.passedOver && d.Date >= b.from && d.Date <= b.to && !b.holds(d) {
				within, at = append(within, *d), append(at, i)
			}
		}
		if len(within) == 0 {
			continue // nothing says it again
		}
		if b.counts(within, edges) {
			for _, i := range at {
				list[i].passedOver = true
			}
			continue
		}
		for i := range list {
			list[i].passedOver = list[i].passedOver || b.holds(&list[i])
		}
	}
}

// counts reports whether the bucket counts before an account's other usage of its days,
// in the order of days.
func (b *longBucket) counts(within []Day, edges importEdges) bool {
	if b.view.Kind() <= usagefile.Costs && !slices.ContainsFunc(within, func(d Day) bool { return d.View.Kind() <= b.view.Kind() }) {
		return true
	}
	tokens, usd := amountsThatCount(within, edges)
	if tokens == 0 && b.tokens == 0 {
		return usd.Cmp(b.usd) < 0
	}
	return tokens < b.tokens
}

// holds reports whether a day's sum is the bucket, or a part of it.
func (b *longBucket) holds(d *Day) bool {
	if d.AccountID != b.accountID || d.View != b.view {
		return false
	}
	return usagefile.Long(b.view) == usagefile.Sessions || d.Date == b.from
}

// longBuckets are those of a list, the longest first. Sessions begin and end at any
// time and are dated by their end: they are one bucket, from the first to the last.
func longBuckets(list []Day) (out []longBucket) {
	for i := range list {
		d := &list[i]
		grain := usagefile.Long(d.View)
		if grain == "" {
			continue
		}
		n := slices.IndexFunc(out, func(b longBucket) bool {
			return b.accountID == d.AccountID && b.view == d.View && (grain == usagefile.Sessions || b.from == d.Date)
		})
		if n < 0 {
			n = len(out)
			out = append(out, longBucket{accountID: d.AccountID, view: d.View, from: d.Date, to: lastOf(grain, d.Date)})
		}
		out[n].tokens += d.Tokens.Total()
		out[n].usd = out[n].usd.Add(d.Cost)
		out[n].to = max(out[n].to, lastOf(grain, d.Date))
	}
	slices.SortStableFunc(out, func(a, b longBucket) int { return cmp.Compare(b.days(), a.days()) })
	return out
}

// lastOf is the last day of a bucket that begins on a day.
func lastOf(grain, from string) string {
	start, err := time.Parse(pricing.Day, from)
	switch {
	case err != nil: // whoever reads the day says so
	case grain == usagefile.Weeks:
		return start.AddDate(0, 0, 6).Format(pricing.Day)
	case grain == usagefile.Months:
		return start.AddDate(0, 1, -start.Day()).Format(pricing.Day)
	}
	return from
}

// endOfLong is the end of the last day of a sum of weeks or months; zero of any other, and
// where the day is not known (a piece of a budget's by key).
func endOfLong(d *Day) time.Time {
	if d == nil {
		return time.Time{}
	}
	grain := usagefile.Long(d.View)
	if grain != usagefile.Weeks && grain != usagefile.Months {
		return time.Time{}
	}
	last, err := time.Parse(pricing.Day, lastOf(grain, d.Date))
	if err != nil {
		return time.Time{}
	}
	return last.Add(pricing.DayLength)
}

// days is how many days the bucket has; 0 where its days are none.
func (b *longBucket) days() int {
	from, first := time.Parse(pricing.Day, b.from)
	to, last := time.Parse(pricing.Day, b.to)
	if first != nil || last != nil {
		return 0
	}
	return int(to.Sub(from).Hours()/24) + 1
}

// amountsThatCount adds up what counts of an account's days, of each its best view.
// list is in the order of days.
func amountsThatCount(list []Day, edges importEdges) (tokens int64, usd pricing.Money) {
	for len(list) > 0 {
		last := 1
		for last < len(list) && list[last].Date == list[0].Date {
			last++
		}
		chooseView(list[:last], edges)
		for i := range list[:last] {
			if list[i].TokensCount {
				tokens += list[i].Tokens.Total()
			}
			if list[i].DollarsCount {
				usd = usd.Add(list[i].Cost)
			}
		}
		list = list[last:]
	}
	return tokens, usd
}
