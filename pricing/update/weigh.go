package update

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// A slot is a tier and a window of one kind.
type slot struct {
	over   int64
	window string
}

func slotOf(b *pricing.Band) slot { return slot{b.Over, b.WindowText()} }

func slotFor(price feed.Price) slot { return slot{price.Over, price.Window} }

// weigh decides what becomes of each kind of one id's prices.
func (p *planner) weigh(t *told) {
	var rows []bandRow
	for _, k := range pricing.Kinds() {
		rows = append(rows, p.weighKind(t, k)...)
	}
	rows = p.promoted(t, rows)
	if len(rows) == 0 {
		return
	}
	if p.plan.rows[t.gateway.ID] == nil {
		p.plan.rows[t.gateway.ID] = map[string][]Row{}
	}
	p.plan.rows[t.gateway.ID][t.id] = joined(rows)
}

// A view is what one feed says of one kind: its prices now and those to come.
type view struct {
	sighting
	rank int
	// accepted: the user took its word against others'.
	accepted bool
	now      map[slot]feed.Price
	next     []feed.Price // the soonest first
}

// views are what feeds say of a kind, the one that is believed first.
func (p *planner) views(t *told, k pricing.Kind) (out []view) {
	for _, s := range t.by {
		v := view{sighting: s, now: map[slot]feed.Price{}}
		dated := false
		for _, price := range s.Prices {
			if price.Kind != k {
				continue
			}
			if price.From.After(p.At) {
				v.next = append(v.next, price)
				continue
			}
			v.now[slotFor(price)] = price
			dated = dated || !price.From.IsZero()
		}
		if len(v.now) > 0 {
			v.rank = feedRank(s.feed, dated)
			slices.SortStableFunc(v.next, func(a, b feed.Price) int { return a.From.Compare(b.From) })
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(a, b view) int { return cmp.Compare(a.rank, b.rank) })
	return out
}

// state is what the catalog has of a kind: the rates in force, and those to come. At one
// time all of them are of one layer: built in, or of earlier updates.
type state struct {
	open, next, other []*pricing.Band // other: of earlier updates, over
	ever              bool            // there is, or was, some rate of it
	rank              int             // of the best of who names the rates in force
	since             time.Time       // of the last change of its rates until now; zero: none is known
}

func (p *planner) stateOf(t *told, k pricing.Kind) (s state) {
	s.rank = byConclusion
	if t.card == nil {
		return s
	}
	for i := range t.card.Bands {
		b := &t.card.Bands[i]
		if b.Kind != k {
			continue
		}
		s.ever = true
		if b.Basis == "rule" {
			continue
		}
		for _, change := range []time.Time{b.From, b.To} {
			if change.After(s.since) && !change.After(p.At) {
				s.since = change
			}
		}
		switch {
		case b.Holds(p.At):
			s.open = append(s.open, b)
			s.rank = min(s.rank, rank(t.gateway, b))
		case b.From.After(p.At):
			s.next = append(s.next, b)
		case b.Updated():
			s.other = append(s.other, b)
		}
	}
	// A rate that a feed has confirmed is still that of the page that it was read on.
	if card := p.builtInCard(t); card != nil {
		for i := range card.Bands {
			b := &card.Bands[i]
			if b.Kind == k && b.Holds(p.At) && b.Basis != "rule" && slices.ContainsFunc(s.open, func(o *pricing.Band) bool { return slotOf(o) == slotOf(b) && o.Rate.Cmp(b.Rate) == 0 }) {
				s.rank = min(s.rank, rank(t.gateway, b))
			}
		}
	}
	return s
}

func (p *planner) builtInCard(t *told) *pricing.Card {
	if g := p.BuiltIn.Gateway(t.gateway.ID); g != nil {
		return g.Card(t.id)
	}
	return nil
}

// telling are the views of feeds that can tell rates like those in force: by the hour, by
// weekday. One that can't is heard where another, which can, says that they are no more.
func telling(all []view, open []*pricing.Band) (out []view) {
	var windows []string
	for _, b := range open {
		windows = append(windows, b.WindowText())
	}
	for _, v := range all {
		if v.canTell(windows) || slices.ContainsFunc(all, func(w view) bool { return w.canTell(windows) && v.canTell(w.windows()) }) {
			out = append(out, v)
		}
	}
	return out
}

func (v view) windows() (out []string) {
	for at := range v.now {
		out = append(out, at.window)
	}
	return out
}

func (v view) canTell(windows []string) bool {
	return !slices.ContainsFunc(windows, func(w string) bool {
		return w != "" && (!v.feed.Windows || !v.feed.Weekdays && strings.Contains(w, " "))
	})
}

// weighKind decides on one kind and returns the rows of updates that it has from now on.
func (p *planner) weighKind(t *told, k pricing.Kind) (rows []bandRow) {
	has := p.stateOf(t, k)
	for _, b := range has.other {
		rows = append(rows, keep(t, b))
	}
	views := telling(p.views(t, k), has.open)
	if len(views) == 0 {
		return append(rows, unmoved(t, has)...)
	}
	best := views[0]
	switch n, waits := p.disputed(t, k, has, views); {
	case n >= 0:
		best = views[n]
		best.accepted = true
	case waits:
		return append(rows, unmoved(t, has)...)
	case has.believed(best) && best.differs(has.open):
		p.plan.Outranked++
		return append(rows, unmoved(t, has)...)
	}
	return append(rows, p.follow(t, k, has, best)...)
}

// believed reports whether the rates in force are believed before a feed.
func (s state) believed(v view) bool { return v.rank > s.rank && len(s.open) > 0 }

// unmoved are the rows of earlier updates as they are.
func unmoved(t *told, has state) (rows []bandRow) {
	for _, b := range slices.Concat(has.open, has.next) {
		if b.Updated() {
			rows = append(rows, keep(t, b))
		}
	}
	return rows
}

// keep is a row of an earlier update as it is.
func keep(t *told, b *pricing.Band) bandRow {
	return bandRow{b.Kind, b.Rate, Row{Model: t.model, ID: t.id, Over: b.Over, Window: b.WindowText(), From: b.From, To: b.To, Basis: b.Basis, Source: b.Source, Seen: b.Seen}}
}

// differs reports whether the prices of a feed are others than those in force.
func (v view) differs(open []*pricing.Band) bool {
	for _, b := range open {
		price, ok := v.now[slotOf(b)]
		if ok && price.Rate.Cmp(b.Rate) != 0 || !ok && v.wouldHave(b) {
			return true
		}
	}
	for at := range v.now {
		if !slices.ContainsFunc(open, func(b *pricing.Band) bool { return slotOf(b) == at }) {
			return true
		}
	}
	return false
}

// wouldHave reports whether it means something that a feed does not have a rate: of a tier,
// only where it can tell tiers and is the gateway's own list, or had that tier before. One
// collection leaves out what another one has.
func (v view) wouldHave(b *pricing.Band) bool {
	return b.Over == 0 || v.feed.Tiers && (v.feed.Gateway != "" || feedOf(b.Source) == string(v.feed.Name))
}

// own is the user's own rate of a kind in force; nil where there is none.
func (p *planner) own(t *told, k pricing.Kind) *pricing.Band {
	g := p.Whole.Gateway(t.gateway.ID)
	if g == nil {
		return nil
	}
	card := g.Card(t.id)
	if card == nil {
		return nil
	}
	for i := range card.Bands {
		if b := &card.Bands[i]; b.Kind == k && b.Own() && b.Basis != "rule" && b.Holds(p.At) {
			return b
		}
	}
	return nil
}

func openAt(open []*pricing.Band, at slot) *pricing.Band {
	for _, b := range open {
		if slotOf(b) == at {
			return b
		}
	}
	return nil
}

// slots are the keys of prices in a steady order.
func slots[V any](m map[slot]V) []slot {
	return slices.SortedFunc(maps.Keys(m), func(a, b slot) int {
		return cmp.Or(cmp.Compare(a.over, b.over), strings.Compare(a.window, b.window))
	})
}
