package update

import (
	"strings"
	"time"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// Again is the list of a feed that is as it was at the fetch before: what the catalog has of
// it, seen at another moment.
func Again(c *pricing.Catalog, name feed.Name, at time.Time) feed.List {
	l := feed.List{Feed: name, At: at, Unchanged: true}
	for _, g := range c.Gateways() {
		for _, card := range g.Cards() {
			if w := card.Withdrawn; w != nil && w.Basis != pricing.Announced {
				continue
			}
			x := feed.Listing{Provider: g.ID, ID: card.ID}
			if w := card.Withdrawn; w != nil {
				x.Ends = w.From
			}
			for i := range card.Bands {
				b := &card.Bands[i]
				if pricing.FromFeed(b.Source) != string(name) || !b.To.IsZero() && !b.To.After(at) {
					continue
				}
				_, x.Key, _ = strings.Cut(b.Source, "#")
				p := feed.Price{Kind: b.Kind, Over: b.Over, Window: b.WindowText(), Rate: b.Rate, Free: b.Basis == "free"}
				if b.From.After(at) {
					p.From = b.From
				}
				x.Prices = append(x.Prices, p)
			}
			if len(x.Prices) > 0 {
				l.Listings = append(l.Listings, x)
				l.Entries++
			}
		}
	}
	return l
}
