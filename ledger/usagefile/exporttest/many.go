package exporttest

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"time"
)

// A product is a model as the export names it, its rates in picodollars a token, who serves
// it, and how often it is used beside the others.
type product struct {
	model                 string
	input, output, cached int64
	providers             []string
	often                 int
}

var (
	products = []product{
		{"anthropic/claude-4.5-sonnet-20250929", 3_000_000, 15_000_000, 300_000, []string{"Anthropic", "Amazon Bedrock", "Google"}, 20},
		{"anthropic/claude-4.5-haiku-20251001", 1_000_000, 5_000_000, 100_000, []string{"Anthropic", "Amazon Bedrock"}, 14},
		{"anthropic/claude-4.5-opus-20251124", 5_000_000, 25_000_000, 500_000, []string{"Anthropic", "Google"}, 6},
		{"openai/gpt-5-2025-08-07", 1_250_000, 10_000_000, 125_000, []string{"OpenAI", "Azure"}, 14},
		{"openai/gpt-5-mini-2025-08-07", 250_000, 2_000_000, 25_000, []string{"OpenAI", "Azure"}, 12},
		{"google/gemini-2.5-pro", 1_250_000, 10_000_000, 125_000, []string{"Google", "Google AI Studio"}, 8},
		{"google/gemini-2.5-flash", 300_000, 2_500_000, 30_000, []string{"Google", "Google AI Studio"}, 10},
		{"deepseek/deepseek-chat-v3.1", 270_000, 1_000_000, 70_000, []string{"DeepInfra", "Fireworks", "SiliconFlow"}, 7},
		{"qwen/qwen3-coder-480b-a35b-07-25", 220_000, 950_000, 220_000, []string{"DeepInfra", "Together"}, 4},
		{"x-ai/grok-4-07-09", 3_000_000, 15_000_000, 750_000, []string{"xAI"}, 2},
		{"mistralai/mistral-medium-3.1", 400_000, 2_000_000, 400_000, []string{"Mistral"}, 2},
		{"z-ai/glm-5.3-flash", 100_000, 400_000, 20_000, []string{"Z.AI"}, 1},
	}
	manyApps = []string{"editor", "review", "nightly", "support bot", "search", "summaries", "evals", ""}
	manyKeys = func() (all []string) {
		for i := range 40 {
			all = append(all, fmt.Sprintf("key-%02d-%s", i, []string{"prod", "dev", "ci", "lab"}[i%4]))
		}
		return all
	}()
	// bag has each product as often as it is used.
	bag = func() (all []*product) {
		for i := range products {
			for range products[i].often {
				all = append(all, &products[i])
			}
		}
		return all
	}()
)

// users is how many customers ManyUsers has.
const users = 100_000

// writeMany writes rows of many labels: some keys used far more than others, cached tokens
// in nearly half of the rows, and the cost that the model's rates come to.
func writeMany(w io.Writer, size Size, r *rand.Rand) error {
	span := time.Duration(size.Days) * 24 * time.Hour
	step := span / time.Duration(size.Rows)
	at := last
	for range size.Rows {
		if size.Kind == RandomOrder {
			at = last.Add(-time.Duration(r.Int64N(int64(span))))
		} else {
			at = at.Add(-time.Duration(r.Int64N(int64(2 * step))))
		}
		id := fmt.Sprintf("gen-%d-%s", at.Unix(), randomID(r))
		if size.Kind == RandomIDs || size.Kind == ManyUsers {
			id = fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64())
		}
		p := bag[r.IntN(len(bag))]
		prompt, output, reasoning, cached := int64(80)<<r.IntN(11), int64(10)<<r.IntN(9), int64(0), int64(0)
		prompt += r.Int64N(prompt)
		output += r.Int64N(output)
		if r.IntN(10) < 3 {
			reasoning = r.Int64N(output)
		}
		if r.IntN(20) < 9 {
			cached = r.Int64N(prompt)
		}
		provider, took, first := p.providers[r.IntN(len(p.providers))], 300+output*r.Int64N(12), 150+r.IntN(1800)
		app, key, user := manyApps[r.IntN(len(manyApps))], manyKeys[r.IntN(1+r.IntN(len(manyKeys)))], ""
		if size.Kind == ManyUsers {
			n := r.IntN(1 + r.IntN(users)) // some far more than others
			p = bag[(n*7+50*r.IntN(2))%len(bag)]
			provider, app, key, user = p.providers[0], "assistant", "proxy", fmt.Sprintf("customer-%06d", n)
		}
		cost := (prompt-cached)*p.input + cached*p.cached + output*p.output
		if _, err := fmt.Fprintf(w, "%s,%s,%s,,%s,,0,%d,%d,%d,%d,%s,%s,standard,false,true,%s,stop,stop,%d,%d,%s,%s,false\n",
			id, at.Format(instant), dollars(cost), dollars(-cached*(p.input-p.cached)), prompt, output, reasoning, cached,
			p.model, provider, user, took, first, app, key); err != nil {
			return err
		}
	}
	return nil
}

// dollars writes picodollars as exact dollars without zeros at the end.
func dollars(pico int64) string {
	sign := ""
	if pico < 0 {
		sign, pico = "-", -pico
	}
	s := fmt.Sprintf("%s%d.%012d", sign, pico/1e12, pico%1e12)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}
