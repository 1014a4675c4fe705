package pricing

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// tokens prices the lines at the gateway, or each at its publisher.
func (b *rowPricer) tokens(r *Row) {
	t := &lineTally{b: b, r: r}
	for i := range b.lines {
		t.add(i)
	}
	t.cover()
	t.sum()
	t.say()
	if len(b.lines) == 0 { // own keys alone, or nothing
		r.Token = &Money{}
		r.cover(1, 1)
	}
}

// A lineTally is what the lines of a workload come to at one gateway, while they are added.
type lineTally struct {
	b *rowPricer
	r *Row

	card       *Card // of the line at hand; lines of one model share it
	assumption string

	sellers                    []*sellerTally
	covered, uncovered, served amounts
	lost                       []lostModel

	// Names and notes for the row.
	missing, unpriced, assumed, own names
	uncached                        names // models without a price for what a knob has read from the cache
}

// A sellerTally is what one of those who are paid gets.
type sellerTally struct {
	seller    *Gateway
	sum       tallies
	less      amounts // by how much uncertain lines can be less than priced
	more      amounts
	uncertain bool
	lacks     []Service // that it has no price for
}

// names are a set in a list: a row has few to say, and a map for each would be most of what
// a comparison allocates.
type names []string

func (n *names) add(name string) {
	if !slices.Contains(*n, name) {
		*n = append(*n, name)
	}
}

// sorted are the names in order, never nil.
func (n names) sorted() []string {
	if n == nil {
		return []string{}
	}
	slices.Sort(n)
	return n
}

// A lostModel is what is paid for a model's work, or a part of it, that the row lacks.
type lostModel struct {
	name string
	usd  amounts
}

// paidTo is the tally of a seller.
func (t *lineTally) paidTo(seller *Gateway) *sellerTally {
	for _, s := range t.sellers {
		if s.seller == seller {
			return s
		}
	}
	s := &sellerTally{seller: seller}
	t.sellers = append(t.sellers, s)
	return s
}

// lose adds what is paid for a part of a line that the row lacks.
func (t *lineTally) lose(l *listedLine, name string, usd Money) {
	at := slices.IndexFunc(t.lost, func(m lostModel) bool { return m.name == name })
	if at < 0 {
		at = len(t.lost)
		t.lost = append(t.lost, lostModel{name: name})
	}
	t.lost[at].usd.add(l.part, usd)
	if !t.nobodys(l, name) {
		t.uncovered.add(l.part, usd)
	}
}

// nobodys reports whether no gateway has a rate for any of a line's tokens; of a line
// without tokens, for those of the model's other lines, among which it stands in a sum of
// all of them.
func (t *lineTally) nobodys(l *listedLine, name string) bool {
	if l.Tokens.IsZero() {
		return slices.Contains(t.b.nowhere, name)
	}
	return l.total.IsZero()
}

// add prices one line.
func (t *lineTally) add(i int) {
	b, r := t.b, t.r
	l := &b.lines[i]
	name := cmp.Or(l.Model, l.Name)
	if i == 0 || l.Name != b.lines[i-1].Name || l.Model != b.lines[i-1].Model || l.Service != b.lines[i-1].Service || b.k.RatesThen {
		t.card, t.assumption = b.sells(r.gateway, &l.WorkLine)
	}
	usedHere := r.gateway != nil && l.Gateway == r.gateway.ID
	if usedHere {
		t.served.add(l.part, l.carried)
	}
	if t.card == nil {
		t.unsold(l, name, usedHere)
		return
	}
	seller := r.gateway
	if seller == nil || t.card.Gateway != seller.ID && seller.Prices == OwnKeys {
		seller = b.c.byGateway[t.card.Gateway]
	}
	paid := t.paidTo(seller)
	line, lacking := t.price(l, name, seller)
	paid.sum.merge(l.part, line)
	if b.trace != nil {
		b.trace(seller, t.card, l)
	}
	if b.byModel {
		r.addModel(name, b.share(l, seller, line))
	}
	t.doubt(l, paid, line)
	if t.assumption != "" {
		t.assumed.add(t.assumption)
	}
	if t.card.misses(&l.tiers) {
		t.assumed.add(noTier(seller, name))
	}
	t.serve(l, name, usedHere, lacking)
}

