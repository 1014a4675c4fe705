package explain

import (
	"fmt"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// oldRates lists the rate cards in use with rates that nobody has looked at for long.
func (x findingExplainer) oldRates(e *pricing.Explanation) {
	age := func(day time.Time) string { return words.Plural(int(x.asOf.Sub(day)/pricing.DayLength), "day") }
	e.Figure, e.Formula = age(x.finding.When), "now - the day that the oldest rate in use was last seen"
	for _, c := range x.today.Prices.Older(x.asOf, x.set.CatalogInfoDays) {
		e.Say(pricing.ExplainLine{Label: c.ID + " at " + c.Gateway, Figure: c.USD.Dollars() + " a month", Formula: "its oldest rate was seen " + age(c.Oldest) + " ago", Seen: c.Oldest,
			Address: pricing.JoinAddress("rate", c.Gateway, c.ID)})
	}
}

// pricesChanged lists the changes of rates that a finding is about, the one that costs most
// first.
func (x findingExplainer) pricesChanged(e *pricing.Explanation) {
	p := x.today.Prices
	impact := p.Changed
	for _, a := range p.Announced {
		if a.At.Equal(x.finding.When) {
			impact = a.Impact
		}
	}
	if x.finding.About != "" { // of one model: doubted, or withdrawn
		e.Formula = "what a month of your work costs at its rates"
		for _, c := range p.Cards {
			if x.finding.OfCard(c) {
				e.Add(pricing.ExplainLine{Label: c.ID + " at " + c.Gateway, Seen: c.Oldest, Address: pricing.JoinAddress("rate", c.Gateway, c.ID)}, c.USD)
			}
		}
		return
	}
	e.Formula = "a month of your work at the rates after, less at those before"
	for _, c := range impact.Changes {
		if c.USD == nil || c.Was == nil || c.Now == nil {
			continue
		}
		of := c.Kind.String()
		if c.Over > 0 {
			of += ", prompts over " + words.Number(c.Over)
		}
		e.Add(pricing.ExplainLine{Label: c.ID + " at " + c.Gateway + ", " + of, Formula: fmt.Sprintf("$%s to $%s a million from %s on", c.Was, c.Now, words.ShortDate(c.From)),
			Source: c.Source, Seen: c.Seen, Address: pricing.JoinAddress("rate", c.Gateway, c.ID)}, *c.USD)
	}
}
