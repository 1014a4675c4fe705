package pricing

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
	"time"
)

// Besides is what was charged over or under what the catalog makes of the same tokens.
const Besides = "charged otherwise"

// Bill is what a side comes to a month, part by part: elsewhere than at the user's own
// gateway Catalog.Bill, there what all of his accounts come to. The models then are each as
// its own gateway prices it, and Besides is the rest of what was charged, so that they add up
// to the tokens and all parts to the total of the side. The error is that of Total.
//
//	charged $100.03 of tokens and $5.50, of which m1 is repriced at $100.00: m1 100, charged
//	otherwise 0.03, fee 5.50, in all 105.53
func (s Side) Bill(c *Catalog, asOf time.Time) (Bill, error) {
	if !s.Own() {
		return c.Bill(s.Workload, s.Knobs, s.Gateway, asOf)
	}
	k := s.Knobs
	k.Gateways, k.Requirements = nil, nil
	you, err := c.WouldPay(s.Workload, k, asOf)
	if err != nil || you == nil {
		return Bill{Gateway: s.payee()}, err
	}
	out := Bill{Gateway: s.payee(), Token: you.Token, Fee: you.Fee, Total: you.Total, Coverage: "1"}
	if you.Token == nil {
		return out, nil
	}
	models := map[string]*big.Rat{}
	for _, gateway := range s.Workload.homes() {
		g := c.byGateway[gateway]
		if g == nil || slices.Contains(you.Kept, gateway) {
			continue
		}
		part, _, _ := s.Workload.at(gateway)
		b, err := c.rowPricer(part, k, asOf)
		if err != nil {
			return out, err
		}
		b.byModel = true
		r := b.row(g)
		for name, usd := range r.models {
			if models[name] == nil {
				models[name] = new(big.Rat)
			}
			models[name].Add(models[name], usd)
		}
	}
	rest := *you.Token
	for _, name := range slices.Sorted(maps.Keys(models)) {
		usd := moneyOf(models[name])
		rest = rest.Sub(usd)
		out.Models = append(out.Models, ModelCost{name, usd})
	}
	slices.SortStableFunc(out.Models, func(a, b ModelCost) int { return b.USD.Cmp(a.USD) })
	if !rest.IsZero() {
		out.Models = append(out.Models, ModelCost{Besides, rest})
	}
	return out, nil
}

// A PartChange is one part of two bills: what it is at each, nil where it is not there.
type PartChange struct {
	Part string // a model, "fee", "plans and outages" ...
	A, B *Money
}

// Change is by how much the part is dearer at B.
func (p PartChange) Change() Money {
	var change Money
	if p.B != nil {
		change = *p.B
	}
	if p.A != nil {
		change = change.Sub(*p.A)
	}
	return change
}

// PartsOf sets two bills beside each other part by part: the models, the dearest at either
// first, then what is not tokens. The changes add up to the difference of the totals exactly.
// It is nil where one of the totals is not known.
func PartsOf(a, b Bill) []PartChange {
	if a.Total == nil || b.Total == nil {
		return nil
	}
	var out []PartChange
	part := func(name string) *PartChange {
		i := slices.IndexFunc(out, func(p PartChange) bool { return p.Part == name })
		if i < 0 {
			i = len(out)
			out = append(out, PartChange{Part: name})
		}
		return &out[i]
	}
	for _, m := range a.Models {
		part(m.Model).A = &m.USD
	}
	for _, m := range b.Models {
		part(m.Model).B = &m.USD
	}
	most := func(p PartChange) Money {
		var most Money
		for _, usd := range []*Money{p.A, p.B} {
			if usd != nil && usd.Cmp(most) > 0 {
				most = *usd
			}
		}
		return most
	}
	slices.SortStableFunc(out, func(x, y PartChange) int {
		return cmp.Or(cmp.Compare(btoi(x.Part == Besides), btoi(y.Part == Besides)), most(y).Cmp(most(x)))
	})
	out = slices.DeleteFunc(out, func(p PartChange) bool { return zeroOrNone(p.A) && zeroOrNone(p.B) })
	restA, restB := *a.Total, *b.Total
	for _, p := range out {
		restA, restB = minus(restA, p.A), minus(restB, p.B)
	}
	after := b.parts()
	for i, p := range a.parts() {
		q := after[i]
		if zeroOrNone(p.usd) && zeroOrNone(q.usd) {
			continue
		}
		out = append(out, PartChange{p.name, p.usd, q.usd})
		restA, restB = minus(restA, p.usd), minus(restB, q.usd)
	}
	if !restA.IsZero() || !restB.IsZero() {
		out = append(out, PartChange{"plans and outages", &restA, &restB})
	}
	return out
}

func minus(m Money, usd *Money) Money {
	if usd == nil {
		return m
	}
	return m.Sub(*usd)
}

func zeroOrNone(m *Money) bool { return m == nil || m.IsZero() }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
