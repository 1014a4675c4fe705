// Package pricingtest has the shipped catalog, and draws usage and knobs for tests of what is computed of them, such as
// that the parts of a difference add up to it.
package pricingtest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tollbook/data"
	"tollbook/pricing"
)

// Today is a day on which everything of the shipped catalog is in force.
var Today = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

var shipped = sync.OnceValues(func() (*pricing.Catalog, error) { return pricing.Load(data.Files) })

// Shipped is the catalog as it ships.
func Shipped(t testing.TB) *pricing.Catalog {
	t.Helper()
	c, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// kept are models whose price depends on the hour, the weekday, the tier or nothing,
// one that nobody knows, and names that a file has to quote.
var kept = []string{"deepseek/deepseek-chat", "deepseek-v4-flash", "openai/gpt-5.4", "google/gemini-2.5-pro", "anthropic/claude-sonnet-4.5", "z-ai/glm-5", "openai/gpt-4o:free", "nobody-knows", "a \"b\" = [c]\\", "tab\there"}

// Lines draws usage of November 2026 at three gateways.
func Lines(t *rapid.T, c *pricing.Catalog) []pricing.WorkLine {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pricing.WorkLine {
		l := pricing.WorkLine{
			Gateway: rapid.SampledFrom([]string{"openrouter", "openai", "deepseek"}).Draw(t, "gateway"),
			Name:    rapid.SampledFrom(kept).Draw(t, "model"), Prompt: rapid.SampledFrom([]int64{0, 200_001, 272_001}).Draw(t, "prompt"),
			At:       time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 30*48-1).Draw(t, "half hours")) * 30 * time.Minute),
			Requests: rapid.Int64Range(0, 1000).Draw(t, "requests"), Reported: Cents(rapid.Int64Range(0, 10_000).Draw(t, "reported")),
			Service: service(t), OwnKey: rapid.IntRange(0, 5).Draw(t, "own") == 0, CacheUnknown: rapid.IntRange(0, 3).Draw(t, "blind") == 0, Mixed: rapid.IntRange(0, 3).Draw(t, "mixed") == 0,
		}
		if m, _ := c.FindModel(l.Name); m != nil { // as the ledger does
			l.Model = m.ID
		}
		for _, k := range []pricing.Kind{pricing.Input, pricing.CacheRead, pricing.CacheWrite5m, pricing.Output, pricing.Reasoning, pricing.WebSearch, pricing.Request} {
			l.Tokens[k] = rapid.Int64Range(0, 5_000_000).Draw(t, k.String())
		}
		if l.Reported.Sign() > 0 && rapid.Bool().Draw(t, "extras") {
			l.Extra = l.Reported
		}
		return l
	}), 1, 12).Draw(t, "lines")
}

// Knobs draws answers to "what if"; tokens says whether the workload has any.
func Knobs(t *rapid.T, tokens bool) (k pricing.Knobs) {
	yes := func(what string) bool { return rapid.IntRange(0, 2).Draw(t, what) == 0 }
	if yes("volume") {
		k.Volume, _ = pricing.ParseFactor(rapid.SampledFrom([]string{"0.5", "1", "2", "1.37"}).Draw(t, "times"))
	}
	if yes("method") {
		k.Method = rapid.SampledFrom([]string{"card", "crypto"}).Draw(t, "by")
	}
	switch rapid.IntRange(0, 3).Draw(t, "top-up") {
	case 0:
		k.TopUp = Cents(rapid.Int64Range(1, 100_000).Draw(t, "cents"))
	case 1:
		k.Monthly = true
	}
	if yes("downtime") {
		k.DowntimeUSD = pricing.MustMoney("33.333")
	}
	if yes("server") {
		k.ServerUSD = map[string]pricing.Money{"litellm": pricing.MustMoney("40")}
	}
	if yes("gateways") {
		k.Gateways = []string{"openrouter", "ofox", pricing.Direct}
	}
	if yes("require") {
		k.Requirements, _ = pricing.ParseRequirements("sla,uptime=99.9")
	}
	if !tokens {
		return k
	}
	if yes("cache") {
		p := pricing.MustPercent(rapid.SampledFrom([]string{"0", "70", "12.5", "100"}).Draw(t, "share"))
		k.CacheHit = &p
	}
	if yes("batch") {
		p := pricing.MustPercent(rapid.SampledFrom([]string{"0", "50", "33.333333"}).Draw(t, "share"))
		k.BatchShare = &p
	}
	k.RatesThen = yes("then")
	if yes("swap") {
		k.Swaps = map[string]string{"openai/gpt-5.4": "deepseek/deepseek-chat", "nobody-knows": "zai/glm-5"}
	}
	return k
}

// service is standard for most, and else on any tier or in any region.
func service(t *rapid.T) pricing.Service {
	if rapid.IntRange(0, 2).Draw(t, "standard") > 0 {
		return pricing.Service{}
	}
	return pricing.Service{
		Tier:      rapid.SampledFrom([]pricing.Tier{pricing.Standard, pricing.Batch, pricing.Flex, pricing.Priority, pricing.Fast, "scale"}).Draw(t, "tier"),
		Residency: rapid.SampledFrom([]string{"", "us", "eu"}).Draw(t, "residency"),
	}
}

// Cents are n cents as dollars.
func Cents(n int64) pricing.Money { return pricing.MustMoney(fmt.Sprintf("%de-2", n)) }
