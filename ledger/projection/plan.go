package projection

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tollbook/ledger/credit"
	"tollbook/ledger/lot"
	"tollbook/pricing"
)

// A PlanQuery asks what to load at a gateway.
type PlanQuery struct {
	Gateway string
	Account string // "" is the gateway's: the one of its name, or its only one
	// Terms are what pricing's plan is asked; Monthly and Lenient are the ledger's to
	// fill in, and an empty Method is the one that the account's purchases used.
	Terms pricing.PlanQuery
}

// A Plan is the top-up plan of an account over its own forecast.
type Plan struct {
	pricing.TopUpPlan
	Account string
	Billing string // how the account pays
	// AutoBelow is the balance under which the account loads itself; nil where it
	// does not.
	AutoBelow *pricing.Money
	Monthly   pricing.Money // what 30 days burn on average over the simulated days
	// Current is what the account does now: its usual top-up. Habit says what that
	// was taken from; nil and "" where no top-up is known.
	Current *pricing.TopUpCost
	Habit   string
	Next    *NextPurchase // nil where today's credit lasts for longer than is simulated

	terms   pricing.PlanQuery // with the burn and the account's expiry
	futures int               // over how many the costs are the mean
}

// A NextPurchase is when to load first, and what.
type NextPurchase struct {
	At      time.Time // the day by which one simulated future of ten has used up today's credit; as-of where that is over, or a deficit is
	RunsOut time.Time // the same for half of them; zero for never
	Deficit pricing.Money
	pricing.Purchase
}

// ErrNoBurn is returned where an account has no usage to forecast.
var ErrNoBurn = errors.New("no usage to forecast")

// ErrSeveralAccounts is returned where a gateway has several accounts and none of its
// own name.
var ErrSeveralAccounts = errors.New("several accounts are at the gateway")

// planDays is how far a plan looks: two lives of credit that dies after a year.
const planDays = 2 * 365

// MakePlan finds the purchase that a person would make at an account, and the one that
// costs least a year, on average over its simulated futures (DESIGN.md 3.7), and when
// the first has to be made: at the books' clock, the query's does not count. It returns
// credit.ErrNoAccount, ErrSeveralAccounts, ErrNoBurn and the errors of pricing's plan.
func MakePlan(b credit.Books, q PlanQuery) (Plan, error) {
	q.Terms.At = b.Clock()
	out := Plan{TopUpPlan: pricing.TopUpPlan{Gateway: q.Gateway}}
	g, err := b.Catalog.NeedGateway(q.Gateway)
	if err != nil {
		return out, err
	}
	a, err := accountAt(b, g.ID, q.Account)
	if err != nil {
		return out, err
	}
	out.Account, out.Billing, out.AutoBelow = a.Account.Name, a.Account.Billing, a.Account.AutoBelow
	if !a.Account.HasLots() {
		return out, pricing.ErrNothingToLoad
	}
	ahead, err := lookAhead(a, q.Terms.At)
	if err != nil {
		return out, err
	}
	terms := q.Terms
	terms.Lenient = a.Account.Expiry == credit.Lenient
	size, method, habit := present(a)
	if terms.Method == "" {
		terms.Method = method
	}
	f := thinned(ahead.paths, ahead.said, ahead.ends)
	if f.daily() <= 0 {
		return out, fmt.Errorf("%w: nothing is used any more", ErrNoBurn)
	}
	l, err := newSizePricer(g, terms, f)
	if err != nil {
		return out, err
	}
	out.Monthly, out.Method = l.query.Monthly, l.fee.Method
	out.terms, out.futures = l.query, len(f.paths)
	least, most, err := g.PlanBounds(l.query)
	if err != nil {
		return out, err
	}
	if out.Best, err = l.best(least, most); err != nil {
		return out, err
	}
	if !size.IsZero() {
		now, err := l.cost(size)
		if err != nil {
			return out, err
		}
		out.Current, out.Habit = &now.TopUpCost, habit
	}
	if err := out.fill(l, size); err != nil {
		return out, err
	}
	out.Next, err = ahead.firstPurchase(a, l, out.Recommended.Purchase.Credit)
	return out, err
}

