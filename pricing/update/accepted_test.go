package update

import (
	"testing"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// acmeSet is acme's m1 at 3 as models.dev had it, with some feeds' prices of it.
func acmeSet() *world {
	return newWorld(map[string][]string{"rates/acme": {rate("acme/m1,m1,,,,,3", "models.dev@2026-11-01", "2026-11-01")}})
}

func m1At(name feed.Name, usd string) feed.List { return list(name, sells("acme", "m1", usd)) }

// TestTwoAgainstTheOneBelieved: models.dev says 4 now, genai-prices without a date and
// LiteLLM still say 3: nothing changes, and either can be accepted.
func TestTwoAgainstTheOneBelieved(t *testing.T) {
	lists := []feed.List{m1At(feed.ModelsDev, "4"), m1At(feed.GenAIPrices, "3"), m1At(feed.LiteLLM, "3")}
	w := acmeSet()
	p := w.update(t, w.query(now, lists...))
	if len(p.Changes) != 2 || p.Changes[0].State != Conflict || p.Changes[1].State != Conflict {
		t.Fatalf("changes %s", said(p))
	}
	w.want(t, "acme", "m1", "2026-11-11 3")
	for _, c := range p.Changes {
		w := acmeSet()
		w.update(t, w.query(now, lists...), c.ID)
		w.want(t, "acme", "m1", "2026-11-09 3 2026-11-11 "+c.Now.String())
	}
}

// TestAcceptedStays: LiteLLM's and genai-prices' 2 was accepted against the publisher's page:
// what others say at later fetches does not take it back.
func TestAcceptedStays(t *testing.T) {
	w := newWorld(nil)
	against := []feed.List{m1At(feed.GenAIPrices, "2"), m1At(feed.LiteLLM, "2")}
	p := w.update(t, w.query(now, against...))
	w.said(t, p, "conflict m1 3>2 2026-11-10T10:00:00Z")
	w.update(t, w.query(now, against...), p.Changes[0].ID)
	w.want(t, "acme", "m1", "2026-11-11 2")
	w.said(t, w.update(t, w.query("2026-11-12", m1At(feed.ModelsDev, "3"))), "")
	w.said(t, w.update(t, w.query("2026-11-13", against...)), "")
	w.want(t, "acme", "m1", "2026-11-09 3 2026-11-14 2")
	if b := w.band("acme", "m1", "2026-11-14"); b.Basis != accepted || b.Seen.Format(pricing.Day) != "2026-11-13" {
		t.Errorf("basis %q, seen %s", b.Basis, b.Seen)
	}
}

// TestAFetchIsNoDate: a price of genai-prices that began with a fetch has no date of the
// feed: models.dev is believed before it.
func TestAFetchIsNoDate(t *testing.T) {
	w := newWorld(map[string][]string{"rates/acme": {rate("acme/m1,m1,,,,,3", "litellm@2026-11-01", "2026-11-01")}})
	w.said(t, w.update(t, w.query(now, m1At(feed.GenAIPrices, "2"))), "changed m1 3>2 2026-11-10T10:00:00Z")
	w.said(t, w.update(t, w.query("2026-11-12", m1At(feed.ModelsDev, "2.5"))), "changed m1 2>2.5 2026-11-12")
	w.want(t, "acme", "m1", "2026-11-11 2 2026-11-13 2.5")
}
