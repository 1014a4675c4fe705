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
	// Base: no tokens were asked about. Each line is a million of one kind at its base
	// rate; their sum means nothing.
	Base bool
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

// NoOutputError is returned where output is asked of a model that gives none, such as
// one for embeddings.
type NoOutputError struct{ Model string }

func (e *NoOutputError) Error() string {
	return fmt.Sprintf("%s gives no output tokens: it takes input alone", e.Model)
}

// NeedGateway is Gateway with the error that says which names are near.
func (c *Catalog) NeedGateway(id string) (*Gateway, error) {
	if g := c.byGateway[fold(id)]; g != nil {
		return g, nil
	}
	return nil, &UnknownGatewayError{id, c.NearestGateways(id, 3)}
}

// NeedModel is FindModel with the error that says which names are near.
func (c *Catalog) NeedModel(name string) (*Model, error) { return c.NeedModelAt(name, time.Time{}) }

// NeedModelAt is FindModelAt with that error.
func (c *Catalog) NeedModelAt(name string, at time.Time) (*Model, error) {
	if m, _ := c.FindModelAt(name, at); m != nil {
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
	card, assumption := c.cardAt(g, model, "", Service{}, at)
	if card == nil {
		m, err := c.NeedModelAt(model, at)
		if err != nil {
			return Quote{}, err
		}
		if card, assumption = c.cardAt(g, model, m.ID, Service{}, at); card == nil {
			return Quote{}, &NoRateError{Gateway: gateway, Model: m.ID}
		}
	}
	return g.quote(c.serves(g, card), card, oneRequest(t, Service{}, at), at, assumption), nil
}

// oneRequest is a request as a line of work.
func oneRequest(t Tokens, s Service, at time.Time) WorkLine {
	return WorkLine{Tokens: t, Prompt: t.Prompt(), At: at, Service: s}
}

// A QuoteQuestion asks what a request costs.
type QuoteQuestion struct {
	Model   string // any name that finds it
	Gateway string // "" is every gateway
	Tokens  Tokens
	Service Service
	At      time.Time
}

// Quotes prices a request under every id that any gateway, or the one named, has for
// the model. An id named exactly, with its variant, is quoted along with the others
// of its model. Without tokens it tells the base rates instead (Quote.Base), since no
// request is of a million tokens of each kind. It returns *UnknownModelError, *UnknownGatewayError, *NoRateError,
// and *NoOutputError for the output of a model that gives none.
func (c *Catalog) Quotes(q QuoteQuestion) ([]Quote, error) {
	m, err := c.NeedModelAt(q.Model, q.At)
	if err != nil {
		return nil, err
	}
	t, at := q.Tokens, q.At
	if m.NoOutput && t[Output]+t[Reasoning] > 0 {
		return nil, &NoOutputError{m.ID}
	}
	gateways := c.offered()
	if q.Gateway != "" {
		g, err := c.NeedGateway(q.Gateway)
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
		var quote Quote
		if seller := c.serves(g, card); t.IsZero() {
			quote = g.baseRates(seller, card, q.Service, at, assumption)
		} else {
			quote = g.quote(seller, card, oneRequest(t, q.Service, at), at, assumption)
		}
		quote.GatewayModelID = id
		if card.misses(&tiers) {
			quote.Assumptions = append(quote.Assumptions, noTier(g, m.ID))
		}
		if m.comesAfter(at) {
			quote.Assumptions = append(quote.Assumptions, fmt.Sprintf("%s came out on %s: its first known rates stand for the time before (assumed)", m.ID, m.Released))
		}
		out = append(out, quote)
	}
	asked := q.Service
	for _, g := range gateways {
		// A name that says its tier, where the gateway lists no such id: its default one
		// is served so.
		if q.Service = asked; g.cards[fold(q.Model)] == nil {
			q.Service = asked.Or(g.serviceOf(q.Model))
		}
		for _, id := range g.ids[m.ID] {
			card, assumption := c.cardAt(g, id, m.ID, Service{}, at)
			if g.lacks(card, q.Service, at) != (Service{}) && g.serving(card, q.Service) != card {
				continue // it serves that under another id, which is quoted too
			}
			add(g, card, id, assumption)
		}
		if len(g.ids[m.ID]) == 0 {
			if card, assumption := c.cardAt(g, "", m.ID, Service{}, at); card != nil {
				add(g, card, card.ID, assumption)
			}
		}
	}
	if len(out) == 0 {
		return nil, &NoRateError{Gateway: q.Gateway, Model: m.ID}
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

// cardAt finds the card that a gateway charges a model by at an instant. An id that
// the gateway lists as written is that id; anything else is the model's default
// id. Where the gateway has an id of the model for the service asked for, that one
// is taken: its rates hold the service whole. A gateway without rates of its own
// charges the publisher's card, with the assumption in words where it is one.
func (c *Catalog) cardAt(g *Gateway, written, model string, s Service, at time.Time) (card *Card, assumption string) {
	if written != "" {
		if card = g.cards[fold(written)]; card != nil {
			card = card.as
		} else if m, moving := c.aliasAt(fold(written), at); moving {
			if m == nil { // nobody knows what it stood for then
				return nil, ""
			}
			model = m.ID
		}
	}
	if ids := g.ids[model]; card == nil && len(ids) > 0 {
		card = g.cards[fold(ids[0])]
	}
	if card != nil {
		model = card.Model
		card = g.serving(card, s)
	}
	switch g.Prices {
	case AtList:
		// A documented price that agrees with the list is an example of it.
		if list := c.ListCard(model); list != nil && (card == nil || card.atList) {
			return list, atList
		}
	case OwnKeys:
		if card != nil && card.layered { // a price that the user knows
			return card, ""
		}
		return c.ListCard(model), ""
	}
	return card, ""
}

// serving is the card of the same model and variant whose id names the service asked
// for: the whole of it, or else its tier, or its residency. It is the card itself
// where the gateway has none such.
func (g *Gateway) serving(card *Card, s Service) *Card {
	if s = s.Or(card.service); s == card.service {
		return card
	}
	best, rank := card, 0
	for _, id := range g.ids[card.Model] {
		other := g.cards[fold(id)]
		fits := 0
		switch other.service {
		case s:
			fits = 3
		case Service{Tier: s.Tier, Residency: card.service.Residency}:
			fits = 2
		case Service{Tier: card.service.Tier, Residency: s.Residency}:
			fits = 1
		}
		if fits > rank && other.service != card.service && (other.service.Tier != Standard || variantOf(id) == variantOf(card.ID)) {
			best, rank = other, fits
		}
	}
	return best
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
	if variantOf(card.ID) == "" && undated(fold(card.ID)) == undated(fold(main.ID)) && card.within(main.asBuiltIn(card)) {
		return main
	}
	return card
}

// asBuiltIn is the card as it is built in, for one that no own rate is of: it goes on to
// charge the same when own rates are laid over the default id.
func (c *Card) asBuiltIn(of *Card) *Card {
	if !c.layered || of.layered {
		return c
	}
	var before Card
	for _, b := range c.laid {
		if b.by == builtIn {
			before.Bands = append(before.Bands, b)
		}
	}
	before.group()
	return &before
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

// baseRates are what a million of each kind costs by a card at the base band and the
// usual hours.
func (g *Gateway) baseRates(seller *Gateway, card *Card, s Service, at time.Time, assumption string) Quote {
	q := g.quote(seller, card, oneRequest(Tokens{}, s, at), at, assumption)
	q.Base = true
	for k := range kindCount {
		band := card.Rate(k, 0, Instant{Force: at})
		if band == nil {
			continue
		}
		rate := seller.charged(card, s, k, band.Rate, at)
		q.Lines = append(q.Lines, Line{Kind: k.String(), Tokens: 1_000_000, Rate: rate, USD: rate.For(1_000_000), Source: band.Source, Seen: band.Seen})
		q.rests(card, band)
	}
	if !g.Markup.IsZero() {
		q.Assumptions = append(q.Assumptions, fmt.Sprintf("%s adds a markup of %s %% to these rates", g.ID, g.Markup))
	}
	return q
}

// quote prices a line by a card of a gateway. seller is who serves it: the publisher,
// where the gateway passes requests on over one's own keys.
func (g *Gateway) quote(seller *Gateway, card *Card, l WorkLine, at time.Time, assumption string) Quote {
	q := Quote{Gateway: g.ID, Model: card.Model, GatewayModelID: card.ID, Lines: make([]Line, 0, 4)}
	if assumption != "" {
		q.Assumptions = append(q.Assumptions, assumption)
	}
	q.Assumptions = append(q.Assumptions, seller.unserved(seller.lacks(card, l.Service, at))...)
	q.Unpriced = seller.each(card, l, l.instant(at), func(b *Band, n int64, rate Rate) {
		q.Lines = append(q.Lines, Line{Kind: b.Kind.String(), Tokens: n, Rate: rate, USD: rate.For(n), Source: b.Source, Seen: b.Seen})
		q.rests(card, b)
	})
	q.mark(g)
	return q
}

// rests says what a rate of the quote rests on: an assumption, or the user's own word.
func (q *Quote) rests(card *Card, b *Band) {
	for _, note := range []string{b.note(card), b.own(card)} {
		if note != "" && !slices.Contains(q.Assumptions, note) {
			q.Assumptions = append(q.Assumptions, note)
		}
	}
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

// Cost returns what a line of usage cost at its Gateway, with the kinds that have no
// rate: Name, Tokens, At, Service and what is known of a Mixed line's band and window
// count. Usage that adds up many requests is otherwise priced at the base band and
// the usual hours. It is false where the catalog has no rate for any of it.
func (c *Catalog) Cost(l WorkLine) (usd Money, unpriced []Kind, ok bool) {
	return c.CostAt(l, l.At)
}

// CostAt is Cost at the rates in force at another instant, and at the line's own hour.
func (c *Catalog) CostAt(l WorkLine, force time.Time) (usd Money, unpriced []Kind, ok bool) {
	g, card := c.seller(&l)
	if card == nil {
		return Money{}, nil, false
	}
	var sum tally
	unpriced = g.price(card, l, l.instant(force), &sum)
	usd = sum.money()
	usd = usd.Add(c.byGateway[l.Gateway].Markup.Of(usd))
	for k, n := range l.Tokens {
		if n != 0 && !slices.Contains(unpriced, Kind(k)) {
			return usd, unpriced, true
		}
	}
	return usd, unpriced, l.Tokens.IsZero()
}

// seller finds who sells a line's tokens and by which card; nil where there is none.
// Of a gateway that passes requests on over one's own keys, and of Direct, that is the
// publisher. It settles the prompt that the line's band goes by.
func (c *Catalog) seller(l *WorkLine) (*Gateway, *Card) {
	if l.Gateway == Direct {
		if m, _ := c.FindModelAt(l.Name, l.At); m != nil && c.publisher[m.Vendor] != nil {
			l.Gateway = c.publisher[m.Vendor].ID
		}
	}
	g := c.byGateway[l.Gateway]
	if g == nil {
		return nil, nil
	}
	switch {
	case l.BandKnown:
	case l.Mixed:
		l.Prompt = 0
	default:
		l.Prompt = l.Tokens.Prompt()
	}
	card, _ := c.cardAt(g, l.Name, "", l.Service, l.At)
	if card == nil {
		if m, _ := c.FindModelAt(l.Name, l.At); m != nil {
			l.Service = l.Service.Or(g.serviceOf(l.Name))
			card, _ = c.cardAt(g, l.Name, m.ID, l.Service, l.At)
		}
	}
	if card == nil {
		return g, nil
	}
	return c.serves(g, card), card
}

// serves is who serves what a gateway charges by a card: the publisher, where the
// gateway passes requests on over one's own keys.
func (c *Catalog) serves(g *Gateway, card *Card) *Gateway {
	if g.Prices == OwnKeys {
		return c.byGateway[card.Gateway]
	}
	return g
}

// CostLines is Cost taken apart: a quote whose lines add up to it. It returns
// *NoRateError where the catalog has no card for the usage.
func (c *Catalog) CostLines(l WorkLine) (Quote, error) {
	g, card := c.seller(&l)
	if card == nil {
		return Quote{}, &NoRateError{Gateway: l.Gateway, Model: l.Name}
	}
	return c.byGateway[l.Gateway].quote(g, card, l, l.At, ""), nil
}

// mark adds the gateway's markup on the lines.
func (q *Quote) mark(g *Gateway) {
	if !g.Markup.IsZero() && len(q.Lines) > 0 {
		q.Lines = append(q.Lines, Line{Kind: "markup", USD: g.Markup.Of(q.USD()), Source: g.MarkupFact.Source, Seen: g.MarkupFact.Seen})
	}
}