// fill adds the curve, what is recommended, the other methods and the words.
func (p *Plan) fill(l *sizePricer, now pricing.Money) error {
	also := []pricing.Money{p.Best.Purchase.Credit}
	if !now.IsZero() {
		also = append(also, now)
	}
	var err error
	if p.Curve, err = l.curve(also...); err != nil {
		return err
	}
	if p.Recommended, err = l.recommend(p.Curve, p.Current); err != nil {
		return err
	}
	p.Curve = pricing.WithTopUp(p.Curve, p.Recommended)
	for _, method := range l.gateway.Methods() {
		if method == p.Method {
			continue
		}
		q := l.query
		q.Method = method
		other, err := newSizePricer(l.gateway, q, l.futures)
		if errors.Is(err, pricing.ErrFeeUnknown) {
			continue
		}
		if err != nil {
			return err
		}
		curve, err := other.curve(also...)
		if err != nil {
			return err
		}
		var current *pricing.TopUpCost // the same size by that method
		if p.Current != nil {
			i := slices.IndexFunc(curve, func(b pricing.TopUpCost) bool { return b.Purchase.Credit.Equal(now) })
			current = &curve[i]
		}
		b, err := other.recommend(curve, current)
		if err != nil {
			return err
		}
		p.Others = append(p.Others, b)
	}
	slices.SortStableFunc(p.Others, func(a, b pricing.TopUpCost) int { return a.Total.Cmp(b.Total) })
	p.Why, p.Notes, err = l.gateway.PlanWords(l.query, p.Recommended.Purchase.Credit)
	return err
}

// accountAt finds the account to plan for at a gateway.
func accountAt(b credit.Books, gateway, name string) (credit.Position, error) {
	var there []credit.Position
	var names []string
	for _, a := range b.Accounts {
		if a.Account.Gateway != gateway {
			continue
		}
		if a.Account.Name == cmp.Or(name, gateway) {
			return a, nil
		}
		there, names = append(there, a), append(names, a.Account.Name)
	}
	switch {
	case name != "":
		return credit.Position{}, fmt.Errorf("account %q at %s: %w", name, gateway, credit.ErrNoAccount)
	case len(there) == 0:
		return credit.Position{}, fmt.Errorf("an account at %s: %w", gateway, credit.ErrNoAccount)
	case len(there) > 1:
		return credit.Position{}, fmt.Errorf("%w: %s", ErrSeveralAccounts, strings.Join(names, ", "))
	}
	return there[0], nil
}

// present is the purchase that an account makes now: its usual one, else its newest.
func present(a credit.Position) (size pricing.Money, method, words string) {
	size, method = a.UsualPurchase()
	if a.Automatic() {
		return size, method, "its automatic top-up"
	}
	recent := 0
	for _, l := range slices.Backward(a.Lots) {
		if l.Kind != lot.Purchase || l.ID == 0 {
			continue
		}
		if size.IsZero() {
			return l.Credit, method, "your last purchase, of " + l.At.Format("2 Jan 2006")
		}
		if l.At.After(a.Input.AsOf.AddDate(0, 0, -credit.PurchaseDays)) {
			recent++
		}
	}
	if recent == 1 {
		return size, method, fmt.Sprintf("your one purchase in %d days", credit.PurchaseDays)
	}
	return size, method, fmt.Sprintf("the median of %d purchases in %d days", recent, credit.PurchaseDays)
}

// firstPurchase is the plan's size, and what a deficit takes of it at once.
func (d daysAhead) firstPurchase(a credit.Position, l *sizePricer, size pricing.Money) (*NextPurchase, error) {
	early, half := d.usedUp()
	if early.IsZero() {
		return nil, nil
	}
	n := &NextPurchase{At: early, RunsOut: half, Deficit: a.Deficit}
	if asOf := l.query.At; n.At.Before(pricing.StartOfDay(asOf)) || n.Deficit.Sign() > 0 {
		n.At = asOf
	}
	if a.Deficit.Sign() > 0 {
		size = size.Add(a.Deficit.CentsUp())
		if most := l.gateway.PurchaseMax; !most.IsZero() && size.Cmp(most) > 0 {
			size = most
		}
	}
	var err error
	n.Purchase, err = l.fee.ForCredit(size)
	return n, err
}
