package credits

import (
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
	"tollbook/tui/page"
)

// A phrase is a line of words in one style; the zero style is plain. A title may stand before it.
type phrase struct {
	text  string
	style manner
	title string
}

// A manner is how a phrase is set off.
type manner uint8

const (
	plain manner = iota
	strong
	muted
	heading
	fees
	saved
	warned
	lost
)

func (m manner) of(t draw.Theme) lipgloss.Style {
	return []lipgloss.Style{t.Plain, t.Strong, t.Muted, t.Heading, t.Fee, t.Saved, t.Warn, t.Loss}[m]
}

// adviceLines is how many lines the advice has: those that are not there yet are kept free, so
// that nothing moves when the plan comes.
const adviceLines = 5

// advice says what to load at the account in hand, when, what it costs, and what other ways
// would save a year. The first line is the answer.
func (s Model) advice() []phrase {
	in, _ := s.inHand()
	say := func(text string) []phrase { return []phrase{{text: text}} }
	switch p := s.plans[in.Account.Name]; {
	case !in.Account.HasLots():
		return say(in.Account.NoLotsWords() + ": there is nothing to load")
	case !in.HasLots:
		return say("no top-up is recorded yet: [" + page.KeyOf(s.keys.Add) + "] records one, [" + page.KeyOf(s.keys.Balance) + "] its page")
	case in.unrecorded() != "":
		return say("record the " + in.unrecorded() + " first: what to load depends on it")
	case p.Phase == page.Failed && errors.Is(p.Err, pricing.ErrNothingToLoad):
		return say("there is nothing to load")
	case p.Phase == page.Failed && errors.Is(p.Err, projection.ErrNoBurn) && in.DataUntil.IsZero():
		return say("no usage is known yet, so what to load isn't either")
	case p.Phase == page.Failed && errors.Is(p.Err, projection.ErrNoBurn):
		return say("nothing is used any more, so there is nothing to load")
	case p.Phase == page.Failed && errors.Is(p.Err, pricing.ErrFeeUnknown):
		return say("what it takes for loading is not published, so there is no plan")
	case p.Phase == page.Failed:
		return say("no plan: " + draw.Safe(p.Err.Error()))
	case p.Phase != page.Ready:
		return reserved([]phrase{{text: "…", style: muted}})
	default:
		lines := s.planWords(p.Value)
		if text := s.sizeWords(); text != "" {
			lines = append(lines, phrase{text: text, style: muted})
		}
		return reserved(lines)
	}
}

// reserved fills lines up to those that a plan may have.
func reserved(lines []phrase) []phrase {
	for len(lines) < adviceLines {
		lines = append(lines, phrase{})
	}
	return lines
}

// planWords are a plan in a few lines.
func (s Model) planWords(p projection.Plan) []phrase {
	var out []phrase
	add := func(style manner, text string) { out = append(out, phrase{text: text, style: style}) }
	method := ""
	if p.Method != "" && p.Method != pricing.AnyMethod {
		method = " by " + p.Method
	}
	credit := p.Recommended.Purchase
	switch n := p.Next; {
	case p.AutoBelow != nil:
		add(strong, "set its automatic top-up to "+draw.Money(credit.Credit))
	case n == nil:
		add(strong, "nothing: today's credit lasts for more than two years")
		return out
	default:
		credit = n.Purchase
		add(strong, draw.Money(n.Credit)+method+" "+s.byDay(n))
	}
	text := "you pay " + draw.Money(credit.Paid) + ", no fee"
	if !credit.Fee.IsZero() {
		text = fmt.Sprintf("you pay %s, of it %s fee", draw.Money(credit.Paid), draw.Money(credit.Fee))
	}
	if n := p.Next; n != nil && n.Deficit.Sign() > 0 {
		text += "; " + draw.Money(n.Deficit) + " pays what no credit covered"
	}
	add(fees, text)
	if text := nowWords(p); text != "" {
		add(plain, text)
	}
	if o, usd := cheaperMethod(p); usd.Sign() > 0 {
		add(saved, fmt.Sprintf("by %s: %s a year less", o.Method, draw.Money(usd)))
	}
	return out
}

// byDay is "by 26 Nov", or "now".
func (s Model) byDay(n *projection.NextPurchase) string {
	if !n.At.After(s.asOf) {
		return "now"
	}
	return "by " + shortDay(n.At, s.asOf)
}

// nowWords hold what is done now against the plan; "" where nobody knows what is done.
func nowWords(p projection.Plan) string {
	now := p.Current
	if now == nil {
		return ""
	}
	does := draw.Money(now.Purchase.Credit) + " " + strings.TrimPrefix(words.Rhythm(now.EveryDays), "about ")
	more := now.Total.Sub(p.Recommended.Total).Cents()
	if now.Purchase.Credit.Equal(p.Recommended.Purchase.Credit) || more.Sign() <= 0 {
		return "what you do is as good: " + does
	}
	return does + ", as you do now, costs " + draw.Money(more) + " a year more"
}

// cheaperMethod is the way to pay that costs least a year, and how much less than the plan's.
func cheaperMethod(p projection.Plan) (pricing.TopUpCost, pricing.Money) {
	if len(p.Others) == 0 {
		return pricing.TopUpCost{}, pricing.Money{}
	}
	return p.Others[0], p.Recommended.Total.Sub(p.Others[0].Total).Cents()
}

