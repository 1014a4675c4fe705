package main

import (
	"fmt"
	"slices"
	"strings"

	"tollbook/ledger"
	"tollbook/pricing"
)

// A planned plan is one as it is shown: of a certain burn, or of an account.
type planned struct {
	pricing.TopUpPlan
	monthly pricing.Money
	asked   string // the method that was asked for
	account string // "" for a certain burn
	current *pricing.TopUpCost
	habit   string // what the present size was taken from
	next    *nextJSON
	nextDo  string // the next purchase in words
	do      string // and as a command
}

func (a *app) showPlan(g *pricing.Gateway, p planned) error {
	best := newTopUpCostJSON(p.Best)
	out := planJSON{Schema: "tollbook.plan.v1", AsOf: rfc3339(a.asOf), Gateway: g.ID, Account: orNull(p.account), Method: orNull(p.Method), MonthlyUSD: &p.monthly,
		Best: &best, Next: p.next, Curve: topUpCostsJSON(p.Curve), Others: topUpCostsJSON(p.Others), Why: list(p.Why), Notes: list(p.Notes)}
	if p.current != nil {
		now := newTopUpCostJSON(*p.current)
		out.Current = &now
	}
	if err := a.emit(out, planProse(g, p), planTable(g, p)); err != nil {
		return err
	}
	if p.asked != "" && p.asked != p.Method && p.Method != pricing.AnyMethod {
		a.say("%s does not offer %q: %s is taken", g.ID, p.asked, p.Method)
	}
	if p.account == "" {
		a.next(fmt.Sprintf("tollbook fee %s %s", g.ID, p.Best.Purchase.Credit), "tollbook gateways "+g.ID)
	} else {
		a.next(p.do, "tollbook credits "+shellWord(p.account))
	}
	return nil
}

// planProse is the answer: what to load, what it costs, and why.
func planProse(g *pricing.Gateway, p planned) string {
	var lines []string
	burn := usd(p.monthly) + " a month"
	if p.account != "" {
		burn = fmt.Sprintf("about %s a month at %s", usd(p.monthly), oneLine(p.account))
	}
	lines = append(lines, fmt.Sprintf("For %s load %s %s%s: %s.", burn, usd(p.Best.Purchase.Credit), ledger.Rhythm(p.Best), byMethod(p.Method), yearWords(g, p.Best)))
	if p.current != nil {
		lines = append(lines, nowWords(p))
	}
	if p.nextDo != "" {
		lines = append(lines, p.nextDo)
	}
	for _, o := range p.Others {
		if less := p.Best.Total.Sub(o.Total); less.Cmp(pricing.MustMoney("0.005")) >= 0 {
			lines = append(lines, fmt.Sprintf("By %s it would be %s a year, %s less: %s %s.%s", o.Method, usd(o.Total.Cents()), usd(less), usd(o.Purchase.Credit), ledger.Rhythm(o), methodDoubt(g, o.Method)))
		}
	}
	if len(p.Why) > 0 {
		lines = append(lines, "Why: "+strings.Join(p.Why, "; ")+".")
	}
	for _, n := range p.Notes {
		lines = append(lines, "~ "+n)
	}
	return strings.Join(lines, "\n")
}

// nowWords says what the present habit costs beside the plan.
func nowWords(p planned) string {
	text := fmt.Sprintf("What you do now, %s %s (%s): %s a year", usd(p.current.Purchase.Credit), ledger.Rhythm(*p.current), p.habit, usd(p.current.Total.Cents()))
	switch more := p.current.Total.Sub(p.Best.Total).Cents(); more.Sign() {
	case 1:
		text += ", " + usd(more) + " more"
		if more.Cmp(pricing.MustMoney("1")) < 0 && more.Times(100).Cmp(p.Best.Total) < 0 {
			text += ": no reason to change"
		}
		return text + "."
	case -1:
		return text + ", " + usd(more.Neg()) + " less, by bounds that the plan keeps and you do not."
	}
	return text + ", the same."
}

