package pricing

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// A Multiplier is what a gateway multiplies its token rates by for requests on a
// service tier or with a residency (DESIGN.md 3.2): 0.5 for a batch. Calls, such as
// web searches, are never multiplied, and neither are the rates of an id that names
// its tier or residency.
type Multiplier struct {
	Of       string // a Tier, or a residency
	Models   string // pattern of the canonical ids that it is for; "" is all
	Kind     Kind   // where not AllKinds, the one kind that it is for
	AllKinds bool
	From     time.Time
	Times    decimal.Decimal // above zero
	Unknown  bool            // looked for and not found
	Fact

	micro uint64 // Times in millionths, where that is exact; else 0
}

// parseMultiplier reads the fact "OF [MODELS] [kind=KIND]" of a factor.
func parseMultiplier(s Statement) (m Multiplier, err error) {
	words := strings.Fields(s.Of)
	m = Multiplier{AllKinds: true, From: s.From, Unknown: s.Basis == Unknown, Fact: s.Fact}
	if len(words) == 0 {
		return m, fmt.Errorf("the column of names the tier or residency")
	}
	m.Of = words[0]
	for _, w := range words[1:] {
		if name, ok := strings.CutPrefix(w, "kind="); ok {
			m.AllKinds = false
			if m.Kind, err = ParseKind(name); err != nil {
				return m, err
			}
			if m.Kind.PerCall() {
				return m, fmt.Errorf("%s: calls are never multiplied", m.Kind)
			}
			continue
		}
		if m.Models != "" {
			return m, fmt.Errorf("%q: want OF [MODELS] [kind=KIND]", s.Of)
		}
		m.Models = w
	}
	if m.Unknown {
		return m, nil
	}
	if m.Times, err = parseDecimal(s.Value); err != nil {
		return m, err
	}
	if !m.Times.IsPositive() {
		return m, fmt.Errorf("a factor has to be above zero")
	}
	if micro := m.Times.Shift(6); micro.IsInteger() && micro.LessThan(decimal.New(1, 12)) {
		m.micro = uint64(micro.IntPart())
	}
	return m, nil
}

// multiplier finds what counts for a model and a kind at an instant: what names the
// kind before what does not, then the longest pattern, then the newest. It is false
// where nothing is known.
func multiplier(all []Multiplier, of, model string, k Kind, at time.Time) (best *Multiplier, known bool) {
	for i := range all {
		m := &all[i]
		if m.Of != of || m.From.After(at) || !m.AllKinds && m.Kind != k || !pattern(m.Models).matches(model) {
			continue
		}
		if best == nil || m.before(best) {
			best = m
		}
	}
	return best, best != nil && !best.Unknown
}

func (m *Multiplier) before(o *Multiplier) bool {
	if m.AllKinds != o.AllKinds {
		return o.AllKinds
	}
	if len(m.Models) != len(o.Models) {
		return len(m.Models) > len(o.Models)
	}
	return m.From.After(o.From)
}

// times is the rate multiplied, exactly.
func (r Rate) times(m *Multiplier) Rate {
	if m.micro > 0 && r.wide == nil {
		hi, lo := bits.Mul64(uint64(r.nano), m.micro)
		if hi == 0 && lo%1_000_000 == 0 && lo/1_000_000 <= math.MaxInt64 {
			return Rate{nano: int64(lo / 1_000_000)}
		}
	}
	return rateOf(r.usdPerMTok().Mul(m.Times))
}

// remaining is what of a service the card does not hold in its rates: an id that
// names its tier or its residency is priced whole.
func (c *Card) remaining(s Service) Service {
	if c.service.Tier != Standard {
		s.Tier = Standard
	}
	if c.service.Residency != "" {
		s.Residency = ""
	}
	return s
}

// charged is the rate of a kind for a service by a card of the gateway. What the
// gateway has no price for is served at its standard rates; lacks tells.
func (g *Gateway) charged(card *Card, s Service, k Kind, r Rate, at time.Time) Rate {
	if s == (Service{}) || k.PerCall() {
		return r
	}
	s = card.remaining(s)
	if s.Tier != Standard {
		if m, known := multiplier(g.Tiers, string(s.Tier), card.Model, k, at); known {
			r = r.times(m)
		}
	}
	if s.Residency != "" {
		if m, known := multiplier(g.Residencies, s.Residency, card.Model, k, at); known {
			r = r.times(m)
		}
	}
	return r
}

// Multipliers are what the rates of a line of usage were multiplied by for its tier
// and its residency, each once: those of a kind alone behind those of all. There are
// none where the gateway has no price of it, or an id that holds it whole.
func (c *Catalog) Multipliers(l WorkLine) (out []Multiplier) {
	g, card := c.seller(&l)
	if card == nil {
		return nil
	}
	s := card.remaining(l.Service)
	add := func(all []Multiplier, of string) {
		for k, n := range l.Tokens {
			if n == 0 || of == "" || Kind(k).PerCall() {
				continue
			}
			m, known := multiplier(all, of, card.Model, Kind(k), l.At)
			if known && !slices.ContainsFunc(out, func(o Multiplier) bool { return o.Of == m.Of && o.AllKinds == m.AllKinds && o.Kind == m.Kind }) {
				out = append(out, *m)
			}
		}
	}
	add(g.Tiers, string(s.Tier))
	add(g.Residencies, s.Residency)
	slices.SortStableFunc(out, func(a, b Multiplier) int {
		if a.Of != b.Of || a.AllKinds == b.AllKinds {
			return 0
		}
		if a.AllKinds {
			return -1
		}
		return 1
	})
	return out
}

