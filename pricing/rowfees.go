package pricing

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// fees adds what it costs to keep every prepaid seller supplied.
func (b *rowPricer) fees(r *Row) {
	fee, breakage := Money{}, new(big.Rat)
	known := true
	var methods []string
	one := big.NewRat(1, 1)
	for i, p := range r.parts {
		if p.seller == nil { // bare list dollars at their publishers
			continue
		}
		l := p.seller.load(r.spendOf(i, one), b.k.Method, b.k.TopUp, b.asOf)
		if l.unknown {
			known = false
			r.Missing = append(r.Missing, p.seller.ID+"'s fee for loading credits")
			continue
		}
		if l.method != "" && l.purchased && !slices.Contains(methods, l.method) {
			methods = append(methods, l.method)
		}
		r.Notes = append(r.Notes, b.notTaken(r, p.seller, l)...)
		fee = fee.Add(l.fee)
		breakage.Add(breakage, l.breakage)
		if l.purchased && l.fact.Basis != Stated {
			r.Assumptions = append(r.Assumptions, b.whose(r, p.seller)+" fee for loading credits is "+l.rate+" ("+basisWords(l.fact.Basis)+")")
		}
		if g := p.seller; g.Billing == "arrears" && g.BillingFact.Basis != Stated {
			r.Assumptions = append(r.Assumptions, g.ID+" invoices after use, with no credits to load (assumed)")
		}
		if l.assumed {
			r.Assumptions = append(r.Assumptions, b.whose(r, p.seller)+" oldest known fee held before it too (assumed)")
		}
		if l.noExpiry {
			r.Assumptions = append(r.Assumptions, b.whose(r, p.seller)+" credit never expires (not known)")
		}
		if l.purchased && p.seller == r.gateway {
			size := l.size
			r.PurchaseUSD, r.PurchasesMTh = &size, plain(quotient(l.perMonth, 6))
		}
	}
	r.Method = strings.Join(methods, ",")
	if g := r.gateway; g != nil && g.Prices != OwnKeys {
		if g.Expiry.Kind == NeverExpires && g.Expiry.Basis != Stated {
			r.Assumptions = append(r.Assumptions, "its credit never expires ("+basisWords(g.Expiry.Basis)+")")
		}
		if f := g.MarkupFact; f != nil && f.Basis != Stated && g.Kind == Router && g.Prices != AtList {
			r.Assumptions = append(r.Assumptions, "its markup on tokens is "+g.Markup.String()+" % ("+basisWords(f.Basis)+")")
		}
	}
	if known && r.Token != nil {
		lost := moneyOf(breakage)
		r.Fee, r.Breakage = &fee, &lost
	}
}

// notTaken says where a seller is not paid as the knobs ask: in purchases of another
// size, or by another method.
//
//	openrouter, asked for $1: "its purchases are of $5.00, the least that it sells, and not of $1.00"
func (b *rowPricer) notTaken(r *Row, seller *Gateway, l loadingCost) (out []string) {
	if !l.purchased {
		return nil
	}
	if asked := b.k.TopUp; l.bound != "" && !asked.IsZero() {
		out = append(out, fmt.Sprintf("%s purchases are of %s, %s, and not of %s", b.whose(r, seller), l.size.Dollars(), l.bound, asked.Dollars()))
	}
	if asked := b.k.Method; asked != "" && l.method != asked && l.method != AnyMethod {
		out = append(out, fmt.Sprintf("%s credit is loaded by %s: it takes no %s", b.whose(r, seller), l.method, asked))
	}
	return out
}

// whose names the seller of a row in an assumption about it.
func (b *rowPricer) whose(r *Row, seller *Gateway) string {
	if seller == r.gateway {
		return "its"
	}
	return seller.ID + "'s"
}

// basisWords says on what a figure rests that nobody states.
func basisWords(b Basis) string {
	if b == Claimed {
		return "its own claim"
	}
	return string(b)
}

func (b *rowPricer) subscription(r *Row) {
	usd, note, ok := r.planCost(big.NewRat(1, 1))
	if !ok {
		r.Missing = append(r.Missing, "the price of a plan for so many requests")
		return
	}
	if note != "" {
		r.Assumptions = append(r.Assumptions, note)
	}
	month := moneyOf(usd)
	r.Subscription = &month
}

// viaOwnKeys reports whether usage went over own keys and the gateway is one that
// could charge for it.
func (b *rowPricer) viaOwnKeys(g *Gateway) bool {
	return (b.ownReqs.Sign() != 0 || b.ownList.Sign() != 0) && g != nil && g.Kind == Router && g.Prices != OwnKeys
}

// ownKeys finds the terms of a fee on own-key requests. It is paid from credits,
// so the fee for loading those is taken of it too.
func (b *rowPricer) ownKeys(r *Row) {
	if !b.viaOwnKeys(r.gateway) {
		return
	}
	r.byok = r.gateway.BYOKAt(b.asOf)
	if len(r.parts) == 0 && r.ownKeyFee(big.NewRat(1, 1)).Sign() > 0 { // credits for the fee alone
		r.parts = []sellerSpend{{r.gateway, new(big.Rat)}}
	}
}

func (b *rowPricer) byokFee(r *Row) {
	zero := Money{}
	r.BYOKFee = &zero
	if !b.viaOwnKeys(r.gateway) {
		return
	}
	switch {
	case r.byok == nil:
		r.Assumptions = append(r.Assumptions, "it takes no fee for own-key requests (not known)")
	case r.byok.Unknown:
		r.BYOKFee = nil
		r.Missing = append(r.Missing, "its fee on own-key requests")
	default:
		usd := moneyOf(r.ownKeyFee(big.NewRat(1, 1)))
		r.BYOKFee = &usd
	}
}
