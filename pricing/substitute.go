package pricing

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"tollbook/pricing/words"
)

// A Substitute is what would do the work of a model at a gateway for less: the same model
// at another gateway, or another model of its vendor at the same one.
type Substitute struct {
	ForGateway, ForModel string
	Gateway, Model       string
	Month, Saves         Money    // USD a month for the same tokens, and less than now
	Lacks                []string // what it has less of, or what is not known
}

// substitutesShown is how many are named of each model.
const substitutesShown = 3

// Substitutes names what would do the work of a model at a gateway for less, at the rates
// of an instant, fees aside: the same model elsewhere first, then its own line of models,
// and of these what saves most. A model that is older, or of
// another vendor, is none: whether it does the work is not for a price list to say.
func (c *Catalog) Substitutes(w Workload, gateway, model string, at time.Time) []Substitute {
	m := c.byModel[model]
	if m == nil {
		return nil
	}
	var lines []WorkLine
	mine := new(big.Rat)
	prices := Prices{c, at}
	for _, l := range w.few() {
		if l.Gateway != gateway || l.OwnKey {
			continue
		}
		kinds, card := prices.price(l)
		if card == nil || card.Model != model {
			continue
		}
		lines = append(lines, l)
		mine.Add(mine, new(big.Rat).Mul(sumKinds(kinds), w.lineScale(l)))
	}
	if len(lines) == 0 {
		return nil
	}
	var out []Substitute
	try := func(g *Gateway, other *Model) {
		usd, lacks, ok := c.instead(w, lines, g, m, other, at)
		if !ok || usd.Cmp(mine) >= 0 {
			return
		}
		out = append(out, Substitute{gateway, model, g.ID, other.ID, moneyOf(usd), moneyOf(new(big.Rat).Sub(mine, usd)), lacks})
	}
	for _, g := range c.gateways {
		if g.ID != gateway && (g.Prices == Listed) && g.Sells(model) {
			try(g, m)
		}
	}
	if g := c.byGateway[gateway]; g != nil {
		for _, other := range c.models {
			if other != m && other.Vendor == m.Vendor && other.Released >= m.Released && other.Released != "" {
				try(g, other)
			}
		}
	}
	far := func(s Substitute) int { // how far from the model itself
		switch {
		case s.Model == model:
			return 0
		case c.byModel[s.Model].Family == m.Family && m.Family != "":
			return 1
		}
		return 2
	}
	slices.SortFunc(out, func(a, b Substitute) int {
		return cmp.Or(cmp.Compare(far(a), far(b)), b.Saves.Cmp(a.Saves), len(a.Lacks)-len(b.Lacks), strings.Compare(a.Gateway, b.Gateway), strings.Compare(a.Model, b.Model))
	})
	return out[:min(len(out), substitutesShown)]
}

func sumKinds(kinds [kindCount]pricedKind) *big.Rat {
	sum := new(big.Rat)
	for _, k := range kinds {
		if k.usd != nil {
			sum.Add(sum, k.usd)
		}
	}
	return sum
}

// instead is what lines of one model would cost as another at a gateway, and what that
// lacks; false where a kind that they use has no rate there.
func (c *Catalog) instead(w Workload, lines []WorkLine, g *Gateway, from, to *Model, at time.Time) (usd *big.Rat, lacks []string, ok bool) {
	usd = new(big.Rat)
	card, _ := c.cardAt(g, "", to.ID, Service{}, at)
	if card == nil {
		return nil, nil, false
	}
	uncached, unwritten, long := false, false, int64(0)
	list := c.ListCard(to.ID)
	for _, l := range lines {
		l.supposed = true // what has no cache price there is ordinary input
		unpriced := func(k Kind) bool { return l.Tokens[k] > 0 && card.Rate(k, l.Prompt, l.instant(at)) == nil }
		uncached = uncached || unpriced(CacheRead)
		unwritten = unwritten || unpriced(CacheWrite5m) || unpriced(CacheWrite1h)
		if b := card.Rate(Input, l.Prompt, l.instant(at)); list != nil && b != nil && b.Over == 0 {
			if own := list.Rate(Input, l.Prompt, l.instant(at)); own != nil && own.Over > 0 && own.Rate.Cmp(b.Rate) > 0 {
				long = own.Over
			}
		}
		var sum tally
		if unpriced := g.each(card, l, l.instant(at), func(_ *Band, n int64, rate Rate) { sum.add(n, rate) }); len(unpriced) > 0 {
			return nil, nil, false
		}
		line := sum.money().rat()
		usd.Add(usd, line.Mul(line, w.lineScale(l)))
	}
	usd.Mul(usd, onePlus(g.Markup))
	if uncached {
		lacks = append(lacks, "a price for cached input")
	}
	if unwritten {
		lacks = append(lacks, "a price for cache writes")
	}
	if long > 0 {
		lacks = append(lacks, fmt.Sprintf("the publisher's higher rate over %s tokens, of which nothing is known there", words.Number(long)))
	}
	if from.Context > 0 && to.Context > 0 && to.Context < from.Context {
		lacks = append(lacks, fmt.Sprintf("context: %s tokens, not %s", words.Number(to.Context), words.Number(from.Context)))
	}
	if from.MaxOutput > 0 && to.MaxOutput > 0 && to.MaxOutput < from.MaxOutput {
		lacks = append(lacks, fmt.Sprintf("output: at most %s tokens, not %s", words.Number(to.MaxOutput), words.Number(from.MaxOutput)))
	}
	if note := c.swapNote(from.ID, to.ID); note != "" && from != to {
		lacks = append(lacks, note)
	}
	if from != to && from.Family != "" && to.Family != from.Family {
		lacks = append(lacks, "another line of models ("+cmp.Or(to.Family, "not known")+", not "+from.Family+")")
	}
	for _, l := range lines {
		if l.Service.Tier != Standard && g.lacks(card, l.Service, at).Tier != Standard {
			lacks = append(lacks, "the tier "+string(l.Service.Tier))
			break
		}
	}
	return usd, lacks, true
}
