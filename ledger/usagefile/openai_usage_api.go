package usagefile

import (
	"strings"

	"tollbook/pricing"
)

// OpenAI's GET /v1/organization/usage/completions: tokens by minute, hour or day,
// without dollars. input_tokens holds the cached and the cache-writing ones. The
// audio and image counts split the same tokens once more. Key: start, end
// and every dimension; a dimension that the report was not grouped by is null.
func init() {
	register(&Format{
		Name:    "openai-usage-completions-api-json",
		Found:   "GET /v1/organization/usage/completions",
		Gateway: "openai",
		View:    Usage,
		Needs:   []string{"start_time", "end_time", "results.input_tokens", "results.output_tokens", "results.num_model_requests"},
		Fields: []string{"start_time", "end_time", "results.input_tokens", "results.output_tokens", "results.input_cached_tokens",
			"results.input_cache_write_tokens", "results.num_model_requests", "results.project_id", "results.user_id",
			"results.api_key_id", "results.model", "results.batch", "results.service_tier",
			"results.input_audio_tokens", "results.input_cached_audio_tokens", "results.output_audio_tokens",
			"results.input_image_tokens", "results.input_cached_image_tokens", "results.output_image_tokens"},
		Lists:   []string{"data"},
		Each:    "results",
		ahead:   true,
		columns: openaiUsageAPI,
	})
}

func openaiUsageAPI(h *header, _ Options) rowReader {
	start, end, model := h.col("start_time"), h.col("end_time"), h.col("results.model")
	prompt, completion := h.col("results.input_tokens"), h.col("results.output_tokens")
	cached, write, requests := h.col("results.input_cached_tokens"), h.col("results.input_cache_write_tokens"), h.col("results.num_model_requests")
	project, user, key := h.col("results.project_id"), h.col("results.user_id"), h.col("results.api_key_id")
	batch, tier := h.col("results.batch"), h.col("results.service_tier")
	parts := media{h.col("results.input_audio_tokens"), h.col("results.input_cached_audio_tokens"), h.col("results.output_audio_tokens"),
		h.col("results.input_image_tokens"), h.col("results.input_cached_image_tokens"), h.col("results.output_image_tokens")}
	grouped := h.grouping("results", "project_id", "user_id", "api_key_id", "batch", "service_tier")
	return func(c *cells) Row {
		until := c.time(end)
		r := Row{
			Bucket: true, At: c.time(start), Model: c.grouped(model, "group_by=model"),
			App: c.text(project), User: label(c.text(user)), Key: c.text(key),
			Dims:     strings.Join([]string{instantText(until), c.text(batch), c.text(tier)}, "\x00"),
			Requests: c.count(requests), CacheUnknown: !c.has(cached), Service: pricing.Service{Tier: pricing.TierOf(c.text(tier))},
		}
		if c.yes(batch) {
			r.Service.Tier = pricing.Batch
		}
		r.Grain = c.width(r.At, until, end) + grouped
		r.Mixed = r.Requests != 1
		r.SetPrompt(c.count(prompt), c.count(cached), c.count(write), 0)
		r.Tokens[pricing.Output] = c.count(completion)
		c.setMedia(&r, parts)
		return r
	}
}

// grouped is the model of a bucket's tokens. Without one they can't be priced.
func (c *cells) grouped(model int, how string) string {
	if s := c.text(model); s != "" {
		return s
	}
	c.warn("the report is not grouped by model: its tokens can't be priced; fetch it with " + how)
	return allModels
}
