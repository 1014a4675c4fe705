package update

import (
	"testing"
	"time"

	"tollbook/data"
	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// TestDoubledPricesChangeNoClosedMonth: OpenRouter's list doubles every price that is built in,
// with all tiers and hours. From the fetch on all are double, and before it nothing has changed.
func TestDoubledPricesChangeNoClosedMonth(t *testing.T) {
	builtIn, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	at := pricing.StartOfDay(builtIn.Newest).AddDate(0, 0, 1).Add(10 * time.Hour)
	l := feed.List{Feed: feed.OpenRouter, At: at}
	for _, card := range builtIn.Gateway("openrouter").Cards() {
		x := feed.Listing{Provider: "openrouter", ID: card.ID, Key: card.ID}
		for i := range card.Bands {
			b := &card.Bands[i]
			if b.Basis == "rule" || !b.Holds(at) {
				continue
			}
			x.Prices = append(x.Prices, feed.Price{Kind: b.Kind, Over: b.Over, Window: b.WindowText(), Rate: usd(b.Rate.String()), Free: b.Basis == "free"})
			if p := &x.Prices[len(x.Prices)-1]; !p.Rate.IsZero() {
				p.Rate = double(p.Rate)
			}
		}
		l.Listings = append(l.Listings, x)
	}
	p, err := Make(Query{BuiltIn: builtIn, Base: builtIn, Whole: builtIn, Lists: []feed.List{l}, At: at})
	if err != nil {
		t.Fatal(err)
	}
	own := map[string][][]string{}
	p.Edit(own)
	after, err := pricing.Load(data.Files, overlay(own))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, card := range builtIn.Gateway("openrouter").Cards() {
		now := after.Gateway("openrouter").Card(card.ID)
		for _, k := range pricing.Kinds() {
			for _, prompt := range []int64{1, 150_000, 250_000, 900_000} {
				for hours := -24 * 700; hours <= 24*3; hours += 137 {
					when := at.Add(time.Duration(hours) * time.Hour)
					was, is := card.Rate(k, prompt, pricing.At(when)), now.Rate(k, prompt, pricing.At(when))
					if was == nil || when.After(at) && !was.Holds(at) { // a step to come stays as it is
						continue
					}
					want := was.Rate
					if !when.Before(at) {
						want = double(want)
					}
					if is == nil || is.Rate.Cmp(want) != 0 {
						t.Fatalf("%s of %s for a prompt of %d at %s: %v, want %s", k, card.ID, prompt, when, is, want)
					}
					n++
				}
			}
		}
	}
	if n < 100_000 {
		t.Errorf("%d rates were compared", n)
	}
}

func double(r pricing.Rate) pricing.Rate {
	out, err := pricing.ParseRate(pricing.MustMoney(r.String()).Add(pricing.MustMoney(r.String())).String())
	if err != nil {
		panic(err)
	}
	return out
}
