package ledger

import (
	"fmt"
	"slices"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// outlook explains what of a lot is likely lost, or how likely anything is: what
// simulated usage leaves of it when it dies.
func (x lotExplainer) outlook(l lot.Lot, e pricing.Explanation, chance bool) pricing.Explanation {
	name := lotName(x.accountExplainer.Position, x.at)
	if l.Outlook == nil {
		e.USD, e.Figure = nil, "?"
		e.Note(x.whyNoOutlook(l))
		return e
	}
	p := project(x.accountExplainer.Position, x.explaining.asOf, lotDays)
	if l.Expires.IsZero() {
		e.Formula = "it never expires"
		x.sayExpiry(&e, l)
		return e
	}
	lots := followLots(x.accountExplainer.Position, p, p.futures(&room{}))
	paths := lots.outlook.Paths
	at := slices.Index(lots.of, x.at)
	e.Formula = fmt.Sprintf("mean over %s simulated futures of what is left when it expires", words.Number(int64(paths)))
	if chance {
		e.Formula = fmt.Sprintf("a cent or more of it is left in %s simulated futures", share(lots.outlook.Chance[at], paths))
		e.Say(pricing.ExplainLine{Label: "likely lost of it", Figure: pricing.ExactDollars(l.Outlook.ExpectedBreakage), Address: pricing.JoinAddress("lot", name, "loss")})
	} else {
		e.Add(pricing.ExplainLine{Label: "left in it now", Address: pricing.JoinAddress("lot", name)}, l.Remaining)
		e.Add(pricing.ExplainLine{Label: "less what is used of it before, on average"}, l.Outlook.ExpectedBreakage.Sub(l.Remaining))
		e.Say(pricing.ExplainLine{Label: "chance that any is lost", Figure: words.Chance(l.Outlook.Chance), Address: pricing.JoinAddress("lot", name, "chance")})
	}
	if day := l.Outlook.UsedUp; !day.IsZero() {
		e.Say(pricing.ExplainLine{Label: "used up by", Figure: day.Format(pricing.Day), Formula: "in half of the simulated futures"})
	}
	verb := "expires in"
	if l.May {
		verb = "may expire in"
	}
	e.Say(pricing.ExplainLine{Label: verb, Figure: words.Days(credit.DaysBetween(x.explaining.asOf, l.Expires)), Formula: "on " + words.Moment(l.Expires) + ": " + l.PolicyWords()})
	f := forecastExplainer{explaining: x.explaining, account: x.Account.Name, figure: forecastFigures[0], from: pricing.StartOfMonth(x.explaining.asOf)}
	f.burnUntil(&e, p, l.Expires)
	for _, i := range lots.of[:max(at, 0)] {
		e.Say(pricing.ExplainLine{Label: "used before it: " + lotWords(x.accountExplainer.Position, i), Figure: pricing.ExactDollars(x.Lots[i].Remaining), Formula: lot.DiesWords(x.Lots[i]), Address: pricing.JoinAddress("lot", lotName(x.accountExplainer.Position, i))})
	}
	if births := births(x.accountExplainer.Position, p.next); births.USD > 0 {
		usd, _ := fromFloat(births.USD)
		below, _ := fromFloat(births.Below)
		e.Say(pricing.ExplainLine{Label: "used before it: purchases to come", Figure: pricing.ExactDollars(usd), Formula: "each, bought below " + pricing.ExactDollars(below) + "; they expire sooner"})
	}
	for _, n := range p.notes(x.Position, x.explaining.asOf) {
		e.Note(n)
	}
	return e
}

// whyNoOutlook says why nothing is known of what a lot will lose.
func (x lotExplainer) whyNoOutlook(l lot.Lot) string {
	switch {
	case l.Status != lot.Live:
		return "it is " + string(l.Status) + ": nothing of it is to come"
	case l.Expires.IsZero():
		return "whether it expires is not known"
	}
	return "nothing to project: " + project(x.accountExplainer.Position, x.explaining.asOf, 1).why
}

// share writes a chance of so many futures as a count of them: "870 of 1,000".
func share(chance float64, of int) string {
	return words.Number(int64(chance*float64(of)+0.5)) + " of " + words.Number(int64(of))
}
