package usagefile

import (
	"strings"
)

// The cost export of Anthropic's console: dollars by day, key and token type, two
// decimals a row, without tokens. Negative rows are corrections. list_price_usd is
// before a discount, and not what was billed. The header grew five times; a column
// that an older file lacks is empty.
//
// Key: day, model, workspace, key's name and id, usage type, context window, token
// type, cost type, region, speed; not the key's status, which changes.
func init() {
	register(&Format{
		Name:    "anthropic-cost-csv",
		Found:   "Anthropic's Console, Cost, Export: claude_api_cost_*.csv",
		Gateway: "anthropic",
		View:    Costs,
		Needs:   []string{"usage_date_utc", "model", "token_type", "cost_usd"},
		columns: anthropicCost,
	})
}

func anthropicCost(h *header, _ Options) rowReader {
	at, model, cost := h.col("usage_date_utc"), h.col("model"), h.col("cost_usd")
	workspace, key, id := h.col("workspace"), h.col("api_key"), h.col("api_key_id")
	kind, window, tokenType, costType := h.col("usage_type"), h.col("context_window"), h.col("token_type"), h.col("cost_type")
	region, speed := h.col("inference_geo"), h.col("speed")
	grain := "days" + by(h.there([]string{"workspace", "api_key", "api_key_id", "usage_type", "context_window", "cost_type", "inference_geo", "speed"}))
	return func(c *cells) Row {
		r := Row{Bucket: true, Mixed: true, Grain: grain, At: c.time(at), Key: label(c.text(key)), App: c.text(workspace), Cost: c.money(cost), HasCost: true}
		r.Service = ServiceOf(c.text(kind), c.text(region), c.text(speed))
		r.Prompt, r.PromptMost = statedBand(c.text(window))
		r.Dims = strings.Join([]string{c.text(key), c.text(id), c.text(kind), c.text(window), c.text(tokenType), c.text(costType), c.text(region), c.text(speed)}, "\x00")
		tokens := c.text(costType) == "" || strings.EqualFold(c.text(costType), "token")
		if r.Model = dashedDate(c.text(model)); r.Model == "" && !tokens {
			r.Model = c.text(costType) // searches belong to no model
		}
		if r.Model == "" {
			c.fault(model, "is empty")
		}
		if !tokens {
			r.Extra = within(r.Cost, r.Cost)
		}
		return r
	}
}

// dashedDate writes a display name that ends in a date as the ids do: the catalog
// finds "Claude Opus 4.5" as it is, but knows dates behind a dash alone.
//
//	"Claude Sonnet 3.5 (2024-10-22)" is claude-sonnet-3-5-20241022
func dashedDate(name string) string {
	i := strings.LastIndexByte(name, ' ')
	date := strings.ReplaceAll(strings.Trim(name[i+1:], "()"), "-", "")
	if i < 0 || len(date) != len("20241022") || strings.Trim(date, "0123456789") != "" {
		return name
	}
	return strings.NewReplacer(" ", "-", ".", "-").Replace(strings.ToLower(name[:i])) + "-" + date
}
