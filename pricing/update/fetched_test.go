package update

import (
	"testing"

	"tollbook/pricing"
	"tollbook/pricing/feed"
)

// TestTheTimeBetweenTwoFetches: models.dev had 3 at a fetch of 10 November, and 2 at one of the
// 11th and those after it. A million tokens in between cost $2 to $3,
// whatever was seen later.
func TestTheTimeBetweenTwoFetches(t *testing.T) {
	w := acmeSet()
	w.update(t, w.query("2026-11-10T10:00:00Z", m1At(feed.ModelsDev, "3")))
	between := pricing.WorkLine{Gateway: "acme", Name: "m1", At: instant("2026-11-11T09:00:00Z")}
	between.Tokens[pricing.Input] = 1_000_000
	for _, at := range []string{"2026-11-11T10:00:00Z", "2026-11-15T18:30:00Z", "2026-11-20T10:00:00Z"} {
		w.update(t, w.query(at, m1At(feed.ModelsDev, "2")))
		c := w.query(at).Whole
		if low, high, sure := c.CostRange(between); low.String() != "2" || high.String() != "3" || sure {
			t.Errorf("after the fetch of %s: %s to %s, sure %t", at, low, high, sure)
		}
		for _, at := range []string{"2026-11-10T09:59:59Z", "2026-11-11T10:00:00Z"} {
			l := between
			l.At = instant(at)
			if low, high, sure := c.CostRange(l); !low.Equal(high) || !sure {
				t.Errorf("at %s: %s to %s, sure %t", at, low, high, sure)
			}
		}
	}
}

// TestAFetchIsNoDateLater: genai-prices' 2 began with a fetch, and a second one has seen it
// again: it has no date of the feed still, and models.dev is believed before it.
func TestAFetchIsNoDateLater(t *testing.T) {
	w := newWorld(map[string][]string{"rates/acme": {rate("acme/m1,m1,,,,,3", "litellm@2026-11-01", "2026-11-01")}})
	w.said(t, w.update(t, w.query(now, m1At(feed.GenAIPrices, "2"))), "changed m1 3>2 2026-11-10T10:00:00Z")
	w.said(t, w.update(t, w.query("2026-11-11T12:00:00Z", m1At(feed.GenAIPrices, "2"))), "")
	w.said(t, w.update(t, w.query("2026-11-12", m1At(feed.ModelsDev, "2.5"))), "changed m1 2>2.5 2026-11-12")
	w.want(t, "acme", "m1", "2026-11-11 2 2026-11-13 2.5")
}
