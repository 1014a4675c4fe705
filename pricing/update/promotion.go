package update

import (
	"slices"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// promotion is the basis of a rate that is lower than its seller's own for a time.
const promotion = "promotion"

// promoted marks the rates of a model that are those of its author after a discount, and
// takes the mark from those that are not any more. OpenRouter's list has prices after a
// discount and does not say so; its answer about a model's endpoints does.
func (p *planner) promoted(t *told, rows []bandRow) []bandRow {
	if t.author == nil {
		return rows
	}
	for _, price := range t.author.Prices {
		has := p.stateOf(t, price.Kind)
		i := slices.IndexFunc(rows, func(r bandRow) bool {
			return r.kind == price.Kind && r.Over == 0 && r.Window == "" && r.To.IsZero() && !r.From.After(p.At)
		})
		old := openAt(has.open, slot{})
		if i < 0 && old != nil && !old.Updated() && len(has.next) == 0 {
			if marked(old.Basis, t.author.Discounted) == old.Basis || old.Rate.Cmp(price.Rate) != 0 {
				continue
			}
			for _, b := range has.open { // else what is laid over one would hide the others
				if b == old {
					i = len(rows)
				}
				rows = append(rows, p.asItWas(t, has, b))
			}
		}
		if i < 0 || rows[i].rate.Cmp(price.Rate) != 0 {
			continue // of another host
		}
		basis := marked(rows[i].Basis, t.author.Discounted)
		if basis == rows[i].Basis {
			continue
		}
		rows[i].Basis = basis
		if basis == promotion {
			p.promotes(t, price, rows[i])
		}
	}
	return rows
}

// marked is the basis of a rate once it is known whether it is a promotion.
func marked(was string, discounted bool) string {
	switch {
	case discounted && was != accepted:
		return promotion
	case was == promotion:
		return "observed"
	}
	return was
}

// promotes notes that a rate is a promotion.
func (p *planner) promotes(t *told, price feed.Price, r bandRow) {
	rate := price.Rate
	p.plan.Changes = append(p.plan.Changes, Change{State: Promotion, Gateway: t.gateway.ID, Model: t.model, GatewayModelID: t.id, Kind: price.Kind,
		Was: &rate, Now: &rate, From: r.From, Source: r.Source, Seen: pricing.StartOfDay(p.At), Why: "its author's price after a discount, without a known end"})
}