// unsold takes in a line that the gateway does not sell.
func (t *lineTally) unsold(l *listedLine, name string, usedHere bool) {
	switch {
	case l.alone && usedHere: // dollars without tokens, this gateway's own
		t.paidTo(t.r.gateway)
		t.covered.add(l.part, l.weight)
	case l.alone && l.Model == "": // a correction of no model that one could lack
	case l.alone: // its dollars are among the extras
		t.missing.add(name)
		t.uncovered.add(l.part, l.weight)
	default:
		t.missing.add(name)
		t.lose(l, name, l.weight)
	}
}

// price is what the tokens of a line cost, and the kinds that have no price.
func (t *lineTally) price(l *listedLine, name string, seller *Gateway) (line tally, lacking []Kind) {
	force := t.b.force(l.WorkLine)
	lacking = seller.each(t.card, l.WorkLine, force, func(band *Band, n int64, rate Rate) {
		line.add(n, rate)
		t.r.saw(t.card.Gateway, band.Seen)
		if note := band.note(t.card); note != "" {
			t.assumed.add(note)
		}
		if band.Own() {
			t.own.add(band.own(t.card))
		}
	})
	if l.supposed && l.Tokens[CacheRead] != 0 && !t.card.hasRate(CacheRead, l.WorkLine, force) {
		t.uncached.add(name)
	}
	for _, k := range []Kind{CacheWrite5m, CacheWrite1h} {
		if l.swapped && l.Tokens[k] != 0 && !t.card.hasRate(k, l.WorkLine, force) {
			t.assumed.add("cache writes of " + name + " are plain input (it has no rate for them)")
		}
	}
	return line, lacking
}

// share is what a line costs of the month's bill, for the bill by model.
func (b *rowPricer) share(l *listedLine, seller *Gateway, line tally) *big.Rat {
	usd := new(big.Rat).Mul(line.money().rat(), new(big.Rat).Mul(b.scale, onePlus(seller.Markup)))
	return usd.Mul(usd, b.parts.of[l.part])
}

// addModel adds to the bill of a model.
func (r *Row) addModel(name string, usd *big.Rat) {
	if r.models == nil {
		r.models = map[string]*big.Rat{}
	}
	if sum := r.models[name]; sum != nil {
		usd.Add(usd, sum)
	}
	r.models[name] = usd
}

// doubt notes between what and what a line lies that is not priced for certain: by a sum of
// its requests, or in a tier or region that the seller has no price for.
func (t *lineTally) doubt(l *listedLine, paid *sellerTally, line tally) {
	b := t.b
	force := b.force(l.WorkLine)
	lacks := Service{}
	if l.Service != (Service{}) {
		lacks = paid.seller.lacks(t.card, l.Service, force.Force)
	}
	if !l.uncertain() && lacks == (Service{}) {
		return
	}
	usd := line.money()
	low, high := paid.seller.interval(t.card, l.WorkLine, force)
	if lacks != (Service{}) {
		least, most := b.c.elsewhere(lacks, t.card.Model, force.Force)
		low, high = low.Converted(least), high.Converted(most)
		if !slices.Contains(paid.lacks, lacks) {
			paid.lacks = append(paid.lacks, lacks)
		}
	}
	paid.less.add(l.part, usd.Sub(low))
	paid.more.add(l.part, high.Sub(usd))
	paid.uncertain = paid.uncertain || !low.Equal(high)
}

// serve notes how much of a line the gateway serves: all of it, nothing, or all but the
// kinds of tokens that it lacks, by their share of the list price.
func (t *lineTally) serve(l *listedLine, name string, usedHere bool, lacking []Kind) {
	lacksAll := !l.Tokens.IsZero()
	for k := range l.Tokens {
		lacksAll = lacksAll && (l.Tokens[k] == 0 || slices.Contains(lacking, Kind(k)))
	}
	if lacksAll {
		t.missing.add(name)
		t.lose(l, name, l.weight)
		return
	}
	t.covered.add(l.part, l.weight)
	if !usedHere {
		t.served.add(l.part, l.carried)
	}
	for _, k := range lacking {
		t.unpriced.add(name + " " + k.String())
		if !l.list[k].IsZero() {
			share := l.list[k].rat()
			usd := moneyOf(share.Mul(share.Quo(share, l.total.rat()), l.weight.rat()))
			t.lose(l, name, usd)
			t.covered.add(l.part, usd.Neg())
		}
	}
}

