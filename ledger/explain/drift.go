package explain

import (
	"tollbook/pricing"
)

// causes say where to look for what explains a drift: the usage around the instant of
// the page, and how long the account takes to use as much.
//
//	-$1.35 at $17.11 a day: 1.9 hours of usage that the books did not hold then
func (a accountExplainer) causes(e *pricing.Explanation) {
	if a.Drift.IsZero() {
		return
	}
	day := pricing.StartOfDay(a.Stated.At)
	var before, after pricing.Money
	for _, u := range a.Input.History.Usage {
		switch {
		case !pricing.StartOfDay(u.From).Equal(day):
		case u.From.After(a.Stated.At):
			after = after.Add(u.USD)
		default:
			before = before.Add(u.USD)
		}
	}
	text := day.Format(pricing.Day)
	address := pricing.JoinAddress("report", "day="+text, "account="+a.Account.Name)
	e.Say(pricing.ExplainLine{Label: "usage of " + text + " until then", Figure: pricing.ExactDollars(before), Address: address})
	e.Say(pricing.ExplainLine{Label: "and later that day", Figure: pricing.ExactDollars(after), Address: address})
	if a.Burn != nil && a.Burn.Sign() > 0 {
		hours, _ := pricing.Quotient(a.Drift.Abs().Times(24), *a.Burn)
		e.Say(pricing.ExplainLine{Label: "as usage it is", Figure: pricing.MustFigure(hours).Fixed(1) + " hours", Formula: pricing.ExactDollars(a.Drift.Abs()) + " / " + pricing.ExactDollars(*a.Burn) + " a day",
			Address: a.Position.Address("burn")})
	}
	if counted := a.Unrecorded(a.Stated.At); !counted.IsZero() {
		e.Say(pricing.ExplainLine{Label: "credit that it counts and that is not recorded", Figure: pricing.ExactDollars(counted), Formula: "as tollbook check says"})
	}
	if a.Drift.Sign() < 0 {
		e.Note("The page has less: usage that no import holds, a fee or tax taken from the credit, or credit that expired. An import that ends later may bring it.")
	} else {
		e.Note("The page has more: a grant or purchase that is not recorded, usage that was refunded, or a model that costs less there than was recorded.")
	}
}
