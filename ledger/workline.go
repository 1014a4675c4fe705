package ledger

import (
	"fmt"
	"time"

	"tollbook/pricing"
)

// WorkLineOf is a daily sum as pricing wants it.
func WorkLineOf(c *pricing.Catalog, d day, canonical map[string]string) (pricing.WorkLine, error) {
	date, err := time.Parse(pricing.Day, d.Date)
	if err != nil {
		return pricing.WorkLine{}, fmt.Errorf("day %q in the ledger: %w", d.Date, err)
	}
	model, known := canonical[d.model]
	if !known {
		m, _ := c.FindModel(d.model)
		if m != nil {
			model = m.ID
		}
		canonical[d.model] = model
	}
	if c.MovingAliases(d.model) != nil { // what it stood for that day
		model = ""
		if m, _ := c.FindModelAt(d.model, date); m != nil {
			model = m.ID
		}
	}
	l := d.priced(c)
	l.Model, l.Service, l.Tokens = model, c.ServiceOf(d.gateway, d.model, d.service), pricing.Tokens{}
	l.Account, l.OwnKey, l.Computed, l.CacheUnknown = d.account, d.flags&flagOwnKey != 0, d.flags&flagComputed != 0, d.flags&flagCacheUnknown != 0
	if d.tokensCount {
		l.Requests, l.Tokens = d.requests, priceTokens(d.tokens)
	}
	if d.dollarsCount {
		l.Reported, l.Extra = d.cost, d.extra
	}
	return l, nil
}

// priced is the part of a day's sum as the catalog prices it at its gateway. Its
// Output includes Reasoning.
func (d *day) priced(c *pricing.Catalog) pricing.WorkLine {
	return pricing.WorkLine{Gateway: d.gateway, Name: d.model, Service: d.service, Tokens: d.tokens,
		At: dayOf(d.Date).Add(time.Duration(d.slot) * time.Second), Prompt: c.Edges().PromptOf(d.band), Mixed: d.flags&flagMixed != 0,
		BandKnown: d.flags&(flagMixed|flagBandKnown) != flagMixed, ClockKnown: d.flags&(flagMixed|flagClockKnown) != flagMixed}
}
