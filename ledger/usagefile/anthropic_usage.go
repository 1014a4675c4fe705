package usagefile

import (
	"strings"

	"tollbook/pricing"
)

// The token export of Anthropic's console: by hour or day, without dollars and
// without a count of requests. Input excludes what was cached. Early files have
// one column of cache writes, which were for five minutes; newer ones tell the
// context window, the region and the speed too.
//
// Key: start, model, key's name, workspace, usage type, context window, region,
// speed. An hour at midnight is not its day.
func init() {
	register(&Format{
		Name:    "anthropic-usage-csv",
		Found:   "Anthropic's Console, Usage, Export: claude_api_tokens_*.csv",
		Gateway: "anthropic",
		View:    Usage,
		Needs:   []string{"usage_date_utc", "model_version", "usage_input_tokens_no_cache", "usage_output_tokens"},
		columns: anthropicUsage,
	})
}

func anthropicUsage(h *header, _ Options) rowReader {
	at, model, key, workspace := h.col("usage_date_utc"), h.col("model_version"), h.col("api_key"), h.col("workspace")
	kind, window, region, speed := h.col("usage_type"), h.col("context_window"), h.col("inference_geo"), h.col("speed")
	input, output, read := h.col("usage_input_tokens_no_cache"), h.col("usage_output_tokens"), h.col("usage_input_tokens_cache_read")
	write, write5m, write1h := h.col("usage_input_tokens_cache_write"), h.col("usage_input_tokens_cache_write_5m"), h.col("usage_input_tokens_cache_write_1h")
	if write5m >= 0 || write1h >= 0 {
		write = -1 // a sum of the two would be counted twice
	}
	searches := h.col("web_search_count")
	grouped := by(h.there([]string{"api_key", "workspace", "usage_type", "context_window", "inference_geo", "speed"}))
	return func(c *cells) Row {
		r := Row{Bucket: true, Mixed: true, At: c.time(at), Model: c.need(model), Key: label(c.text(key)), App: c.text(workspace)}
		width := "days"
		if len(c.text(at)) > len("2026-09-01") {
			width = "hours"
		}
		r.Grain = width + grouped
		r.Dims = strings.Join([]string{width, c.text(key), c.text(kind), c.text(window), c.text(region), c.text(speed)}, "\x00")
		r.Service = ServiceOf(c.text(kind), c.text(region), c.text(speed))
		r.Prompt, r.PromptMost = statedBand(c.text(window))
		r.Tokens[pricing.Input] = c.count(input)
		r.Tokens[pricing.CacheRead] = c.count(read)
		r.Tokens[pricing.CacheWrite5m] = c.count(write) + c.count(write5m)
		r.Tokens[pricing.CacheWrite1h] = c.count(write1h)
		r.Tokens[pricing.Output] = c.count(output)
		r.Tokens[pricing.WebSearch] = c.count(searches)
		return r
	}
}
