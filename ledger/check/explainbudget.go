package check

import (
	"slices"
	"strings"

	"tollbook/ledger/credit"
	"tollbook/ledger/projection"
	"tollbook/pricing"
	"tollbook/pricing/words"
)

// BudgetFigures are the figures of a budget, the usual one first.
var BudgetFigures = []string{"left", "spent", "projected"}

// ExplainBudget takes a figure of a budget apart. The words are those behind "budget";
// others are a *pricing.AddressError.
func ExplainBudget(all credit.Books, budgets []Budget, words []string) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	var names []string
	for _, b := range budgets {
		names = append(names, b.Name)
	}
	if len(words) == 0 {
		return none, &pricing.AddressError{Word: "budget", Reason: "want its NAME", Nearest: names}
	}
	at := slices.Index(names, words[0])
	if at < 0 {
		reason := "no such budget"
		if len(names) == 0 {
			reason = "no budget is set: budget set NAME USD makes one"
		}
		return none, &pricing.AddressError{Word: words[0], Reason: reason, Nearest: pricing.Nearest(words[0], names, 3)}
	}
	figure, err := pricing.WantFigure(words[1:], BudgetFigures)
	if err != nil {
		return none, err
	}
	ahead, err := newProjections(all).budget(budgets[at])
	if err != nil {
		return none, err
	}
	b := budgetExplainer{ahead, all}
	e := b.explain(figure)
	e.Address = b.Address(figure)
	return e, nil
}

// budgetExplainer explains figures of a budget.
type budgetExplainer struct {
	budgetAhead
	books credit.Books
}

// Address names a figure of the budget, as explain.Figure takes it: "budget team projected".
func (b Budget) Address(figure string) string {
	if figure == BudgetFigures[0] {
		figure = ""
	}
	return pricing.JoinAddress("budget", b.Name, figure)
}

func (b budgetExplainer) month() string { return b.Month.Format("2006-01") }

// spentAddress is a figure in the report of what the budget counts of an account, or for
// "" of all that it counts; "" where there is nothing.
func (b budgetExplainer) spentAddress(account, figure string, usd pricing.Money) string {
	if usd.IsZero() {
		return ""
	}
	if account == "" {
		account = b.Account
	}
	words := []string{"report", "month=" + b.month()}
	for _, of := range [][2]string{{"account", account}, {"model", b.Model}, {"key", b.Key}} {
		if of[1] != "" {
			words = append(words, of[0]+"="+of[1])
		}
	}
	return pricing.JoinAddress(append(words, figure)...)
}

func (b budgetExplainer) titled(what string, usd *pricing.Money) pricing.Explanation {
	e := pricing.Explanation{Title: what + " of budget " + b.Name + " in " + b.Month.Format("January 2006") + ", of " + b.Of(), USD: usd, Figure: "?"}
	if usd != nil {
		e.Figure, e.Sum = pricing.ExactDollars(*usd), &pricing.Money{}
	}
	return e
}

func (b budgetExplainer) explain(figure string) pricing.Explanation {
	switch figure {
	case "spent":
		e := b.titled("what is spent", &b.Spent)
		e.Formula = "what a report of the month shows as all in: no own-key spend, no subscription"
		if tokens := b.Spent.Sub(b.Fees); !tokens.IsZero() {
			e.Add(pricing.ExplainLine{Label: b.Of() + ", " + b.month(), Address: b.spentAddress("", "", tokens)}, tokens)
		}
		if !b.Fees.IsZero() {
			e.Add(pricing.ExplainLine{Label: "the fees that it bears", Formula: projection.ToTheCent, Address: b.spentAddress("", "fees", b.Fees)}, b.Fees)
		}
		b.missing(&e)
		return e
	case "projected":
		return b.projected()
	}
	left := b.Left()
	e := b.titled("what is left", &left)
	e.Formula = "what a month may cost - spent"
	e.Add(pricing.ExplainLine{Label: "a month may cost"}, b.USD)
	spent := pricing.ExplainLine{Label: "less spent, " + b.PercentWords()}
	if !b.Spent.IsZero() {
		spent.Address = b.Address("spent")
	}
	e.Add(spent, b.Spent.Neg())
	projected := pricing.ExplainLine{Label: "projected for the whole month", Figure: "?", Formula: "nothing to project from", Address: b.Address("projected")}
	if b.Projected != nil {
		projected.Figure, projected.Formula = pricing.ExactDollars(*b.Projected), pricing.ExactDollars(b.USD.Sub(*b.Projected))+" would be left"
		if over := b.Projected.Sub(b.USD); over.Sign() > 0 {
			projected.Formula = pricing.ExactDollars(over) + " too much"
		}
	}
	e.Say(projected)
	b.missing(&e)
	return e
}

