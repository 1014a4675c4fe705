package update

import (
	"slices"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// A step is what a kind costs from an instant to come on, at all prompt sizes and hours: by
// the prices of a feed, or by rates that the catalog has.
type step struct {
	from   time.Time
	prices []feed.Price
	bands  []*pricing.Band
}

// stepped ends rows where the next step begins, and adds the rows of the steps. A step of the
// feed that changes nothing is none.
func (p *planner) stepped(t *told, k pricing.Kind, has state, v view, now []bandRow, held bool) []bandRow {
	rows := now
	first := 0 // of the rows in force before the next step
	last := rates(now)
	ended := false // what is built in is in force
	for _, s := range p.steps(t, k, has, v, now, held) {
		next, builtIn := p.stepRows(t, v, has, now, s)
		if len(s.prices) > 0 && !ended && same(last, rates(next)) {
			continue
		}
		for i := first; i < len(rows); i++ {
			if r := &rows[i]; r.To.IsZero() || r.To.After(s.from) {
				r.To = s.from
			}
		}
		first, last, ended = len(rows), rates(next), builtIn
		if !builtIn {
			rows = append(rows, next...)
		}
	}
	return rows
}

// stepRows are the rows of a step; builtIn says that the catalog has them already. Of the rates
// that were in force before it and go on, what the feed says now holds then too.
func (p *planner) stepRows(t *told, v view, has state, now []bandRow, s step) (rows []bandRow, builtIn bool) {
	for _, price := range s.prices {
		rows = append(rows, p.row(t, v, price, s.from, "announced"))
	}
	builtIn = len(s.bands) > 0
	for _, b := range s.bands {
		r := p.asItWas(t, has, b)
		if !b.From.After(p.At) {
			i := slices.IndexFunc(now, func(n bandRow) bool { return n.Over == b.Over && n.Window == b.WindowText() })
			if i < 0 {
				if len(now) > 0 { // it has no price of its own any more
					builtIn = false
					continue
				}
			} else if now[i].rate.Cmp(b.Rate) != 0 {
				builtIn = false
				r = now[i]
			}
		}
		r.From, r.To = s.from, endOf(b, has)
		rows = append(rows, r)
		builtIn = builtIn && !b.Updated()
	}
	return rows, builtIn
}

// rates are the rates of rows by tier and window.
func rates(rows []bandRow) map[slot]pricing.Rate {
	out := map[slot]pricing.Rate{}
	for _, r := range rows {
		out[slot{r.Over, r.Window}] = r.rate
	}
	return out
}

func same(a, b map[slot]pricing.Rate) bool {
	if len(a) != len(b) {
		return false
	}
	for at, rate := range a {
		if other, ok := b[at]; !ok || rate.Cmp(other) != 0 {
			return false
		}
	}
	return true
}

// steps are the steps to come, the soonest first: those that the feed announces, and of those
// announced before what stays. A feed that has announced one, and has it no more, takes it
// back; one that never has says nothing about it.
func (p *planner) steps(t *told, k pricing.Kind, has state, v view, now []bandRow, held bool) (out []step) {
	for _, price := range v.next {
		if n := len(out); n == 0 || !out[n-1].from.Equal(price.From) {
			out = append(out, step{from: price.From})
		}
		out[len(out)-1].prices = append(out[len(out)-1].prices, price)
	}
	in := has.known()
	if len(now) > 0 {
		in = nil
		for _, r := range now {
			in = append(in, known{slot{r.Over, r.Window}, r.rate, r.Seen})
		}
	}
	out = slices.DeleteFunc(out, func(s step) bool { return !p.announces(t, k, has, v, in, s) })
	for _, b := range has.next {
		i := slices.IndexFunc(out, func(s step) bool { return s.from.Equal(b.From) })
		switch {
		case i >= 0:
			continue // said again, in the catalog's words or in the feed's
		case !held && !v.unchanged && v.feed.Dates && feedOf(b.Source) == string(v.feed.Name) && !slices.ContainsFunc(v.next, func(price feed.Price) bool { return price.From.Equal(b.From) }):
			c := p.change(Dropped, t, k, b, feed.Price{Kind: k, Over: b.Over, Window: b.WindowText(), Rate: b.Rate}, v, b.From)
			c.Now = nil
			if i := slices.IndexFunc(in, func(o known) bool { return o.slot == slotOf(b) }); i >= 0 {
				c.Now = &in[i].rate
			}
			if c.Now != nil && c.Now.Cmp(*c.Was) == 0 {
				continue // it has come early
			}
			c.Why = "announced for that day before, and not any more"
			p.plan.Changes = append(p.plan.Changes, c)
			continue
		}
		out = append(out, step{from: b.From, bands: has.holding(b.From)})
	}
	slices.SortFunc(out, func(a, b step) int { return a.from.Compare(b.from) })
	return out
}

// holding are the rates that hold at an instant to come.
func (s state) holding(at time.Time) (out []*pricing.Band) {
	for _, b := range slices.Concat(s.open, s.next) {
		if b.Holds(at) {
			out = append(out, b)
		}
	}
	return out
}

// announces notes what is new in a step that a feed announces. It returns false where the step
// is not taken: where some of it waits, or one who is believed before the feed has announced
// another for that day. Prices are held against those in force from now on.
func (p *planner) announces(t *told, k pricing.Kind, has state, v view, in []known, s step) bool {
	before := func(price feed.Price) *pricing.Band {
		i := slices.IndexFunc(has.next, func(b *pricing.Band) bool { return b.From.Equal(s.from) && slotOf(b) == slotFor(price) })
		if i < 0 {
			return nil
		}
		return has.next[i]
	}
	var changes []Change
	for _, price := range s.prices {
		b := before(price)
		if b != nil && b.Rate.Cmp(price.Rate) == 0 {
			continue
		}
		if b != nil && rank(t.gateway, b) < feedRank(v.feed, true) {
			p.plan.Outranked++
			return false
		}
		old := openAt(has.open, slotFor(price))
		if old != nil && old.Rate.Cmp(price.Rate) == 0 && b == nil {
			continue // the others change
		}
		c := p.change(Announced, t, k, old, price, v, s.from)
		if c.Why = incredible(in, slotFor(price), k, price.Rate); c.Why != "" {
			c.State = Held
			c.identify()
			if !p.accepts(c.ID) && !p.accepts(allOf(v.feed.Name)) {
				p.plan.Changes = append(p.plan.Changes, c)
				return false
			}
			c.State, c.ID, c.Why = Announced, "", ""
		}
		changes = append(changes, c)
	}
	p.plan.Changes = append(p.plan.Changes, changes...)
	return true
}
