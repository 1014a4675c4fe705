package ledger

import (
	"context"
	"slices"
	"strings"

	"tollbook/pricing"
)

// budgetFigures are the figures of a budget, the usual one first.
var budgetFigures = []string{"left", "spent", "projected"}

// budget explains how a budget stands.
func (x explaining) budget(ctx context.Context, words []string) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	budgets, err := x.s.Budgets(ctx)
	if err != nil {
		return none, err
	}
	var names []string
	for _, b := range budgets {
		names = append(names, b.Name)
	}
	if len(words) == 0 {
		return none, &AddressError{"budget", "want its NAME", names}
	}
	at := slices.Index(names, words[0])
	if at < 0 {
		reason := "no such budget"
		if len(names) == 0 {
			reason = "no budget is set: budget set NAME USD makes one"
		}
		return none, &AddressError{words[0], reason, pricing.Nearest(words[0], names, 3)}
	}
	figure, err := wantFigure(words[1:], budgetFigures)
	if err != nil {
		return none, err
	}
	list, err := x.s.days(ctx, dayRange{asOf: x.asOf}, "", wholeDays)
	if err != nil {
		return none, err
	}
	b := budgetExplainer{explaining: x}
	if b.credits, err = x.s.credits(ctx, list, "", x.asOf); err != nil {
		return none, err
	}
	b.future = projections{b.credits, x.asOf, map[string]*budgetPart{}}
	x.s.eachBudget(budgets[at:at+1], list, x.asOf, func(state BudgetState, counts func(d *day) bool) {
		state.Projected = b.future.budget(state, counts)
		b.BudgetState, b.counts = state, counts
	})
	e := b.explain(figure)
	e.Address = b.Address(figure)
	return e, nil
}

// budgetExplainer explains figures of a budget.
type budgetExplainer struct {
	BudgetState
	explaining
	credits Credits
	future  projections
	counts  func(d *day) bool
}

// Address names a figure of the budget, as Explain takes it: "budget team projected".
func (b Budget) Address(figure string) string {
	if figure == budgetFigures[0] {
		figure = ""
	}
	return joinAddress("budget", b.Name, figure)
}

func (b budgetExplainer) month() string { return b.Month.Format("2006-01") }

// spentAddress is the report of what the budget counts of an account, or for "" of all
// that it counts; "" where there is nothing.
func (b budgetExplainer) spentAddress(account string, usd pricing.Money) string {
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
	return joinAddress(words...)
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
		e.Formula = "what a report of the month shows as USD: no fees, no own-key spend, no subscription"
		if !b.Spent.IsZero() {
			e.Add(pricing.ExplainLine{Label: b.Of() + ", " + b.month(), Address: b.spentAddress("", b.Spent)}, b.Spent)
		}
		b.unpriced(&e)
		return e
	case "projected":
		return b.projected()
	}
	left := b.Left()
	e := b.titled("what is left", &left)
	e.Formula = "what a month may cost - spent"
	e.Add(pricing.ExplainLine{Label: "a month may cost"}, b.USD)
	e.Add(pricing.ExplainLine{Label: "less spent, " + shortPercentOf(b.Percent()), Address: b.spentAddress("", b.Spent)}, b.Spent.Neg())
	projected := pricing.ExplainLine{Label: "projected for the whole month", Figure: "?", Formula: "nothing to project from", Address: b.Address("projected")}
	if b.Projected != nil {
		projected.Figure, projected.Formula = pricing.ExactDollars(*b.Projected), pricing.ExactDollars(b.USD.Sub(*b.Projected))+" would be left"
		if over := b.Projected.Sub(b.USD); over.Sign() > 0 {
			projected.Formula = pricing.ExactDollars(over) + " too much"
		}
	}
	e.Say(projected)
	b.unpriced(&e)
	return e
}

// shortPercentOf is a share as the budget's table shows it.
func shortPercentOf(text string) string {
	p, err := pricing.ParseFigure(text)
	if err != nil {
		return "-"
	}
	return p.Fixed(1) + " %"
}

func (b budgetExplainer) unpriced(e *pricing.Explanation) {
	if b.Unpriced > 0 {
		e.Note(number(b.Unpriced) + " tokens have no price and count as nothing here")
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
	e.Formula = "sum of the forecasts of its accounts"
	parts, _ := b.future.parts(b.BudgetState, b.counts)
	for _, p := range parts {
		if !p.narrow {
			e.Add(pricing.ExplainLine{Label: p.account, Address: joinAddress("forecast", p.account, b.month())}, p.month.Projected)
		}
	}
	if len(parts) == 1 && parts[0].narrow {
		p := parts[0]
		e.Formula = "spent so far + what is said of each day to come, of the usage that counts"
		if !p.month.Actual.IsZero() {
			e.Add(pricing.ExplainLine{Label: "spent so far", Address: b.spentAddress(p.account, p.month.Actual)}, p.month.Actual)
		}
		daysToCome(&e, p.projected, b.Month, b.Ends())
		e.Say(pricing.ExplainLine{Label: "method", Figure: p.projected.method(), Formula: AccountForecast{projected: p.projected}.whyChosen()})
	} else {
		for _, p := range parts {
			if !p.narrow || p.month.Projected.IsZero() {
				continue
			}
			e.Add(pricing.ExplainLine{Label: p.account + ", spent so far", Address: b.spentAddress(p.account, p.month.Actual)}, p.month.Actual)
			e.Add(pricing.ExplainLine{Label: p.account + ", to come", Formula: "what is said of the days to come, of the usage that counts, by " + p.projected.method()}, p.month.Projected.Sub(p.month.Actual))
		}
	}
	names := make([]string, 0, len(parts))
	for _, a := range b.credits.Accounts {
		if a.Account.Billing == "subscription" {
			names = append(names, a.Account.Name)
		}
	}
	if b.Account == "" && len(names) > 0 {
		e.Note("not in it, paid by subscription: " + strings.Join(names, ", "))
	}
	return e
}
