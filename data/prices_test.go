package data_test

import (
	"math/big"
	"strings"
	"testing"

	"tollbook/pricing"
)

func instant(t *testing.T, text string) pricing.Instant {
	t.Helper()
	at, err := pricing.ParseInstant(text)
	if err != nil {
		t.Fatal(err)
	}
	return pricing.At(at)
}

// TestPublishedPrices holds the catalog against prices as their sellers published
// them: USD per million of input, output, cache read, cache write and longer cache
// write, "-" where none is published. What changed is asked for on both sides of the
// day, and what costs more for long prompts on both sides of the threshold.
func TestPublishedPrices(t *testing.T) {
	c := load(t)
	kinds := []pricing.Kind{pricing.Input, pricing.Output, pricing.CacheRead, pricing.CacheWrite5m, pricing.CacheWrite1h}
	for _, p := range []struct {
		gateway, id, at string
		prompt          int64
		want            string
	}{
		// The rise to 3/15 on 2026-09-01 was cancelled on 2026-08-10.
		{"anthropic", "claude-sonnet-5", "2026-08-31", 1, "2 10 0.2 2.5 4"},
		{"anthropic", "claude-sonnet-5", "2026-11-01", 1, "2 10 0.2 2.5 4"},
		{"openrouter", "anthropic/claude-sonnet-5", "2026-11-01", 1, "2 10 0.2 2.5 4"},
		{"vercel", "anthropic/claude-sonnet-5", "2026-11-01", 1, "2 10 0.2 2.5"},
		{"cloudflare", "anthropic/claude-sonnet-5", "2026-11-01", 1, "2 10 0.2 2.5"},
		{"bedrock", "anthropic.claude-sonnet-5", "2026-11-01", 1, "2 10 0.2 2.5"},
		{"bedrock", "us.anthropic.claude-sonnet-5", "2026-11-01", 1, "2.2 11 0.22 2.75"},
		// New in autumn 2026.
		{"anthropic", "claude-opus-5-5", "2026-09-22", 1, "4 20 0.2 5 8"},
		{"openrouter", "anthropic/claude-opus-5.5", "2026-11-01", 1, "4 20 0.2 5 8"},
		{"anthropic", "claude-fable-5-1", "2026-09-01", 1, "10 50 0.25 12.5 20"},
		{"anthropic", "claude-sonnet-5-5", "2026-10-06", 1, "2 10 0.2 2.5 4"},
		{"anthropic", "claude-sonnet-5-5", "2026-10-07", 1, "2 10 0.1 2.5 4"},
		{"anthropic", "claude-haiku-5-5", "2026-10-07", 100_000, "0.1 0.5 0.01 0.125 0.2"},
		{"anthropic", "claude-haiku-5-5", "2026-10-07", 100_001, "0.5 2.5 0.05 0.625 1"},
		{"openai", "gpt-6-astra", "2026-09-03", 272_000, "10 50 1 12.5"},
		{"openai", "gpt-6-astra", "2026-09-03", 272_001, "20 75 2 25"},
		{"openai", "gpt-6-sol", "2026-09-22", 1, "2 10 0.2 2.5"},
		{"openai", "gpt-6-luna", "2026-09-22", 1, "0.1 0.5 0.01 0.125"},
		{"openai", "gpt-6.1-sol", "2026-09-29", 1, "2 10 0.1 2.5"},
		{"openai", "gpt-6.1-terra", "2026-10-26", 1, "1 5 0.05 1.25 2.5"},
		{"xai", "grok-4.6", "2026-08-12", 1, "2 6 0.5"},
		{"vercel", "spacexai/grok-4.5", "2026-11-01", 1, "2 6 0.3"},
		// Cuts.
		{"openai", "gpt-5.6-sol", "2026-08-20", 1, "5 30 0.5 6.25"},
		{"openai", "gpt-5.6-sol", "2026-08-21", 1, "4 20 0.4 5"},
		{"openai", "gpt-5.6-sol", "2026-11-29", 272_001, "8 30 0.8 10"},
		{"azure", "gpt-5.6-sol", "2026-09-01", 1, "4 20 0.4 5"},
		{"bedrock", "openai.gpt-5.6-sol", "2026-09-01", 1, "4.4 22 0.44 5.5"},
		{"xai", "grok-4.5", "2026-10-01", 1, "2 6 0.3"},
		// Promotions at OpenRouter, and the list price behind them.
		{"openrouter", "openai/gpt-5.6-luna", "2026-08-08", 1, "0.1 0.6 0.01 0.125"},
		{"openrouter", "openai/gpt-5.6-luna", "2026-09-23", 1, "0.2 1.2 0.02 0.25"},
		{"openrouter", "openai/gpt-5.6-terra", "2026-09-23", 1, "2 12 0.2 2.5"},
		{"openrouter", "openai/gpt-5.6-sol", "2026-09-23", 1, "2 10 0.2 2.5"},
		// Steps that are announced.
		{"google", "gemini-4-argon", "2026-11-30", 1, "2 10 0.1"},
		{"google", "gemini-4-argon", "2026-12-01", 1, "4 20 0.2"},
		{"openrouter", "google/gemini-4-argon", "2026-12-01", 1, "4 20 0.2"},
		{"vercel", "google/gemini-4-argon", "2026-12-01", 1, "4 20 0.2"},
		{"google", "gemini-3.8-flash", "2026-12-31", 1, "0.75 3.75 0.075"},
		{"google", "gemini-3.8-flash", "2027-01-01", 1, "1.5 7.5 0.15"},
		// Zeros and slips of a data set.
		{"vercel", "meta/llama-3.3-70b", "2026-11-01", 1, "0.72 0.72"},
		{"vercel", "meta/llama-4-maverick", "2026-11-01", 1, "0.24 0.97"},
		{"vercel", "meta/llama-4-scout", "2026-11-01", 1, "0.17 0.66"},
		{"anthropic", "claude-3-sonnet-20240229", "2026-11-01", 1, "3 15 0.3 3.75"},
		{"bedrock", "au.anthropic.claude-opus-4-6-v1", "2026-11-01", 1, "5.5 27.5 0.55 6.875"},
		// A cache write of Gemini: 1.25 + 4.50 x 5/60, and 0.30 + 1.00 x 5/60.
		{"openrouter", "google/gemini-2.5-pro", "2026-08-10", 1, "1.25 10 0.125 1.625"},
		{"kilo", "google/gemini-2.5-pro", "2026-08-10", 1, "1.25 10 0.125 1.625"},
		{"openrouter", "google/gemini-2.5-flash", "2026-08-10", 1, "0.3 2.5 0.03 0.383333333"},
		// By rule: a write before GPT-5.6 is input; Anthropic's is 1.25 and 2 times it.
		{"openai", "gpt-5.4", "2026-11-01", 1, "2.5 15 0.25 2.5"},
		{"anthropic", "claude-mythos-5-1", "2026-11-01", 1, "10 50 0.25 12.5 20"},
		// Before its first known price a model is unpriced, not free.
		{"openrouter", "qwen/qwen-2.5-coder-32b-instruct", "2026-05-01", 1, "- -"},
	} {
		card := c.Gateway(p.gateway).Card(p.id)
		if card == nil {
			t.Errorf("%s has no %s", p.gateway, p.id)
			continue
		}
		for i, want := range strings.Fields(p.want) {
			got := "-"
			if b := card.Rate(kinds[i], p.prompt, instant(t, p.at)); b != nil {
				got = b.Rate.String()
			}
			if got != want {
				t.Errorf("%s %s on %s, prompt %d: %s is %s, want %s", p.gateway, p.id, p.at, p.prompt, kinds[i], got, want)
			}
		}
	}
}

