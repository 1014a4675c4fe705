package pricing

import (
	"slices"
	"time"
)

// uncertain reports whether a line leaves open what its price depends on.
func (l *WorkLine) uncertain() bool {
	return l.Mixed && !(l.BandKnown && l.ClockKnown) || l.CacheUnknown
}

// Unplaced reports whether a sum of many requests leaves open in which band or at which hour
// it was priced. The hour counts for models that some gateway prices by it.
func (c *Catalog) Unplaced(l *WorkLine) bool {
	if !l.Mixed || l.BandKnown && l.ClockKnown {
		return false
	}
	if !l.BandKnown || l.Model != "" {
		return !l.BandKnown || c.windowed[l.Model]
	}
	return c.ByHour(l.Name)
}

// interval is the least and the most that an uncertain line can have cost by a
// card: over every tier and every hour for a sum of many requests, and between
// nothing and all of the prompt from the cache where the share is unknown.
func (g *Gateway) interval(card *Card, l WorkLine, at Instant) (low, high Money) {
	prompts, clocks := []int64{l.Prompt}, []time.Time{at.Clock}
	if l.Mixed && !l.BandKnown {
		prompts = card.prompts()
	}
	if l.Mixed && !l.ClockKnown {
		clocks = card.clocks()
	}
	shapes := []Tokens{l.Tokens}
	if l.CacheUnknown && l.Tokens[CacheRead] == 0 {
		cached := l.Tokens
		cached[CacheRead], cached[Input] = cached[Input], 0
		shapes = append(shapes, cached)
	}
	first := true
	for _, shape := range shapes {
		for _, prompt := range prompts {
			for _, clock := range clocks {
				try := l
				try.Tokens, try.Prompt = shape, prompt
				var sum tally
				lacking := g.price(card, try, Instant{at.Force, clock}, &sum)
				if len(lacking) > 0 && len(shapes) > 1 {
					continue // no cache price: it can't have been cached
				}
				usd := sum.money()
				if first || usd.Cmp(low) < 0 {
					low = usd
				}
				if first || usd.Cmp(high) > 0 {
					high = usd
				}
				first = false
			}
		}
	}
	if first {
		var sum tally
		g.price(card, l, at, &sum)
		return sum.money(), sum.money()
	}
	return low, high
}

// prompts are prompt sizes, one in each tier of the card.
func (c *Card) prompts() []int64 {
	seen := map[int64]bool{0: true}
	for i := range c.Bands {
		if over := c.Bands[i].Over; over > 0 {
			seen[over+1] = true
		}
	}
	return sortedKeys(seen)
}

// OneBand reports whether prompts of all sizes from least to most cost a model's
// standard rates of one band at a gateway at an instant. What nobody has a card for
// has one.
//
//	1 to 200,000 are two bands of a model that charges more over 100,000
func (c *Catalog) OneBand(gateway, name string, least, most int64, at time.Time) bool {
	l := WorkLine{Gateway: gateway, Name: name, At: at}
	_, card := c.seller(&l)
	if card == nil {
		return true
	}
	sec := at.Unix()
	return !slices.ContainsFunc(card.Bands, func(b Band) bool {
		return b.Over >= least && b.Over < most && b.fromSec <= sec && sec < b.toSec
	})
}

// clocks are instants, one in each weekly window of the card; the zero clock
// alone where it has none.
func (c *Card) clocks() []time.Time {
	seen := map[*Window]bool{}
	var out []time.Time
	monday := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range c.Bands {
		w := c.Bands[i].Window
		if w == nil || seen[w] {
			continue
		}
		seen[w] = true
		for _, h := range w.hours {
			for d := range 7 {
				day := monday.AddDate(0, 0, d)
				if h.days&(1<<day.Weekday()) != 0 {
					out = append(out, day.Add(time.Duration(h.from)*time.Second))
					break
				}
			}
		}
	}
	if len(out) == 0 {
		return []time.Time{{}}
	}
	return out
}
