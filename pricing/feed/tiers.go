package feed

import (
	"slices"

	"tollbook/pricing"
)

// maxTiers is how many sizes of prompts one price may have; three or four are usual.
const maxTiers = 16

const whyUnknown = "prices of 0, which may stand for unknown"

// tiers is a kind's rates by the prompt size above which they hold; 0 is the base.
type tiers map[int64]pricing.Rate

// at is the rate of the highest tier that begins at or below over.
func (t tiers) at(over int64) (pricing.Rate, bool) {
	best := int64(-1)
	for o := range t {
		if o <= over && o > best {
			best = o
		}
	}
	return t[best], best >= 0
}

// prices writes tiers that hold at all hours, without those that change nothing.
func (t tiers) prices(kind pricing.Kind) []Price {
	overs := make([]int64, 0, len(t))
	for o := range t {
		overs = append(overs, o)
	}
	slices.Sort(overs)
	out := make([]Price, 0, len(t))
	for _, o := range overs {
		if n := len(out); n == 0 || out[n-1].Rate.Cmp(t[o]) != 0 {
			out = append(out, Price{Kind: kind, Over: o, Rate: t[o]})
		}
	}
	return out
}

// setTier notes what a kind costs for prompts of more than over tokens. A second price
// for the same size that differs is refused.
func (e *entry) setTier(kinds map[pricing.Kind]tiers, k pricing.Kind, field string, over int64, rate pricing.Rate) {
	if kinds[k] == nil {
		kinds[k] = tiers{}
	}
	if first, there := kinds[k][over]; there && first.Cmp(rate) != 0 {
		e.refuseKind(k, field, rate.String(), "two prices for one size of prompt")
		return
	}
	kinds[k][over] = rate
}

// putTiers adds what each kind costs by the size of the prompt, in the order of the
// kinds. Reasoning that costs what output costs is no price of its own.
func (e *entry) putTiers(all map[pricing.Kind]tiers) {
	output := all[pricing.Output].prices(pricing.Output)
	for _, k := range pricing.Kinds() {
		t, there := all[k]
		if !there {
			continue
		}
		prices := t.prices(k)
		if k == pricing.Reasoning && sameRates(prices, output) {
			continue
		}
		e.put(k, prices...)
	}
}

// sameRates reports whether two kinds cost the same at every prompt size and hour.
func sameRates(a, b []Price) bool {
	return slices.EqualFunc(a, b, func(p, q Price) bool {
		q.Kind = p.Kind
		return p.same(q)
	})
}
