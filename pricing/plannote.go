package pricing

import (
	"fmt"
	"math/big"

	"tollbook/pricing/words"
)

// why says in sentences what made a plan's size.
func (g *Gateway) why(s supply, best TopUpCost) []string {
	var out []string
	size := centsOf(best.Purchase.Credit)
	end, kinked := s.fee.minimumEnds()
	switch {
	case s.fee.Percent.IsZero() && s.fee.Flat.IsZero() && s.fee.Min.IsZero():
		out = append(out, "loading costs nothing: no size is dearer than another")
	case kinked && best.Purchase.Credit.Cmp(end) < 0:
		out = append(out, fmt.Sprintf("every purchase under %s pays the least fee of %s", end.Dollars(), s.fee.Min.Dollars()))
	case s.fee.Flat.IsZero() && (s.fee.Max.IsZero() || best.Purchase.Fee.Cmp(s.fee.Max) < 0):
		text := fmt.Sprintf("the fee is %s %% of any size", s.fee.Percent)
		if kinked {
			text = fmt.Sprintf("from %s up the fee is %s %%", end.Dollars(), s.fee.Percent)
		}
		out = append(out, text+": larger purchases save nothing")
	case !s.fee.Max.IsZero() && best.Purchase.Fee.Cmp(s.fee.Max) >= 0:
		out = append(out, fmt.Sprintf("no purchase pays more than %s, so larger ones cost less", s.fee.Max.Add(s.fee.Flat).Dollars()))
	default:
		out = append(out, fmt.Sprintf("every purchase pays %s beside the share, so fewer and larger ones cost less", s.fee.Flat.Dollars()))
	}
	if whole, dies := s.usedWhole(); dies {
		text, days := "expires", words.Count(fmt.Sprint(g.Expiry.Days), "day")
		if g.Expiry.Kind == MayExpire {
			text = "may expire"
		}
		usable := cents(whole).Dollars()
		switch {
		case best.Breakage.Sign() > 0 && size > whole+1:
			out = append(out, fmt.Sprintf("only %s is used in the %s before the rest %s, and no smaller purchase is sold", usable, days, text))
		case size >= whole:
			out = append(out, fmt.Sprintf("it is what is used in %s; what is left after that %s", days, text))
		}
	}
	return out
}

// planNotes are what a plan rests on, and the bounds that it can't keep.
func (g *Gateway) planNotes(q PlanQuery, s supply, best TopUpCost, assumed bool) []string {
	var out []string
	if s.fee.Basis != Stated {
		out = append(out, fmt.Sprintf("its fee for loading credits is %s %% (%s)", s.fee.Percent, basisWords(s.fee.Basis)))
	}
	if assumed {
		out = append(out, "its oldest known fee held before it too (assumed)")
	}
	switch {
	case g.Expiry.Kind == ExpiryUnknown:
		out = append(out, "its credit never expires (not known)")
	case g.Expiry.Kind == NeverExpires && g.Expiry.Basis != Stated:
		out = append(out, "its credit never expires ("+basisWords(g.Expiry.Basis)+")")
	case g.Expiry.Kind == MayExpire && q.Lenient:
		out = append(out, fmt.Sprintf("its credit does not expire, though it may after %s (as the account is set)", words.Count(fmt.Sprint(g.Expiry.Days), "day")))
	case g.Expiry.Kind == MayExpire:
		out = append(out, fmt.Sprintf("its credit may expire after %s, and is read as if it does", words.Count(fmt.Sprint(g.Expiry.Days), "day")))
	}
	if g.PurchaseMin.IsZero() {
		out = append(out, "it sells any size (its least purchase is not known)")
	}
	wanted := lasting(q.Monthly, q.MinDays)
	if used := s.usable(best.Purchase.Credit.rat()); used.Cmp(wanted) < 0 {
		limit := fmt.Sprintf("no purchase is over %s", g.PurchaseMax.Dollars())
		if s.whole != nil && used.Cmp(new(big.Rat).Sub(s.whole, big.NewRat(1, 100))) >= 0 {
			limit = fmt.Sprintf("credit lives for %s", words.Count(fmt.Sprint(g.Expiry.Days), "day"))
		}
		out = append(out, fmt.Sprintf("%s between purchases can't be kept: %s", words.Count(fmt.Sprint(q.MinDays), "day"), limit))
	}
	if used := s.usable(best.Purchase.Credit.rat()); used.Cmp(s.year) > 0 && best.Purchase.Credit.Cmp(g.PurchaseMin) > 0 {
		out = append(out, "a purchase lasts longer than a year, since nothing is known to expire; --cost-of-money puts a price on that")
	}
	return out
}
