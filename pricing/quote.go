package pricing

import (
	"fmt"
	"slices"
	"time"
)

// A Line is one priced step of a Quote, kept so a person can check the sum.
type Line struct {
	Kind   string // a token kind, or "markup"
	Tokens int64  // calls for the kinds priced by the call; 0 for a markup
	Rate   Rate
	USD    Money
	Source string
	Seen   time.Time
}

// A Quote is what one request costs at a gateway under one of its model ids.
type Quote struct {
	Gateway        string
	Model          string // canonical
	GatewayModelID string
	Lines          []Line
	Unpriced       []Kind // used, and without a rate: not in USD
	Assumptions    []string
}

// USD is the sum of the lines, unrounded. It leaves out what is Unpriced.
func (q Quote) USD() Money {
	var sum Money
	for _, l := range q.Lines {
		sum = sum.Add(l.USD)
	}
	return sum
}

// Priced reports whether any of it has a rate; where nothing has, USD means
// nothing.
func (q Quote) Priced() bool { return len(q.Lines) > 0 }

// NoRateError is returned where a gateway has no rate for a model at all.
type NoRateError struct {
	Gateway, Model string
	Nearest        []string
}

func (e *NoRateError) Error() string {
	if e.Gateway == "" {
		return fmt.Sprintf("no gateway has a rate for model %q", e.Model)
	}
	return fmt.Sprintf("%s has no rate for model %q", e.Gateway, e.Model)
}

// UnknownGatewayError is returned for a gateway that the catalog does not have.
type UnknownGatewayError struct {
	Gateway string
	Nearest []string
}

func (e *UnknownGatewayError) Error() string {
	return fmt.Sprintf("no gateway %q in the catalog", e.Gateway)
}

// UnknownModelError is returned for a model that the catalog does not have.
type UnknownModelError struct {
	Model   string
	Nearest []string
}

func (e *UnknownModelError) Error() string { return fmt.Sprintf("no model %q in the catalog", e.Model) }

// NeedGateway is Gateway with the error that says which names are near.
func (c *Catalog) NeedGateway(id string) (*Gateway, error) {
	if g := c.byGateway[fold(id)]; g != nil {
		return g, nil
	}
	return nil, &UnknownGatewayError{id, c.NearestGateways(id, 3)}
}

// NeedModel is FindModel with the error that says which names are near.
func (c *Catalog) NeedModel(name string) (*Model, error) {
	if m, _ := c.FindModel(name); m != nil {
		return m, nil
	}
	return nil, &UnknownModelError{name, c.NearestModels(name, 3)}
}

// Price returns what t costs at the instant at under the gateway's default id
// of the model, or under the id given where the gateway lists that one. It
// returns *UnknownGatewayError, *UnknownModelError or *NoRateError.
func (c *Catalog) Price(gateway, model string, t Tokens, at time.Time) (Quote, error) {
	g := c.byGateway[gateway]
	if g == nil {
		return Quote{}, &UnknownGatewayError{gateway, c.NearestGateways(gateway, 3)}
	}
	card, assumption := c.cardAt(g, model, "")
	if card == nil {
		m, err := c.NeedModel(model)
		if err != nil {
			return Quote{}, err
		}
		if card, assumption = c.cardAt(g, model, m.ID); card == nil {
			return Quote{}, &NoRateError{Gateway: gateway, Model: m.ID}
		}
	}
	return g.quote(card, t, at, false, assumption), nil
}

// Quotes prices t at the instant at under every id that any gateway, or the one
// named, has for the model. An id named exactly, with its variant, is quoted
// along with the others of its model.
func (c *Catalog) Quotes(model, gateway string, t Tokens, batch bool, at time.Time) ([]Quote, error) {
	m, err := c.NeedModel(model)
	if err != nil {
		return nil, err
	}
	gateways := c.gateways
	if gateway != "" {
		g, err := c.NeedGateway(gateway)
		if err != nil {
			return nil, err
		}
		gateways = []*Gateway{g}
	}
	var out []Quote
	var tiers [kindCount]*Band
	if list := c.ListCard(m.ID); list != nil {
		tokens := t
		bands, _ := list.bandsFor(&tokens, t.Prompt(), At(at))
		for k, b := range bands {
			if b != nil && b.Over > 0 {
				tiers[k] = b
			}
		}
	}
	add := func(g *Gateway, card *Card, id, assumption string) {
		q := g.quote(card, t, at, batch, assumption)
		q.GatewayModelID = id
		if card.misses(&tiers) {
			q.Assumptions = append(q.Assumptions, noTier(g, m.ID))
		}
		if m.comesAfter(at) {
			q.Assumptions = append(q.Assumptions, fmt.Sprintf("%s came out on %s: its first known rates stand for the time before (assumed)", m.ID, m.Released))
		}
		out = append(out, q)
	}
	for _, g := range gateways {
		for _, id := range g.ids[m.ID] {
			card, assumption := c.cardAt(g, id, m.ID)
			add(g, card, id, assumption)
		}
		if len(g.ids[m.ID]) == 0 {
			if card, assumption := c.cardAt(g, "", m.ID); card != nil {
				add(g, card, card.ID, assumption)
			}
		}
	}
	if len(out) == 0 {
		return nil, &NoRateError{Gateway: gateway, Model: m.ID}
	}
	return out, nil
}