// cost prices work of a model at a gateway on 2026-11-01.
func cost(t *testing.T, c *pricing.Catalog, gateway, name string, tokens pricing.Tokens, s pricing.Service) string {
	t.Helper()
	usd, unpriced, ok := c.Cost(pricing.WorkLine{Gateway: gateway, Name: name, Tokens: tokens, At: instant(t, "2026-11-01").Force, Service: s})
	if !ok || len(unpriced) > 0 {
		t.Errorf("%s at %s: no price of %v", name, gateway, unpriced)
	}
	return usd.String()
}

// TestServicePrices: a million in and a tenth of it out (and two searches where they
// are named) on the tiers and residencies that are sold.
func TestServicePrices(t *testing.T) {
	c := load(t)
	work := pricing.Tokens{pricing.Input: 1_000_000, pricing.Output: 100_000}
	searched := work
	searched[pricing.WebSearch] = 2
	pictures := pricing.Tokens{pricing.ImageOut: 1_000_000}
	cached := pricing.Tokens{pricing.CacheRead: 1_000_000, pricing.Output: 100_000}
	short := pricing.Tokens{pricing.Input: 100_000, pricing.Output: 10_000}
	for _, p := range []struct {
		gateway, name string
		tokens        pricing.Tokens
		service       pricing.Service
		want          string
	}{
		{"openai", "gpt-image-1", pictures, pricing.Service{}, "40"},
		{"openai", "gpt-image-1.5", pictures, pricing.Service{}, "32"}, // its text is 10
		{"bedrock", "bedrock/us.anthropic.claude-opus-4-6-v1:0", work, pricing.Service{}, "8.25"},
		{"anthropic", "claude-opus-4-8", work, pricing.Service{}, "7.5"},                                                     // 5 + 2.5
		{"anthropic", "claude-opus-4-8", work, pricing.Service{Tier: pricing.Fast}, "15"},                                    // 10 + 5
		{"anthropic", "claude-opus-4-6", work, pricing.Service{Tier: pricing.Fast}, "45"},                                    // 30 + 15
		{"anthropic", "claude-opus-5-5", work, pricing.Service{Tier: pricing.Fast}, "12"},                                    // 8 + 4
		{"anthropic", "claude-opus-4-8", work, pricing.Service{Residency: "us"}, "8.25"},                                     // 7.5 x 1.1
		{"anthropic", "claude-haiku-5-5", short, pricing.Service{Residency: "us"}, "0.0165"},                                 // (0.01 + 0.005) x 1.1
		{"anthropic", "claude-haiku-4-5", work, pricing.Service{Residency: "us"}, "1.5"},                                     // not sold: 1 + 0.5
		{"anthropic", "claude-opus-4-8", searched, pricing.Service{Tier: pricing.Batch}, "3.77"},                             // 7.5 / 2 + 2 x 0.01
		{"openai", "gpt-5.4", short, pricing.Service{}, "0.4"},                                                               // 0.25 + 0.15
		{"openai", "gpt-5.4", short, pricing.Service{Tier: pricing.Batch}, "0.2"},                                            // half
		{"openai", "gpt-5.4", short, pricing.Service{Tier: pricing.Flex}, "0.2"},                                             // half
		{"openai", "gpt-5.4", short, pricing.Service{Tier: pricing.Priority}, "0.8"},                                         // 5/30
		{"openai", "gpt-5.5", short, pricing.Service{Tier: pricing.Priority}, "2"},                                           // 12.5/75
		{"openai", "gpt-5-mini", short, pricing.Service{Tier: pricing.Priority}, "0.081"},                                    // 0.45/3.6
		{"openai", "gpt-4.1", short, pricing.Service{Tier: pricing.Priority}, "0.49"},                                        // 3.5/14
		{"vercel", "openai/gpt-5.4-fast", short, pricing.Service{}, "0.8"},                                                   // its id holds the price whole
		{"vercel", "gpt-5.4", short, pricing.Service{Tier: pricing.Priority}, "0.8"},                                         // and stands for the tier
		{"google", "gemini-2.5-flash", cached, pricing.Service{Tier: pricing.Batch}, "0.155"},                                // 0.03 whole + 0.25 / 2
		{"openrouter", "openai/gpt-5.6-sol:batch", short, pricing.Service{}, "0.15"},                                         // (0.2 + 0.1) / 2
		{"openrouter", "anthropic/claude-opus-5-fast", work, pricing.Service{}, "15"},                                        // 10/50
		{"bedrock", "us.anthropic.claude-sonnet-4-6", short, pricing.Service{}, "0.495"},                                     // 3.3/16.5
		{"bedrock", "claude-sonnet-4-6", short, pricing.Service{Residency: "us"}, "0.495"},                                   // the same by model
		{"bedrock", "jp.anthropic.claude-haiku-4-5-20251001-v1:0", short, pricing.Service{}, "0.165"},                        // no row of its own: 0.15 x 1.1
		{"bedrock", "us.anthropic.claude-3-haiku-20240307-v1:0", short, pricing.Service{}, "0.0375"},                         // no more before Claude 4.5
		{"xai", "grok-4.3", short, pricing.Service{Residency: "us"}, "0.165"},                                                // (0.125 + 0.025) x 1.1
		{"anthropic", "claude-opus-4-6-fast", pricing.Tokens{pricing.Output: 100_000}, pricing.Service{}, "15"},              // as usage tools write it
		{"openai", "gpt-4o", pricing.Tokens{pricing.ImageIn: 1_000_000}, pricing.Service{}, "2.5"},                           // pictures are input
		{"openai", "gpt-realtime", pricing.Tokens{pricing.AudioIn: 700_000}, pricing.Service{}, "22.4"},                      // and sound is not
		{"openrouter", "anthropic/claude-opus-5.5", pricing.Tokens{pricing.CacheWrite1h: 100_000}, pricing.Service{}, "0.8"}, // twice the input
	} {
		if got := cost(t, c, p.gateway, p.name, p.tokens, p.service); got != p.want {
			t.Errorf("%s at %s, %+v: %s, want %s", p.name, p.gateway, p.service, got, p.want)
		}
	}
}

