package pricing

import (
	"math/big"
	"slices"
	"time"
)

// A Row is what the workload costs a month at one gateway. An amount is nil
// where it is unknown; the row says in Missing why.
type Row struct {
	Gateway      string
	Method       string   // payment method whose fee was taken; "" where none is
	Sellers      []string // whom the tokens are paid to, where that is not the gateway
	Token        *Money
	TokenLow     *Money // the least that Token can be, where rows leave tier, hour or cache open
	TokenHigh    *Money // the most; nil, as TokenLow, where Token is certain
	Fee          *Money
	Subscription *Money
	BYOKFee      *Money
	Breakage     *Money
	Downtime     *Money
	Total        *Money
	ListMultiple string   // total / list, "" where unknown
	OverCheapest *Money   // nil for rows that are not ranked
	VsYou        *Money   // Total less what is paid today; nil as OverCheapest, or where that is not known
	Coverage     string   // share of the work that it prices, by what is paid for it, half up to 6 decimals, "" where unknown
	Ranked       bool     // it serves nearly all of the work, with a known total
	Contends     bool     // it is ranked and fails no requirement
	Missing      []string // models that it lacks, costs that nobody published
	Unpriced     []string // models and kinds without a rate, in no total
	Assumptions  []string
	Notes        []string  // of knobs that it does not take as they were turned, and of rates that are the user's own
	RatesSeen    time.Time // day on which the oldest rate that prices it was last seen; zero where none does
	Requirements map[string]Verdict
	// Claims holds, of the requirements that the gateway passes, those that no page
	// of one who decides states, and on what they rest.
	Claims map[string]Basis

	PurchaseUSD  *Money // credit of one purchase; nil where none is made
	PurchasesMTh string // purchases a month, half up to 6 decimals

	covered *big.Rat            // Coverage, exactly; nil where unknown
	carried []ModelCost         // what it lacks, at what that costs today
	extra   *big.Rat            // of Token, what is carried over at cost: extras, and dollars without tokens
	seen    []SeenRate          // by the gateway whose list has the rates
	models  map[string]*big.Rat // what each model costs a month, where the rowPricer keeps it
	costs
}

// row prices the workload at one gateway; nil is direct.
func (b *rowPricer) row(g *Gateway) Row {
	r := Row{Gateway: Direct, extra: new(big.Rat), costs: costs{gateway: g, knobs: b.k, at: b.asOf, requests: b.requests, ownList: b.ownList, ownReqs: b.ownReqs, list: b.list}}
	if g != nil {
		r.Gateway = g.ID
	}
	if b.bare {
		b.bareTokens(&r)
	} else {
		b.tokens(&r)
	}
	b.ownKeys(&r)
	b.fees(&r)
	b.subscription(&r)
	b.byokFee(&r)
	b.downtime(&r)
	if g != nil && g.ServerCost != nil {
		if usd, ok := b.k.ServerUSD[g.ID]; ok {
			if r.Subscription != nil {
				*r.Subscription = r.Subscription.Add(usd)
			}
			r.down.Add(r.down, usd.rat())
		} else {
			r.Subscription = nil
			r.Missing = append(r.Missing, "your server's cost")
		}
	}
	if r.Token != nil && r.Fee != nil && r.Subscription != nil && r.BYOKFee != nil && r.Breakage != nil && r.Downtime != nil {
		total := moneyOf(r.atMultiple(big.NewRat(1, 1), false))
		r.Total = &total
		if b.list.Sign() > 0 {
			r.ListMultiple = plain(quotient(new(big.Rat).Quo(total.rat(), b.list), 6))
		}
	}
	b.require(&r)
	return r
}

// Over is what a ranked row costs more a month than an amount, negative where it saves; false
// for one that is not ranked.
func (r *Row) Over(usd Money) (Money, bool) {
	if !r.Ranked {
		return Money{}, false
	}
	return r.Total.Sub(usd), true
}

// cover notes that the row prices part of whole.
func (r *Row) cover(part, whole int64) {
	r.covered = big.NewRat(part, whole)
	r.Coverage = plain(quotient(r.covered, 6))
}

// bareTokens is what list dollars cost where no models are named.
func (b *rowPricer) bareTokens(r *Row) {
	g := r.gateway
	usd := new(big.Rat).Set(b.list)
	switch {
	case g == nil:
		r.Assumptions = append(r.Assumptions, "publishers take no fee for loading credits (all that say anything say so)")
		r.cover(1, 1)
	case g.Kind == Host:
		r.Missing = append(r.Missing, "prices of its own: name the models with --tokens")
		return
	case g.Kind == Provider:
		r.Missing = append(r.Missing, "other publishers' models")
	case g.MarkupFact == nil && g.Prices != OwnKeys:
		r.Missing = append(r.Missing, "its markup on tokens")
		return
	default:
		r.cover(1, 1)
		if g.Prices == AtList {
			r.Assumptions = append(r.Assumptions, atList)
		}
	}
	if g != nil {
		usd.Mul(usd, onePlus(g.Markup))
	}
	r.parts = []sellerSpend{{g, usd}}
	token := moneyOf(usd)
	r.Token = &token
}

// downtime prices the outages that the record of the sellers makes expect.
func (b *rowPricer) downtime(r *Row) {
	r.down = new(big.Rat)
	zero := Money{}
	r.Downtime = &zero
	if b.k.DowntimeUSD.IsZero() {
		return
	}
	watch := []*Gateway{r.gateway}
	if r.gateway == nil {
		watch = nil
		for _, p := range r.parts {
			watch = append(watch, p.seller)
		}
	}
	for i, g := range watch {
		if g == nil {
			r.Assumptions = append(r.Assumptions, "publishers have no outages (no models are named to look up)")
			return
		}
		rel := g.Reliability()
		if !rel.Watched {
			r.Assumptions = append(r.Assumptions, g.ID+" has no outages (no record is kept)")
			continue
		}
		hours := new(big.Rat).Quo(rel.downMinutes30(), big.NewRat(60, 1))
		if r.gateway == nil && b.list.Sign() > 0 { // an outage stops the share of work that goes there
			hours.Mul(hours, new(big.Rat).Quo(r.parts[i].spend, r.sum()))
		}
		r.down.Add(r.down, hours.Mul(hours, b.k.DowntimeUSD.rat()))
	}
	usd := moneyOf(r.down)
	r.Downtime = &usd
}

// all are the gateways that a row's work goes through: its own and its sellers.
func (r *Row) all() (out []*Gateway) {
	if r.gateway != nil {
		out = append(out, r.gateway)
	}
	for _, p := range r.parts {
		if p.seller != nil && !slices.Contains(out, p.seller) {
			out = append(out, p.seller)
		}
	}
	return out
}
