package feed

import (
	"slices"
	"time"

	"tollbook/pricing"
)

// A cell is the price of a kind at one prompt size in one span of the week.
type cell struct {
	rate pricing.Rate
	from time.Time // since when the feed says that it holds
	ok   bool      // it has a price there
}

func (c cell) equal(d cell) bool {
	return c.ok == d.ok && c.rate.Cmp(d.rate) == 0 && c.from.Equal(d.from)
}

// A card says what one kind costs at every prompt size and hour.
type card struct {
	overs []int64 // prompt sizes above which another price may hold, ascending, 0 first
	week  []span
	// at is the price in each span of the week for prompts of more than over tokens.
	at func(over int64) []cell
}

// prices writes the card as prices: at each prompt size one for each rate, with windows
// that cover the week once. A size at which nothing differs from the size below is left
// out. It returns false where at some size the kind has a price at some hours only: such
// prices can't be laid over the catalog's, whose windows cover the week.
func (c card) prices(kind pricing.Kind) ([]Price, bool) {
	var out []Price
	var below []cell
	for _, over := range c.overs {
		cells := c.at(over)
		priced := 0
		for _, cell := range cells {
			if cell.ok {
				priced++
			}
		}
		if priced == 0 || below != nil && slices.EqualFunc(cells, below, cell.equal) {
			continue
		}
		if priced < len(cells) {
			return nil, false
		}
		below = cells
		out = append(out, level(kind, over, c.week, cells)...)
	}
	return out, true
}

// level writes one prompt size: the rates in the order in which the week comes to them.
func level(kind pricing.Kind, over int64, week []span, cells []cell) []Price {
	var out []Price
	done := make([]bool, len(cells))
	for i, c := range cells {
		if done[i] {
			continue
		}
		// The whole level is usually one price.
		if i == 0 && !slices.ContainsFunc(cells, func(d cell) bool { return !d.equal(c) }) {
			return []Price{{Kind: kind, Over: over, Rate: c.rate, From: c.from}}
		}
		p := Price{Kind: kind, Over: over, Rate: c.rate}
		var spans []span
		for j := i; j < len(cells); j++ {
			if !done[j] && cells[j].rate.Cmp(c.rate) == 0 {
				done[j] = true
				spans = append(spans, week[j])
				if cells[j].from.After(p.From) {
					p.From = cells[j].from
				}
			}
		}
		p.Window = window(spans)
		out = append(out, p)
	}
	return out
}

// same reports whether two prices say the same.
func (p Price) same(q Price) bool {
	return p.Kind == q.Kind && p.Over == q.Over && p.Window == q.Window && p.Free == q.Free &&
		p.From.Equal(q.From) && p.To.Equal(q.To) && p.Rate.Cmp(q.Rate) == 0
}

// same reports whether two listings say the same of a model.
func (l Listing) same(m Listing) bool {
	return l.Provider == m.Provider && l.ID == m.ID && l.Stands == m.Stands && l.Released == m.Released &&
		l.Context == m.Context && l.MaxOutput == m.MaxOutput && l.Ends.Equal(m.Ends) &&
		samePrices(l.Prices, m.Prices)
}

// samePrices reports whether two lists of prices say the same.
func samePrices(a, b []Price) bool { return slices.EqualFunc(a, b, Price.same) }
