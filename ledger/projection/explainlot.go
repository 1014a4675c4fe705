package projection

import (
	"fmt"
	"slices"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// ExplainOutlook completes the explanation of what of an account's lot is likely lost, or
// of how likely anything is: what simulated usage leaves of it when it dies. The lot,
// Lots[i] of a position that has its outlook, expires or has none.
func ExplainOutlook(a credit.Position, i int, e pricing.Explanation, chance bool) pricing.Explanation {
	l, asOf := a.Lots[i], a.Input.AsOf
	if l.Outlook == nil {
		e.USD, e.Figure = nil, "?"
		e.Note(whyNoOutlook(a, l))
		return e
	}
	p := Project(a, asOf, lotDays)
	lots := followLots(a, p, p.futures(&Room{}))
	paths := lots.outlook.Paths
	at := slices.Index(lots.of, i)
	e.Formula = fmt.Sprintf("mean over %s simulated futures of what is left when it expires", words.Number(int64(paths)))
	if chance {
		e.Formula = fmt.Sprintf("a cent or more of it is left in %s simulated futures", share(lots.outlook.Chance[at], paths))
		e.Say(pricing.ExplainLine{Label: "likely lost of it", Figure: pricing.ExactDollars(l.Outlook.ExpectedBreakage), Address: a.LotAddress(i, "loss")})
	} else {
		e.Add(pricing.ExplainLine{Label: "left in it now", Address: a.LotAddress(i)}, l.Remaining)
		e.Add(pricing.ExplainLine{Label: "less what is used of it before, on average"}, l.Outlook.ExpectedBreakage.Sub(l.Remaining))
		e.Say(pricing.ExplainLine{Label: "chance that any is lost", Figure: words.Chance(l.Outlook.Chance), Address: a.LotAddress(i, "chance")})
	}
	if day := l.Outlook.UsedUp; !day.IsZero() {
		e.Say(pricing.ExplainLine{Label: "used up by", Figure: day.Format(pricing.Day), Formula: "in half of the simulated futures"})
	}
	verb := "expires in"
	if l.May {
		verb = "may expire in"
	}
	e.Say(pricing.ExplainLine{Label: verb, Figure: words.Days(credit.DaysBetween(asOf, l.Expires)), Formula: "on " + words.Moment(l.Expires) + ": " + l.PolicyWords()})
	burnUntil(&e, p, l.Expires, Address(a.Account.Name, asOf.Format("2006-01"), Figures[0]))
	for _, j := range lots.of[:max(at, 0)] {
		e.Say(pricing.ExplainLine{Label: "used before it: " + a.LotWords(j), Figure: pricing.ExactDollars(a.Lots[j].Remaining), Formula: lot.DiesWords(a.Lots[j]), Address: a.LotAddress(j)})
	}
	if births := births(a, p.Next); births.USD > 0 {
		usd, _ := fromFloat(births.USD)
		below, _ := fromFloat(births.Below)
		e.Say(pricing.ExplainLine{Label: "used before it: purchases to come", Figure: pricing.ExactDollars(usd), Formula: "each, bought below " + pricing.ExactDollars(below) + "; they expire sooner"})
	}
	for _, n := range p.notes(a, asOf) {
		e.Note(n)
	}
	return e
}

// whyNoOutlook says why nothing is known of what a lot will lose.
func whyNoOutlook(a credit.Position, l lot.Lot) string {
	switch {
	case l.Status != lot.Live:
		return "it is " + string(l.Status) + ": nothing of it is to come"
	case l.Expires.IsZero():
		return "whether it expires is not known"
	}
	return "nothing to project: " + Project(a, a.Input.AsOf, 1).Why
}

// share writes a chance of so many futures as a count of them: "870 of 1,000".
func share(chance float64, of int) string {
	return words.Number(int64(chance*float64(of)+0.5)) + " of " + words.Number(int64(of))
}
