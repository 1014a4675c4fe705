package knob_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tollbook/pricing"
	"tollbook/pricing/knob"
	"tollbook/pricing/pricingtest"
)

// TestSet: what people write at any door, as it is kept, or what is wrong with it.
func TestSet(t *testing.T) {
	c := pricingtest.Shipped(t)
	for _, k := range []struct {
		id              knob.ID
		text, is, wrong string
	}{
		{knob.Volume, "1.50x", "1.5", ""},
		{knob.Volume, "0", "", `"0": want a multiple above zero, like 2 or 1.5`},
		{knob.CacheHit, "12.50%", "12.5", ""},
		{knob.CacheHit, "0", "0", ""},
		{knob.BatchShare, "101", "", `"101": want a percentage from 0 to 100, like 30 or 12.5`},
		{knob.BatchShare, "0.0000001", "", `"0.0000001": a share of tokens has at most 6 decimals`},
		{knob.Rates, "now", "", ""},
		{knob.Rates, "then", "then", ""},
		{knob.Rates, "soon", "", `"soon": want now or then`},
		{knob.Method, "crypto", "crypto", ""},
		{knob.Method, "any", "", ""},
		{knob.Method, "shells", "", `"shells": no gateway takes that; methods: `},
		{knob.TopUp, "$1,000.50", "1000.5", ""},
		{knob.TopUp, "monthly", "monthly", ""},
		{knob.TopUp, "-5", "", `"-5": want dollars above zero, like 25 or 14.55`},
		{knob.TopUp, "5,50", "", `"5,50": write 5.50`},
		{knob.TopUp, "0.001", "", `"0.001": want whole cents`},
		{knob.Downtime, "0", "", ""},
		{knob.Downtime, "33.333", "33.333", ""},
		{knob.Downtime, "x", "", `"x": want dollars above zero, like 25 or 14.55`},
		{knob.Gateways, "OpenRouter,direct", "openrouter,direct", ""},
		{knob.Gateways, "openroter", "", `no gateway "openroter"`},
		{knob.Require, "sla, uptime=99.9", "sla,uptime=99.9", ""},
		{knob.Require, "speed", "", `requirement "speed": want one of sla, `},
		{knob.Swap, "gpt-4o=gpt-4o-mini, mine=gpt-4o", "mine=openai/gpt-4o,openai/gpt-4o=openai/gpt-4o-mini", ""},
		{knob.Swap, "gpt-4o", "", `"gpt-4o": want MODEL=MODEL, like gpt-4o=gpt-4o-mini`},
		{knob.Swap, "gpt-4o=gpt-9", "", `no model "gpt-9"`},
		{knob.Server, "40", "40", ""},
		{knob.Server, "-1", "", `"-1": want dollars a month, like 40`},
	} {
		var knobs pricing.Knobs
		n := knob.Of(k.id)
		switch err := n.Set(c, &knobs, k.text); {
		case k.wrong != "" && (err == nil || !strings.HasPrefix(err.Error(), k.wrong)):
			t.Errorf("%s %q: %v, want %s", n.Key, k.text, err, k.wrong)
		case k.wrong == "" && (err != nil || n.Text(knobs) != k.is):
			t.Errorf("%s %q: %q, %v; want %q", n.Key, k.text, n.Text(knobs), err, k.is)
		}
	}
}

// TestText: what a knob says is what it reads, and so are its steps.
func TestText(t *testing.T) {
	c := pricingtest.Shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		is := pricingtest.Knobs(t, true)
		for id := range knob.Count {
			n := knob.Of(id)
			for _, text := range append([]string{n.Text(is)}, n.Steps...) {
				if text == "" {
					continue
				}
				var again pricing.Knobs
				if err := n.Set(c, &again, text); err != nil || n.Text(again) != text {
					t.Fatalf("%s: %q becomes %q, %v", n.Key, text, n.Text(again), err)
				}
			}
		}
	})
}
