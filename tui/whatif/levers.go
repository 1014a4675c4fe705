package whatif

import (
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

// levers hold the BEST STEP column. They are found in a command; until then the last ones
// stand, dimmed.
type levers struct {
	request  int
	pending  bool
	by       [knobCount]bestStep
	bill     *pricing.Money // that the steps were counted on; nil where unknown
	together *pricing.Money // the bill with all best steps; nil where they lower nothing more
	steps    settings       // with all best steps
	set      bool           // a knob stands at its best step
	found    bool           // the first ones are
}

type leversDue struct{ request int }

// leversFound is the answer to one request.
type leversFound struct {
	request  int
	by       [knobCount]bestStep
	bill     *pricing.Money // nil where unknown
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
	if !s.levers.found {
		s.levers.found = true
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

// order is that of the knobs, the folded ones last. It hangs on nothing that is found later:
// a list that reorders under the hand is no help.
var order = []knobID{workloadKnob, modelKnob, volumeKnob, cacheKnob, batchKnob, swapKnob, methodKnob, topUpKnob, ratesKnob, downtimeKnob, serverKnob}

// folded are the knobs that few turn: they are shown once they are turned or asked for.
var folded = []knobID{ratesKnob, downtimeKnob, serverKnob}

// knobOrder lists the knobs that are shown, and how many are folded away.
func (s Model) knobOrder() (shown []knobID, hidden int) {
	for _, id := range order {
		if id == modelKnob && !s.vacant {
			continue
		}
		if slices.Contains(folded, id) && s.now[id] == "" && !s.unfolded && !s.edit.of(id) {
			hidden++
			continue
		}
		shown = append(shown, id)
	}
	return shown, hidden
}
