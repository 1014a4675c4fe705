package usagefile

import "tollbook/pricing"

// OpenRouter's activity export summed by day and model. It does not tell
// cached tokens apart, and a bucket that is still open grows until the next
// export. Key: the bucket's start and the model.
func init() {
	register(&Format{
		Name:    "openrouter-activity-aggregate-csv",
		Found:   "openrouter.ai, Activity, Export, CSV: sums by day",
		Gateway: "openrouter",
		View:    Buckets,
		Needs:   []string{"Date", "Slug", "Usage", "Requests", "Prompt Tokens", "Completion Tokens"},
		columns: openrouterDaily,
	})
}

func openrouterDaily(h *header, _ Options) rowReader {
	date, slug, usage, own := h.col("Date"), h.col("Slug"), h.col("Usage"), h.col("BYOK Usage")
	requests, prompt := h.col("Requests"), h.col("Prompt Tokens")
	completion, reasoning := h.col("Completion Tokens"), h.col("Reasoning Tokens")
	return func(c *cells) Row {
		r := Row{
			Bucket: true, At: c.time(date), Model: c.need(slug), Requests: c.count(requests),
			Cost: c.money(usage), HasCost: true, OwnKeyUSD: c.part(own),
			CacheUnknown: true, Mixed: true,
		}
		r.OwnKey = r.Cost.IsZero() && !r.OwnKeyUSD.IsZero()
		r.Tokens[pricing.Input] = c.count(prompt)
		r.setOutput(c.count(completion), c.count(reasoning), 0, 0)
		return r
	}
}
