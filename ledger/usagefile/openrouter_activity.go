package usagefile

import "tollbook/pricing"

// OpenRouter's activity export, one row a generation. cost_total is net of
// cache effects and holds the search and file parts; tokens_prompt holds the
// cached ones and tokens_completion the reasoning. Times are UTC without a zone.
func init() {
	register(&Format{
		Name:    "openrouter-activity-csv",
		Found:   "openrouter.ai, Logs, Export, CSV: one row a request",
		Gateway: "openrouter",
		View:    Requests,
		Needs:   []string{"generation_id", "created_at", "cost_total", "tokens_prompt", "tokens_completion", "model_permaslug"},
		columns: openrouterActivity,
	})
}

func openrouterActivity(h *header, _ Options) rowReader {
	id, at, cost := h.col("generation_id"), h.col("created_at"), h.col("cost_total")
	search, file, own := h.col("cost_web_search"), h.col("cost_file_processing"), h.col("byok_usage_inference")
	prompt, completion := h.col("tokens_prompt"), h.col("tokens_completion")
	reasoning, cached := h.col("tokens_reasoning"), h.col("tokens_cached")
	model, variant, provider := h.col("model_permaslug"), h.col("variant"), h.col("provider_name")
	user, app, key := h.col("user"), h.col("app_name"), h.col("api_key_name")
	return func(c *cells) Row {
		r := Row{
			ID: c.need(id), At: c.time(at), Model: withVariant(c.need(model), c.text(variant)),
			Provider: c.text(provider), Key: c.text(key), App: c.text(app), User: c.text(user),
			Requests: 1, Cost: c.money(cost), HasCost: true, OwnKeyUSD: c.part(own),
			CacheUnknown: cached < 0, // exports of 2025 have no such column
		}
		r.OwnKey = !r.OwnKeyUSD.IsZero()
		r.Extra = within(c.part(search).Add(c.part(file)), r.Cost)
		r.SetPrompt(c.count(prompt), c.count(cached), 0, 0)
		r.setOutput(c.count(completion), c.count(reasoning), 0, 0)
		return r
	}
}

// withVariant writes a variant as OpenRouter's slugs do, behind a colon.
func withVariant(model, variant string) string {
	if variant == "" || variant == "standard" {
		return model
	}
	return model + ":" + variant
}

// within bounds a part by its whole: on own-key rows the search was paid
// elsewhere.
func within(part, whole pricing.Money) pricing.Money {
	if part.Cmp(whole) > 0 {
		part = whole
	}
	if part.Sign() < 0 {
		return pricing.Money{}
	}
	return part
}
