package pricing

import (
	"fmt"
	"math/big"
	"strconv"

	"tollbook/pricing/words"
)

// PlanFigures are the figures of a plan's year that can be explained, the usual one
// first.
var PlanFigures = []string{"total", "fees", "breakage", "money"}

// A PlanQuestion asks how a figure of a top-up plan comes about.
type PlanQuestion struct {
	Query  PlanQuery
	Cost   TopUpCost // the year that is explained, as the plan has it
	Figure string    // of PlanFigures
	Own    bool      // it is of the plan itself, and what made its size is said
	// Futures is over how many simulated futures the costs are the mean; 0 for a burn
	// that is certain and even.
	Futures int
	Burn    string // the address that explains the burn; "" for none
	Address string // of the total: "plan openrouter monthly=25"
}

// ExplainPlan takes a figure of a plan's year apart; the parts add up to what the plan
// shows. Errors are those of TopUpPlan.
//
//	$25.00 a month at OpenRouter by card in purchases of $25.00: 12.166667 a year x $1.38
func (g *Gateway) ExplainPlan(q PlanQuestion) (Explanation, error) {
	s, _, err := g.supply(q.Query)
	if err != nil {
		return Explanation{}, err
	}
	x := planExplainer{q, g, s}
	c := q.Cost
	var e Explanation
	switch q.Figure {
	case "fees":
		e = x.fees(x.titled("fees for loading", c.Fees))
	case "breakage":
		e = x.breakage(x.titled("credit that expires unused", c.Breakage))
	case "money":
		e = x.money(x.titled("cost of idle money", c.Money))
	default:
		e = x.titled("cost of loading", c.Total)
		e.Formula = "fees + credit that expires unused + cost of money"
		e.Add(ExplainLine{Label: "fees", Address: x.address("fees")}, c.Fees)
		e.Add(ExplainLine{Label: "credit that expires unused", Address: x.address("breakage")}, c.Breakage)
		e.Add(ExplainLine{Label: "cost of money", Address: x.address("money")}, c.Money)
		x.rhythm(&e)
	}
	e.Address = x.address(q.Figure)
	why, notes, err := g.PlanWords(q.Query, c.Purchase.Credit)
	if q.Own {
		notes = append(why, notes...)
	}
	for _, n := range notes {
		e.Note(n)
	}
	return e, err
}

// planExplainer explains one year of purchases.
type planExplainer struct {
	PlanQuestion
	gateway *Gateway
	supply  supply
}

func (x planExplainer) address(figure string) string {
	if figure == PlanFigures[0] {
		return x.Address
	}
	return x.Address + " " + figure
}

func (x planExplainer) titled(what string, usd Money) Explanation {
	by := ""
	if x.Cost.Method != AnyMethod {
		by = " by " + x.Cost.Method
	}
	return Explanation{Title: fmt.Sprintf("%s a year, %s at a time%s at %s", what, ExactDollars(x.Cost.Purchase.Credit), by, x.gateway.ID), USD: &usd, Figure: ExactDollars(usd)}
}

// times adds purchases a year x an amount of one, and what the figure's own rounding
// differs from that by.
func (x planExplainer) times(e *Explanation, l ExplainLine, of Money) {
	n := MustMoney(x.Cost.PerYear) // a count, to 6 decimals
	e.Add(l, moneyFrom(quotient(new(big.Rat).Mul(n.rat(), of.rat()), 12)))
	if rest := e.USD.Sub(*e.Sum); !rest.IsZero() {
		e.Add(ExplainLine{Label: "rounding: purchases a year are shown to 6 decimals"}, rest)
	}
}

