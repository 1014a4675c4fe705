package whatif

import (
	"cmp"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tollbook/pricing"
	"tollbook/pricing/knob"
	"tollbook/tui/page"
)

// pause is how long the knobs have to rest before their levers are tried
// again: trying them costs some dozen comparisons, and a key held down would
// queue them up.
const pause = 120 * time.Millisecond

// A bestStep is what a knob's best step brings, from the knob left alone.
type bestStep struct {
	to     string        // the step in words
	value  string        // as settings hold it
	change pricing.Money // monthly change of the bill; negative saves
	rests  []string      // what it rests on
	known  bool          // a step of the knob could be priced
	asGood bool          // none saves enough to be worth a step
}

// levers hold the BEST STEP column and the order of the knobs that follows from
// it. They are found in a command; until then the last ones stand, dimmed.
type levers struct {
	request  int
	pending  bool
	by       [knobCount]bestStep
	bill     *pricing.Money // that the steps were counted on; nil where unknown
	together *pricing.Money // the bill with all best steps; nil where they lower nothing more
	steps    settings       // with all best steps
	set      bool           // a knob stands at its best step
	order    []knobID       // nil before the first are found; then it stays
	folded   [knobCount]bool
}

type leversDue struct{ request int }

// leversFound is the answer to one request.
type leversFound struct {
	request  int
	by       [knobCount]bestStep
	reach    [knobCount]pricing.Money // the most that any step moves the bill, either way; only before there is an order
	bill     *pricing.Money           // nil where unknown
	together *pricing.Money
	steps    settings
}

// due asks to be told once the knobs have rested.
func due(request int) tea.Cmd {
	return func() tea.Msg { return page.Later{After: pause, Then: leversDue{request}} }
}

var knobOfLever = map[string]knobID{"method": methodKnob, "top-up": topUpKnob, "swap": swapKnob, "cache": cacheKnob, "batch": batchKnob}

// findLevers returns the command that tries every knob at the present gateway.
func (s Model) findLevers() tea.Cmd {
	return func() tea.Msg {
		out := leversFound{request: s.levers.request}
		w, k, gateway := s.workload(), s.now.apply(s.cat), s.present()
		bill := func(set settings) *pricing.Money { return s.cat.BillAt(w, set.apply(s.cat), gateway, s.asOf) }
		out.bill = bill(s.now)
		if out.bill == nil {
			return out
		}
		if s.example != nil {
			w.Example = s.example(w)
		}
		found, err := s.cat.BestSteps(w, k, gateway, s.asOf)
		if err != nil {
			return out
		}
		for name, id := range knobOfLever {
			step := found.By[name]
			best := bestStep{to: step.To, change: step.Change, rests: step.If, known: step.Priced}
			if best.asGood = step.To == "" || pricing.AsGood(step.Change, *out.bill); step.To != "" {
				best.value = s.stepValue(id, step.Apply)
			}
			out.by[id] = best
		}
		if out.together = found.Total; found.Total != nil {
			out.steps = s.now
			for _, id := range knobOfLever {
				out.steps[id] = s.stepValue(id, found.Together)
			}
		}
		if once, twice := bill(s.now.with(volumeKnob, "")), bill(s.now.with(volumeKnob, "2")); once != nil && twice != nil {
			out.by[volumeKnob] = bestStep{to: "2x", change: twice.Sub(*once), known: true}
		}
		if s.levers.order == nil {
			out.reach = s.reach(bill, *out.bill)
		}
		return out
	}
}

// stepValue is what a knob stands at, as settings hold it.
func (s Model) stepValue(id knobID, k pricing.Knobs) string {
	n, _ := id.of()
	value := unless(n.Text(k), n.Idle)
	if id == topUpKnob && s.workload().Purchase.IsZero() {
		return unless(value, knob.Monthly)
	}
	if id == methodKnob {
		return unless(value, s.defaultMethod())
	}
	return value
}

// reach is the most that a step of each knob moves the bill, either way.
func (s Model) reach(bill func(settings) *pricing.Money, base pricing.Money) (out [knobCount]pricing.Money) {
	for _, id := range []knobID{cacheKnob, methodKnob, topUpKnob, batchKnob, ratesKnob, swapKnob} {
		for _, step := range s.steps(id) {
			if s.idle(id) {
				break
			}
			if usd := bill(s.now.with(id, step)); usd != nil {
				if move := usd.Sub(base).Abs(); move.Cmp(out[id]) > 0 {
					out[id] = move
				}
			}
		}
	}
	return out
}

func (s Model) found(msg leversFound) Model {
	if msg.request != s.levers.request {
		return s
	}
	s.levers.pending = false
	s.levers.by, s.levers.bill, s.levers.together, s.levers.steps = msg.by, msg.bill, msg.together, msg.steps
	s.levers.set = false
	for id, best := range msg.by {
		s.levers.set = s.levers.set || best.to != "" && !best.asGood && s.now[id] != "" && s.now[id] == best.value
	}
	if s.levers.order == nil {
		s.levers.order, s.levers.folded = ordered(msg)
		if s.vacant { // who has chosen no gateway yet may choose how to pay it
			s.levers.folded[methodKnob], s.levers.folded[topUpKnob] = false, false
		}
		s.swaps = s.swapPairs(msg.by[swapKnob].value)
	}
	return s
}

// bestTogether turns all knobs to their best steps: one step, which u takes back.
func (s Model) bestTogether() (Model, tea.Cmd) {
	if s.levers.together == nil || s.levers.pending {
		return s, nil
	}
	return s.turn(s.levers.steps)
}

// ordered puts the knobs that save most first, then those that move the bill
// most, and folds those that move it by less than half a percent. It is done once: a list that reorders under the hand is no help.
func ordered(msg leversFound) ([]knobID, [knobCount]bool) {
	order := []knobID{swapKnob, cacheKnob, methodKnob, topUpKnob, batchKnob, ratesKnob, downtimeKnob, serverKnob}
	saving := func(id knobID) pricing.Money {
		if best := msg.by[id]; best.to != "" {
			return best.change.Neg()
		}
		return pricing.Money{}
	}
	slices.SortStableFunc(order, func(a, b knobID) int {
		return cmp.Or(saving(b).Cmp(saving(a)), msg.reach[b].Cmp(msg.reach[a]))
	})
	var folded [knobCount]bool
	for _, id := range order {
		// Half a percent as a person reads it: 0.45 % and more shows as 0.5 %.
		folded[id] = msg.bill == nil && id >= batchKnob || msg.bill != nil && msg.reach[id].Times(10000).Cmp(msg.bill.Times(45)) < 0
	}
	return append([]knobID{workloadKnob, modelKnob, volumeKnob}, order...), folded
}

// knobOrder lists the knobs that are shown, and how many are folded away.
func (s Model) knobOrder() (shown []knobID, hidden int) {
	order, folded := s.levers.order, s.levers.folded
	if order == nil {
		for id := workloadKnob; id < requireKnob; id++ {
			order = append(order, id)
			folded[id] = id >= batchKnob
		}
	}
	for _, id := range order {
		if id == modelKnob && !s.vacant {
			continue
		}
		if folded[id] && s.now[id] == "" && !s.unfolded && !s.edit.of(id) {
			hidden++
			continue
		}
		shown = append(shown, id)
	}
	return shown, hidden
}
