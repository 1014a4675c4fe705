package usagefile

import (
	"strings"

	"tollbook/pricing"
)

// OpenRouter's GET /generation: one answer a request, kept as JSON lines.
// native_tokens_* are what was billed; tokens_* are counts of a common tokenizer.
// upstream_inference_cost is filled on ordinary calls too: only is_byok makes it
// own-key spend. Key: the id, which the activity export has as well.
func init() {
	register(&Format{
		Name:    "openrouter-generation-json",
		Found:   "GET /api/v1/generation, a line for each answer",
		Gateway: "openrouter",
		View:    Requests,
		Needs:   []string{"id", "created_at", "model", "total_cost", "is_byok", "native_tokens_prompt", "native_tokens_completion"},
		Fields: []string{"id", "created_at", "model", "provider_name", "total_cost", "is_byok", "upstream_inference_cost",
			"native_tokens_prompt", "native_tokens_completion", "native_tokens_reasoning", "native_tokens_cached",
			"native_tokens_completion_images", "service_tier", "app_id", "external_user"},
		Lists:   []string{"data"},
		columns: openrouterGeneration,
	})
}

func openrouterGeneration(h *header, _ Options) rowReader {
	id, at, model, provider := h.col("id"), h.col("created_at"), h.col("model"), h.col("provider_name")
	cost, own, upstream := h.col("total_cost"), h.col("is_byok"), h.col("upstream_inference_cost")
	prompt, completion := h.col("native_tokens_prompt"), h.col("native_tokens_completion")
	reasoning, cached := h.col("native_tokens_reasoning"), h.col("native_tokens_cached")
	app, user := h.col("app_id"), h.col("external_user")
	tier, images := h.col("service_tier"), h.col("native_tokens_completion_images")
	return func(c *cells) Row {
		r := Row{
			ID: c.need(id), At: c.time(at), Model: c.need(model), Provider: c.text(provider),
			App: c.text(app), User: label(c.text(user)),
			Requests: 1, Cost: c.money(cost), HasCost: true, OwnKey: c.yes(own),
			CacheUnknown: !c.has(cached), Service: pricing.Service{Tier: pricing.TierOf(c.text(tier))},
		}
		if r.OwnKey {
			r.OwnKeyUSD = c.part(upstream)
		}
		r.SetPrompt(c.count(prompt), c.count(cached), 0, 0)
		r.setOutput(c.count(completion), c.count(reasoning), 0, 0)
		c.setMedia(&r, media{-1, -1, -1, -1, -1, images})
		return r
	}
}

// yes reads a truth value; empty is no.
func (c *cells) yes(i int) bool {
	switch s := c.text(i); strings.ToLower(s) {
	case "true":
		return true
	case "", "false", "none": // Python's None
	default:
		c.fault(i, "is neither true nor false")
	}
	return false
}
