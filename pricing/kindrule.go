package pricing

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// A kindRule says by the vendor's word what a kind costs that a card has no rate for
// (DESIGN.md 3.2): what another kind costs, or a multiple of it.
//
//	OpenAI takes nothing extra for cache writes: a card without a rate for
//	cache_write_5m has that of input
type kindRule struct {
	kind   Kind
	models string // pattern of the canonical ids that it is for; "" is all
	as     Kind
	times  Multiplier
	Fact
}

// ruleBasis is the basis of the bands that a rule makes.
const ruleBasis = "rule"

// parseKindRule reads the fact kind_rate: of is "KIND [MODELS]", the value "KIND" or
// "FACTOR KIND".
func parseKindRule(s Statement) (r kindRule, err error) {
	of, value := strings.Fields(s.Of), strings.Fields(s.Value)
	if len(of) == 0 || len(of) > 2 || len(value) == 0 || len(value) > 2 {
		return r, fmt.Errorf("want KIND [MODELS], and KIND or FACTOR KIND")
	}
	r = kindRule{Fact: s.Fact}
	if r.kind, err = ParseKind(of[0]); err != nil {
		return r, err
	}
	if len(of) == 2 {
		r.models = of[1]
	}
	if r.as, err = ParseKind(value[len(value)-1]); err != nil {
		return r, err
	}
	factor := "1"
	if len(value) == 2 {
		factor = value[0]
	}
	r.times, err = parseMultiplier(Statement{Of: r.kind.String(), Value: factor})
	if r.kind == r.as || r.kind.PerCall() || r.as.PerCall() {
		return r, fmt.Errorf("%s as %s: want two kinds of tokens", r.kind, r.as)
	}
	return r, err
}

// follow gives a card the bands of the gateway's rules for the kinds that it has no
// rate for. A longer pattern of models counts before a shorter one. Own rates take the
// place of a rule for their time only: what was used before them keeps its price.
func (c *Card) follow(rules []kindRule) {
	var best [kindCount]*kindRule
	for i := range rules {
		r := &rules[i]
		if slices.ContainsFunc(c.Bands[c.first[r.kind]:c.first[r.kind+1]], func(b Band) bool { return b.by == builtIn }) {
			continue
		}
		if old := best[r.kind]; (old == nil || len(r.models) > len(old.models)) && pattern(r.models).matches(c.Model) {
			best[r.kind] = r
		}
	}
	var added []Band
	for k := Kind(0); k < kindCount; k++ {
		rule := best[k]
		if rule == nil {
			continue
		}
		has := c.Bands[c.first[k]:c.first[k+1]]
		for _, b := range c.Bands[c.first[rule.as]:c.first[rule.as+1]] {
			span := *b.Span
			span.follows = b.Span
			span.Basis, span.Source, span.Seen = ruleBasis, rule.Source, rule.Seen
			rate := b.Rate
			if !rule.times.Times.Equal(decimal.New(1, 0)) {
				rate = rate.times(&rule.times)
			}
			for _, left := range span.outside(has) {
				added = append(added, Band{k, rate, left})
			}
		}
	}
	if len(added) > 0 {
		c.Bands = append(c.Bands, added...)
		c.group()
	}
}

// outside is what is left of a span at the times of none of some bands.
func (s *Span) outside(bands []Band) []*Span {
	edges := []int64{s.fromSec, s.toSec}
	for i := range bands {
		edges = append(edges, bands[i].fromSec, bands[i].toSec)
	}
	slices.Sort(edges)
	edges = slices.Compact(edges)
	return s.where(edges, func(i int) bool {
		return !slices.ContainsFunc(bands, func(b Band) bool { return b.fromSec <= edges[i] && edges[i] < b.toSec })
	})
}

// group sorts the card's bands by kind and finds where each kind's begin.
func (c *Card) group() {
	if !slices.IsSortedFunc(c.Bands, byKind) {
		slices.SortStableFunc(c.Bands, byKind)
	}
	c.index()
}

func byKind(a, b Band) int { return int(a.Kind) - int(b.Kind) }
