package tui

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
	"tollbook/tui/wrap"
)

// A phrase is a line of words in one style; strong is the figure to go by.
type phrase struct {
	text         string
	strong, fees bool
}

// nextPurchase says what to load at the account in hand, when, and what it costs by
// each way to pay. The first line is the answer.
func (s credits) nextPurchase() []phrase {
	in, ok := s.inHand()
	name := draw.Safe(in.Account.Name)
	switch p := s.plans[in.Account.Name]; {
	case !ok:
		return nil
	case !in.Account.HasLots():
		return []phrase{{text: name + " is " + in.Account.NoLotsWords() + ": there is nothing to load."}}
	case !in.HasLots:
		return []phrase{{text: "No top-up at " + name + " is recorded yet."}}
	case in.unrecorded() != "":
		return []phrase{{text: "Record the " + in.unrecorded() + " first: what to load depends on it."}}
	case p.Phase == page.Failed && errors.Is(p.Err, pricing.ErrNothingToLoad):
		return []phrase{{text: "There is nothing to load at " + name + "."}}
	case p.Phase == page.Failed && errors.Is(p.Err, projection.ErrNoBurn) && in.DataUntil.IsZero():
		return []phrase{{text: "No usage of " + name + " is known yet, so what to load isn't either."}}
	case p.Phase == page.Failed && errors.Is(p.Err, projection.ErrNoBurn):
		return []phrase{{text: "Nothing of " + name + " is used any more, so there is nothing to load."}}
	case p.Phase == page.Failed:
		return []phrase{{text: "No plan for " + name + ": " + draw.Safe(p.Err.Error()) + "."}}
	case p.Phase != page.Ready:
		return []phrase{{text: "Simulating what " + name + " will need …"}}
	default:
		return s.purchaseWords(p.Value)
	}
}

// purchaseWords are a plan in a few lines.
func (s credits) purchaseWords(p projection.Plan) []phrase {
	var out []phrase
	add := func(text string, strong, fees bool) { out = append(out, phrase{text, strong, fees}) }
	method := ""
	if p.Method != "" && p.Method != pricing.AnyMethod {
		method = " by " + p.Method
	}
	credit := p.Recommended.Purchase
	switch n := p.Next; {
	case p.AutoBelow != nil:
		add("set its automatic top-up to "+draw.Money(credit.Credit), true, false)
	case n == nil:
		add("none: today's credit lasts for more than two years", true, false)
	default:
		credit = n.Purchase
		add(draw.Money(n.Credit)+method+" "+s.byDay(n.At), true, false)
		if n.Deficit.Sign() > 0 {
			add("  "+draw.Money(n.Deficit)+" of it pays what no credit covered", false, false)
		}
	}
	if p.AutoBelow != nil || p.Next != nil {
		add(fmt.Sprintf("  fee %s   you pay %s", draw.Money(credit.Fee), draw.Money(credit.Paid)), false, true)
		for _, text := range s.otherMethods(p, credit.Credit) {
			add("  "+text, false, false)
		}
	}
	if now := p.Current; now != nil {
		text := fmt.Sprintf("  now %s %s: ", draw.Money(now.Purchase.Credit), strings.TrimPrefix(words.Rhythm(now.EveryDays), "about "))
		switch more := now.Total.Sub(p.Recommended.Total).Cents(); {
		case now.Purchase.Credit.Equal(p.Recommended.Purchase.Credit):
			text += "keep it"
		case more.Sign() > 0:
			text += draw.Money(more) + " a year more"
		default:
			text += "as good"
		}
		add(text, false, false)
	}
	return out
}

// otherMethods are what the same credit costs by other ways to pay, where they cost
// less or more; ~ is a fee that nobody states.
func (s credits) otherMethods(p projection.Plan, credit pricing.Money) []string {
	var out []string
	g := s.cat.Gateway(p.Gateway)
	if g == nil {
		return nil
	}
	for _, method := range g.Methods() {
		rule, _ := g.Fee(method, s.asOf)
		if method == p.Method || rule == nil || rule.Unknown {
			continue
		}
		if buy, err := rule.ForCredit(credit); err == nil {
			mark := ""
			if rule.Basis != pricing.Stated {
				mark = "~"
			}
			out = append(out, fmt.Sprintf("%s: fee %s%s   you pay %s", method, mark, draw.Money(buy.Fee), draw.Money(buy.Paid)))
		}
	}
	return out
}

// feeCurve is the fee by size of purchase at the account in hand, by the method that it
// pays with, as bars over the sizes; or a sentence where there is nothing to draw.
func (s credits) feeCurve(t draw.Theme, width, height int) []string {
	in, ok := s.inHand()
	g := s.cat.Gateway(in.Account.Gateway)
	if !ok || g == nil {
		return nil
	}
	method := s.plans[in.Account.Name].Value.Method
	curve, from, err := g.FeeCurve(method, s.asOf)
	title := "FEE BY PURCHASE SIZE  " + draw.Safe(g.ID)
	if rule, _ := g.Fee(method, s.asOf); rule != nil && rule.Method != pricing.AnyMethod {
		title += ", " + rule.Method
	}
	out := []string{t.Heading.Render(draw.Fit(title, width))}
	say := func(text string) []string {
		return append(out, wrap.Fit(text, width)...)
	}
	switch {
	case errors.Is(err, pricing.ErrNothingToLoad):
		return say("There is no credit to buy.")
	case err != nil:
		return say("What it takes is not published.")
	case len(curve) == 0:
		return say("No size is on sale.")
	}
	same := true
	for _, c := range curve {
		same = same && words.Percent(c.Percent) == words.Percent(curve[0].Percent)
	}
	if same && curve[0].Fee.IsZero() {
		return say("Loading costs nothing, whatever the size.")
	}
	if same {
		return say("The fee is " + words.Percent(curve[0].Percent) + ", whatever the size.")
	}
	out = append(out, feeBars(t, curve, width, height-2)...)
	if !from.IsZero() {
		return say("from " + draw.Money(from) + " up, size changes nothing")
	}
	return out
}