// TestFastFactorsAreTheListedRates: Anthropic's factor for fast mode makes of its
// rates those that OpenRouter, Kilo and Vercel list under an id of their own.
func TestFastFactorsAreTheListedRates(t *testing.T) {
	c := load(t)
	for _, p := range []struct{ gateway, id, model string }{
		{"openrouter", "anthropic/claude-opus-4.7-fast", "claude-opus-4-7"},
		{"openrouter", "anthropic/claude-opus-4.8-fast", "claude-opus-4-8"},
		{"openrouter", "anthropic/claude-opus-5-fast", "claude-opus-5"},
		{"kilo", "anthropic/claude-opus-4.6-fast", "claude-opus-4-6"},
		{"vercel", "anthropic/claude-opus-5.5-fast", "claude-opus-5-5"},
	} {
		for _, k := range []pricing.Kind{pricing.Input, pricing.Output, pricing.CacheRead, pricing.CacheWrite5m} {
			var tokens pricing.Tokens
			tokens[k] = 100_000
			listed := cost(t, c, p.gateway, p.id, tokens, pricing.Service{})
			if got := cost(t, c, "anthropic", p.model, tokens, pricing.Service{Tier: pricing.Fast}); got != listed {
				t.Errorf("%s of %s: %s by the factor, %s at %s", k, p.model, got, listed, p.gateway)
			}
		}
	}
}

