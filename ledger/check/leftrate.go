package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/usage"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// A LeftRate is a model that its gateway bills otherwise than the catalog prices it,
// since a day, after days on which both agreed or differed by another share.
type LeftRate struct {
	Account, Model string // the model as written
	Since, Last    time.Time
	Days           int           // with usage, since then
	Billed, Priced pricing.Money // since then: what the gateway took, and what the catalog makes of it
	More           pricing.Money // Billed less what the share of before makes of Priced; less than zero where it became cheaper
	// Before and Now are Billed / Priced in percent, half up to 6 decimals.
	Before, Now string
}

const (
	// rateDays is over how many days of data a rate that was left is looked for.
	rateDays = 45
	// rateNeeded is how many days with usage the bill must have kept a share before, and
	// rateSeen how many it must keep the other since.
	rateNeeded, rateSeen = 3, 2
)

var (
	rateSteady = pricing.MustPercent("0.5") // by how much days of one share may differ
	rateMoved  = pricing.MustPercent("1")   // by how much two shares must
)

// billedDay is a model's day: what was billed, and what the catalog makes of it.
type billedDay struct {
	day            string
	billed, priced pricing.Money
}

// leftRates finds the models whose reported cost has left the catalog's price in the
// last days up to an instant. Rows whose cost the catalog computed can't, and rows that
// it can't price to the last digit, sums of requests with tiers and an unknown cached
// share, would only seem to.
//
// Parts are daily sums in parts, in order of day, of which those before from are not
// looked at.
func leftRates(c *pricing.Catalog, parts []usage.Day, from time.Time) []LeftRate {
	since := from.Format(pricing.Day)
	type model struct{ account, name string }
	by := map[model][]billedDay{}
	for i := range parts {
		d := &parts[i]
		if d.Date < since || !d.DollarsCount || !d.TokensCount || d.Flags&(usage.FlagComputed|usage.FlagCacheUnknown|usage.FlagOwnKey) != 0 || d.Billing == "subscription" {
			continue
		}
		l := d.Priced(c)
		if c.Unplaced(&l) {
			continue
		}
		usd, unpriced, ok := usage.Computed(c, l)
		if !ok || unpriced > 0 || usd.Sign() <= 0 {
			continue
		}
		k := model{d.Account, d.Model}
		days := by[k]
		if len(days) == 0 || days[len(days)-1].day != d.Date {
			days = append(days, billedDay{day: d.Date})
		}
		sum := &days[len(days)-1]
		sum.billed, sum.priced = sum.billed.Add(d.Cost.Sub(d.Extra)), sum.priced.Add(usd)
		by[k] = days
	}
	var out []LeftRate
	for k, days := range by {
		if r, left := leftRate(days); left {
			r.Account, r.Model = k.account, k.name
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b LeftRate) int {
		return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Model, b.Model))
	})
	return out
}

// leftRate finds the last step in a model's days, in order: days that keep one share of
// the catalog's price, and before them days that kept another.
//
//	billed 10, 10, 10, 12, 12 where the catalog has 10: left on the fourth, 100 % to 120 %
func leftRate(days []billedDay) (LeftRate, bool) {
	now, from := steadyEnd(days)
	before, begin := steadyEnd(days[:from])
	if len(days)-from < rateSeen || from-begin < rateNeeded || now.near(before, rateMoved) {
		return LeftRate{}, false
	}
	out := LeftRate{Since: usage.DayOf(days[from].day), Last: usage.DayOf(days[len(days)-1].day), Days: len(days) - from, Billed: now.billed, Priced: now.priced}
	out.Before, _ = pricing.Quotient(before.billed.Times(100), before.priced)
	out.Now, _ = pricing.Quotient(now.billed.Times(100), now.priced)
	out.More = now.billed.Sub(now.priced.Share(before.billed, before.priced, 6)).Cents()
	return out, true
}

// steadyEnd adds up the days at the end that keep one share, and says where they begin.
func steadyEnd(days []billedDay) (sum billedDay, from int) {
	for from = len(days); from > 0; from-- {
		d := days[from-1]
		if sum.priced.Sign() > 0 && !d.near(sum, rateSteady) {
			break
		}
		sum.billed, sum.priced = sum.billed.Add(d.billed), sum.priced.Add(d.priced)
	}
	return sum, from
}

// near reports whether two shares of the catalog's price differ by no more than so many
// points of a percent.
func (d billedDay) near(o billedDay, by pricing.Percent) bool {
	priced, _ := pricing.Quotient(o.billed, o.priced)
	share := pricing.MustFigure(priced)
	mine, _ := pricing.Quotient(d.billed, d.priced)
	return pricing.MustFigure(mine).Sub(share).Abs().Cmp(by.Of(pricing.MustMoney("1"))) <= 0
}

// leftRate warns of a model that is billed otherwise than its rate.
func (w *watch) leftRate(r LeftRate) {
	more, than := r.More, "more"
	if more.Sign() < 0 {
		more, than = more.Neg(), "less"
	}
	usd := r.More
	f := Finding{Kind: RateLeft, Account: r.Account, About: r.Model, Level: Warning, USD: &usd, When: r.Since,
		Do: "compare its price page with the catalog's rate: tollbook models show " + words.Shell(r.Model)}
	f.Brief = fmt.Sprintf("%s is billed at %s of its rate since %s: %s %s", r.Model, words.Percent(r.Now), w.day(r.Since), more.Dollars(), than)
	f.Message = fmt.Sprintf("%s: since %s %s is billed at %s of its rate in the catalog, before at %s: %s %s by now", r.Account, words.ShortDate(r.Since), r.Model,
		words.Percent(r.Now), words.Percent(r.Before), more.Dollars(), than)
	if r.More.Sign() < 0 {
		f.Level = Info
	}
	w.add(f, r.Model+" "+r.Since.Format(pricing.Day), Calm)
}
