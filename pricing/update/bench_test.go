package update

import (
	"testing"
	"time"

	"tollbook/data"
	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// BenchmarkMake weighs lists of every rate that is built in, some thousand, half of them
// changed, and writes the lines of own rates.
func BenchmarkMake(b *testing.B) {
	builtIn, err := pricing.Load(data.Files)
	if err != nil {
		b.Fatal(err)
	}
	at := pricing.StartOfDay(builtIn.Newest).AddDate(0, 0, 1)
	lists := map[string]*feed.List{}
	for _, f := range feed.All {
		lists[string(f.Name)] = &feed.List{Feed: f.Name, At: at}
	}
	n := 0
	for _, g := range builtIn.Gateways() {
		to := lists[g.ID]
		if to == nil {
			to = lists[string(feed.ModelsDev)]
		}
		for _, card := range g.Cards() {
			x := feed.Listing{Provider: g.ID, ID: card.ID, Key: card.ID}
			for i := range card.Bands {
				band := &card.Bands[i]
				if band.Basis == "rule" || !band.Holds(at) {
					continue
				}
				n++
				p := feed.Price{Kind: band.Kind, Over: band.Over, Window: band.WindowText(), Rate: band.Rate, Free: band.Basis == "free"}
				if n%2 == 0 && !p.Rate.IsZero() {
					p.Rate = double(p.Rate)
				}
				x.Prices = append(x.Prices, p)
			}
			to.Listings = append(to.Listings, x)
		}
	}
	q := Query{BuiltIn: builtIn, Base: builtIn, Whole: builtIn, At: at.Add(time.Hour)}
	for _, l := range lists {
		q.Lists = append(q.Lists, *l)
	}
	for b.Loop() {
		p, err := Make(q)
		if err != nil {
			b.Fatal(err)
		}
		p.Edit(map[string][][]string{})
	}
	b.ReportMetric(float64(n), "rates")
}
