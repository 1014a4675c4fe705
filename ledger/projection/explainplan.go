package projection

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/pricing"
)

// planSides are whose costs of a year a plan has: those of what is recommended, of the
// cheapest plan, and of what is bought now.
var planSides = []string{"recommended", "best", "current"}

// A planAddress is what `plan ...` names.
type planAddress struct {
	side, figure string
	account      string
	query        pricing.PlanQuery
	kept         []string // the words behind the gateway, without side and figure
}

// ExplainPlan takes a year's cost of loading at a gateway apart. The words are those behind
// "plan"; others are a *pricing.AddressError. The books are only asked for where they name
// no burn of their own.
func ExplainPlan(c *pricing.Catalog, asOf time.Time, words []string, books func() (credit.Books, error)) (pricing.Explanation, error) {
	none := pricing.Explanation{}
	if len(words) == 0 {
		return none, &pricing.AddressError{Word: "plan", Reason: "want a GATEWAY", Nearest: nil}
	}
	g, err := c.NeedGateway(words[0])
	if err != nil {
		return none, &pricing.AddressError{Word: words[0], Reason: err.Error(), Nearest: c.NearestGateways(words[0], 3)}
	}
	a, err := parsePlanAddress(c, asOf, words[1:])
	if err != nil {
		return none, err
	}
	q := pricing.PlanQuestion{Query: a.query, Figure: a.figure, Own: a.side != "current"}
	head := append([]string{"plan", g.ID}, a.kept...)
	if a.side != planSides[0] {
		head = append(head, a.side)
	}
	q.Address = pricing.JoinAddress(head...)
	var e pricing.Explanation
	if a.query.Monthly.IsZero() {
		e, err = planOfAccount(books, g, a, q)
	} else {
		e, err = planOfBurn(g, a.side, q)
	}
	switch {
	case errors.Is(err, pricing.ErrNothingToLoad):
		return pricing.Explanation{Address: q.Address, Title: "plan for " + g.ID, Figure: "?", Notes: []string{"there is nothing to load: no credit is bought before use"}}, nil
	case errors.Is(err, pricing.ErrFeeUnknown):
		return pricing.Explanation{Address: q.Address, Title: "plan for " + g.ID, Figure: "?", Notes: []string{"its fee for loading credits is not published, so no size of purchase is known to be better than another"}}, nil
	}
	return e, err
}

// planOfBurn explains the plan of a certain burn.
func planOfBurn(g *pricing.Gateway, side string, q pricing.PlanQuestion) (pricing.Explanation, error) {
	var err error
	switch side {
	case "current":
		return pricing.Explanation{}, &pricing.AddressError{Word: "current", Reason: "what is bought now is an account's: leave monthly= out", Nearest: nil}
	case "best":
		q.Cost, err = g.CheapestTopUp(q.Query)
	default:
		q.Cost, err = g.RecommendedTopUp(q.Query)
	}
	if err != nil {
		return pricing.Explanation{}, err
	}
	return g.ExplainPlan(q)
}

// planOfAccount explains the plan of an account's forecast, or what it does now.
func planOfAccount(books func() (credit.Books, error), g *pricing.Gateway, a planAddress, q pricing.PlanQuestion) (pricing.Explanation, error) {
	b, err := books()
	if err != nil {
		return pricing.Explanation{}, err
	}
	p, err := MakePlan(b, PlanQuery{Gateway: g.ID, Account: a.account, Terms: a.query})
	switch {
	case errors.Is(err, credit.ErrNoAccount), errors.Is(err, ErrSeveralAccounts):
		return pricing.Explanation{}, &pricing.AddressError{Word: g.ID, Reason: err.Error() + "; account=NAME names one, monthly=25 needs none", Nearest: accountsAt(b, g.ID)}
	case errors.Is(err, ErrNoBurn):
		e := pricing.Explanation{Address: q.Address, Title: "plan for " + p.Account, Figure: "?"}
		e.Note(err.Error() + "; monthly=25 plans for a certain burn")
		return e, nil
	case err != nil:
		return pricing.Explanation{}, err
	}
	q.Query, q.Futures, q.Cost = p.terms, p.futures, p.Recommended
	q.Burn = pricing.JoinAddress("forecast", p.Account)
	switch a.side {
	case "best":
		q.Cost = p.Best
	case "current":
		if p.Current == nil {
			e := pricing.Explanation{Address: q.Address, Title: "what " + p.Account + " does now", Figure: "?"}
			e.Note("no top-up is recorded")
			return e, nil
		}
		q.Cost = *p.Current
	}
	e, err := g.ExplainPlan(q)
	e.Title += ", for " + p.Account
	if !q.Own {
		e.Note("what it does now: " + p.Habit)
	}
	return e, err
}

