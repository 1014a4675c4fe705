package usage

import (
	"fmt"
	"time"

	"tollbook/pricing"
)

// WorkLineOf is a daily sum as pricing wants it.
func WorkLineOf(c *pricing.Catalog, d *Day, canonical map[string]string) (pricing.WorkLine, error) {
	date, err := time.Parse(pricing.Day, d.Date)
	if err != nil {
		return pricing.WorkLine{}, fmt.Errorf("day %q in the ledger: %w", d.Date, err)
	}
	model, known := canonical[d.Model]
	if !known {
		m, _ := c.FindModel(d.Model)
		if m != nil {
			model = m.ID
		}
		canonical[d.Model] = model
	}
	if c.MovingAliases(d.Model) != nil { // what it stood for that day
		model = ""
		if m, _ := c.FindModelAt(d.Model, date); m != nil {
			model = m.ID
		}
	}
	l := d.Priced(c)
	l.Model, l.Service, l.Tokens = model, c.ServiceOf(d.Gateway, d.Model, d.Service), pricing.Tokens{}
	l.Account, l.OwnKey, l.Computed, l.CacheUnknown = d.Account, d.Flags&FlagOwnKey != 0, d.Flags&FlagComputed != 0, d.Flags&FlagCacheUnknown != 0
	if d.TokensCount {
		l.Requests, l.Tokens = d.Requests, PriceTokens(d.Tokens)
	}
	if d.DollarsCount {
		l.Reported, l.Extra = d.Cost, d.Extra
	}
	return l, nil
}

// rateKey is what decides on the rates of a day's sum, or of a part of it.
type rateKey struct {
	date, gateway, model string
	service              pricing.Service
	partKey
	flags int
}

// WorkByRates are the tokens of days that count, one line for all that the same rates
// price: an account with forty keys has as many lines as one with a single key. The lines
// say nothing of accounts, requests or dollars.
//
//	2,000 tokens of one model by key "ci" and 1,000 by "prod", on one day: a line of 3,000
func WorkByRates(c *pricing.Catalog, days []*Day, canonical map[string]string) ([]pricing.WorkLine, error) {
	var lines []pricing.WorkLine
	index := map[rateKey]int{}
	for _, d := range days {
		if !d.TokensCount || d.Tokens.IsZero() {
			continue
		}
		k := rateKey{d.Date, d.Gateway, d.Model, d.Service, d.partKey, d.Flags & (FlagMixed | FlagBandKnown | FlagClockKnown)}
		i, known := index[k]
		if !known {
			l, err := WorkLineOf(c, d, canonical)
			if err != nil {
				return nil, err
			}
			i = len(lines)
			index[k] = i
			lines = append(lines, pricing.WorkLine{Gateway: l.Gateway, Name: l.Name, Model: l.Model, Service: l.Service,
				Prompt: l.Prompt, At: l.At, Mixed: l.Mixed, BandKnown: l.BandKnown, ClockKnown: l.ClockKnown})
		}
		lines[i].Tokens = lines[i].Tokens.Plus(PriceTokens(d.Tokens))
	}
	return lines, nil
}

// Priced is the part of a day's sum as the catalog prices it at its gateway. Its
// Output includes Reasoning.
func (d *Day) Priced(c *pricing.Catalog) pricing.WorkLine {
	return pricing.WorkLine{Gateway: d.Gateway, Name: d.Model, Service: d.Service, Tokens: d.Tokens,
		At: DayOf(d.Date).Add(time.Duration(d.slot) * time.Second), Prompt: c.Edges().PromptOf(int(d.band)), Mixed: d.Flags&FlagMixed != 0,
		BandKnown: d.Flags&(FlagMixed|FlagBandKnown) != FlagMixed, ClockKnown: d.Flags&(FlagMixed|FlagClockKnown) != FlagMixed}
}