// TestGeographiesCostATenthMore: at Bedrock from Claude 4.5 on, for every kind, and
// nothing before it.
func TestGeographiesCostATenthMore(t *testing.T) {
	c := load(t)
	base, checked := map[string]*pricing.Card{}, 0
	bedrock := rows(t, "rates")["bedrock"]
	for _, r := range bedrock {
		if model := r["model"]; base[model] == nil && strings.HasPrefix(model, "anthropic/") {
			base[model] = c.Gateway("bedrock").Card(r["id"])
			if id := r["id"]; !strings.HasPrefix(id, "anthropic.") && !strings.HasPrefix(id, "global.") {
				t.Errorf("the default of %s is %s: it names a geography", model, id)
			}
		}
	}
	for _, r := range bedrock {
		geography, _, _ := strings.Cut(r["id"], ".")
		if base[r["model"]] == nil || geography == "anthropic" || geography == "global" {
			continue
		}
		more := big.NewRat(11, 10)
		for _, old := range []string{"claude-3-", "-4-0", "-4-1"} {
			if strings.Contains(r["model"], old) {
				more = big.NewRat(1, 1)
			}
		}
		for _, k := range []pricing.Kind{pricing.Input, pricing.Output, pricing.CacheRead, pricing.CacheWrite5m} {
			at := instant(t, "2026-11-01")
			here, there := c.Gateway("bedrock").Card(r["id"]).Rate(k, 1, at), base[r["model"]].Rate(k, 1, at)
			if here == nil || there == nil {
				t.Errorf("%s: no rate of %s", r["id"], k)
				continue
			}
			got, _ := new(big.Rat).SetString(here.Rate.String())
			want, _ := new(big.Rat).SetString(there.Rate.String())
			if got.Cmp(want.Mul(want, more)) != 0 {
				t.Errorf("%s: %s costs %s, and %s without a geography", r["id"], k, here.Rate, there.Rate)
			}
			checked++
		}
	}
	if checked < 100 {
		t.Errorf("only %d rates were checked", checked)
	}
}

