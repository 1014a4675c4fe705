package pricing

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Prices are a catalog's rates in force at an instant.
type Prices struct {
	Catalog *Catalog
	At      time.Time
}

// A RateChange is a rate that is another before than after, with what that does to a month
// of one's own work.
type RateChange struct {
	Gateway, Model, ID string // ID is the gateway's own
	Kind               Kind
	Over               int64
	Window             string
	Was                *Rate // nil where there was no rate
	Now                *Rate // nil where there is none any more
	From               time.Time
	Source             string
	Seen               time.Time
	Basis              string
	// USD is what a month of one's own work costs more, markup included; nil where that is
	// not known: no rate before, or none after.
	USD *Money
}

// An Impact is what other rates do to a month of work at the gateways in use.
type Impact struct {
	Changes []RateChange // of rates that the work uses, the one that costs most first
	// Before and After are what the part of the work costs that has rates on both sides. A
	// first rate that holds as far back as known is one on both.
	Before, After Money
	// ByModel is the change of each model at a gateway.
	ByModel []ModelImpact
}

// A ModelImpact is what other rates do to a month of one model at a gateway.
type ModelImpact struct {
	Gateway, Model string
	Before, After  Money
}

// rateKey is one rate of one card.
type rateKey struct {
	gateway, id string
	kind        Kind
	over        int64
	window      string
}

// Impact prices a workload as a month of 30 days at the rates of before and at those of
// after, each line at its own gateway, by its own hour. Usage on own keys is in no total,
// nor is usage that the catalog has no card for.
func (w Workload) Impact(before, after Prices) Impact {
	type sum struct {
		change RateChange
		usd    *big.Rat
		known  bool
	}
	by := map[rateKey]*sum{}
	type modelKey struct{ gateway, model string }
	type both struct{ before, after *big.Rat }
	models := map[modelKey]*both{}
	lines := w.few()
	if before.Catalog != after.Catalog { // one may price by the hour what the other does not
		lines = w.here(w.Lines)
	}
	for _, l := range lines {
		if l.OwnKey || l.Gateway == "" {
			continue
		}
		old, _ := before.price(l)
		now, card := after.price(l)
		if card == nil {
			continue
		}
		scale := w.lineScale(l)
		model := modelKey{l.Gateway, card.Model}
		for k := range kindCount {
			a, b := old[k], now[k]
			if a.band == nil && b.band == nil {
				continue
			}
			first := a.band == nil && b.band.From.IsZero() // its first rate is that of all time
			if first || a.band != nil && b.band != nil {
				before := a.usd
				if first {
					before = b.usd
				}
				if models[model] == nil {
					models[model] = &both{new(big.Rat), new(big.Rat)}
				}
				models[model].before.Add(models[model].before, new(big.Rat).Mul(before, scale))
				models[model].after.Add(models[model].after, new(big.Rat).Mul(b.usd, scale))
			}
			if a.band != nil && b.band != nil {
				usd := new(big.Rat).Sub(b.usd, a.usd)
				if a.band.Rate.Cmp(b.band.Rate) == 0 && usd.Sign() == 0 {
					continue
				}
				s := sumOf(by, card, b.band, func(c RateChange) *sum { return &sum{c, new(big.Rat), true} })
				if s.change.Was == nil || a.band.sameSlot(b.band) { // a tier may have ended beside it
					s.change.Was = &a.band.Rate
				}
				s.usd.Add(s.usd, usd.Mul(usd, scale))
				continue
			}
			band := b.band
			if band == nil {
				band = a.band
			}
			s := sumOf(by, card, band, func(c RateChange) *sum { return &sum{c, new(big.Rat), false} })
			s.known = false
			if b.band == nil {
				s.change.Was, s.change.Now, s.change.From = &a.band.Rate, nil, a.band.To
			}
		}
	}
	var out Impact
	for _, s := range by {
		if s.known {
			usd := moneyOf(s.usd)
			s.change.USD = &usd
		}
		out.Changes = append(out.Changes, s.change)
	}
	for k, m := range models {
		one := ModelImpact{k.gateway, k.model, moneyOf(m.before), moneyOf(m.after)}
		out.Before, out.After = out.Before.Add(one.Before), out.After.Add(one.After)
		out.ByModel = append(out.ByModel, one)
	}
	slices.SortFunc(out.ByModel, func(a, b ModelImpact) int {
		return cmp.Or(b.After.Sub(b.Before).Cmp(a.After.Sub(a.Before)), strings.Compare(a.Gateway, b.Gateway), strings.Compare(a.Model, b.Model))
	})
	SortChanges(out.Changes)
	return out
}

// SortChanges puts the change that costs most first, those that save most last, and those
// of which that is not known behind them.
func SortChanges(all []RateChange) {
	slices.SortFunc(all, func(a, b RateChange) int {
		switch {
		case a.USD != nil && b.USD != nil:
			if c := b.USD.Cmp(*a.USD); c != 0 {
				return c
			}
		case a.USD != nil:
			return -1
		case b.USD != nil:
			return 1
		}
		return cmp.Or(strings.Compare(a.Gateway, b.Gateway), strings.Compare(a.ID, b.ID), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Over, b.Over), strings.Compare(a.Window, b.Window), a.From.Compare(b.From))
	})
}

