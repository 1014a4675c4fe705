package pricing

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
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

// BenchmarkCatalogLoadOwn is the same with 2,000 own rows laid over: what an update of
// 2026-11-30 leaves that has confirmed as many rates in force, gateways with lists of their
// own first.
func BenchmarkCatalogLoadOwn(b *testing.B) {
	own := confirmed(b, 2000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(data.Files, own); err != nil {
			b.Fatal(err)
		}
	}
}

// confirmed are n built-in rows as an update writes them that saw them again.
func confirmed(tb testing.TB, n int) fs.FS {
	out := fstest.MapFS{}
	names, err := fs.Glob(data.Files, "rates/*.csv")
	if err != nil {
		tb.Fatal(err)
	}
	first := []string{"rates/openrouter.csv", "rates/vercel.csv", "rates/kilo.csv"}
	for _, name := range slices.Concat(first, slices.DeleteFunc(names, func(name string) bool { return slices.Contains(first, name) })) {
		text, err := fs.ReadFile(data.Files, name)
		if err != nil {
			tb.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		file := lines[0] + "\n"
		for _, line := range lines[1:] {
			cells := strings.Split(line, ",")
			if n == 0 || len(cells) != len(Columns["rates"]) || cells[5] != "" { // quoted, or over
				continue
			}
			if cells[12] != "free" && cells[12] != "promotion" {
				cells[12] = "observed"
			}
			cells[13], cells[14] = "openrouter@2026-11-30T14:00:00Z#"+cells[1], "2026-11-30"
			file += strings.Join(cells, ",") + "\n"
			n--
		}
		out[name] = &fstest.MapFile{Data: []byte(file)}
	}
	if n > 0 {
		tb.Fatalf("%d rows too few", n)
	}
	return out
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