// TestFeesOfNewFacts: 100 on OpenRouter's Business plan are 108.00; opencode Zen
// charged (20 + 0.30) / 0.956 = 21.2343 for 20, and since 2026 20 + 0.88 + 0.30.
func TestFeesOfNewFacts(t *testing.T) {
	c := load(t)
	for _, p := range []struct{ gateway, method, at, credit, paid string }{
		{"openrouter", "business", "2026-11-29", "100", "108"},
		{"openrouter", "card", "2026-11-29", "100", "105.5"},
		{"opencode-zen", "card", "2025-12-31", "20", "21.23"},
		{"opencode-zen", "card", "2026-01-01", "20", "21.18"},
		{"routerplex", "any", "2026-11-29", "20", "20"},
	} {
		fee, _ := c.Gateway(p.gateway).Fee(p.method, instant(t, p.at).Force)
		purchase, err := fee.ForCredit(pricing.MustMoney(p.credit))
		if err != nil || purchase.Paid.Cmp(pricing.MustMoney(p.paid)) != 0 {
			t.Errorf("%s by %s on %s: %s for %s (%v), want %s", p.gateway, p.method, p.at, purchase.Paid, p.credit, err, p.paid)
		}
	}
}

// TestMovingAliases: what a name stood for by genai-prices issue 679 and by the prices
// that OpenRouter listed; "" where nobody knows.
func TestMovingAliases(t *testing.T) {
	c := load(t)
	for _, p := range []struct{ name, at, want string }{
		{"gemini-pro-latest", "2026-09-10", "google/gemini-3.1-pro-preview"},
		{"gemini-pro-latest", "2026-01-01", ""},
		{"gemini-flash-latest", "2026-09-10", "google/gemini-3.7-flash"},
		{"gemini-flash-latest", "2025-11-01", "google/gemini-2.5-flash"},
		{"gemini-flash-lite-latest", "2026-09-10", "google/gemini-3.5-flash-lite"},
		{"~anthropic/claude-sonnet-latest", "2026-06-29", "anthropic/claude-sonnet-4-6"},
		{"~anthropic/claude-sonnet-latest", "2026-06-30", "anthropic/claude-sonnet-5"},
		{"~openai/gpt-latest", "2026-08-01", "openai/gpt-5.6-sol"},
		{"~openai/gpt-latest", "2026-11-01", ""},
		{"gpt-5.6", "2026-11-01", "openai/gpt-5.6-sol"},
	} {
		got := ""
		if m, _ := c.FindModelAt(p.name, instant(t, p.at).Force); m != nil {
			got = m.ID
		}
		if got != p.want {
			t.Errorf("%s on %s is %q, want %q", p.name, p.at, got, p.want)
		}
	}
}