// misses reports whether the card has no tier for long prompts where the
// publisher charges by one: it may not list what it charges.
func (c *Card) misses(tiers *[kindCount]*Band) bool {
	for k, b := range tiers {
		if b == nil {
			continue
		}
		mine := c.Bands[c.first[k]:c.first[k+1]]
		if len(mine) > 0 && !slices.ContainsFunc(mine, func(b Band) bool { return b.Over > 0 }) {
			return true
		}
	}
	return false
}

// noTier is the assumption about a gateway whose data have no rate for long prompts
// of a model whose publisher has one.
func noTier(g *Gateway, model string) string {
	return g.ID + " charges long prompts of " + model + " like short ones (not known)"
}

// cardAt finds the card that a gateway charges a model by. An id that the
// gateway lists as written is that id; anything else is the model's default
// id. A gateway without rates of its own charges the publisher's card, with
// the assumption in words where it is one.
func (c *Catalog) cardAt(g *Gateway, written, model string) (card *Card, assumption string) {
	if written != "" {
		if card = g.cards[fold(written)]; card != nil {
			card = card.as
		}
	}
	if ids := g.ids[model]; card == nil && len(ids) > 0 {
		card = g.cards[fold(ids[0])]
	}
	if card != nil {
		model = card.Model
	}
	switch g.Prices {
	case AtList:
		// A documented price that agrees with the list is an example of it.
		if list := c.ListCard(model); list != nil && (card == nil || card.atList) {
			return list, atList
		}
	case OwnKeys:
		return c.ListCard(model), ""
	}
	return card, ""
}

// atList is the assumption about gateways that publish no price list.
const atList = "its prices are list price (assumed)"

// snapshotOf returns the model's default card for a dated id that charges the
// same: data sets list long-context tiers and 1-hour cache writes for the
// undated id only, and a snapshot has them too.
func (g *Gateway) snapshotOf(card *Card) *Card {
	main := g.cards[fold(g.ids[card.Model][0])]
	if main == card {
		return card
	}
	if variantOf(card.ID) == "" && undated(fold(card.ID)) == undated(fold(main.ID)) && card.within(main) {
		return main
	}
	return card
}

// within reports whether every rate of the card stands in another one too.
func (c *Card) within(other *Card) bool {
	for i := range c.Bands {
		b := &c.Bands[i]
		if !slices.ContainsFunc(other.Bands[other.first[b.Kind]:other.first[b.Kind+1]], func(o Band) bool {
			return o.Over == b.Over && o.windowText == b.windowText && o.fromSec == b.fromSec && o.toSec == b.toSec && o.Rate.Cmp(b.Rate) == 0
		}) {
			return false
		}
	}
	return true
}

func (g *Gateway) quote(card *Card, t Tokens, at time.Time, batch bool, assumption string) Quote {
	q := Quote{Gateway: g.ID, Model: card.Model, GatewayModelID: card.ID, Lines: make([]Line, 0, 4)}
	if assumption != "" {
		q.Assumptions = append(q.Assumptions, assumption)
	}
	if batch && g.Batch.IsZero() {
		q.Assumptions = append(q.Assumptions, noBatch(g))
	}
	bands, unpriced := card.bandsFor(&t, t.Prompt(), At(at))
	q.Unpriced = unpriced
	for k, b := range bands {
		if b == nil || t[k] == 0 {
			continue
		}
		rate := b.Rate
		if batch && !g.Batch.IsZero() {
			rate = rate.less(g.Batch)
		}
		l := Line{Kind: Kind(k).String(), Tokens: t[k], Rate: rate, USD: rate.For(t[k]), Source: b.Source, Seen: b.Seen}
		q.Lines = append(q.Lines, l)
	}
	q.mark(g)
	return q
}