// missing says what is in no figure of the budget.
func (b budgetExplainer) missing(e *pricing.Explanation) {
	if len(b.Uncharged) > 0 {
		e.Note("fees that nobody has published are not in it: " + strings.Join(b.Uncharged, ", "))
	}
	if b.Unpriced > 0 {
		e.Note(words.Number(b.Unpriced) + " tokens have no price and count as nothing here")
	}
}

// projected adds up what the forecasts of the accounts make of the month. Where only
// some of an account's usage counts that usage has a forecast of its own.
func (b budgetExplainer) projected() pricing.Explanation {
	e := b.titled("what is projected", b.Projected)
	if b.Projected == nil {
		e.Note("there is nothing to project from, or an account's part can't be projected")
		return e
	}
	e.Formula = "sum of the forecasts of its accounts, fees included"
	for _, p := range b.parts {
		if !p.narrow {
			figure := "all-in"
			if p.month.AllIn == nil {
				figure = ""
			}
			e.Add(pricing.ExplainLine{Label: p.account, Address: pricing.JoinAddress("forecast", p.account, b.month(), figure)}, p.allIn())
		}
	}
	if len(b.parts) == 1 && b.parts[0].narrow {
		p := b.parts[0]
		e.Formula = "spent so far + what is said of each day to come, of the usage that counts, with the fees that it bears"
		if !p.month.Actual.IsZero() {
			e.Add(pricing.ExplainLine{Label: "spent so far", Address: b.spentAddress(p.account, "", p.month.Actual)}, p.month.Actual)
		}
		b.feesOfPart(&e, "", p)
		projection.DaysToCome(&e, p.projected, b.Month, b.Ends())
		e.Say(pricing.ExplainLine{Label: "method", Figure: p.projected.How(), Formula: projection.Account{Projected: p.projected}.WhyChosen()})
	} else {
		for _, p := range b.parts {
			if !p.narrow || p.month.Projected.IsZero() {
				continue
			}
			e.Add(pricing.ExplainLine{Label: p.account + ", spent so far", Address: b.spentAddress(p.account, "", p.month.Actual)}, p.month.Actual)
			e.Add(pricing.ExplainLine{Label: p.account + ", to come", Formula: "what is said of the days to come, of the usage that counts, by " + p.projected.How()}, p.month.Projected.Sub(p.month.Actual))
			b.feesOfPart(&e, p.account+", ", p)
		}
	}
	if len(b.Uncharged) > 0 {
		b.missing(&e)
	}
	names := make([]string, 0, len(b.parts))
	for _, a := range b.books.Accounts {
		if a.Account.Billing == "subscription" {
			names = append(names, a.Account.Name)
		}
	}
	if b.Account == "" && len(names) > 0 {
		e.Note("not in it, paid by subscription: " + strings.Join(names, ", "))
	}
	return e
}

// feesOfPart adds the fees of a part that is some of an account's usage.
func (b budgetExplainer) feesOfPart(e *pricing.Explanation, name string, p *budgetPart) {
	m := p.month
	if m.Fees == nil || m.Fees.IsZero() {
		return
	}
	if !m.FeesBorne.IsZero() {
		e.Add(pricing.ExplainLine{Label: name + "fees borne so far", Formula: projection.ToTheCent, Address: b.spentAddress(p.account, "fees", m.FeesBorne)}, m.FeesBorne)
	}
	if toCome := m.Fees.Sub(m.FeesBorne); !toCome.IsZero() {
		e.Add(pricing.ExplainLine{Label: name + "fees to come", Formula: "its share by dollars of the account's"}, toCome)
	}
	e.Say(pricing.ExplainLine{Label: "all of " + p.account + "'s fees", Figure: pricing.ExactDollars(p.accountFees), Address: pricing.JoinAddress("forecast", p.account, b.month(), "fees")})
}
