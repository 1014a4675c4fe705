package explain

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// lot explains a figure of a lot.
func (x explaining) lot(ctx context.Context, words []string) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	if len(words) == 0 {
		return none, &pricing.AddressError{Word: "lot", Reason: "want its ID, as credits shows it", Nearest: nil}
	}
	figure, err := pricing.WantFigure(lotWordsOf(words[1:]), lotFigures)
	if err != nil {
		return none, err
	}
	all, err := x.s.Books(ctx, x.asOf)
	if err != nil {
		return none, err
	}
	want := strings.TrimPrefix(words[0], "#")
	var names []string
	for n, a := range all.Accounts {
		for i := range a.Lots {
			if a.LotName(i) == want {
				return x.lotOf(all, n, i, figure), nil
			}
			names = append(names, a.LotName(i))
		}
	}
	reason := "no such lot at that time"
	if len(names) == 0 && all.CreditBegins().IsZero() {
		reason = "there are no lots: no top-up is recorded"
	}
	return none, &pricing.AddressError{Word: words[0], Reason: reason, Nearest: pricing.Nearest(want, names, 3)}
}

// lotOf explains a figure of a lot of one of the accounts; no other one is simulated.
func (x explaining) lotOf(b credit.Books, account, i int, figure string) pricing.Explanation {
	b.Accounts = b.Accounts[account : account+1]
	projection.Foresee(&b)
	a := b.Accounts[0]
	e := lotExplainer{accountExplainer{a, x}, i, a.Input.History.TopUps}.explain(figure)
	e.Address = a.LotAddress(i)
	if figure != lotFigures[0] {
		e.Address = a.LotAddress(i, figure)
	}
	return e
}

// lotWordsOf gives the figures of a lot's future, which JSON calls by other names, those
// of an address.
func lotWordsOf(words []string) []string {
	words = slices.Clone(words)
	for i, w := range words {
		switch w {
		case "expected_breakage_usd", "expected_breakage", "breakage":
			words[i] = "loss"
		case "breakage_chance":
			words[i] = "chance"
		}
	}
	return words
}

// lotExplainer explains figures of a lot.
type lotExplainer struct {
	accountExplainer
	at     int
	topUps []lot.TopUp
}

func (x lotExplainer) explain(figure string) pricing.Explanation {
	l := x.Lots[x.at]
	titled := func(what string, usd *pricing.Money) pricing.Explanation {
		e := x.titled(what, usd)
		e.Title = what + " of " + x.Position.LotWords(x.at) + " at " + x.Account.Name
		return e
	}
	switch figure {
	case "credit":
		e := titled("credit", &l.Credit)
		if l.Assumed && l.Kind == lot.Opening {
			return x.anchored(e)
		}
		e.Formula = "as recorded"
		e.Add(pricing.ExplainLine{Label: string(l.Kind) + ", " + words.Moment(l.At)}, l.Credit)
		return e
	case "fee":
		return x.feeOf(l, titled("fee", l.Fee))
	case "used":
		e := titled("credit used", &l.Used)
		e.Formula = "sum of what usage took from it: the lot that expires first gives first"
		x.uses(&e, l, 1)
		return e
	case "expired":
		e := titled("credit that expired unused", &l.Expired)
		e.Formula = "what was left when it expired"
		if l.Expired.IsZero() {
			return e
		}
		e.Add(pricing.ExplainLine{Label: "credit"}, l.Credit)
		e.Add(pricing.ExplainLine{Label: "less used", Address: x.LotAddress(x.at, "used")}, l.Used.Neg())
		if !l.Refunded.IsZero() {
			e.Add(pricing.ExplainLine{Label: "less refunded", Address: x.LotAddress(x.at, "refunded")}, l.Refunded.Neg())
		}
		x.sayExpiry(&e, l)
		return e
	case "loss":
		e := titled("what is likely lost", nil)
		if l.Outlook != nil {
			e = titled("what is likely lost", &l.Outlook.ExpectedBreakage)
		}
		return x.outlook(e, false)
	case "chance":
		e := titled("chance that any is lost", nil)
		if l.Outlook != nil {
			e.Figure = words.Chance(l.Outlook.Chance)
		}
		return x.outlook(e, true)
	case "refunded":
		e := titled("credit that went back", &l.Refunded)
		e.Formula = "at most what was left then"
		if !l.Refunded.IsZero() {
			e.Add(pricing.ExplainLine{Label: "refunds"}, l.Refunded)
		}
		return e
	}
	e := titled("what is left", &l.Remaining)
	e.Formula = "credit - used - expired - refunded"
	e.Add(pricing.ExplainLine{Label: "credit", Address: x.LotAddress(x.at, "credit")}, l.Credit)
	for _, part := range []struct {
		what string
		usd  pricing.Money
	}{{"used", l.Used}, {"expired", l.Expired}, {"refunded", l.Refunded}} {
		if !part.usd.IsZero() {
			e.Add(pricing.ExplainLine{Label: "less " + part.what, Address: x.LotAddress(x.at, part.what)}, part.usd.Neg())
		}
	}
	fee := pricing.ExplainLine{Label: "fee", Figure: "?", Address: x.LotAddress(x.at, "fee")}
	if l.Fee != nil {
		fee.Figure = pricing.ExactDollars(*l.Fee)
	}
	e.Say(fee)
	x.sayExpiry(&e, l)
	if o := l.Outlook; o != nil && !l.Expires.IsZero() {
		e.Say(pricing.ExplainLine{Label: "likely lost of it", Figure: pricing.ExactDollars(o.ExpectedBreakage), Address: x.LotAddress(x.at, "loss")})
	}
	return e
}

