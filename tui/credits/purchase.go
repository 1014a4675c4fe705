package credits

import (
	"errors"
	"fmt"
	"strings"

	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A phrase is a line of words in one style; strong is the figure to go by.
type phrase struct {
	text         string
	strong, fees bool
}

// nextPurchase says what to load at the account in hand, when, and what it costs by
// each way to pay. The first line is the answer.
func (s Model) nextPurchase() []phrase {
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
func (s Model) purchaseWords(p projection.Plan) []phrase {
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
func (s Model) otherMethods(p projection.Plan, credit pricing.Money) []string {
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

// explainPlan takes the plan of the account in hand apart: the sizes and what a year
// with each costs.
func (s Model) explainPlan() (pricing.Explanation, error) {
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
		if marks := v.Marks(c, v.Current); marks != "" {
			line.Label += " (" + marks + ")"
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