// bandsFor finds the band of every kind that t holds. Reasoning tokens that the
// card does not price apart are moved into output, so t is changed. Kinds that
// are used and have no rate come back as unpriced; a card without a price by
// the request charges none.
func (c *Card) bandsFor(t *Tokens, prompt int64, at Instant) (bands [kindCount]*Band, unpriced []Kind) {
	folded := false
	if t[Reasoning] != 0 {
		apart, output := c.Rate(Reasoning, prompt, at), c.Rate(Output, prompt, at)
		// A long-context tier that names no reasoning rate has none: the base
		// rate would be below what the tier charges for output.
		if apart != nil && (output == nil || apart.Over >= output.Over) {
			bands[Reasoning] = apart
		} else {
			t[Output] += t[Reasoning]
			t[Reasoning] = 0
			folded = true
		}
	}
	for k := range t {
		if t[k] == 0 || bands[k] != nil {
			continue
		}
		if bands[k] = c.Rate(Kind(k), prompt, at); bands[k] == nil && Kind(k) != Request {
			unpriced = append(unpriced, Kind(k))
			if Kind(k) == Output && folded {
				unpriced = append(unpriced, Reasoning)
			}
		}
	}
	return bands, unpriced
}

// Cost returns what usage of a model, named as an export names it, cost at a
// gateway, with the kinds that have no rate. Usage that adds up many requests is
// priced at the base tier and the usual hours. It is false where the catalog has
// no rate for any of it.
func (c *Catalog) Cost(gateway, name string, t Tokens, at time.Time, mixed, batch bool) (usd Money, unpriced []Kind, ok bool) {
	g, card, l := c.usage(gateway, name, t, at, mixed, batch)
	if card == nil {
		return Money{}, nil, false
	}
	var sum tally
	unpriced = g.price(card, l, l.instant(at), &sum)
	usd = sum.money()
	usd = usd.Add(g.Markup.Of(usd))
	for k, n := range t {
		if n != 0 && !slices.Contains(unpriced, Kind(k)) {
			return usd, unpriced, true
		}
	}
	return usd, unpriced, t.IsZero()
}

// usage finds the card that usage is charged by; nil where there is none.
func (c *Catalog) usage(gateway, name string, t Tokens, at time.Time, mixed, batch bool) (*Gateway, *Card, WorkLine) {
	g := c.byGateway[gateway]
	if g == nil {
		return nil, nil, WorkLine{}
	}
	l := WorkLine{Name: name, Tokens: t, Prompt: t.Prompt(), At: at, Batch: batch, Mixed: mixed}
	if mixed {
		l.Prompt = 0
	}
	card, _ := c.cardAt(g, name, "")
	if card == nil {
		if m, _ := c.FindModel(name); m != nil {
			card, _ = c.cardAt(g, name, m.ID)
		}
	}
	return g, card, l
}

// CostLines is Cost taken apart: a quote whose lines add up to it. It returns
// *NoRateError where the catalog has no card for the usage.
func (c *Catalog) CostLines(gateway, name string, t Tokens, at time.Time, mixed, batch bool) (Quote, error) {
	g, card, l := c.usage(gateway, name, t, at, mixed, batch)
	if card == nil {
		return Quote{}, &NoRateError{Gateway: gateway, Model: name}
	}
	q := Quote{Gateway: g.ID, Model: card.Model, GatewayModelID: card.ID}
	if batch && g.Batch.IsZero() {
		q.Assumptions = append(q.Assumptions, noBatch(g))
	}
	q.Unpriced = g.each(card, l, l.instant(at), func(b *Band, n int64, rate Rate) {
		q.Lines = append(q.Lines, Line{Kind: b.Kind.String(), Tokens: n, Rate: rate, USD: rate.For(n), Source: b.Source, Seen: b.Seen})
	})
	q.mark(g)
	return q, nil
}

// mark adds the gateway's markup on the lines.
func (q *Quote) mark(g *Gateway) {
	if !g.Markup.IsZero() && len(q.Lines) > 0 {
		q.Lines = append(q.Lines, Line{Kind: "markup", USD: g.Markup.Of(q.USD()), Source: g.MarkupFact.Source, Seen: g.MarkupFact.Seen})
	}
}

// noBatch is the assumption about a gateway that names no batch discount.
func noBatch(g *Gateway) string {
	return g.ID + " charges batch requests in full (no discount is known)"
}
