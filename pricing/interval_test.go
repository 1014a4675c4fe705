package pricing_test

import (
	"testing"
	"time"

	"tollbook/data"
	"tollbook/pricing"
)

// TestUncertainTokensHaveAnInterval: a sum of many requests tells neither tier
// nor hour, an export without a cached column not what was cached.
func TestUncertainTokensHaveAnInterval(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	in := func(input, output, read int64) (t pricing.Tokens) {
		t[pricing.Input], t[pricing.Output], t[pricing.CacheRead] = input, output, read
		return t
	}
	for _, test := range []struct {
		name, gateway, model string
		line                 pricing.WorkLine
		token, low, high     string // "" is none
	}{
		// 100 x 3 + 10 x 15; over 200,000 tokens 100 x 6 + 10 x 22.5
		{"tier unknown", "anthropic", "anthropic/claude-sonnet-4-5", pricing.WorkLine{Mixed: true, Tokens: in(100e6, 10e6, 0)}, "450", "450", "825"},
		// off-peak 100 x 0.15 + 10 x 0.6 + 5 x 0.003; peak is twice that
		{"hour unknown", "deepseek", "deepseek/deepseek-v4-flash", pricing.WorkLine{Mixed: true, Tokens: in(100e6, 10e6, 5e6)}, "21.015", "21.015", "42.03"},
		// 100 x 2.5 + 10 x 10; all of it cached 100 x 1.25 + 10 x 10
		{"cache unknown", "openai", "openai/gpt-4o", pricing.WorkLine{CacheUnknown: true, Tokens: in(100e6, 10e6, 0)}, "350", "225", "350"},
		{"all known", "openai", "openai/gpt-4o", pricing.WorkLine{Tokens: in(100e6, 10e6, 0)}, "350", "", ""},
		{"sums of a model with one price", "openai", "openai/gpt-4o", pricing.WorkLine{Mixed: true, Tokens: in(100e6, 10e6, 0)}, "350", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.line.Name, test.line.Model = test.model, test.model
			got, err := c.Compare(c.TokensWorkload([]pricing.WorkLine{test.line}), pricing.Knobs{Gateways: []string{test.gateway}}, asOf)
			if err != nil {
				t.Fatal(err)
			}
			r := got.Row(test.gateway)
			for _, check := range []struct {
				what string
				got  *pricing.Money
				want string
			}{{"token", r.Token, test.token}, {"low", r.TokenLow, test.low}, {"high", r.TokenHigh, test.high}} {
				text := ""
				if check.got != nil {
					text = check.got.String()
				}
				if text != check.want {
					t.Errorf("%s is %q, want %q", check.what, text, check.want)
				}
			}
		})
	}
}

// TestOneBand: Haiku 5.5 charges more over 100,000 tokens, Sonnet 4.5 over 200,000, and
// Sonnet 4.6 did until 2026-03-13.
func TestOneBand(t *testing.T) {
	c, err := pricing.Load(data.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []struct {
		model, day  string
		least, most int64
		want        bool
	}{
		{"claude-haiku-5-5", "2026-11-01", 1, 200_000, false},
		{"claude-haiku-5-5", "2026-11-01", 1, 100_000, true},
		{"claude-haiku-5-5", "2026-11-01", 100_000, 100_001, false},
		{"claude-haiku-5-5", "2026-11-01", 100_001, 1_000_000, true},
		{"claude-sonnet-4-5-20250929", "2026-11-01", 1, 200_000, true},
		{"claude-sonnet-4-5-20250929", "2026-11-01", 1, 200_001, false},
		{"claude-sonnet-4-6", "2026-03-12", 1, 1_000_000, false},
		{"claude-sonnet-4-6", "2026-03-13", 1, 1_000_000, true},
		{"of-nobody", "2026-11-01", 1, 1_000_000, true},
	} {
		at, err := time.Parse(pricing.Day, k.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.OneBand("anthropic", k.model, k.least, k.most, at); got != k.want {
			t.Errorf("%s on %s, %d to %d: %t, want %t", k.model, k.day, k.least, k.most, got, k.want)
		}
	}
}
