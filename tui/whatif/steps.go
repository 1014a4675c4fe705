package whatif

import (
	"cmp"
	"slices"
	"strings"

	"tollbook/pricing"
	"tollbook/pricing/knob"
)

// spendSteps are the list dollars a month to step through.
var spendSteps = []string{"", "100", "1000", "10000", "100000"}

// steps are the values that left and right step a knob through, the value it
// stands at among them.
func (s Model) steps(id knobID) []string {
	now := s.now[id]
	n, _ := id.of()
	switch id {
	case workloadKnob:
		return s.workSteps()
	case modelKnob:
		return withValue(s.models, now)
	case volumeKnob:
		return volumeLadder(n.Steps, now, "1")
	case swapKnob:
		return withValue(append([]string{""}, s.swaps...), now)
	case cacheKnob:
		return s.cacheSteps()
	case methodKnob:
		return s.methods()
	case topUpKnob:
		steps := ladder(pricing.TopUpSteps(s.cat.Gateway(s.present()), s.now[methodKnob], s.asOf), now)
		if !s.workload().Purchase.IsZero() { // "" is the usual top-up
			steps = append(slices.Clone(steps), knob.Monthly)
		}
		return steps
	case requireKnob:
		return withValue(n.Steps, now)
	}
	return ladder(n.Steps, now)
}

// withValue are steps in no order, with a typed value behind them.
func withValue(steps []string, now string) []string {
	if slices.Contains(steps, now) {
		return steps
	}
	return append(slices.Clone(steps), now)
}

// workSteps are the ledger's usage, the projected month, the scenario in hand, and
// list dollars.
func (s Model) workSteps() []string {
	now := s.now[workloadKnob]
	if s.vacant {
		return volumeLadder(supposedSteps, now, supposedSpend)
	}
	steps := slices.Clone(ladder(spendSteps, now))
	if strings.HasPrefix(now, keptWork) {
		steps = slices.Insert(steps, 1, now)
	}
	if s.project != nil {
		steps = slices.Insert(steps, 1, projectedWork)
	}
	return steps
}

// ladder puts a typed value at its place among the steps.
func ladder(steps []string, now string) []string {
	if slices.Contains(steps, now) {
		return steps
	}
	value, err := pricing.ParseMoney(now)
	if err != nil {
		return steps
	}
	at := len(steps)
	for i, step := range steps {
		if m, err := pricing.ParseMoney(step); err == nil && m.Cmp(value) > 0 {
			at = i
			break
		}
	}
	if n := len(steps); at == n && steps[n-1] == "" { // "" ends this ladder: monthly
		at--
	}
	return slices.Insert(slices.Clone(steps), at, now)
}

// cacheSteps begin at the share that the workload has: "" stands at its place
// among the others, and one that is the same is no step.
func (s Model) cacheSteps() []string {
	now := s.now[cacheKnob]
	steps := knob.Of(knob.CacheHit).Steps
	ratio, ok := s.workload().CacheShare()
	if !ok {
		return ladder(steps, now)
	}
	present := pricing.MustMoney(ratio).Times(100)
	if now == "" {
		now = present.String()
	}
	out := slices.DeleteFunc(slices.Clone(steps), func(step string) bool { return step == "" })
	for _, value := range []string{present.String(), now} {
		out = slices.Clone(ladder(out, value))
	}
	for i := range out {
		out[i] = unless(out[i], present.String())
	}
	return out
}

// volumeLadder is ladder where the untouched step "" stands for a value, 1 of the volume.
func volumeLadder(steps []string, now, untouched string) []string {
	at := slices.Index(steps, "")
	filled := slices.Clone(steps)
	filled[at] = untouched
	out := slices.Clone(ladder(filled, cmp.Or(now, untouched)))
	for i := range out {
		out[i] = unless(out[i], untouched)
	}
	return out
}

func orOne(volume string) string {
	if volume == "" {
		return "1"
	}
	return volume
}

// methods are the ways to pay at the present gateway, its default standing as
// ""; where no gateway is the user's, those of the whole catalog.
func (s Model) methods() []string {
	if g := s.cat.Gateway(s.base.You); g != nil {
		out := g.Methods()
		if len(out) > 0 {
			out[0] = ""
		}
		return out
	}
	out := []string{""}
	for _, g := range s.cat.Gateways() {
		for _, m := range g.Methods() {
			if m != pricing.AnyMethod && !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// step is the value one step to the left or right of the one a knob stands at;
// false at either end.
func (s Model) step(id knobID, by int) (string, bool) {
	if s.idle(id) {
		return "", false
	}
	steps := s.steps(id)
	i := slices.Index(steps, s.now[id]) + by
	if i < 0 || i >= len(steps) {
		return "", false
	}
	return steps[i], true
}

// idle reports whether a knob has no meaning for the workload at hand: bare
// list dollars have no models to swap, cache or batch.
func (s Model) idle(id knobID) bool {
	n, _ := id.of()
	return n.Tokens && s.workload().Source == "spend"
}

// swapPairs are the swaps to step through: the one that saves most first.
func (s Model) swapPairs(best string) []string {
	var out []string
	if best != "" {
		out = append(out, best)
	}
	models := s.cat.WorkModels(s.workload(), s.asOf)
	for _, from := range models {
		for _, to := range models {
			pair := from + "=" + to
			if from != to && s.cat.Model(to) != nil && pair != best {
				out = append(out, pair)
			}
		}
	}
	return out
}
