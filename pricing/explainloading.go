package pricing

import (
	"fmt"
	"time"

	"tollbook/pricing/words"
)

// count says how many purchases a month makes: "1 purchase", "2.5 purchases".
func (l loadingCost) count() string {
	return words.Count(plain(quotient(l.perMonth, 6)), "purchase")
}

// feeLine is the fee of a month's purchases as a line: how many x the fee of one.
func (g *Gateway) feeLine(l loadingCost, method string, at time.Time) ExplainLine {
	rule, _ := g.Fee(method, at)
	one, err := rule.ForCredit(l.size)
	if err != nil {
		panic(fmt.Sprintf("a fee that was taken: %v", err)) // load took it
	}
	return ExplainLine{Label: fmt.Sprintf("%s, by %s", g.ID, l.method),
		Formula: fmt.Sprintf("%s of %s x %s, rounded to the cent", l.count(), ExactDollars(l.size), ExactDollars(one.Fee)),
		Source:  l.fact.Source, Seen: l.fact.Seen, Basis: l.fact.Basis, Address: fmt.Sprintf("fee %s %s %s", g.ID, l.size, l.method)}
}

// ExplainMonthlyFee takes what MonthlyFee says apart: the purchases that the spend
// implies, their size, and the fee of one.
//
//	$300 in purchases of $10 by card at OpenRouter: 30 x $0.80 = $24.00
func (g *Gateway) ExplainMonthlyFee(spend Money, method string, topUp Money, at time.Time) Explanation {
	l := g.load(spend.rat(), method, topUp, at)
	e := Explanation{Title: fmt.Sprintf("fees for loading %s at %s", ExactDollars(spend), g.ID), Formula: "purchases of the usual size x the fee of one", Figure: "?"}
	if l.unknown {
		e.Note("its fee for loading credits is not published")
		return e
	}
	e.USD, e.Figure, e.Sum = &l.fee, ExactDollars(l.fee), &Money{}
	if !l.purchased {
		return e
	}
	line := g.feeLine(l, method, at)
	line.Address += " " + at.UTC().Format(Day)
	e.Add(line, l.fee)
	e.Say(ExplainLine{Label: "purchases", Figure: plain(quotient(l.perMonth, 6)), Formula: fmt.Sprintf("%s / what is used of one", ExactDollars(spend))})
	size := ExplainLine{Label: "size of one", Figure: ExactDollars(l.size)}
	switch {
	case topUp.IsZero():
		size.Formula = "one a month: no other size is known"
	case l.size.Cmp(topUp) > 0:
		size.Formula = "the gateway's least purchase"
	case l.size.Cmp(topUp) < 0:
		size.Formula = "the gateway's largest purchase"
	}
	e.Say(size)
	if l.assumed {
		e.Note("the fee of that time is not known: the oldest known one is taken (assumed)")
	}
	return e
}