// accountsAt are the accounts at a gateway, as an address names them.
func accountsAt(b credit.Books, gateway string) []string {
	var out []string
	for _, a := range b.Accounts {
		if a.Account.Gateway == gateway {
			out = append(out, "account="+a.Account.Name)
		}
	}
	return out
}

// parsePlanAddress reads the words behind the gateway.
func parsePlanAddress(c *pricing.Catalog, asOf time.Time, words []string) (planAddress, error) {
	a := planAddress{side: planSides[0], figure: pricing.PlanFigures[0], query: pricing.PlanQuery{MinDays: pricing.MinDays, MaxDays: pricing.MaxDays, At: asOf}}
	side, figure := false, false
	for _, w := range words {
		name, value, named := strings.Cut(w, "=")
		f, isFigure := pricing.FigureOf(w, pricing.PlanFigures)
		switch {
		case named:
			if err := planTerm(c, &a, name, value); err != nil {
				var wrong *pricing.AddressError
				if errors.As(err, &wrong) {
					wrong.Word = w
				}
				return a, err
			}
			a.kept = append(a.kept, w)
		case slices.Contains(planSides, w) && !side:
			a.side, side = w, true
		case isFigure && !figure:
			a.figure, figure = f, true
		default:
			all := slices.Concat(planSides, pricing.PlanFigures)
			return a, &pricing.AddressError{Word: w, Reason: "want recommended, best or current once, and one figure; figures: " + strings.Join(pricing.PlanFigures, ", "), Nearest: pricing.Nearest(w, all, 2)}
		}
	}
	if a.account != "" && !a.query.Monthly.IsZero() {
		return a, &pricing.AddressError{Word: "account=" + a.account, Reason: "monthly= reads no ledger, and account= chooses from one: give one of them", Nearest: nil}
	}
	return a, nil
}

// planTerm reads one named word of a plan.
func planTerm(c *pricing.Catalog, a *planAddress, name, value string) error {
	var err error
	switch name {
	case "monthly":
		a.query.Monthly, err = pricing.ParseMoney(value)
		if err != nil || a.query.Monthly.Sign() <= 0 {
			return &pricing.AddressError{Reason: "want dollars above zero, like 25 or 0.50"}
		}
	case "method":
		a.query.Method = value
		if methods := c.Methods(); !slices.Contains(methods, value) {
			return &pricing.AddressError{Reason: "no gateway takes that; methods: " + strings.Join(methods, ", "), Nearest: pricing.Nearest(value, methods, 2)}
		}
	case "account":
		a.account = value
	case "cost-of-money":
		if a.query.CostOfMoney, err = pricing.ParseCostOfMoney(value); err != nil {
			return &pricing.AddressError{Reason: err.Error()}
		}
	case "min-days", "max-days":
		n, err := strconv.Atoi(value)
		if err != nil || pricing.CheckPlanDays(n) != nil {
			return &pricing.AddressError{Reason: pricing.ErrPlanDays.Error()}
		}
		if name == "min-days" {
			a.query.MinDays = n
		} else {
			a.query.MaxDays = n
		}
	default:
		return &pricing.AddressError{Reason: fmt.Sprintf("no %q of a plan; want monthly=, method=, account=, cost-of-money=, min-days= or max-days=", name)}
	}
	return nil
}
