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
// rate for. A longer pattern of models counts before a shorter one.
func (c *Card) follow(rules []kindRule) {
	var added []Band
	for k := Kind(0); k < kindCount; k++ {
		if c.first[k] < c.first[k+1] {
			continue
		}
		var rule *kindRule
		for i := range rules {
			r := &rules[i]
			if r.kind == k && pattern(r.models).matches(c.Model) && (rule == nil || len(r.models) > len(rule.models)) {
				rule = r
			}
		}
		if rule == nil {
			continue
		}
		for _, b := range c.Bands[c.first[rule.as]:c.first[rule.as+1]] {
			span := *b.Span
			span.Basis, span.Source, span.Seen = ruleBasis, rule.Source, rule.Seen
			rate := b.Rate
			if !rule.times.Times.Equal(decimal.New(1, 0)) {
				rate = rate.times(&rule.times)
			}
			added = append(added, Band{k, rate, &span})
		}
	}
	if len(added) > 0 {
		c.Bands = append(c.Bands, added...)
		c.group()
	}
}

// group sorts the card's bands by kind and finds where each kind's begin.
func (c *Card) group() {
	slices.SortStableFunc(c.Bands, func(a, b Band) int { return int(a.Kind) - int(b.Kind) })
	c.index()
}