// tellsLeast are the sizes that go in want of room, the first first.
var tellsLeast = []string{"25000", "10000", "5000", "2500", "250", "50", "1000", "500"}

// feeBars draws bars of the fee in percent over the sizes, as many as fit.
func feeBars(t draw.Theme, curve []pricing.SizeFee, width, height int) []string {
	const axis = 6
	column := 0
	for _, c := range curve[:min(len(curve), 10)] {
		column = max(column, lipgloss.Width(sizeWords(c.Credit))+1)
	}
	for i := 0; axis+1+column*len(curve) > width && i < len(tellsLeast); i++ {
		curve = slices.DeleteFunc(slices.Clone(curve), func(c pricing.SizeFee) bool { return c.Credit.Equal(pricing.MustMoney(tellsLeast[i])) })
	}
	curve = curve[:min(len(curve), max((width-axis-1)/column, 1))]
	top := 0.0
	values := make([]float64, len(curve))
	for i, c := range curve {
		values[i], _ = strconv.ParseFloat(c.Percent, 64)
		top = math.Max(top, values[i])
	}
	rows := height - 1
	if rows < 2 || top <= 0 {
		return nil
	}
	var out []string
	for row := range rows {
		label, joint := "", "│"
		if row == 0 {
			label, joint = draw.PercentTick(top), "┤"
		} else if row == rows-1-min(int(values[len(values)-1]/top*float64(rows)), rows-1) {
			label, joint = words.Percent(curve[len(curve)-1].Percent), "┤"
		}
		line := draw.FitRight(label, axis) + joint
		bars := ""
		for _, v := range values {
			bars += draw.Fit(barCell(v/top*float64(rows)-float64(rows-1-row)), column)
		}
		out = append(out, t.Muted.Render(line)+t.Fee.Render(bars))
	}
	sizes := ""
	for _, c := range curve {
		sizes += draw.Fit(sizeWords(c.Credit), column)
	}
	return append(out, t.Muted.Render(draw.Spaces(axis+1)+sizes))
}

// barCell is one cell of an upright bar, of which some share is filled.
func barCell(filled float64) string {
	const steps = " ▁▂▃▄▅▆▇█"
	return string([]rune(steps)[min(max(int(math.Round(filled*8)), 0), 8)])
}

// sizeWords write a size of purchase shortly: "$14.55", "$2.5k".
func sizeWords(m pricing.Money) string {
	if m.Cmp(pricing.MustMoney("1000")) < 0 {
		return draw.Brief(m)
	}
	return "$" + m.Part(1, 1000, 1).String() + "k"
}

// planExplained takes the plan of the account in hand apart: the sizes and what a year
// with each costs.
func (s credits) planExplained() (pricing.Explanation, error) {
	in, ok := s.inHand()
	p := s.plans[in.Account.Name]
	switch {
	case !ok || !in.HasLots:
		return pricing.Explanation{}, errors.New("no top-up is recorded to plan from")
	case p.Phase == page.Failed:
		return pricing.Explanation{}, p.Err
	case p.Phase != page.Ready:
		return pricing.Explanation{}, errors.New("it is being simulated")
	}
	v := p.Value
	e := pricing.Explanation{Title: "what to load at " + v.Account, Figure: draw.Money(v.Recommended.Purchase.Credit) + " " + words.Rhythm(v.Recommended.EveryDays)}
	e.Formula = "of the sizes within 1 % (or $1.00) of the least fees + credit that expires unused + idle money a year, what you buy now or else the fewest purchases, for about " + draw.Money(v.Monthly) + " a month"
	for _, c := range v.Curve {
		line := pricing.ExplainLine{Label: draw.Money(c.Purchase.Credit) + " " + words.Rhythm(c.EveryDays), Figure: draw.Money(c.Total.Cents()) + " a year"}
		line.Formula = "fee of one " + draw.Money(c.Purchase.Fee) + "; a year: fees " + draw.Money(c.Fees.Cents())
		if !c.Breakage.Cents().IsZero() {
			line.Formula += ", expires unused " + draw.Money(c.Breakage.Cents())
		}
		if !c.Money.Cents().IsZero() {
			line.Formula += ", idle money " + draw.Money(c.Money.Cents())
		}
		var marks []string
		if c.Purchase.Credit.Equal(v.Recommended.Purchase.Credit) {
			marks = append(marks, "the plan")
		}
		if c.Purchase.Credit.Equal(v.Best.Purchase.Credit) {
			marks = append(marks, v.BestWords())
		}
		if v.Current != nil && c.Purchase.Credit.Equal(v.Current.Purchase.Credit) {
			marks = append(marks, "now")
		}
		if len(marks) > 0 {
			line.Label += " (" + strings.Join(marks, ", ") + ")"
		}
		e.Say(line)
	}
	for _, o := range v.Others {
		e.Say(pricing.ExplainLine{Label: "by " + o.Method + ": " + draw.Money(o.Purchase.Credit) + " " + words.Rhythm(o.EveryDays), Figure: draw.Money(o.Total.Cents()) + " a year"})
	}
	for _, why := range v.Why {
		e.Note(draw.UpperFirst(why) + ".")
	}
	for _, n := range v.Notes {
		e.Note("~ " + n)
	}
	if v.Habit != "" {
		e.Note("What you do now is taken from " + v.Habit + ".")
	}
	return e, nil
}
