package pricing

import (
	"fmt"
	"strings"

	"tollbook/pricing/words"
)

// ExplainFee takes the fee of one purchase apart: the percentage of its base, the
// bound that binds, the flat part, and the rounding to the cent. The lines add up
// to the fee.
//
//	$10.00 at openrouter by card: 5.5 % x $10.00 = $0.55, up to the minimum +$0.25: $0.80
func (g *Gateway) ExplainFee(f *Fee, p Purchase) Explanation {
	e := Explanation{
		Address: fmt.Sprintf("fee %s %s %s", g.ID, p.Credit, f.Method),
		Title:   fmt.Sprintf("fee of loading %s at %s by %s", ExactDollars(p.Credit), g.ID, f.Method),
		Figure:  ExactDollars(p.Fee), USD: &p.Fee,
	}
	fact := func(l ExplainLine) ExplainLine {
		l.Source, l.Seen, l.Basis = f.Source, f.Seen, f.Basis
		return l
	}
	base, of := p.Credit, "credit"
	if f.Taken == Deducted || f.Taken == GrossUp {
		base, of = p.Paid, "charge"
	}
	share := f.Percent.Of(base)
	terms := []string{fmt.Sprintf("%s %% x %s", f.Percent, ExactDollars(base))}
	e.Add(fact(ExplainLine{Label: fmt.Sprintf("%s %% of the %s", f.Percent, of), Formula: terms[0]}), share)
	sum := share
	bound := func(label string, to Money) {
		e.Add(fact(ExplainLine{Label: label + " of " + ExactDollars(to)}), to.Sub(sum))
		sum = to
	}
	if !f.Min.IsZero() {
		terms = []string{fmt.Sprintf("max(%s, %s)", terms[0], ExactDollars(f.Min))}
		if share.Cmp(f.Min) < 0 {
			bound("up to the minimum", f.Min)
		}
	}
	if !f.Max.IsZero() {
		terms = []string{fmt.Sprintf("min(%s, %s)", terms[0], ExactDollars(f.Max))}
		if sum.Cmp(f.Max) > 0 {
			bound("down to the maximum", f.Max)
		}
	}
	if !f.Flat.IsZero() {
		terms = append(terms, ExactDollars(f.Flat))
		e.Add(fact(ExplainLine{Label: "fixed part"}), f.Flat)
		sum = sum.Add(f.Flat)
	}
	if rest := p.Fee.Sub(sum); !rest.IsZero() {
		e.Add(ExplainLine{Label: "rounded to the cent"}, rest)
	}
	e.Formula = strings.Join(terms, " + ")
	taken := map[Taken]string{OnTop: "taken on top: paid = credit + fee", Deducted: "deducted from the charge: credit = paid - fee",
		ByDivision: "taken by division: credit = paid / (1 + percent)", GrossUp: "charged so that it covers itself: paid = (credit + fixed part) / (1 - percent)"}
	e.Say(ExplainLine{Label: "credit", Figure: ExactDollars(p.Credit)})
	e.Say(ExplainLine{Label: "paid", Figure: ExactDollars(p.Paid), Formula: taken[f.Taken]})
	if f.Words != "" {
		e.Note(fmt.Sprintf("%s (%s)", f.Words, f.Basis))
	}
	if !f.From.IsZero() {
		e.Note("in force from " + f.From.Format(Day))
	}
	return e
}

// AddQuote adds a quote's lines as parts.
func (e *Explanation) AddQuote(q Quote) {
	for _, l := range q.Lines {
		line := ExplainLine{Label: strings.ReplaceAll(l.Kind, "_", " "), Source: l.Source, Seen: l.Seen}
		if l.Tokens != 0 || !l.Rate.IsZero() {
			line.Formula = rateFormula(l.Kind, l.Tokens, l.Rate)
		}
		e.Add(line, l.USD)
	}
	for _, k := range q.Unpriced {
		e.Say(ExplainLine{Label: strings.ReplaceAll(k.String(), "_", " "), Figure: "?", Formula: "no rate: in no dollars"})
	}
	for _, a := range q.Assumptions {
		e.Note(a)
	}
}

// rateFormula is "3,914 x $0.50 per million".
func rateFormula(kind string, n int64, rate Rate) string {
	per := "per million"
	if k, err := ParseKind(kind); err == nil && k.PerCall() {
		per += " calls"
	}
	return fmt.Sprintf("%s x $%s %s", words.Thousands(fmt.Sprint(n)), rate, per)
}

// Explain takes the price of one request apart: tokens x rate, kind by kind.
func (q Quote) Explain() Explanation {
	usd := q.USD()
	e := Explanation{Title: fmt.Sprintf("one request of %s at %s", q.GatewayModelID, q.Gateway), Formula: "sum of tokens x rate", Figure: "?"}
	e.AddQuote(q)
	if q.Priced() {
		e.USD, e.Figure = &usd, ExactDollars(usd)
	}
	return e
}
