package update

import (
	"testing"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// TestPromotions: a rate that is its author's after a discount is a promotion, in whatever
// answers rest on it, until the endpoint has no discount any more; a host's price says
// nothing of it, and no price changes.
func TestPromotions(t *testing.T) {
	w := newWorld(nil)
	said := func(discounted bool, input string) feed.List {
		l := list(feed.OpenRouter, feed.Listing{Provider: "openrouter", ID: "acme/m1", Key: "acme/m1",
			Author: &feed.Endpoint{Discounted: discounted, Prices: []feed.Price{{Kind: pricing.Input, Rate: usd(input)}}}})
		l.Part = true
		return l
	}
	basis := func(want string) {
		t.Helper()
		if b := w.band("openrouter", "acme/m1", "2026-11-20"); b.Basis != want || b.Rate.String() != "3" {
			t.Errorf("basis %q at %s, want %q at 3", b.Basis, b.Rate, want)
		}
	}
	w.update(t, w.query(now, said(true, "2.5")))
	basis("observed")
	w.said(t, w.update(t, w.query(now, said(true, "3"))), "promotion acme/m1 3>3")
	basis(promotion)
	w.said(t, w.update(t, w.query("2026-11-11", said(true, "3"))), "")
	w.said(t, w.update(t, w.query("2026-11-12", list(feed.OpenRouter, sells("openrouter", "acme/m1", "3")))), "")
	basis(promotion)
	w.said(t, w.update(t, w.query("2026-11-13", said(false, "3"))), "")
	basis("observed")
	// What nobody has a rate for is not made by an endpoint.
	new := said(true, "3")
	new.Listings[0].ID = "acme/unheard"
	w.said(t, w.update(t, w.query("2026-11-14", new)), "")
}
