package decide

import (
	"fmt"
	"slices"
	"strings"

	"tollbook/cmd/tollbook/cli"
	"tollbook/cmd/tollbook/print"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// A planAnswer is a plan as it is shown: of a certain burn, or of an account.
type planAnswer struct {
	pricing.TopUpPlan
	monthly pricing.Money
	asked   string // the method that was asked for
	minDays int    // at least so many between two purchases
	account string // "" for a certain burn
	current *pricing.TopUpCost
	habit   string // what the present size was taken from
	next    *nextJSON
	nextDo  string // the next top-up in words
	do      string // and as a command
}

func showPlan(run *cli.Run, g *pricing.Gateway, p planAnswer) error {
	recommended, best := newTopUpCostJSON(p.Recommended), newTopUpCostJSON(p.Best)
	out := planJSON{Schema: "tollbook.plan.v1", AsOf: print.RFC3339(run.AsOf), Gateway: g.ID, Account: print.OrNull(p.account), Method: print.OrNull(p.Method), MonthlyUSD: &p.monthly,
		Recommended: &recommended, Best: &best, Next: p.next, Curve: topUpCostsJSON(p.Curve), Others: topUpCostsJSON(p.Others), Why: print.NotNull(p.Why), Notes: print.NotNull(p.Notes)}
	if p.current != nil {
		now := newTopUpCostJSON(*p.current)
		out.Current = &now
	}
	if err := run.Emit(out, planProse(g, p), planTable(g, p)); err != nil {
		return err
	}
	if p.asked != "" && p.asked != p.Method && p.Method != pricing.AnyMethod {
		run.Say("%s does not offer %q: %s is taken", g.ID, p.asked, p.Method)
	}
	if p.account == "" {
		run.Next(fmt.Sprintf("tollbook fee %s %s", g.ID, p.Recommended.Purchase.Credit), "tollbook gateways "+g.ID)
	} else {
		run.Next(p.do, "tollbook credits "+words.Shell(p.account))
	}
	return nil
}

// planProse is the answer: what to load, what it costs, and why.
func planProse(g *pricing.Gateway, p planAnswer) string {
	var lines []string
	burn := print.USD(p.monthly) + " a month"
	if p.account != "" {
		burn = fmt.Sprintf("about %s a month at %s, forecast over two years,", print.USD(p.monthly), print.OneLine(p.account))
	}
	what := fmt.Sprintf("%s %s%s: %s.", print.USD(p.Recommended.Purchase.Credit), words.Rhythm(p.Recommended.EveryDays), byMethod(p.Method), yearWords(g, p.Recommended))
	kept := p.keepsCurrent()
	if kept {
		lines = append(lines, fmt.Sprintf("Keep loading %s (For %s.)", what, strings.TrimSuffix(burn, ",")))
	} else {
		lines = append(lines, fmt.Sprintf("For %s load %s", burn, what))
	}
	if p.current != nil && !kept {
		lines = append(lines, nowWords(p))
	}
	if p.nextDo != "" {
		lines = append(lines, p.nextDo)
	}
	if less := p.Recommended.Total.Sub(p.Best.Total); less.Cmp(halfCent) >= 0 {
		of := "of all"
		if p.minDays > 0 {
			of = fmt.Sprintf("with at least %s between purchases", words.Counted(p.minDays, "day"))
		}
		lines = append(lines, fmt.Sprintf("The cheapest %s is %s %s: %s a year less.", of, print.USD(p.Best.Purchase.Credit), words.Rhythm(p.Best.EveryDays), print.USD(less.Cents())))
	}
	if text := sameWords(g, p); text != "" {
		lines = append(lines, text)
	}
	for _, o := range p.Others {
		if less := p.Recommended.Total.Sub(o.Total); less.Cmp(halfCent) >= 0 {
			lines = append(lines, fmt.Sprintf("By %s it would be %s a year, %s less%s: %s %s.%s", o.Method, print.USD(o.Total.Cents()), print.USD(less.Cents()), ownFees[o.Method], print.USD(o.Purchase.Credit), words.Rhythm(o.EveryDays), methodDoubt(g, o.Method)))
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

// halfCent is the least difference a year that is worth a word: it is shown as a cent.
var halfCent = pricing.MustMoney("0.005")

// ownFees name what paying by a method costs beside the gateway's fee, which no
// catalog knows.
var ownFees = map[string]string{"crypto": ", before network fees"}

// keepsCurrent reports whether what is bought now is what is recommended.
func (p planAnswer) keepsCurrent() bool {
	return p.current != nil && p.current.Purchase.Credit.Equal(p.Recommended.Purchase.Credit)
}

// nowWords says what the present habit costs beside what is recommended.
func nowWords(p planAnswer) string {
	text := fmt.Sprintf("In purchases of %s, as now (%s): %s, %s a year", print.USD(p.current.Purchase.Credit), p.habit, words.Rhythm(p.current.EveryDays), print.USD(p.current.Total.Cents()))
	switch more := p.current.Total.Sub(p.Recommended.Total).Cents(); more.Sign() {
	case 1:
		return text + ", " + print.USD(more) + " more."
	case -1:
		return text + ", " + print.USD(more.Neg()) + " less, by bounds that the plan keeps and you do not."
	}
	return text + ", the same."
}

// sameWords name the sizes around the recommended one between which a year's cost
// hardly changes: nobody has to load to the cent. It is "" where the largest of them
// is not twice the smallest.
func sameWords(g *pricing.Gateway, p planAnswer) string {
	near := func(c pricing.TopUpCost) bool {
		if c.Purchase.Credit.Cmp(g.PurchaseMin) < 0 {
			return false // what is bought now, and no longer sold
		}
		room := pricing.MustPercent("2").Of(p.Recommended.Total)
		if dollar := pricing.MustMoney("1"); room.Cmp(dollar) < 0 {
			room = dollar
		}
		return c.Total.Sub(p.Recommended.Total).Abs().Cmp(room) <= 0
	}
	at := slices.IndexFunc(p.Curve, func(c pricing.TopUpCost) bool { return c.Purchase.Credit.Equal(p.Recommended.Purchase.Credit) })
	first, last := at, at
	for first > 0 && near(p.Curve[first-1]) {
		first--
	}
	for last+1 < len(p.Curve) && near(p.Curve[last+1]) {
		last++
	}
	from, to := p.Curve[first].Purchase.Credit, p.Curve[last].Purchase.Credit
	if to.Cmp(from.Times(2)) < 0 {
		return ""
	}
	low, high := p.Curve[first].Total, p.Curve[first].Total
	for _, c := range p.Curve[first : last+1] {
		if c.Total.Cmp(low) < 0 {
			low = c.Total
		}
		if c.Total.Cmp(high) > 0 {
			high = c.Total
		}
	}
	if low.Cents().Equal(high.Cents()) {
		return fmt.Sprintf("From %s to %s the size changes nothing.", print.USD(from), print.USD(to))
	}
	return fmt.Sprintf("From %s to %s the size changes no more than %s a year.", print.USD(from), print.USD(to), print.USD(high.Sub(low).CentsUp()))
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
			parts = append(parts, fmt.Sprintf(format, print.USD(m.Cents())))
		}
	}
	add(c.Fees, "%s in fees")
	if g.Expiry.Kind == pricing.MayExpire {
		add(c.Breakage, "%s of credit that may expire unused")
	} else {
		add(c.Breakage, "%s of credit that expires unused")
	}
	add(c.Money, "%s for idle money")
	switch len(parts) {
	case 0:
		return "it costs nothing"
	case 1:
		amount, what, _ := strings.Cut(parts[0], " ")
		return amount + " a year " + what
	}
	return print.USD(c.Total.Cents()) + " a year: " + strings.Join(parts, " and ")
}

func byMethod(method string) string {
	if method == "" || method == pricing.AnyMethod {
		return ""
	}
	return " by " + method
}

// planTable is the curve: telling sizes and what a year of each costs. What is
// nothing for all sizes has no column.
func planTable(g *pricing.Gateway, p planAnswer) *print.Table {
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
		{">TOP-UP", func(c pricing.TopUpCost) string { return print.USD(c.Purchase.Credit) }, true},
		{">FEE OF ONE", func(c pricing.TopUpCost) string { return print.USD(c.Purchase.Fee) }, true},
		{"HOW OFTEN", func(c pricing.TopUpCost) string { return words.Rhythm(c.EveryDays) }, true},
		{">FEES/YEAR", func(c pricing.TopUpCost) string { return print.USD(c.Fees.Cents()) }, lost || idle},
		{dies, func(c pricing.TopUpCost) string { return print.USD(c.Breakage.Cents()) }, lost},
		{">IDLE MONEY", func(c pricing.TopUpCost) string { return print.USD(c.Money.Cents()) }, idle},
		{">A YEAR", func(c pricing.TopUpCost) string { return print.USD(c.Total.Cents()) }, true},
		{"", func(c pricing.TopUpCost) string { return p.Marks(c, p.current) }, true},
	}
	var head []string
	for _, c := range columns {
		if c.shown {
			head = append(head, c.head)
		}
	}
	t := print.NewTable(head...).Dropping("FEE OF ONE", "FEES/YEAR")
	for _, c := range curve {
		var cells []string
		for _, column := range columns {
			if column.shown {
				cells = append(cells, strings.TrimPrefix(column.of(c), "about "))
			}
		}
		t.Add(cells...)
	}
	return t
}