// methods are the fees of a purchase by every way to pay, in a small table. It has as many
// lines before the plan is there as afterwards.
func (s Model) methods() []phrase {
	rows := s.methodRows()
	if len(rows) == 0 {
		return nil
	}
	p := s.plans[s.hand]
	for _, row := range rows {
		if row[0] == p.Value.Method {
			row[0] = "· " + row[0]
		} else {
			row[0] = "  " + row[0]
		}
		for i := range row[1:] { // as wide as what comes
			row[i+1] = draw.FitRight(row[i+1], 9)
		}
	}
	return table(append([][]string{{"  METHOD", "FEE", "YOU PAY", "A YEAR"}}, rows...))
}

// methodRows are the ways to pay whose fee is published, each with the fee of the next purchase,
// what is paid and what a year costs; none where all take the same.
func (s Model) methodRows() (rows [][]string) {
	in, ok := s.inHand()
	g := s.cat.Gateway(in.Account.Gateway)
	p := s.plans[in.Account.Name]
	if !ok || !in.HasLots || g == nil || p.Phase == page.Failed {
		return nil
	}
	var credit pricing.Money
	if p.Phase == page.Ready {
		if credit = p.Value.Recommended.Purchase.Credit; p.Value.Next != nil {
			credit = p.Value.Next.Credit
		}
	}
	differ := map[string]bool{}
	for _, method := range g.Methods() {
		rule, _ := g.Fee(method, s.asOf)
		if method == pricing.AnyMethod || rule == nil || rule.Unknown {
			continue
		}
		row := []string{method, "…", "…", "…"}
		if buy, err := rule.ForCredit(credit); err == nil && !credit.IsZero() {
			mark := ""
			if rule.Basis != pricing.Stated {
				mark = "~"
			}
			row = []string{method, mark + draw.Money(buy.Fee), draw.Money(buy.Paid), s.yearly(p.Value, method)}
		}
		differ[fmt.Sprint(rule.Percent, rule.Min, rule.Max, rule.Flat)] = true
		rows = append(rows, row)
	}
	if len(differ) < 2 {
		return nil
	}
	return rows
}

// yearly is what a year costs by a method.
func (s Model) yearly(p projection.Plan, method string) string {
	if method == p.Method {
		return draw.Money(p.Recommended.Total.Cents())
	}
	for _, o := range p.Others {
		if o.Method == method {
			return draw.Money(o.Total.Cents())
		}
	}
	return "-"
}

// table lays cells out: the first column and words at the left, figures at the right. A column
// that says nothing in any row is left out.
func table(rows [][]string) []phrase {
	wide, says := make([]int, len(rows[0])), make([]bool, len(rows[0]))
	for k, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], lipgloss.Width(cell))
			says[i] = says[i] || k > 0 && cell != "" && cell != "-"
		}
	}
	out := make([]phrase, len(rows))
	for k, row := range rows {
		text := draw.Fit(row[0], wide[0])
		for i, cell := range row {
			switch {
			case i == 0 || !says[i]:
			case rows[0][i] == "HOW OFTEN" || rows[0][i] == "":
				text += draw.Spaces(draw.Gap) + draw.Fit(cell, wide[i])
			default:
				text += draw.Spaces(draw.Gap) + draw.FitRight(cell, wide[i])
			}
		}
		if out[k].text = text; k == 0 {
			out[k].style = heading
		}
	}
	return out
}

// sizeWords say how the fee depends on the size of a purchase.
func (s Model) sizeWords() string {
	in, ok := s.inHand()
	g := s.cat.Gateway(in.Account.Gateway)
	if !ok || g == nil || !in.HasLots {
		return ""
	}
	curve, from, err := g.FeeCurve(s.usualMethod(in), s.asOf)
	if err != nil || len(curve) == 0 {
		return ""
	}
	same := true
	for _, c := range curve {
		same = same && words.Percent(c.Percent) == words.Percent(curve[0].Percent)
	}
	switch {
	case same && curve[0].Fee.IsZero():
		return "loading costs nothing, whatever the size"
	case same:
		return "the fee is " + words.Percent(curve[0].Percent) + ", whatever the size"
	case !from.IsZero():
		return "from " + draw.Money(from) + " up, size changes nothing"
	}
	return ""
}

// sizes are what a year costs with purchases of other sizes, the plan's among them.
func (s Model) sizes() []phrase {
	in, _ := s.inHand()
	p := s.plans[in.Account.Name]
	if p.Phase != page.Ready || !in.HasLots || p.Value.Recommended.Total.Cents().IsZero() { // then the size is all the same
		return nil
	}
	rows := [][]string{{"SIZE", "HOW OFTEN", "FEES A YEAR", "EXPIRES", "ALL", ""}}
	for _, c := range p.Value.Curve {
		every, err := pricing.ParseFigure(c.EveryDays)
		if err != nil || every.Cmp(pricing.MustMoney("1")) < 0 || every.Cmp(pricing.MustMoney("366")) > 0 {
			continue // nobody buys so often, or so much
		}
		breakage, fees := c.Breakage.Cents(), c.Fees.Cents()
		rows = append(rows, []string{draw.Money(c.Purchase.Credit), strings.TrimPrefix(words.Rhythm(c.EveryDays), "about "), moneyOrDash(&fees), moneyOrDash(&breakage), draw.Money(c.Total.Cents()), p.Value.Marks(c, p.Value.Current)})
	}
	return table(rows)
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
