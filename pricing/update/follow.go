package update

import (
	"slices"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// change makes a change to a price of a feed.
func (p *planner) change(state State, t *told, k pricing.Kind, was *pricing.Band, now feed.Price, v view, from time.Time) Change {
	rate := now.Rate
	c := Change{State: state, Gateway: t.gateway.ID, Model: t.model, GatewayModelID: t.id, Kind: k, Over: now.Over, Window: now.Window,
		Now: &rate, From: from, Source: v.source(), Seen: pricing.StartOfDay(p.At)}
	if was != nil {
		old := was.Rate
		c.Was, c.WasSource, c.WasSeen = &old, was.Source, was.Seen
	}
	return c
}

// row is a price of a feed as a row.
func (p *planner) row(t *told, v view, price feed.Price, from time.Time, basis string) bandRow {
	switch {
	case price.Free:
		basis = "free"
	case v.accepted:
		basis = accepted
	}
	return bandRow{price.Kind, price.Rate, Row{Model: t.model, ID: t.id, Over: price.Over, Window: price.Window, From: from, Basis: basis, Source: v.source(), Seen: pricing.StartOfDay(p.At)}}
}

// asItWas is the row of a rate that stays: of an update's as it is, of one that is built in
// so that other rows of its kind do not hide it.
func (p *planner) asItWas(t *told, has state, old *pricing.Band) bandRow {
	r := keep(t, old)
	if !old.Updated() {
		r.From = later(old.From, has.since)
		r.Source = pricing.KeptSource + "@" + p.At.Format(time.RFC3339) + "#" + old.Source
	}
	return r
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// follow makes the rows of a kind as a feed has its prices: those that are as they were are
// seen again, others close the open rate and open a new one. Rows of updates hide what is
// built in of their kind, at all prompt sizes and hours: so none begins before the last
// change of what is built in, and what it hides from there on is copied.
func (p *planner) follow(t *told, k pricing.Kind, has state, v view) (rows []bandRow) {
	held, hold := p.hold(t, k, has, v)
	if hold {
		return append(rows, unmoved(t, has)...)
	}
	from := p.changeAt(has, v, held)
	var gone []*pricing.Band // whose time ends where the change begins
	for _, at := range slots(v.now) {
		price, old := v.now[at], openAt(has.open, at)
		switch {
		case old != nil && old.Rate.Cmp(price.Rate) == 0:
			p.plan.Confirmed[t.gateway.ID]++
			r := p.row(t, v, price, old.From, confirmedBasis(old.Basis))
			if !old.Updated() {
				r.From = later(old.From, has.since)
			}
			r.To = endOf(old, has)
			rows = append(rows, r)
		case held[at] && old != nil:
			r := p.asItWas(t, has, old)
			r.To = endOf(old, has)
			rows = append(rows, r)
		case held[at]: // a tier that there was not
		default:
			c := p.change(Changed, t, k, old, price, v, from)
			if old == nil {
				c.State = New
				if !has.ever && !(t.card != nil && (k == pricing.Reasoning || k == pricing.Request)) {
					c.From = price.From // nothing was charged by another rate, as reasoning is by that of output
				} else if base := openAt(has.open, slot{}); base != nil { // a tier or window of its own now: it was priced by the base
					c = p.change(Changed, t, k, base, price, v, from)
				}
			}
			p.tell(t, k, c)
			if old != nil {
				gone = append(gone, old)
			}
			rows = append(rows, p.row(t, v, price, c.From, "observed"))
		}
	}
	if len(held) > 0 && len(rows) == 1 && len(has.open) == 1 && !has.open[0].Updated() && held[slotOf(has.open[0])] {
		rows = nil // what is built in stands by itself
	}
	for _, old := range has.open {
		if _, there := v.now[slotOf(old)]; there {
			continue
		}
		if v.unchanged || !v.wouldHave(old) {
			r := p.asItWas(t, has, old)
			r.To = endOf(old, has)
			rows = append(rows, r)
			continue
		}
		gone = append(gone, old)
		if !slices.ContainsFunc(slots(v.now), func(at slot) bool { return at.over == old.Over }) { // else it is divided by the hour in another way
			p.plan.Changes = append(p.plan.Changes, Change{State: Changed, Gateway: t.gateway.ID, Model: t.model, GatewayModelID: t.id, Kind: k, Over: old.Over, Window: old.WindowText(),
				Was: &old.Rate, WasSource: old.Source, WasSeen: old.Seen, From: from, Source: v.source(), Seen: pricing.StartOfDay(p.At), Why: "it has no price of its own any more"})
		}
	}
	rows = p.stepped(t, k, has, v, rows, len(held) > 0)
	return append(rows, p.closed(t, has, gone, from, rows)...)
}

// hold finds the prices in force of a feed that wait for somebody's word. The second result
// is true where the others can't be taken without them: where they divide prompts or hours
// in another way than the rates in force.
func (p *planner) hold(t *told, k pricing.Kind, has state, v view) (held map[slot]bool, all bool) {
	held = map[slot]bool{}
	for _, at := range slots(v.now) {
		price, old := v.now[at], openAt(has.open, at)
		why := incredible(has.known(), at, k, price.Rate)
		if why == "" {
			continue
		}
		c := p.change(Held, t, k, old, price, v, p.At)
		c.Why = why
		c.identify()
		if p.accepts(c.ID) || p.accepts(allOf(v.feed.Name)) {
			continue
		}
		p.plan.Changes = append(p.plan.Changes, c)
		held[at] = true
	}
	for at := range held {
		if openAt(has.open, at) != nil {
			continue
		}
		if at.over == 0 || slices.ContainsFunc(has.open, func(b *pricing.Band) bool { return b.Over == at.over }) {
			return held, true
		}
		for other := range v.now { // the tier is not taken
			if other.over == at.over {
				held[other] = true
			}
		}
	}
	return held, false
}

// changeAt is when the prices of a feed begin that are others than those in force: where it
// dates all of them, at the last of their days since the rates last changed, else now.
func (p *planner) changeAt(has state, v view, held map[slot]bool) time.Time {
	var at time.Time
	for s, price := range v.now {
		if old := openAt(has.open, s); held[s] || old != nil && old.Rate.Cmp(price.Rate) == 0 {
			continue
		}
		if !price.From.After(has.since) {
			return p.At
		}
		at = later(at, price.From)
	}
	if at.IsZero() {
		return p.At
	}
	return at
}

// tell notes a change, or that the user's own rate stands before it.
func (p *planner) tell(t *told, k pricing.Kind, c Change) {
	if c.Was != nil && c.Was.Cmp(*c.Now) == 0 {
		return // priced by the base so far, at the same price
	}
	if own := p.own(t, k); own != nil {
		c.State, c.Was, c.WasSource, c.WasSeen = Yours, &own.Rate, own.Source, own.Seen
		c.Why = "your own rate holds"
	}
	p.plan.Changes = append(p.plan.Changes, c)
}

// endOf is the end of a rate that nothing follows: of a promotion. It is zero where the rate
// is open, or ends where a step begins.
func endOf(old *pricing.Band, has state) time.Time {
	if slices.ContainsFunc(has.next, func(b *pricing.Band) bool { return b.From.Equal(old.To) }) {
		return time.Time{}
	}
	return old.To
}

// closed are the rows of rates that end at an instant: those of earlier updates, and copies
// of built-in ones where other rows would hide them before.
func (p *planner) closed(t *told, has state, gone []*pricing.Band, at time.Time, rows []bandRow) (out []bandRow) {
	hidden := slices.ContainsFunc(rows, func(r bandRow) bool { return r.From.Before(at) })
	for _, old := range gone {
		if r := p.asItWas(t, has, old); (old.Updated() || hidden) && r.From.Before(at) {
			r.To = at
			out = append(out, r)
		}
	}
	return out
}

// confirmedBasis is the basis of a rate that a feed has seen in force.
func confirmedBasis(was string) string {
	switch was {
	case "promotion", "free", accepted, "":
		return was
	}
	return "observed"
}

// accepted is the basis of a rate that the user took a feed's word for, against others'.
const accepted = "accepted"
