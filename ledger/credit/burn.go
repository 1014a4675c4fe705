package credit

import (
	"time"

	"tollbook/ledger/lot"
	"tollbook/ledger/usage"
	"tollbook/pricing"
)

// BurnDays is over how many days of data the burn rate is taken.
const BurnDays = 30

// burn finds the burn rate, what it makes of the balance by asOf, and how long
// that lasts. Days from the first with usage to the last known one count, also those
// without any, but for days of no data.
//
//	$90.00 in the last 30 days of data: $3.00 a day; $60.00 two days ago are about
//	$54.00, which last 18 days
func (a *Position) burn(used []lot.Usage, asOf time.Time) {
	if len(used) == 0 {
		return
	}
	_, days := a.BurnWindow()
	var sum pricing.Money
	for _, u := range used {
		burned, _, _ := a.Burned(u)
		sum = sum.Add(burned)
	}
	burn := sum.Part(1, days, 6)
	a.Burn = &burn
	if !a.HasLots {
		return
	}
	exact := a.Balance().Sub(sum.Part(int64(asOf.Sub(a.KnownUntil)), days*int64(pricing.DayLength), 30))
	estimated := exact.Round(6)
	a.Estimated = &estimated
	switch {
	case sum.Sign() <= 0:
	case exact.Sign() <= 0:
		a.Runway = "0"
	default:
		a.Runway, _ = pricing.Quotient(exact.Times(days), sum)
	}
}

// Burned is what of some usage falls into the burn window: all or nothing of a day's, and of
// a sum of more than a day the share of its days, so many of so many.
//
//	$31 of October, of which the last 30 days count: $30, for 30 of 31 days
func (a *Position) Burned(u lot.Usage) (usd pricing.Money, days, of int64) {
	first, _ := a.BurnWindow()
	of = u.Days(a.LastDay().Add(pricing.DayLength))
	days = max(0, of-int64(max(0, first.Sub(pricing.StartOfDay(u.From)))/pricing.DayLength))
	switch days {
	case of:
		return u.USD, days, of
	case 0:
		return usd, 0, of
	}
	return u.USD.Part(days, of, 30), days, of
}

// BurnWindow is since when the burn rate is taken, and how many days of data that are:
// all of the last BurnDays that are known.
func (a *Position) BurnWindow() (first time.Time, days int64) {
	used := a.Input.History.Usage
	window := usage.DaySpan{From: pricing.StartOfDay(used[0].From), To: a.LastDay()}
	if from := window.To.Add(-(BurnDays - 1) * pricing.DayLength); from.After(window.From) {
		window.From = from
	}
	return window.From, int64(usage.CountDays(window.Without(a.Input.Gaps)))
}
