package pricing

import (
	"cmp"
	"math/big"
	"slices"
	"strings"
)

// rank orders the rows, names the cheapest of those that fail no requirement and says
// what it rests on.
func (c *Comparison) rank(w Workload, reqs []Requirement) {
	coverage := func(r *Row) *big.Rat {
		if r.covered == nil {
			return new(big.Rat)
		}
		return r.covered
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		r.Ranked = r.Total != nil && enough(r.covered)
		r.Contends = r.Ranked && !r.fails()
	}
	place := func(r *Row) int {
		switch {
		case r.Contends:
			return 0
		case r.Ranked:
			return 1
		case r.Total != nil:
			return 2
		case r.Token != nil:
			return 3
		}
		return 4
	}
	slices.SortStableFunc(c.Rows, func(a, b Row) int {
		if n := cmp.Compare(place(&a), place(&b)); n != 0 {
			return n
		}
		if a.Ranked {
			if n := a.Total.Cmp(*b.Total); n != 0 {
				return n
			}
			if n := cmp.Compare(len(a.Assumptions), len(b.Assumptions)); n != 0 {
				return n
			}
			switch w.You { // staying is as good as moving
			case a.Gateway:
				return -1
			case b.Gateway:
				return 1
			}
		} else if n := coverage(&b).Cmp(coverage(&a)); n != 0 {
			return n
		}
		return strings.Compare(a.Gateway, b.Gateway)
	})
	if c.You != nil && c.You.Total != nil {
		for i := range c.Rows {
			if r := &c.Rows[i]; r.Ranked {
				vs := r.Total.Sub(*c.You.Total)
				r.VsYou = &vs
			}
		}
	}
	switch {
	case len(c.Rows) == 0 || !c.Rows[0].Ranked:
		c.Why = "no gateway serves 99.5 % of this workload at a known cost"
		return
	case !c.Rows[0].Contends:
		c.Why = "none of those that serve this workload meets " + requirementWords(reqs)
		return
	case w.explained != nil && w.explained.Cmp(minExplained) < 0:
		c.Why = c.Reproduced() + " and 97 % is needed to name a winner"
		return
	}
	first := &c.Rows[0]
	c.Cheapest = first.Gateway
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Contends {
			over := r.Total.Sub(*first.Total)
			r.OverCheapest = &over
		}
	}
	first.Assumptions = append(first.unproved(reqs), first.Assumptions...)
	if len(c.Rows) > 1 && c.Rows[1].Contends {
		if note := first.aged(&c.Rows[1], c.AsOf); note != "" {
			first.Assumptions = append(first.Assumptions, note)
		}
	}
	if len(first.Assumptions) > 0 {
		c.If = first.Assumptions
		c.UpTo, c.Against = c.winsUpToOthers(first, w.You)
	}
}

// winsUpTo is up to which percentage above its token price a row costs no more than an
// amount a month; "" where it already costs more.
func (r *Row) winsUpTo(usd Money) string {
	if r.Total == nil || r.Token.IsZero() || r.Total.Cmp(usd) > 0 {
		return ""
	}
	gap := new(big.Rat).Sub(usd.rat(), r.Total.rat())
	gap.Quo(gap, r.Token.rat())
	return plain(quotient(gap.Mul(gap, big.NewRat(100, 1)), 6))
}

// winsUpToOthers compares with what is paid today, else with the cheapest row
// that rests on no assumption.
func (c *Comparison) winsUpToOthers(first *Row, you string) (upTo, against string) {
	if c.You != nil && c.You.Total != nil && you != "" && first.Gateway != you {
		if upTo = first.winsUpTo(*c.You.Total); upTo != "" {
			return upTo, you
		}
	}
	for _, r := range c.Rows {
		if r.Contends && r.Gateway != first.Gateway && len(r.Assumptions) == 0 && !r.unproven() {
			return first.winsUpTo(*r.Total), r.Gateway
		}
	}
	return "", ""
}

// Saves is what the cheapest gateway costs less a month than what is paid today; nil where none
// is named, or none costs less.
func (c *Comparison) Saves() *Money {
	r := c.Row(c.Cheapest)
	if r == nil || r.VsYou == nil || r.VsYou.Cents().Sign() >= 0 {
		return nil
	}
	saves := r.VsYou.Neg()
	return &saves
}
