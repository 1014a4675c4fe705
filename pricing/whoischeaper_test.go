package pricing

import (
	"slices"
	"testing"
)

// TestWhoIsCheaper: 5.5 % beside a plan that is free up to 1,000 requests and $50 above
// them. 1,000 requests at a dollar each are a volume of $1,000 up to which the plan is
// free; above, 50 / 5.5 % = $909.09 would be too little, so that it stays the cheaper.
// With 2,000 requests for $1,000 it is free up to $500; above it costs more than 5.5 %
// up to $909.09.
func TestWhoIsCheaper(t *testing.T) {
	c := acme.plus(rows{
		"gateways/load": gateway("router", "list", "prepaid", "markup_percent,,0", "fee_percent,any,5.5"),
		"gateways/plan": gateway("router", "own-keys", "own-key", "markup_percent,,0", "plan_month,free,0", "plan_requests,free,1000", "plan_month,paid,50"),
	}).load(t)
	// m2 is 1 dollar a million of input.
	work := func(million, requests int64) Workload {
		l := line("acme/m2", kInput, million*1_000_000)
		l.Requests = requests
		return c.TokensWorkload([]WorkLine{l})
	}
	for _, k := range []struct {
		name     string
		w        Workload
		want     []string
		at       []string
		cheapest []string
	}{
		{"far from both", work(2000, 4000), []string{"under $500 a month plan is cheaper (its free plan suffices), to $909 load, above plan"}, []string{"500", "909.1"}, []string{"plan", "load"}},
		{"close to the first", work(530, 1060), []string{"under $500 a month plan is cheaper (its free plan suffices), to $909 load, above plan; your $530 are 6 % above $500"}, []string{"500", "909.1"}, []string{"plan", "load"}},
		{"close under the second", work(900, 1800), []string{"under $500 a month plan is cheaper (its free plan suffices), to $909 load, above plan; your $900 are 1 % under $909"}, []string{"500", "909.1"}, []string{"plan", "load"}},
		{"more than ten times as much", work(9100, 18200), nil, []string{"500", "909.1"}, []string{"plan", "load"}},
		{"never", work(1000, 1000), nil, nil, nil},
	} {
		t.Run(k.name, func(t *testing.T) {
			got := compared(t, c, k.w, Knobs{Gateways: []string{"load", "plan"}}, today)
			if text := got.WhoIsCheaper(k.w); !slices.Equal(text, k.want) {
				t.Errorf("%q, want %q", text, k.want)
			}
			var at, cheapest []string
			for _, e := range got.BreakEvens {
				at, cheapest = append(at, e.Spend.String()), append(cheapest, e.CheaperBelow)
			}
			if !slices.Equal(at, k.at) || !slices.Equal(cheapest, k.cheapest) {
				t.Errorf("%v %v, want %v %v", at, cheapest, k.at, k.cheapest)
			}
		})
	}
	w := work(2000, 4000)
	w.You = "acme"
	got := compared(t, c, w, Knobs{}, today)
	if text := got.WhoIsCheaper(w); len(text) != 0 {
		t.Errorf("of others than the present gateway: %q", text)
	}
}
