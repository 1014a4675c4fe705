package catalog

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/words"
	"tollbook/tui/draw"
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

// modelTable are the columns; RELEASED goes first in want of room, then the context, the
// day of the last change, the cheapest gateway.
func modelTable() draw.Table[modelTerms] {
	rate := func(i int, title string, drop int) draw.Column[modelTerms] {
		return draw.Column[modelTerms]{Title: title, Figure: true, Drop: drop, Text: func(r modelTerms) string { return rateText(r.list[i]) },
			Compare: func(a, b modelTerms) int { return draw.Compare(a.list[i], b.list[i]) }}
	}
	return draw.NewTable(func(r modelTerms) string { return r.ID },
		draw.Column[modelTerms]{Title: "MODEL", Text: func(r modelTerms) string { return r.ID }, Most: 44, Least: 32},
		draw.Column[modelTerms]{Text: func(r modelTerms) string { return markOwn(r.own) }, Spoken: func(r modelTerms) string { return toldOwn(r.own) }},
		rate(0, "INPUT", 0), rate(1, "CACHED", 3), rate(2, "OUTPUT", 0),
		draw.Column[modelTerms]{Title: "LOWEST", Figure: true, Drop: 4, Text: func(r modelTerms) string { return rateText(r.lowest) },
			Compare: func(a, b modelTerms) int { return draw.Compare(a.lowest, b.lowest) }},
		draw.Column[modelTerms]{Title: "AT", Drop: 5, Most: 14, Text: func(r modelTerms) string { return r.cheapest }},
		draw.Column[modelTerms]{Title: "SOLD BY", Figure: true, Drop: 2, Text: func(r modelTerms) string { return strconv.Itoa(r.sellers) },
			Compare: func(a, b modelTerms) int { return a.sellers - b.sellers }},
		draw.Column[modelTerms]{Title: "CHANGED", Drop: 6, Text: func(r modelTerms) string { return dayText(r.changed) }},
		draw.Column[modelTerms]{Title: "CONTEXT", Figure: true, Drop: 7, Text: func(r modelTerms) string {
			if r.Context == 0 {
				return "-"
			}
			return words.Thousands(fmt.Sprint(r.Context))
		}, Compare: func(a, b modelTerms) int { return cmp.Compare(a.Context, b.Context) }},
		draw.Column[modelTerms]{Title: "RELEASED", Drop: 8, Text: func(r modelTerms) string { return r.Released }},
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
		first += fmt.Sprintf(", the last %s on %s", draw.Safe(last.ID), last.changed.UTC().Format("2 Jan 2006"))
	}
	if !ok {
		return []string{first + "."}
	}
	second := draw.Safe(in.ID) + ": "
	if in.list[0] == nil && in.list[2] == nil {
		second += "no list price is known"
	} else {
		second += fmt.Sprintf("%s in, %s out at list", perMillion(in.list[0]), perMillion(in.list[2]))
	}
	second += ", sold by " + words.Plural(in.sellers, "gateway")
	switch {
	case in.lowest == nil:
	case in.list[2] == nil || in.lowest.Cmp(*in.list[2]) < 0:
		second += fmt.Sprintf("; the least for output is %s at %s", perMillion(in.lowest), draw.Safe(in.cheapest))
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
	out := draw.Safe(r.ID) + " by " + draw.Safe(r.Vendor)
	if r.Released != "" {
		out += ", released " + r.Released
	}
	if r.Context > 0 {
		out += ", " + words.Thousands(fmt.Sprint(r.Context)) + " tokens of context"
	}
	return out + ". Enter shows its rates at every gateway and over time."
}
