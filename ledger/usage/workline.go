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

// PartsAlike adds up parts of several days that cost alike at any one instant: the tokens
// that count of one spend series, prompt band and hour. A sum stands on the first of its
// days; those of a name that moves from model to model stay day by day.
func PartsAlike(c *pricing.Catalog, parts []*Day) (out []*Day) {
	type alike struct {
		spend int64
		partKey
		date string // of a name that moves
	}
	places := map[alike]int{}
	for _, d := range parts {
		if !d.TokensCount {
			continue
		}
		k := alike{spend: d.SpendSeries.ID, partKey: d.partKey}
		if c.MovingAliases(d.Model) != nil {
			k.date = d.Date
		}
		if at, known := places[k]; known {
			out[at].Sum.merge(&d.Sum)
			continue
		}
		places[k] = len(out)
		first := *d
		out = append(out, &first)
	}
	return out
}

// Priced is the part of a day's sum as the catalog prices it at its gateway. Its
// Output includes Reasoning.
func (d *Day) Priced(c *pricing.Catalog) pricing.WorkLine {
	return pricing.WorkLine{Gateway: d.Gateway, Name: d.Model, Service: d.Service, Tokens: d.Tokens,
		At: DayOf(d.Date).Add(time.Duration(d.slot) * time.Second), Prompt: c.Edges().PromptOf(int(d.band)), Mixed: d.Flags&FlagMixed != 0,
		BandKnown: d.Flags&(FlagMixed|FlagBandKnown) != FlagMixed, ClockKnown: d.Flags&(FlagMixed|FlagClockKnown) != FlagMixed}
}
