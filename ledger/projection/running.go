package projection

import (
	"slices"
	"time"

	"tollbook/ledger/forecast"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// A RunningDay is what the month of the forecast's clock has come to by the end of a day.
type RunningDay struct {
	Day            time.Time
	USD, Low, High pricing.Money // alike for a day that is known whole
	Ahead          bool          // some of it is still to come
}

// Charged is what the month of the forecast's clock bears of fees, as far as those are known.
type Charged struct {
	Fees    pricing.Money // of the whole month
	Borne   pricing.Money // by what was used so far
	Unknown []string      // the accounts whose gateways publish none
}

// Charged adds up the fees of the month that are known.
func (f Forecast) Charged() (out Charged) {
	for _, a := range f.Accounts {
		if len(a.Months) == 0 {
			continue
		}
		m := a.Months[0]
		out.Borne = out.Borne.Add(m.FeesBorne)
		if m.Fees == nil {
			out.Unknown = append(out.Unknown, a.Account.Name)
		} else {
			out.Fees = out.Fees.Add(*m.Fees)
		}
	}
	return out
}

// With is a part of the month m or all of it with its fees: those borne spread over what was
// used, those to come over what is to come.
//
//	$265.40 used bear $15.00, $300.00 to come $17.00: $415.40 come to $438.90
func (c Charged) With(usd pricing.Money, m Month) pricing.Money {
	toCome := m.Projected.Sub(m.Actual)
	switch {
	case usd.Cmp(m.Actual) <= 0 && m.Actual.Sign() > 0:
		return usd.Add(c.Borne.Share(usd, m.Actual, lot.FeeDecimals))
	case toCome.Sign() <= 0:
		return usd.Add(c.Fees)
	}
	return usd.Add(c.Borne).Add(c.Fees.Sub(c.Borne).Share(usd.Sub(m.Actual), toCome, lot.FeeDecimals))
}

// Running adds up the month of the forecast's clock day by day to its end, without fees: the
// last day is that month's projection with its interval. None where nothing is projected.
func (f Forecast) Running() []RunningDay { return f.running }

// running adds up the first month day by day, and of the days to come every path. It has to
// come before the outcomes of each day are put in order.
func (f *forecasting) running(past []DayBurn, said func(day time.Time) pricing.Money) (out []RunningDay) {
	if len(f.out.Months) == 0 {
		return nil
	}
	from := pricing.StartOfMonth(f.q.AsOf)
	to := from.AddDate(0, 1, 0)
	var sum pricing.Money
	for _, d := range past {
		if !d.Day.Before(from) && d.Day.Before(to) {
			sum = sum.Add(d.USD)
			out = append(out, RunningDay{Day: d.Day, USD: sum, Low: sum, High: sum})
		}
	}
	sums := make([]float64, forecast.Paths)
	for p := range sums {
		sums[p] = float(sum)
	}
	for i, outcomes := range f.days {
		day := f.first.Add(time.Duration(i) * pricing.DayLength)
		if day.Before(from) || !day.Before(to) {
			continue
		}
		sum = sum.Add(said(day))
		for p, usd := range outcomes {
			sums[p] += usd
		}
		x := RunningDay{Day: day, USD: sum, Ahead: true}
		x.Low, x.High = around(x.USD, slices.Clone(sums))
		out = append(out, x)
	}
	if n := len(out); n > 0 && out[n-1].Ahead { // days are rounded each for itself
		m := f.out.Months[0]
		out[n-1].USD, out[n-1].Low, out[n-1].High = m.Projected, m.Low, m.High
	}
	return out
}
