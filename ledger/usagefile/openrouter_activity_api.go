package usagefile

import "tollbook/pricing"

// OpenRouter's GET /activity: sums by UTC day, model and endpoint, of the last
// 30 complete days. Cached tokens are not told apart. Key: the day, the model,
// the endpoint and, where asked for, the workspace; a later answer replaces
// them. An answer to a filtered question (one key, one user) looks the same as
// one to an open question: import it with --set key=NAME to keep them apart.
func init() {
	register(&Format{
		Name:    "openrouter-activity-api-json",
		Found:   "GET /api/v1/activity: the last 30 days",
		Gateway: "openrouter",
		View:    Buckets,
		Needs:   []string{"date", "model", "usage", "requests", "prompt_tokens", "completion_tokens"},
		Fields: []string{"date", "model", "model_permaslug", "endpoint_id", "provider_name", "usage", "byok_usage_inference",
			"requests", "prompt_tokens", "completion_tokens", "reasoning_tokens", "workspace_id"},
		Lists:   []string{"data"},
		columns: openrouterActivityAPI,
	})
}

func openrouterActivityAPI(h *header, _ Options) rowReader {
	date, model, slug := h.col("date"), h.col("model"), h.col("model_permaslug")
	endpoint, provider, workspace := h.col("endpoint_id"), h.col("provider_name"), h.col("workspace_id")
	usage, own, requests := h.col("usage"), h.col("byok_usage_inference"), h.col("requests")
	prompt, completion, reasoning := h.col("prompt_tokens"), h.col("completion_tokens"), h.col("reasoning_tokens")
	return func(c *cells) Row {
		r := Row{
			Bucket: true, Grain: "days", At: c.day(date), Model: c.text(slug), Provider: c.text(provider),
			Dims:     c.text(endpoint) + "\x00" + c.text(workspace),
			Requests: c.count(requests), Cost: c.money(usage), HasCost: true, OwnKeyUSD: c.part(own),
			CacheUnknown: true, Mixed: true,
		}
		if r.Model == "" {
			r.Model = c.need(model)
		}
		r.OwnKey = r.Cost.IsZero() && !r.OwnKeyUSD.IsZero()
		r.Tokens[pricing.Input] = c.count(prompt)
		r.setOutput(c.count(completion), c.count(reasoning), 0, 0)
		return r
	}
}
