package projection

import (
	"tollbook/ledger/forecast"
)

// A Backtest is how projections did on the past, looking ahead from days at which
// nothing after them was read.
type Backtest struct {
	Origins int           // days that were stood on
	Days    int           // how far was looked ahead
	MASE    string        // the projection's, to 6 decimals; "" where unknown
	Held    string        // the share of its 80 % intervals that held; "" where not tested
	Rows    []BacktestRow // the projection, its levels and forecasts of one line
}

// A BacktestRow is how one way to project did.
type BacktestRow struct {
	Method string
	// Share is what it counts in the projection, to 6 decimals; "" for what is no level
	// of it, and for several accounts.
	Share string
	Error string // mean absolute error of a month's sum, dollars a day, to 6 decimals
	MASE  string // mean absolute error of a day over that of the same weekday last week
}

// A backtestSum adds up errors over accounts and origins.
type backtestSum struct{ sums, days float64 }

// A heldSum counts intervals.
type heldSum struct {
	held    float64
	origins int
}

func (h heldSum) share() string {
	if h.origins == 0 {
		return ""
	}
	return quotientText(h.held / float64(h.origins))
}

// backtest is an account's, and is added to that of all.
func (f *forecasting) backtest(p Projected) Backtest {
	if !f.q.Backtest || p.left {
		return Backtest{Days: forecast.Ahead}
	}
	t := forecast.Test(p.series(), seedOf("back-test"))
	own := make([]backtestSum, len(forecast.BacktestNames))
	for len(f.tested) < len(own) {
		f.tested = append(f.tested, backtestSum{})
	}
	held := heldSum{origins: t.Origins}
	for i := range own {
		own[i] = backtestSum{t.Sums[i] * float64(t.Origins), t.Days[i] * float64(t.Origins)}
		f.tested[i].sums += own[i].sums
		f.tested[i].days += own[i].days
	}
	if t.Origins > 0 {
		held.held = t.Held * float64(t.Origins)
		f.held.held += held.held
		f.held.origins += t.Origins
	}
	out := backtested(own, held)
	for i := range out.Rows {
		if level := i - 1; level >= 0 && level < len(p.Shares) { // behind the projection itself
			out.Rows[i].Share = quotientText(p.Shares[level])
		}
	}
	return out
}

// backtested puts errors in words.
func backtested(of []backtestSum, held heldSum) Backtest {
	out := Backtest{Origins: held.origins, Days: forecast.Ahead, Held: held.share()}
	if held.origins == 0 {
		return out
	}
	naive := 0.0
	for i, name := range forecast.BacktestNames {
		if name == forecast.SeasonalNaive {
			naive = of[i].days
		}
	}
	for i, name := range forecast.BacktestNames {
		row := BacktestRow{Method: name, Error: quotientText(of[i].sums / float64(held.origins))}
		if naive > 0 {
			row.MASE = quotientText(of[i].days / naive)
		}
		out.Rows = append(out.Rows, row)
	}
	out.MASE = out.Rows[0].MASE
	return out
}
