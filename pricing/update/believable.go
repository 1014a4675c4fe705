package update

import (
	"fmt"
	"math/big"
	"time"

	"tollbook/pricing"
)

// A known is a rate that a price is held against.
type known struct {
	slot
	rate pricing.Rate
	seen time.Time
}

// known are the rates in force.
func (s state) known() (out []known) {
	for _, b := range s.open {
		out = append(out, known{slotOf(b), b.Rate, b.Seen})
	}
	return out
}

// incredible says why a price is not believed without somebody's word; "" where it is. It is
// held against the rate of its tier and window, or against those that prompts of its size
// have had so far: a price divided by the hour is no way around.
func incredible(open []known, at slot, k pricing.Kind, rate pricing.Rate) (why string) {
	level := int64(-1)
	for _, o := range open {
		if o.slot == at {
			return o.tooFar(rate)
		}
		if o.over <= at.over {
			level = max(level, o.over)
		}
	}
	if level < 0 {
		limit := tokenLimit
		if k.PerCall() {
			limit = callLimit
		}
		if most, _ := pricing.ParseRate(limit); rate.Cmp(most) > 0 {
			return fmt.Sprintf("$%s a million is more than any price known: per million taken for per token?", rate)
		}
		return ""
	}
	for _, o := range open {
		if o.over != level {
			continue
		}
		if why = o.tooFar(rate); why == "" {
			return ""
		}
	}
	return why
}

// tooFar says why a price can't follow a rate without somebody's word; "" where it can.
func (old known) tooFar(rate pricing.Rate) string {
	was, now := old.rate.Rat(), rate.Rat()
	if was.Sign() == 0 || now.Sign() == 0 {
		if was.Sign() == now.Sign() {
			return ""
		}
		return fmt.Sprintf("from $%s to $%s", old.rate, rate)
	}
	times := big.NewRat(maxTimes, 1)
	if now.Cmp(new(big.Rat).Mul(was, times)) > 0 || was.Cmp(new(big.Rat).Mul(now, times)) > 0 {
		return fmt.Sprintf("more than %d times off: $%s, seen %s, and now $%s", maxTimes, old.rate, old.seen.Format(pricing.Day), rate)
	}
	return ""
}