// cover says which share of the work the row serves, and carries what it lacks over at what
// it costs today where that is little.
func (t *lineTally) cover() {
	b, r := t.b, t.r
	done := b.parts.sum(t.covered)
	if all := new(big.Rat).Add(done, b.parts.sum(t.uncovered)); all.Sign() != 0 {
		r.covered = done.Quo(done, all)
		r.Coverage = plain(quotient(r.covered, 6))
	} else if len(t.missing) == 0 && len(t.sellers) > 0 {
		r.cover(1, 1)
	} else {
		r.cover(0, 1)
	}
	if enough(r.covered) && len(t.sellers) > 0 {
		slices.SortFunc(t.lost, func(a, b lostModel) int { return strings.Compare(a.name, b.name) })
		for _, m := range t.lost {
			if usd := moneyOf(b.month(m.usd)); usd.Sign() > 0 {
				r.carried = append(r.carried, ModelCost{m.name, usd})
			}
		}
		if !t.uncovered.isZero() {
			t.assumed.add("what it lacks costs there what it costs you now (assumed)")
		}
	}
	if enough(r.covered) { // to those that serve all of it the rest is carried over too
		t.served = b.extras.all()
	}
	r.extra = b.month(t.served)
}

// sum adds up what the sellers get, in the order of their IDs: the first of them gets what
// is carried over besides.
func (t *lineTally) sum() {
	b, r := t.b, t.r
	slices.SortFunc(t.sellers, func(a, b *sellerTally) int { return strings.Compare(a.seller.ID, b.seller.ID) })
	sum, less, more := new(big.Rat), new(big.Rat), new(big.Rat)
	uncertain := false
	for i, s := range t.sellers {
		for _, note := range s.seller.unserved(s.lacks...) {
			t.assumed.add(note)
		}
		factor := new(big.Rat).Mul(b.scale, onePlus(s.seller.Markup))
		usd := b.parts.cost(s.sum)
		usd.Mul(usd, factor)
		less.Add(less, new(big.Rat).Mul(b.parts.sum(s.less), factor))
		more.Add(more, new(big.Rat).Mul(b.parts.sum(s.more), factor))
		uncertain = uncertain || s.uncertain
		if i == 0 {
			usd.Add(usd, r.extra)
			for _, m := range r.carried {
				usd.Add(usd, m.USD.rat())
			}
		}
		r.parts = append(r.parts, sellerSpend{s.seller, usd})
		sum.Add(sum, usd)
		if s.seller != r.gateway {
			r.Sellers = append(r.Sellers, s.seller.ID)
		}
	}
	if len(t.sellers) > 0 {
		token := moneyOf(sum)
		r.Token = &token
	}
	if uncertain {
		low, high := moneyOf(less.Sub(sum, less)), moneyOf(more.Add(sum, more))
		r.TokenLow, r.TokenHigh = &low, &high
	}
}

// say names what the row lacks and what its figures rest on.
func (t *lineTally) say() {
	r := t.r
	for _, name := range t.b.nowhere {
		t.unpriced.add(name)
		t.missing = slices.DeleteFunc(t.missing, func(m string) bool { return m == name })
	}
	r.Missing = t.missing.sorted()
	r.Unpriced = t.unpriced.sorted()
	if len(t.uncached) > 0 {
		r.Notes = append(r.Notes, "no cache price of "+allOf(t.uncached.sorted())+": its prompts are priced as not cached")
	}
	r.Assumptions = append(r.Assumptions, t.assumed.sorted()...)
	r.Notes = append(r.Notes, t.own.sorted()...)
}

// sells finds the card by which a gateway, or for nil the publisher, charges a
// line.
func (b *rowPricer) sells(g *Gateway, l *WorkLine) (*Card, string) {
	if g == nil {
		m := b.c.byModel[l.Model]
		if m == nil {
			return nil, ""
		}
		if g = b.c.publisher[m.Vendor]; g == nil {
			return nil, ""
		}
	}
	return b.c.cardAt(g, l.Name, l.Model, l.Service, b.force(*l).Force)
}
