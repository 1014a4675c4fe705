package pricing

import (
	"fmt"
	"testing"
	"time"

	"tollbook/data"
)

// Run with: go test ./pricing -run '^$' -bench . -benchmem

func BenchmarkCatalogLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(data.Files); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkQuote is one request, line by line, with the catalog loaded.
func BenchmarkQuote(b *testing.B) {
	c := facts(b)
	tokens := used(kInput, 3_914, kRead, 16_298, kOutput, 931)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Price("openrouter", "anthropic/claude-sonnet-4.5", tokens, today); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCost is the same without the lines: what an import takes a row.
func BenchmarkCost(b *testing.B) {
	c := facts(b)
	tokens := used(kInput, 3_914, kRead, 16_298, kOutput, 931)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, ok := c.Cost(WorkLine{Gateway: "openrouter", Name: "anthropic/claude-sonnet-4.5", Tokens: tokens, At: today}); !ok {
			b.Fatal("no cost")
		}
	}
}

// benchWorkload is 500 daily sums over ten models.
func benchWorkload(b *testing.B) (*Catalog, Workload) {
	c := facts(b)
	names := []string{"anthropic/claude-sonnet-4.5", "anthropic/claude-haiku-4.5", "anthropic/claude-opus-4.5", "openai/gpt-5.4", "openai/gpt-4o",
		"openai/gpt-4o-mini", "google/gemini-2.5-pro", "google/gemini-2.5-flash", "deepseek/deepseek-v4-flash", "moonshotai/kimi-k2"}
	var lines []WorkLine
	for i := range 500 {
		name := names[i%len(names)]
		m, err := c.NeedModel(name)
		if err != nil {
			b.Fatal(err)
		}
		n := int64(i)
		lines = append(lines, WorkLine{Gateway: "openrouter", Name: name, Model: m.ID, Requests: 100 + n, Prompt: c.Edges().PromptOf(i % 3),
			At:     instant("2026-10-24").Add(time.Duration(i) * 86_400 * time.Second * 30 / 500).Truncate(time.Hour),
			Tokens: used(kInput, 1_000_000+n*977, kRead, 2_000_000+n*13, kOutput, 100_000+n*7), Reported: MustMoney(fmt.Sprint(5 + i%7))})
	}
	return c, c.LedgerWorkload(lines, instant("2026-10-24"), instant("2026-11-22"), 30)
}

func BenchmarkCompareAllGateways(b *testing.B) {
	c, w := benchWorkload(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Compare(w, Knobs{}, today); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLevers(b *testing.B) {
	c, w := benchWorkload(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Levers(w, Knobs{}, "openrouter", today); err != nil {
			b.Fatal(err)
		}
	}
}
