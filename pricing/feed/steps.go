package feed

import (
	"fmt"
	"slices"
	"time"

	"tollbook/pricing"
)

// A course is what the alternatives of a model come to: which of them holds when.
type course struct {
	alternatives []alternative
	begins       []time.Time // the fetch, and each step announced after it
	week         []span
	force        [][]int // from each begin on, the alternative in each span of the week
}

// steps writes what holds at the time of the fetch and what is announced to follow it.
func (e *entry) steps(alternatives []alternative) {
	c := course{alternatives: alternatives, begins: []time.Time{e.r.list.At}}
	var hours []span
	for _, a := range alternatives {
		if a.from.After(e.r.list.At) {
			c.begins = append(c.begins, a.from)
		}
		hours = append(hours, a.hours...)
	}
	slices.SortFunc(c.begins, time.Time.Compare)
	c.begins = slices.CompactFunc(c.begins, time.Time.Equal)
	c.week = cut(hours)
	for _, begin := range c.begins {
		c.force = append(c.force, inForce(alternatives, begin, c.week))
	}
	var output [][]Price
	for _, k := range pricing.Kinds() {
		steps := e.stepsOf(k, c)
		if k == pricing.Output {
			output = steps
		}
		if k == pricing.Reasoning && slices.EqualFunc(steps, output, sameRates) {
			continue
		}
		e.put(k, chain(steps, c.begins)...)
	}
}

// stepsOf is what a kind costs from each begin on; nil where nothing names it.
func (e *entry) stepsOf(k pricing.Kind, c course) [][]Price {
	overs := []int64{0}
	priced := false
	for _, a := range c.alternatives {
		for over := range a.kinds[k] {
			overs = append(overs, over)
			priced = true
		}
	}
	if !priced || e.bad[k] {
		return nil
	}
	slices.Sort(overs)
	overs = slices.Compact(overs)
	if len(overs) > maxTiers+1 {
		e.refuseKind(k, "prices", k.String(), fmt.Sprintf("more than %d tiers", maxTiers))
		return nil
	}
	steps := make([][]Price, len(c.begins))
	for i, begin := range c.begins {
		var whole bool
		steps[i], whole = card{overs, c.week, func(over int64) []cell {
			each := make([]cell, len(c.alternatives))
			for j, a := range c.alternatives {
				rate, ok := a.kinds[k].at(over)
				each[j] = cell{rate, a.since(begin), ok}
			}
			cells := make([]cell, len(c.week))
			for j := range cells {
				cells[j] = each[c.force[i][j]]
			}
			return cells
		}}.prices(k)
		if !whole {
			e.refuseKind(k, "prices", k.String(), whyHours)
			return nil
		}
		if i > 0 {
			for j := range steps[i] {
				steps[i][j].From = begin
			}
		}
	}
	return steps
}

// inForce is which alternative holds in each span of the week from begin on.
func inForce(alternatives []alternative, begin time.Time, week []span) []int {
	force := make([]int, len(week))
	for i, s := range week {
		for j, a := range alternatives {
			if !a.from.After(begin) && (a.hours == nil || within(a.hours, s.from)) {
				force[i] = j
			}
		}
	}
	return force
}

// chain joins what a kind costs from each begin on. A step that changes nothing of the
// kind is left out, and each price ends where the next one begins.
func chain(steps [][]Price, begins []time.Time) []Price {
	var out []Price
	last, first := 0, 0 // the step that is in force, and where it begins in out
	for i, prices := range steps {
		if i > 0 && slices.EqualFunc(prices, steps[last], func(p, q Price) bool {
			p.From, q.From = time.Time{}, time.Time{}
			return p.same(q)
		}) {
			continue
		}
		for j := first; j < len(out); j++ {
			out[j].To = begins[i]
		}
		last, first = i, len(out)
		out = append(out, prices...)
	}
	return out
}
