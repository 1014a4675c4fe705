package tui

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
)

// shownKinds are the kinds of token that the tables have a column for.
var shownKinds = [...]pricing.Kind{pricing.Input, pricing.CacheRead, pricing.Output}

// modelTerms is one model with its list price and where else it is sold.
type modelTerms struct {
	*pricing.Model
	list     [len(shownKinds)]*pricing.Rate // in force; nil where none is
	cheapest string                         // gateway whose default id has the lowest output rate, under list
	lowest   *pricing.Rate                  // that rate
	sellers  int
	changed  time.Time // when a list rate last changed; zero where it never did
	own      bool      // the user set one of the rates that are shown
}

func modelRows(c *pricing.Catalog, asOf time.Time) []modelTerms {
	var out []modelTerms
	at := pricing.Instant{Force: asOf}
	for _, m := range c.Models() {
		r := modelTerms{Model: m}
		card := c.ListCard(m.ID)
		if card != nil {
			for i, k := range shownKinds {
				if b := card.Rate(k, 0, at); b != nil {
					r.list[i], r.own = &b.Rate, r.own || b.Own()
				}
			}
			for _, b := range card.Bands {
				if !b.From.After(asOf) && b.From.After(r.changed) {
					r.changed = b.From
				}
			}
		}
		last, lowestOwn := "", false
		for _, alias := range c.Aliases(m.ID) {
			if alias.Gateway == last {
				continue // the first is the gateway's default
			}
			last = alias.Gateway
			r.sellers++
			b := c.Gateway(alias.Gateway).Card(alias.ID).Rate(pricing.Output, 0, at)
			if b != nil && !b.Rate.IsZero() && (r.lowest == nil || b.Rate.Cmp(*r.lowest) < 0) {
				r.lowest, r.cheapest, lowestOwn = &b.Rate, alias.Gateway, b.Own()
			}
		}
		r.own = r.own || lowestOwn
		out = append(out, r)
	}
	return out
}

// rateText writes a rate as the catalog does, a dash for none.
func rateText(r *pricing.Rate) string {
	if r == nil {
		return "-"
	}
	return r.String()
}

func cmpRates(a, b *pricing.Rate) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	return a.Cmp(*b)
}

// modelTable are the columns; RELEASED goes first in want of room, then the context, the
// day of the last change, the cheapest gateway.
func modelTable() table[modelTerms] {
	rate := func(i int, title string, drop int) column[modelTerms] {
		return column[modelTerms]{title: title, figure: true, drop: drop, text: func(r modelTerms) string { return rateText(r.list[i]) },
			order: func(a, b modelTerms) int { return cmpRates(a.list[i], b.list[i]) }}
	}
	return newTable(func(r modelTerms) string { return r.ID },
		column[modelTerms]{title: "MODEL", text: func(r modelTerms) string { return r.ID }, most: 44, least: 32},
		column[modelTerms]{text: func(r modelTerms) string { return markOwn(r.own) }, told: func(r modelTerms) string { return toldOwn(r.own) }},
		rate(0, "INPUT", 0), rate(1, "CACHED", 3), rate(2, "OUTPUT", 0),
		column[modelTerms]{title: "LOWEST", figure: true, drop: 4, text: func(r modelTerms) string { return rateText(r.lowest) },
			order: func(a, b modelTerms) int { return cmpRates(a.lowest, b.lowest) }},
		column[modelTerms]{title: "AT", drop: 5, most: 14, text: func(r modelTerms) string { return r.cheapest }},
		column[modelTerms]{title: "SOLD BY", figure: true, drop: 2, text: func(r modelTerms) string { return strconv.Itoa(r.sellers) },
			order: func(a, b modelTerms) int { return a.sellers - b.sellers }},
		column[modelTerms]{title: "CHANGED", drop: 6, text: func(r modelTerms) string { return dayText(r.changed) }},
		column[modelTerms]{title: "CONTEXT", figure: true, drop: 7, text: func(r modelTerms) string {
			if r.Context == 0 {
				return "-"
			}
			return words.Thousands(fmt.Sprint(r.Context))
		}, order: func(a, b modelTerms) int { return cmp.Compare(a.Context, b.Context) }},
		column[modelTerms]{title: "RELEASED", drop: 8, text: func(r modelTerms) string { return r.Released }},
	)
}

func dayText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(pricing.Day)
}

// modelAnswer says how many prices there are and how they move; then what the model
// in hand costs.
func modelAnswer(all []modelTerms, in modelTerms, ok bool, asOf time.Time) []string {
	listed, moved := 0, 0
	var last modelTerms
	for _, r := range all {
		if r.list[0] != nil || r.list[2] != nil {
			listed++
		}
		if r.changed.After(asOf.AddDate(0, 0, -90)) {
			moved++
		}
		if r.changed.After(last.changed) {
			last = r
		}
	}
	first := fmt.Sprintf("%d of %d models have a list price; %d changed it in the last 90 days", listed, len(all), moved)
	if last.Model != nil {
		first += fmt.Sprintf(", the last %s on %s", safe(last.ID), last.changed.UTC().Format("2 Jan 2006"))
	}
	if !ok {
		return []string{first + "."}
	}
	second := safe(in.ID) + ": "
	if in.list[0] == nil && in.list[2] == nil {
		second += "no list price is known"
	} else {
		second += fmt.Sprintf("%s in, %s out at list", perMillion(in.list[0]), perMillion(in.list[2]))
	}
	second += ", sold by " + words.Plural(in.sellers, "gateway")
	switch {
	case in.lowest == nil:
	case in.list[2] == nil || in.lowest.Cmp(*in.list[2]) < 0:
		second += fmt.Sprintf("; the least for output is %s at %s", perMillion(in.lowest), safe(in.cheapest))
	default:
		second += ", by none for less"
	}
	return []string{first + ".", second + "."}
}

// perMillion writes a rate in a sentence: "$3/M".
func perMillion(r *pricing.Rate) string {
	if r == nil {
		return "?"
	}
	return "$" + r.String() + "/M"
}

func (r modelTerms) note() string {
	out := safe(r.ID) + " by " + safe(r.Vendor)
	if r.Released != "" {
		out += ", released " + r.Released
	}
	if r.Context > 0 {
		out += ", " + words.Thousands(fmt.Sprint(r.Context)) + " tokens of context"
	}
	return out + ". Enter shows its rates at every gateway and over time."
}
