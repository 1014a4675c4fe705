package pricing

import (
	"slices"
	"time"
)

// A BestStep is what the best step of one knob brings, from the knob left alone.
type BestStep struct {
	Lever // To is "" where no step saves anything
	// Priced says that a step of the knob could be priced. Where none could, it is not known
	// whether one would save.
	Priced bool
}

// rest notes what the step rests on; a knob without one rests on nothing.
func (b *BestStep) rest(on string) {
	if b.To != "" {
		b.If = append(b.If, on)
	}
}

// BestSteps are what the knobs of a bill could do: each for itself, and all of them together.
type BestSteps struct {
	By map[string]BestStep // by the names that a Lever has for knobs, but for the gateway
	// Together are the knobs with all best steps that lower the bill one after another, and
	// Total is the bill then; nil where no step lowers it.
	Together Knobs
	Total    *Money
}

// asGoodShare is the part of a bill, and asGoodUSD the dollars a month, of which a step has
// to save the lesser to be worth one.
const asGoodShare = 100

var asGoodUSD = MustMoney("1")

// AsGood reports whether a change of a bill is too little to be worth a step: less than a
// dollar a month, and for a bill under $100 less than 1 % of it.
func AsGood(change, bill Money) bool {
	saved := change.Neg()
	return saved.Cmp(asGoodUSD) < 0 && saved.Times(asGoodShare).Cmp(bill) < 0
}

// BestSteps finds the best step of each knob for the bill at one gateway, as Levers does, but
// for each knob from where it is left alone: a knob that stands at its best step keeps it.
//
//	$600 of m1 at $3, with crypto already chosen: by crypto -$3.00, and m1 as m2 -$420.00
func (c *Catalog) BestSteps(w Workload, k Knobs, gateway string, asOf time.Time) (BestSteps, error) {
	out := BestSteps{By: map[string]BestStep{}}
	bill := c.BillAt(w, k, gateway, asOf)
	if bill == nil {
		return out, nil
	}
	search, err := c.leverSearch(w, k, gateway, asOf)
	if err != nil {
		return out, err
	}
	var steps []BestStep
	for _, name := range leverKnobs {
		step := BestStep{}
		if untouched(k, name) {
			step = search.best(name)
		} else {
			from, err := c.leverSearch(w, taken(k, Knobs{}, name), gateway, asOf)
			if err != nil {
				return out, err
			}
			step = from.best(name)
		}
		out.By[name] = step
		if step.To != "" && !AsGood(step.Change, *bill) {
			steps = append(steps, step)
		}
	}
	slices.SortStableFunc(steps, func(a, b BestStep) int { return a.Change.Cmp(b.Change) })
	together, total, lowered := k, *bill, false
	for _, step := range steps {
		turned := taken(together, step.Apply, step.Knob)
		if usd := c.BillAt(w, turned, gateway, asOf); usd != nil && usd.Cmp(total) < 0 {
			together, total, lowered = turned, *usd, true
		}
	}
	if lowered {
		out.Together, out.Total = together, &total
	}
	return out, nil
}

// taken is the knobs with one of them as it is in others.
func taken(k, from Knobs, knob string) Knobs {
	switch knob {
	case "method":
		k.Method = from.Method
	case "top-up":
		k.TopUp, k.Monthly = from.TopUp, from.Monthly
	case "cache":
		k.CacheHit = from.CacheHit
	case "batch":
		k.BatchShare = from.BatchShare
	case "swap":
		k.Swaps = from.Swaps
	}
	return k
}

// untouched reports whether a knob is left alone.
func untouched(k Knobs, knob string) bool {
	switch knob {
	case "method":
		return k.Method == ""
	case "top-up":
		return k.TopUp.IsZero() && !k.Monthly
	case "cache":
		return k.CacheHit == nil
	case "batch":
		return k.BatchShare == nil
	}
	return len(k.Swaps) == 0
}