// Explain says what a multiplier does: "x 2, in the rates above".
func (m Multiplier) Explain() ExplainLine {
	of := "in the rates above"
	if !m.AllKinds {
		of = "in that of " + strings.ReplaceAll(m.Kind.String(), "_", " ") + " instead"
	}
	return ExplainLine{Label: "for " + m.Of, Figure: "x " + plain(m.Times), Formula: of, Source: m.Source, Seen: m.Seen, Basis: m.Basis}
}

// lacks is what of a service the gateway has no price for by the card: it is priced
// as standard, and an assumption says so.
func (g *Gateway) lacks(card *Card, s Service, at time.Time) Service {
	s = card.remaining(s)
	if s.Tier != Standard {
		if _, known := multiplier(g.Tiers, string(s.Tier), card.Model, Input, at); known {
			s.Tier = Standard
		}
	}
	if s.Residency != "" {
		if _, known := multiplier(g.Residencies, s.Residency, card.Model, Input, at); known {
			s.Residency = ""
		}
	}
	return s
}

// unserved are the assumptions about what the gateway lacks of some services.
func (g *Gateway) unserved(lacks ...Service) (out []string) {
	tiers, places := map[string]bool{}, map[string]bool{}
	for _, s := range lacks {
		if s.Tier != Standard {
			tiers[string(s.Tier)] = true
		}
		if s.Residency != "" {
			places[strings.ToUpper(s.Residency)] = true
		}
	}
	if len(tiers) > 0 {
		out = append(out, fmt.Sprintf("%s charges %s requests at its standard rates (no other price is known)", g.ID, allOf(sortedKeys(tiers))))
	}
	if len(places) > 0 {
		out = append(out, fmt.Sprintf("%s charges nothing more for residency in %s (no price of it is known)", g.ID, allOf(sortedKeys(places))))
	}
	return out
}

// allOf lists names in a sentence: "batch, fast and flex".
func allOf(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// elsewhere is the least and the most that any gateway multiplies a model's rates by
// for what one lacks of a service: the interval in which its own price may lie. Both
// are 1 where nobody says.
func (c *Catalog) elsewhere(lacks Service, model string, at time.Time) (low, high decimal.Decimal) {
	one := decimal.New(1, 0)
	low, high = one, one
	widen := func(all func(*Gateway) []Multiplier, of string) {
		if of == "" {
			return
		}
		least, most := one, one
		for _, g := range c.gateways {
			if m, known := multiplier(all(g), of, model, Input, at); known {
				least, most = decimal.Min(least, m.Times), decimal.Max(most, m.Times)
			}
		}
		low, high = low.Mul(least), high.Mul(most)
	}
	widen(func(g *Gateway) []Multiplier { return g.Tiers }, string(lacks.Tier))
	widen(func(g *Gateway) []Multiplier { return g.Residencies }, lacks.Residency)
	return low, high
}

// Residencies are the places that some gateway sells residency in, in order.
func (c *Catalog) Residencies() []string {
	all := map[string]bool{}
	for _, g := range c.gateways {
		for _, m := range g.Residencies {
			all[m.Of] = true
		}
		for _, x := range g.idServices {
			if x.Residency != "" {
				all[x.Residency] = true
			}
		}
	}
	return sortedKeys(all)
}

// An idService says which of a gateway's own ids name a tier or a residency.
type idService struct {
	ids pattern
	Service
}

// serviceOf is the service that an id of the gateway names; the zero Service for
// most. A route in front of the id says nothing of it.
//
//	"bedrock/us.anthropic.claude-opus-4-6-v1" and the ARN of a profile that ends in
//	"/us.anthropic.claude-opus-4-6-v1" are served in the US, as the bare id is
func (g *Gateway) serviceOf(id string) (s Service) {
	for more := len(g.idServices) > 0; more; _, id, more = strings.Cut(id, "/") {
		s = s.Or(g.named(id))
	}
	return s
}

// named is the service that an id as it stands names.
func (g *Gateway) named(id string) (s Service) {
	for _, x := range g.idServices {
		if x.ids.matches(id) {
			s = s.Or(x.Service)
		}
	}
	return s
}

// ServiceOf is how usage of a model, named as an export names it, was served at a
// gateway: as the export states, and else as the gateway's id says.
//
//	"openai/gpt-5.6-sol:batch" at openrouter is a batch
func (c *Catalog) ServiceOf(gateway, name string, stated Service) Service {
	if g := c.byGateway[gateway]; g != nil {
		return stated.Or(g.serviceOf(name))
	}
	return stated
}

// ServiceNamed is how work is served by the name of its model alone, where no gateway
// is said: as the gateways that list such an id have it, and where none does, as any
// of their patterns says.
//
//	"openai/gpt-5.5:batch" is a batch, whoever is asked what it costs
func (c *Catalog) ServiceNamed(name string) (s Service) {
	listed := false
	for _, g := range c.gateways {
		if card := g.cards[fold(name)]; card != nil {
			s, listed = s.Or(card.service), true
		}
	}
	if listed {
		return s
	}
	for _, g := range c.gateways {
		s = s.Or(g.serviceOf(name))
	}
	return s
}

// Or is s, with what it leaves open taken from another.
func (s Service) Or(o Service) Service {
	if s.Tier == Standard {
		s.Tier = o.Tier
	}
	if s.Residency == "" {
		s.Residency = o.Residency
	}
	return s
}
