package usagefile

import (
	"strings"

	"tollbook/pricing"
)

// OpenAI's usage dashboard, completions: tokens by minute, hour or day, without
// dollars. input_tokens holds the cached ones and those written to the cache, where a
// column tells them as the API does; output_tokens holds the reasoning. The columns of
// audio and image tokens split the same totals once more. Names and e-mails are not
// kept: ids are the labels.
//
// Key: start, end, project, user, API key, model, batch, service tier.
func init() {
	register(&Format{
		Name:    "openai-completions-usage-csv",
		Found:   "platform.openai.com, Usage, Export: completions_usage_*.csv",
		Gateway: "openai",
		View:    Usage,
		Needs:   []string{"start_time", "end_time", "num_model_requests", "model", "input_tokens", "output_tokens"},
		idle:    []string{"start_time", "end_time", "start_time_iso", "end_time_iso"},
		ahead:   true,
		columns: openaiUsage,
	})
}

func openaiUsage(h *header, _ Options) rowReader {
	start, end, model := h.col("start_time"), h.col("end_time"), h.col("model")
	requests, prompt, completion := h.col("num_model_requests"), h.col("input_tokens"), h.col("output_tokens")
	cached, write := h.col("input_cached_tokens"), h.col("input_cache_write_tokens")
	project, user, key := h.col("project_id"), h.col("user_id"), h.col("api_key_id")
	batch, tier := h.col("batch"), h.col("service_tier")
	parts := media{h.col("input_audio_tokens"), h.col("input_cached_audio_tokens"), h.col("output_audio_tokens"),
		h.col("input_image_tokens"), h.col("input_cached_image_tokens"), h.col("output_image_tokens")}
	grouped := by(h.holding([]string{"model", "project_id", "user_id", "api_key_id", "batch", "service_tier"}))
	return func(c *cells) Row {
		r := Row{Bucket: true, At: c.time(start)}
		until := c.time(end)
		if c.empty(model, requests, prompt, completion) {
			c.idle = true
			return r
		}
		r.Grain = c.width(r.At, until, end) + grouped
		r.Model, r.App, r.User, r.Key = c.grouped(model, "the dashboard grouped by model"), c.text(project), label(c.text(user)), c.text(key)
		r.Dims = strings.Join([]string{instantText(until), c.text(batch), c.text(tier)}, "\x00")
		r.Service.Tier = pricing.TierOf(c.text(tier))
		if strings.EqualFold(c.text(batch), "true") {
			r.Service.Tier = pricing.Batch
		}
		r.Requests = c.count(requests)
		r.Mixed = r.Requests != 1
		r.CacheUnknown = cached < 0
		r.SetPrompt(c.count(prompt), c.count(cached), c.count(write), 0)
		r.Tokens[pricing.Output] = c.count(completion)
		c.setMedia(&r, parts)
		return r
	}
}