// anchored explains the credit of the opening lot that a stated balance stands for.
func (x lotExplainer) anchored(e pricing.Explanation) pricing.Explanation {
	a := x.Anchor
	e.Formula = "what was there at the first usage, so that the balance of the gateway's page comes out"
	e.Add(pricing.ExplainLine{Label: "the page on " + words.Moment(a.Stated.At)}, a.Stated.USD)
	for _, part := range []struct {
		what string
		usd  pricing.Money
	}{{"used until then", a.Usage}, {"less bought or received until then", a.Received.Neg()}, {"refunded or expired until then", a.Gone}} {
		if !part.usd.IsZero() {
			e.Add(pricing.ExplainLine{Label: part.what}, part.usd)
		}
	}
	e.Note("assumed, until an opening balance is recorded: topup add " + x.Account.Name + " USD --opening --at TIME")
	return e
}

// outlook explains what of the lot is likely lost, or how likely anything is.
func (x lotExplainer) outlook(e pricing.Explanation, chance bool) pricing.Explanation {
	if l := x.Lots[x.at]; l.Outlook != nil && l.Expires.IsZero() {
		e.Formula = "it never expires"
		x.sayExpiry(&e, l)
		return e
	}
	return projection.ExplainOutlook(x.Position, x.at, e, chance)
}

// mostUses is how many lines an explanation lists of things that may be many.
const mostUses = 40

// uses adds what usage took, the last of it in full.
func (x lotExplainer) uses(e *pricing.Explanation, l lot.Lot, sign int64) {
	early := max(len(l.Uses)-mostUses, 0)
	var sum pricing.Money
	for _, u := range l.Uses[:early] {
		sum = sum.Add(u.USD)
	}
	if early > 0 {
		e.Add(pricing.ExplainLine{Label: words.Plural(early, "earlier time")}, sum.Times(sign))
	}
	for _, u := range l.Uses[early:] {
		i := x.Intervals[u.Interval]
		to, last := i.To, pricing.StartOfDay(i.To.Add(-time.Nanosecond))
		if to.IsZero() {
			to, last = x.explaining.asOf, pricing.StartOfDay(x.explaining.asOf)
		}
		e.Add(pricing.ExplainLine{Label: "usage from " + words.Moment(i.From) + " to " + words.Moment(to), Formula: "of " + pricing.ExactDollars(i.USD) + " used then",
			Address: pricing.JoinAddress("report", pricing.StartOfDay(i.From).Format(pricing.Day)+".."+last.Format(pricing.Day), "account:"+x.Account.Name)}, u.USD.Times(sign))
	}
	if e.Sum == nil {
		e.Sum = &pricing.Money{}
	}
}

func (x lotExplainer) sayExpiry(e *pricing.Explanation, l lot.Lot) {
	line := pricing.ExplainLine{Label: "expires", Figure: "never", Formula: l.PolicyWords()}
	if !l.Expires.IsZero() {
		line.Figure = words.Moment(l.Expires)
	}
	if g := x.s.Catalog().Gateway(x.Account.Gateway); g != nil && l.Policy == g.Expiry.String() {
		line.Source, line.Seen, line.Basis = g.Expiry.Source, g.Expiry.Seen, g.Expiry.Basis
	}
	e.Say(line)
}

// feeOf explains a lot's fee: as charged, or by the schedule of its day.
func (x lotExplainer) feeOf(l lot.Lot, e pricing.Explanation) pricing.Explanation {
	charged := false
	for _, t := range x.topUps {
		charged = charged || t.ID == l.ID && t.Charged
	}
	g := x.s.Catalog().Gateway(x.Account.Gateway)
	switch {
	case l.Fee == nil:
		e.Note("the gateway has not published its fee; topup edit records the one that was charged")
	case l.Kind != lot.Purchase:
		e.Formula = "nothing was paid for it"
	case charged || g == nil:
		e.Formula = "as recorded"
		e.Add(pricing.ExplainLine{Label: "charged"}, *l.Fee)
	default:
		rule, assumed := g.Fee(l.Method, l.At)
		p, err := rule.ForCredit(l.Credit)
		if err != nil {
			panic(fmt.Sprintf("a fee that was taken: %v", err)) // ScheduleFee took it
		}
		title := e.Title
		e = g.ExplainFee(rule, p)
		e.Title = title
		if assumed {
			e.Note("the fee of that time is not known: the oldest known one is taken (assumed)")
		}
	}
	if !l.FeeReturned.IsZero() {
		e.Note(pricing.ExactDollars(l.FeeReturned) + " of it came back")
	}
	return e
}
