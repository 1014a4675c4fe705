package ledger

import (
	"slices"

	"tollbook/ledger/forecast"
)

// A Backtest is how projections did on the past, looking ahead from days at which
// nothing after them was read.
type Backtest struct {
	Origins int            // days that were stood on
	Days    int            // how far was looked ahead
	MASE    string         // of the methods that were chosen, to 6 decimals; "" where unknown
	Held    string         // the share of their 80 % intervals that held; "" where not tested
	Methods []MethodResult // every method's
}

// A MethodResult is how one method did.
type MethodResult struct {
	Method string
	Chosen bool
	MASE   string // mean absolute error of a day over the seasonal naive method's
	Held   string // share of the 80 % intervals of sums that held; "" where not tested
}

// A backtestSum adds up a method's results over accounts.
type backtestSum struct {
	own, naive, held float64
	tested           int
}

func (b *backtestSum) add(s forecast.Score) {
	b.own += s.Own
	b.naive += s.Naive
	if s.Tested > 0 {
		b.held += s.Held * float64(s.Tested)
		b.tested += s.Tested
	}
}

func (b backtestSum) mase() string {
	if b.naive <= 0 {
		return ""
	}
	return quotientText(b.own / b.naive)
}

func (b backtestSum) heldShare() string {
	if b.tested == 0 {
		return ""
	}
	return quotientText(b.held / float64(b.tested))
}

// backtest is an account's, and is added to that of all.
func (f *forecasting) backtest(p projected) Backtest {
	out := Backtest{Days: forecast.Ahead, Origins: p.Origins}
	scores := p.Scores
	if f.q.Backtest && len(scores) > 0 {
		scores = forecast.Backtest(p.floats())
	}
	for i, s := range scores {
		if len(f.totals) <= i {
			f.totals = append(f.totals, backtestSum{})
		}
		var own backtestSum
		own.add(s)
		f.totals[i].add(s)
		out.Methods = append(out.Methods, MethodResult{s.Method, s.Method == p.Method, own.mase(), own.heldShare()})
		if s.Method == p.Method {
			f.tested.add(s)
			out.MASE, out.Held = own.mase(), own.heldShare()
		}
	}
	f.out.Backtest.Origins += p.Origins
	if len(f.out.Backtest.Methods) == 0 {
		f.out.Backtest.Methods = slices.Clone(out.Methods)
	} else {
		for i, m := range out.Methods {
			f.out.Backtest.Methods[i].Chosen = f.out.Backtest.Methods[i].Chosen || m.Chosen
		}
	}
	return out
}

// allTested is the back-test over all accounts.
func (f *forecasting) allTested() Backtest {
	out := f.out.Backtest
	out.Days = forecast.Ahead
	out.MASE, out.Held = f.tested.mase(), f.tested.heldShare()
	for i := range out.Methods {
		out.Methods[i].MASE, out.Methods[i].Held = f.totals[i].mase(), f.totals[i].heldShare()
	}
	return out
}
