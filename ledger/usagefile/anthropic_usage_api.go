package usagefile

import (
	"strings"

	"tollbook/pricing"
)

// Anthropic's GET usage_report/messages: tokens by minute, hour or day, without
// dollars and without a count of requests. A flat cache_creation_input_tokens is
// the sum of what the object beside it tells apart. Key: start, end and every
// dimension; the API key is null for use of the console, the workspace for the
// default one.
func init() {
	register(&Format{
		Name:    "anthropic-usage-report-api-json",
		Found:   "GET /v1/organizations/usage_report/messages",
		Gateway: "anthropic",
		View:    Usage,
		Needs:   []string{"starting_at", "ending_at", "results.uncached_input_tokens", "results.cache_read_input_tokens", "results.output_tokens"},
		Fields: []string{"starting_at", "ending_at", "results.uncached_input_tokens", "results.cache_read_input_tokens", "results.output_tokens",
			"results.cache_creation.ephemeral_5m_input_tokens", "results.cache_creation.ephemeral_1h_input_tokens", "results.cache_creation_input_tokens",
			"results.server_tool_use.web_search_requests", "results.api_key_id", "results.workspace_id", "results.model",
			"results.service_tier", "results.context_window", "results.inference_geo", "results.speed"},
		Lists:   []string{"data"},
		Each:    "results",
		ahead:   true,
		columns: anthropicUsageAPI,
	})
}

func anthropicUsageAPI(h *header, _ Options) rowReader {
	start, end, model := h.col("starting_at"), h.col("ending_at"), h.col("results.model")
	input, read, output := h.col("results.uncached_input_tokens"), h.col("results.cache_read_input_tokens"), h.col("results.output_tokens")
	write5m, write1h := h.col("results.cache_creation.ephemeral_5m_input_tokens"), h.col("results.cache_creation.ephemeral_1h_input_tokens")
	write, searches := h.col("results.cache_creation_input_tokens"), h.col("results.server_tool_use.web_search_requests")
	key, workspace, tier := h.col("results.api_key_id"), h.col("results.workspace_id"), h.col("results.service_tier")
	window, region, speed := h.col("results.context_window"), h.col("results.inference_geo"), h.col("results.speed")
	grouped := h.grouping("results", "api_key_id", "workspace_id", "service_tier", "context_window", "inference_geo", "speed")
	return func(c *cells) Row {
		until := c.time(end)
		r := Row{
			Bucket: true, Mixed: true, At: c.time(start), Model: c.grouped(model, "group_by[]=model"),
			Key: c.text(key), App: c.text(workspace), Service: ServiceOf(c.text(tier), c.text(region), c.text(speed)),
			Dims: strings.Join([]string{instantText(until), c.text(tier), c.text(window), c.text(region), c.text(speed)}, "\x00"),
		}
		r.Prompt, r.PromptMost = statedBand(c.text(window))
		r.Grain = c.width(r.At, until, end) + grouped
		r.Tokens[pricing.Input] = c.count(input)
		r.Tokens[pricing.CacheRead] = c.count(read)
		if c.has(write5m) || c.has(write1h) {
			r.Tokens[pricing.CacheWrite5m], r.Tokens[pricing.CacheWrite1h] = c.count(write5m), c.count(write1h)
		} else {
			r.Tokens[pricing.CacheWrite5m] = c.count(write)
		}
		r.Tokens[pricing.Output] = c.count(output)
		r.Tokens[pricing.WebSearch] = c.count(searches)
		return r
	}
}
