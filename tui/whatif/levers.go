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

// A lever is what a knob's best step would bring, in words and dollars.
type lever struct {
	to     string // short enough for the column
	full   string
	change pricing.Money // monthly change of the bill; negative saves
	found  bool
}

// levers hold the COULD BE column and the order of the knobs that follows from
// it. They are found in a command; until then the last ones stand, dimmed.
type levers struct {
	request int
	pending bool
	by      [knobCount]lever
	order   []knobID // nil before the first are found; then it stays
	folded  [knobCount]bool
}

type leversDue struct{ request int }

// leversFound is the answer to one request.
type leversFound struct {
	request  int
	by       [knobCount]lever
	reach    [knobCount]pricing.Money // the most that any step moves the bill, either way
	bill     *pricing.Money           // nil where unknown
	bestSwap string
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
		base := bill(s.now)
		if base == nil {
			return out
		}
		out.bill = base
		if s.example != nil {
			w.Example = s.example(w)
		}
		found, err := s.cat.Levers(w, k, gateway, s.asOf)
		if err != nil {
			return out
		}
		for _, l := range found {
			id, ok := knobOfLever[l.Knob]
			if !ok {
				continue // the gateways stand beside the knobs, ranked
			}
			out.by[id] = lever{to: l.To, full: l.To, change: l.Change, found: true}
			out.reach[id] = l.Change.Abs()
			if id == swapKnob {
				out.bestSwap = knob.Of(knob.Swap).Text(l.Apply)
				out.by[id].to = "best"
			}
		}
		for _, id := range []knobID{cacheKnob, methodKnob, topUpKnob, batchKnob, ratesKnob} {
			for _, step := range s.steps(id) {
				if s.idle(id) {
					break
				}
				if usd := bill(s.now.with(id, step)); usd != nil {
					if move := usd.Sub(*base).Abs(); move.Cmp(out.reach[id]) > 0 {
						out.reach[id] = move
					}
				}
			}
		}
		if now, err := pricing.ParseMoney(orOne(s.now[volumeKnob])); err == nil {
			if usd := bill(s.now.with(volumeKnob, now.Times(2).String())); usd != nil {
				out.by[volumeKnob] = lever{to: "x2", change: usd.Sub(*base), found: true}
			}
		}
		return out
	}
}

func (s Model) found(msg leversFound) Model {
	if msg.request != s.levers.request {
		return s
	}
	s.levers.pending = false
	s.levers.by = msg.by
	if s.levers.order == nil {
		s.levers.order, s.levers.folded = ordered(msg)
		s.swaps = s.swapPairs(msg.bestSwap)
	}
	return s
}

// ordered puts the knobs that save most first, then those that move the bill
// most, and folds those that move it by less than half a percent. It is done once: a list that reorders under the hand is no help.
func ordered(msg leversFound) ([]knobID, [knobCount]bool) {
	order := []knobID{swapKnob, cacheKnob, methodKnob, topUpKnob, batchKnob, ratesKnob, downtimeKnob, serverKnob}
	saving := func(id knobID) pricing.Money {
		if l := msg.by[id]; l.found {
			return l.change.Neg()
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
	return append([]knobID{workloadKnob, volumeKnob}, order...), folded
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
		if folded[id] && s.now[id] == "" && !s.unfolded && !s.edit.of(id) {
			hidden++
			continue
		}
		shown = append(shown, id)
	}
	return shown, hidden
}
