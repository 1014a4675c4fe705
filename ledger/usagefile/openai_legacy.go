package usagefile

import (
	"strings"

	"tollbook/pricing"
)

// OpenAI's usage export of 2023: tokens by five minutes, without dollars. Nothing
// was cached then: the whole context is uncached input.
//
// Key: start, model, operation, usage type, user.
func init() {
	register(&Format{
		Name:    "openai-legacy-usage-csv",
		Found:   "the usage export of 2023",
		Gateway: "openai",
		View:    Usage,
		Needs:   []string{"timestamp", "model", "n_requests", "n_context_tokens_total", "n_generated_tokens_total"},
		columns: openaiLegacy,
	})
}

func openaiLegacy(h *header, _ Options) rowReader {
	at, model, requests := h.col("timestamp"), h.col("model"), h.col("n_requests")
	context, generated := h.col("n_context_tokens_total"), h.col("n_generated_tokens_total")
	operation, kind, user := h.col("operation"), h.col("usage_type"), h.col("user")
	grain := "five minutes" + by(h.there([]string{"operation", "usage_type", "user"}))
	return func(c *cells) Row {
		r := Row{Bucket: true, Grain: grain, At: c.time(at), Model: c.need(model), User: label(c.text(user)), Requests: c.count(requests)}
		r.Mixed = r.Requests != 1
		r.Dims = strings.Join([]string{c.text(operation), c.text(kind), c.text(user)}, "\x00")
		r.Tokens[pricing.Input] = c.count(context)
		r.Tokens[pricing.Output] = c.count(generated)
		return r
	}
}