// sumOf finds the sum of a rate, or makes it.
func sumOf[S any](by map[rateKey]*S, card *Card, b *Band, made func(RateChange) *S) *S {
	key := rateKey{card.Gateway, card.ID, b.Kind, b.Over, b.windowText}
	if by[key] == nil {
		rate := b.Rate
		by[key] = made(RateChange{Gateway: card.Gateway, Model: card.Model, ID: card.ID, Kind: b.Kind, Over: b.Over, Window: b.windowText,
			Now: &rate, From: b.From, Source: b.Source, Seen: b.Seen, Basis: b.Basis})
	}
	return by[key]
}

// A pricedKind is what one kind of a line costs by a band.
type pricedKind struct {
	band *Band
	usd  *big.Rat
}

// price prices a line kind by kind, with the markup; the card is nil where there is none.
func (p Prices) price(l WorkLine) (out [kindCount]pricedKind, card *Card) {
	c := p.Catalog
	g, card := c.seller(&l)
	if card == nil {
		return out, nil
	}
	markup := onePlus(c.byGateway[l.Gateway].Markup)
	g.each(card, l, l.instant(p.At), func(b *Band, n int64, rate Rate) {
		usd := rate.For(n).rat()
		out[b.Kind] = pricedKind{b, usd.Mul(usd, markup)}
	})
	return out, card
}

// lineScale is the factor from a line to a month of 30 days.
func (w Workload) lineScale(l WorkLine) *big.Rat {
	if l.Days > 0 {
		return big.NewRat(WorkloadDays, int64(l.Days))
	}
	return w.perMonth()
}

// Diff lists the rates in force that are others after than before, of all gateways, by
// gateway and id. What is priced by the vendor's rule is none of them.
func Diff(before, after Prices) (out []RateChange) {
	for _, g := range after.Catalog.gateways {
		old := before.Catalog.byGateway[g.ID]
		for _, card := range g.Cards() {
			var was []*Band
			if old != nil {
				was = old.Card(card.ID).inForce(before.At)
			}
			now := card.inForce(after.At)
			for _, b := range now {
				i := slices.IndexFunc(was, func(o *Band) bool { return o.sameSlot(b) })
				if i >= 0 && was[i].Rate.Cmp(b.Rate) == 0 {
					continue
				}
				c := changeOf(card, nil, b)
				if i < 0 { // a tier or window of its own now: it was priced by the base
					i = slices.IndexFunc(was, func(o *Band) bool { return o.Kind == b.Kind && o.Over == 0 && o.Window == nil })
				}
				if i >= 0 {
					if was[i].Rate.Cmp(b.Rate) == 0 {
						continue
					}
					c.Was = &was[i].Rate
				}
				out = append(out, c)
			}
			for _, o := range was {
				if slices.ContainsFunc(now, func(b *Band) bool { return b.Kind == o.Kind && b.Over == o.Over }) {
					continue
				}
				end := changeOf(card, o, nil)
				if i := slices.IndexFunc(now, func(b *Band) bool { return b.Kind == o.Kind && b.Over == 0 && b.Window == nil }); i >= 0 { // priced by the base now
					end = changeOf(card, o, now[i])
					end.Over, end.Window = o.Over, o.windowText
				}
				if end.Now == nil || !o.To.IsZero() {
					end.From = o.To
				}
				out = append(out, end)
			}
		}
	}
	return out
}

// inForce are the card's rates in force at an instant, without those of rules.
func (c *Card) inForce(at time.Time) (out []*Band) {
	if c == nil {
		return nil
	}
	for i := range c.Bands {
		if b := &c.Bands[i]; b.Basis != ruleBasis && b.Holds(at) {
			out = append(out, b)
		}
	}
	return out
}

func (b *Band) sameSlot(o *Band) bool {
	return b.Kind == o.Kind && b.Over == o.Over && b.windowText == o.windowText
}

// changeOf makes a change of two rates, of which one may be missing.
func changeOf(card *Card, was, now *Band) RateChange {
	one := now
	if one == nil {
		one = was
	}
	c := RateChange{Gateway: card.Gateway, Model: card.Model, ID: card.ID, Kind: one.Kind, Over: one.Over, Window: one.windowText, From: one.From, Source: one.Source, Seen: one.Seen, Basis: one.Basis}
	if was != nil {
		c.Was = &was.Rate
	}
	if now != nil {
		c.Now = &now.Rate
	}
	return c
}

// Doubted reports whether the day of a change that was told ahead has come, and nobody has
// seen it since.
func (r RateChange) Doubted(asOf time.Time) bool {
	return toldAhead(r.From, r.Seen) && !r.From.After(asOf)
}

// Of finds what an impact says of a change; nil where one's own work does not use the rate,
// or it is not known.
func (i Impact) Of(c RateChange) *Money {
	for _, own := range i.Changes {
		if own.Gateway == c.Gateway && own.ID == c.ID && own.Kind == c.Kind && own.Over == c.Over && own.Window == c.Window {
			return own.USD
		}
	}
	return nil
}
