package pricing

import (
	"math/big"
)

// atMultiple is the row's monthly total at x times the workload's volume, as an exact
// fraction; with exact, on unrounded fees.
func (c *costs) atMultiple(x *big.Rat, exact bool) *big.Rat {
	sum := new(big.Rat).Set(c.down)
	for i := range c.parts {
		sum.Add(sum, c.partCost(i, x, exact))
	}
	if plan, _, ok := c.planCost(x); ok {
		sum.Add(sum, plan)
	}
	return sum.Add(sum, c.ownKeyFee(x))
}

// partCost is what part i costs a month at x times the volume: its tokens, and what
// it takes to load the credit for them.
func (c *costs) partCost(i int, x *big.Rat, exact bool) *big.Rat {
	p := c.parts[i]
	sum := new(big.Rat).Mul(p.spend, x)
	if p.seller == nil {
		return sum
	}
	l := p.seller.load(c.spendOf(i, x), c.knobs.Method, c.knobs.TopUp, c.at)
	if exact {
		return sum.Add(sum, l.feeExact.Add(l.feeExact, l.lostExact))
	}
	return sum.Add(sum, l.breakage.Add(l.breakage, l.fee.rat()))
}

// spendOf is the credit that part i burns a month at x times the volume: its
// tokens, and for the gateway itself its own-key fee.
func (c *costs) spendOf(i int, x *big.Rat) *big.Rat {
	spend := new(big.Rat).Mul(c.parts[i].spend, x)
	if c.parts[i].seller == c.gateway {
		spend.Add(spend, c.ownKeyFee(x))
	}
	return spend
}

func (c *costs) sum() *big.Rat {
	sum := new(big.Rat)
	for _, p := range c.parts {
		sum.Add(sum, p.spend)
	}
	if sum.Sign() == 0 {
		return big.NewRat(1, 1)
	}
	return sum
}

// ownKeyFee is what the gateway takes for own-key requests at x times the
// volume: a percentage of list price above a monthly allowance in requests or in
// list dollars. Requests above an allowance are taken at the average price.
func (c *costs) ownKeyFee(x *big.Rat) *big.Rat {
	fee := new(big.Rat)
	if c.byok == nil {
		return fee
	}
	list, reqs := new(big.Rat).Mul(c.ownList, x), new(big.Rat).Mul(c.ownReqs, x)
	if free := c.byok.FreeListUSD.rat(); list.Cmp(free) > 0 {
		fee.Sub(list, free)
	}
	if c.byok.FreeRequests > 0 {
		above := new(big.Rat).Sub(reqs, new(big.Rat).SetInt64(c.byok.FreeRequests))
		if above.Sign() <= 0 || reqs.Sign() == 0 {
			return new(big.Rat)
		}
		fee.Mul(fee, above.Quo(above, reqs))
	}
	return fee.Mul(fee, c.byok.Percent.rat())
}

// planCost is the cheapest subscription that admits the requests of x times the
// volume. It is false where no published plan does.
func (c *costs) planCost(x *big.Rat) (usd *big.Rat, note string, ok bool) {
	if c.gateway == nil || len(c.gateway.Plans) == 0 {
		return new(big.Rat), "", true
	}
	if c.requests == nil {
		for _, p := range c.gateway.Plans { // the first that is paid: free plans end early
			if p.Month.Sign() > 0 && p.Requests > 0 {
				return p.Month.rat(), "the " + p.Name + " plan is enough (the number of requests is not known)", true
			}
		}
	}
	var reqs *big.Rat
	if c.requests != nil {
		reqs = new(big.Rat).Mul(c.requests, x)
	}
	for _, p := range c.gateway.Plans {
		month := p.Month.rat()
		if over := overage(reqs, p); over != nil && over.Sign() > 0 {
			if p.Overage.IsZero() || reqs.Cmp(new(big.Rat).SetInt64(p.OverageMax)) > 0 {
				continue
			}
			month.Add(month, new(big.Rat).Mul(over, p.Overage.rat()))
		}
		if usd == nil || month.Cmp(usd) < 0 {
			usd = month
		}
	}
	return usd, "", usd != nil
}

// overage is the number of whole blocks of requests beyond what a plan
// includes.
func overage(reqs *big.Rat, p Plan) *big.Rat {
	if reqs == nil || p.Requests == 0 {
		return nil
	}
	over := new(big.Rat).Sub(reqs, new(big.Rat).SetInt64(p.Requests))
	if over.Sign() <= 0 || p.OveragePer == 0 {
		return over
	}
	blocks := over.Quo(over, new(big.Rat).SetInt64(p.OveragePer))
	whole, rest := new(big.Int).QuoRem(blocks.Num(), blocks.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		whole.Add(whole, big.NewInt(1))
	}
	return new(big.Rat).SetInt(whole)
}