// methodDoubt names what is assumed of a method's fee.
func methodDoubt(g *pricing.Gateway, method string) string {
	for _, s := range g.Statements {
		if s.Name == "fee_min" && s.Value == "0" && s.Of == method && s.Basis != pricing.Stated {
			return " (That it has no least fee is " + string(s.Basis) + ".)"
		}
	}
	return ""
}

// yearWords is the yearly cost by its parts: "$9.27 a year: fees $0.80, ...".
func yearWords(g *pricing.Gateway, c pricing.TopUpCost) string {
	var parts []string
	add := func(m pricing.Money, format string) {
		if !m.Cents().IsZero() {
			parts = append(parts, fmt.Sprintf(format, usd(m.Cents())))
		}
	}
	add(c.Fees, "%s in fees")
	if g.Expiry.Kind == pricing.MayExpire {
		add(c.Breakage, "%s of credit that may die unused")
	} else {
		add(c.Breakage, "%s of credit that dies unused")
	}
	add(c.Money, "%s for idle money")
	switch len(parts) {
	case 0:
		return "it costs nothing"
	case 1:
		amount, what, _ := strings.Cut(parts[0], " ")
		return amount + " a year " + what
	}
	return usd(c.Total.Cents()) + " a year: " + strings.Join(parts, " and ")
}

func byMethod(method string) string {
	if method == "" || method == pricing.AnyMethod {
		return ""
	}
	return " by " + method
}

// planTable is the curve: telling sizes and what a year of each costs. What is
// nothing for all sizes has no column.
func planTable(g *pricing.Gateway, p planned) *table {
	curve := p.Curve
	dies := ">EXPIRES/YEAR"
	if g.Expiry.Kind == pricing.MayExpire {
		dies = ">MAY EXPIRE/YEAR"
	}
	some := func(of func(c pricing.TopUpCost) pricing.Money) bool {
		return slices.ContainsFunc(curve, func(c pricing.TopUpCost) bool { return !of(c).Cents().IsZero() })
	}
	lost := some(func(c pricing.TopUpCost) pricing.Money { return c.Breakage })
	idle := some(func(c pricing.TopUpCost) pricing.Money { return c.Money })
	columns := []struct {
		head  string
		of    func(c pricing.TopUpCost) string
		shown bool
	}{
		{">TOP-UP", func(c pricing.TopUpCost) string { return usd(c.Purchase.Credit) }, true},
		{">FEE OF ONE", func(c pricing.TopUpCost) string { return usd(c.Purchase.Fee) }, true},
		{"HOW OFTEN", ledger.Rhythm, true},
		{">FEES/YEAR", func(c pricing.TopUpCost) string { return usd(c.Fees.Cents()) }, lost || idle},
		{dies, func(c pricing.TopUpCost) string { return usd(c.Breakage.Cents()) }, lost},
		{">IDLE MONEY", func(c pricing.TopUpCost) string { return usd(c.Money.Cents()) }, idle},
		{">A YEAR", func(c pricing.TopUpCost) string { return usd(c.Total.Cents()) }, true},
		{"", func(c pricing.TopUpCost) string { return p.mark(c) }, true},
	}
	var head []string
	for _, c := range columns {
		if c.shown {
			head = append(head, c.head)
		}
	}
	t := newTable(head...).dropping("FEE OF ONE", "FEES/YEAR")
	for _, c := range curve {
		var cells []string
		for _, column := range columns {
			if column.shown {
				cells = append(cells, strings.TrimPrefix(column.of(c), "about "))
			}
		}
		t.add(cells...)
	}
	return t
}

// mark says which rows of the curve are the plan and the present habit.
func (p planned) mark(c pricing.TopUpCost) string {
	var words []string
	if c.Purchase.Credit.Equal(p.Best.Purchase.Credit) {
		words = append(words, "the plan")
	}
	if p.current != nil && c.Purchase.Credit.Equal(p.current.Purchase.Credit) {
		words = append(words, "now")
	}
	return strings.Join(words, ", ")
}
