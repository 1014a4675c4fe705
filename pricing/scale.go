package pricing

import (
	"math/big"
	"slices"

	"github.com/shopspring/decimal"
)

// A Scale turns what came to From dollars into what comes to To.
type Scale struct{ From, To Money }

// Scaled is a workload with each line taken To / From times, by the line's own scale:
// tokens and requests to whole ones, half up, amounts to 12 decimals; all of them are
// then of the workload's days. The zero Scale leaves a line as it is. What is explained of the bill stays what it was.
//
//	1,000,001 tokens that came to $10, and come to $15: 1,500,002
func (c *Catalog) Scaled(w Workload, by func(line int) Scale) Workload {
	lines := make([]WorkLine, len(w.Lines))
	for i, l := range w.Lines {
		if s := by(i); s.From.Sign() > 0 {
			factor := new(big.Rat).Quo(s.To.rat(), s.From.rat())
			l.Requests = times(l.Requests, factor)
			for k := range l.Tokens {
				l.Tokens[k] = times(l.Tokens[k], factor)
			}
			l.Reported = moneyFrom(quotient(new(big.Rat).Mul(l.Reported.rat(), factor), 12))
			l.Extra = moneyFrom(quotient(new(big.Rat).Mul(l.Extra.rat(), factor), 12))
		}
		l.Days = 0
		lines[i] = l
	}
	w.Lines, w.Paid = lines, slices.Clone(w.Paid)
	w.charge()
	w.today = c.frozen(w, Knobs{})
	return w
}

// times is n times a factor, half up; where that would be no count any more it is the
// most that tollbook computes with.
func times(n int64, factor *big.Rat) int64 {
	d := quotient(new(big.Rat).Mul(new(big.Rat).SetInt64(n), factor), 0)
	if d.GreaterThan(decimal.NewFromInt(maxTokens)) {
		return maxTokens
	}
	return d.IntPart()
}