// rhythm says how many purchases a year makes, and why so many.
func (x planExplainer) rhythm(e *Explanation) {
	credit := x.Cost.Purchase.Credit
	if x.Futures > 0 {
		e.Say(ExplainLine{Label: "burned in 30 days", Figure: ExactDollars(x.Query.Monthly), Formula: x.mean(), Address: x.Burn})
		e.Say(ExplainLine{Label: "purchases a year", Figure: x.Cost.PerYear, Formula: x.mean() + ": one whenever credit does not cover the day"})
		return
	}
	usable := moneyFrom(quotient(x.supply.usable(credit.rat()), 6))
	e.Say(ExplainLine{Label: "burned a year", Figure: ExactDollars(moneyFrom(quotient(x.supply.year, 6))), Formula: ExactDollars(x.Query.Monthly) + " x 365 / 30"})
	used := ExplainLine{Label: "used of one purchase", Figure: ExactDollars(usable), Formula: "all of it: it never expires"}
	if n := x.gateway.dies(x.Query); n > 0 {
		used.Formula = fmt.Sprintf("min(%s, %s x %d / 30 days)", ExactDollars(credit), ExactDollars(x.Query.Monthly), n)
		used.Source, used.Seen, used.Basis = x.gateway.Expiry.Source, x.gateway.Expiry.Seen, x.gateway.Expiry.Basis
	}
	e.Say(used)
	e.Say(ExplainLine{Label: "purchases a year", Figure: x.Cost.PerYear, Formula: "burned a year / used of one purchase"})
}

// mean says that a figure is one of simulated futures.
func (x planExplainer) mean() string {
	return "mean of " + words.Thousands(strconv.Itoa(x.Futures)) + " simulated futures"
}

func (x planExplainer) fees(e Explanation) Explanation {
	p, rule := x.Cost.Purchase, x.supply.fee
	e.Formula = "purchases a year x the fee of one"
	x.times(&e, ExplainLine{Label: "fees", Formula: words.Count(x.Cost.PerYear, "purchase") + " x " + ExactDollars(p.Fee),
		Source: rule.Source, Seen: rule.Seen, Basis: rule.Basis, Address: fmt.Sprintf("fee %s %s %s", x.gateway.ID, p.Credit, rule.Method)}, p.Fee)
	x.rhythm(&e)
	return e
}

func (x planExplainer) breakage(e Explanation) Explanation {
	expiry := x.gateway.Expiry
	l := ExplainLine{Label: "what expires of it; unused credit " + expiry.Words(), Source: expiry.Source, Seen: expiry.Seen, Basis: expiry.Basis}
	credit := x.Cost.Purchase.Credit
	switch {
	case x.gateway.dies(x.Query) == 0:
		e.Formula = "nothing expires"
		e.Add(l, x.Cost.Breakage)
	case x.Futures > 0:
		e.Formula = "what is left of purchases when they expire"
		l.Formula = x.mean()
		e.Add(l, x.Cost.Breakage)
	default:
		e.Formula = "purchases a year x what is not used of one"
		lost := moneyFrom(quotient(new(big.Rat).Sub(credit.rat(), x.supply.usable(credit.rat())), 6))
		l.Formula = words.Count(x.Cost.PerYear, "purchase") + " x " + ExactDollars(lost)
		x.times(&e, l, lost)
	}
	x.rhythm(&e)
	return e
}

func (x planExplainer) money(e Explanation) Explanation {
	credit, rate := x.Cost.Purchase.Credit, x.Query.CostOfMoney
	e.Formula = "yearly share x the average balance that is not used"
	l := ExplainLine{Label: "idle money"}
	switch {
	case rate.IsZero():
		l.Formula = "0 %: cost-of-money=PCT puts a price on it"
	case x.Futures > 0:
		l.Formula = rate.String() + " % x the balance's " + x.mean()
	default:
		usable := moneyFrom(quotient(x.supply.usable(credit.rat()), 6))
		l.Formula = fmt.Sprintf("%s %% x (%s - %s / 2), half up to 6 decimals: it falls from one purchase to what expires", rate, ExactDollars(credit), ExactDollars(usable))
	}
	e.Add(l, x.Cost.Money)
	return e
}
